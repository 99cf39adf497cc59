import Bytes
import CChecksum
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("SHA-256 and HMAC")
struct HashTests {
  /// The examples of FIPS 180-2, appendix B.
  @Test(
    "SHA-256 of the messages in FIPS 180-2 gives the digests printed there",
    arguments: [
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func known(message: String, hash: String) {
    let messages = [Array(message.utf8), [], Array(message.utf8)]
    #expect(hashes(messages).map(\.description) == [hash, Digest(of: []).description, hash])
  }

  @Test(
    "SHA-256 of short messages gives the digests of NIST's test vectors (CAVS)",
    arguments: [
      ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
      ([0x11, 0xaf], "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
      ([0xb4, 0x19, 0x0e], "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"),
      ([0x74, 0xba, 0x25, 0x21], "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"),
    ] as [([UInt8], String)])
  func cavs(message: [UInt8], hash: String) { #expect(Digest(of: message).description == hash) }

  @Test("hashing messages of every length up to 200 together gives the SHA-256 of each message")
  func shortMessages() {
    let messages = (0...200).map { bytes($0, UInt64($0)) }
    #expect(hashes(messages) == messages.map { Digest(of: $0) })
  }

  @Test(
    "hashing any number of messages of any length together gives the SHA-256 of each message",
    arguments: 0..<200 as Range<UInt64>)
  func randomMessages(seed: UInt64) {
    var random = Seeded(seed)
    let count = Int.random(in: 0...9, using: &random)
    let messages = (0..<count).map { _ in
      random.bytes(Int.random(in: 0...[3, 70, 300, 5000].randomElement(using: &random)!, using: &random))
    }
    #expect(hashes(messages) == messages.map { Digest(of: $0) })
  }

  @Test("each link of the hash chain is the SHA-256 of the previous link followed by the hash of the event")
  func chain() {
    let events = bytes(32 * 50, 7)
    var expected = Digest.zero
    for start in stride(from: 0, to: events.count, by: 32) {
      expected = Digest(of: expected.bytes + events[start..<start + 32])
    }
    var chain = Chain()
    chain.extend(eventHashes: Array(events[..<320]))
    chain.extend(eventHashes: [])
    chain.extend(eventHashes: Array(events[320...]))
    #expect(chain.digest == expected)
  }

  @Test(
    "SHA-256 of whole blocks is the same with and without the processor's instructions",
    arguments: 0..<40 as Range<UInt64>)
  func portable(seed: UInt64) {
    let message = bytes(64 * Int(seed), seed)
    var hash = ccs_sha256_begin()
    var words = [
      hash.words.0, hash.words.1, hash.words.2, hash.words.3, hash.words.4, hash.words.5, hash.words.6, hash.words.7,
    ]
    ccs_sha256_blocks_portable(&words, message, Int(seed))
    ccs_sha256_update(&hash, message, message.count)
    let found = withUnsafeBytes(of: hash.words) { Array($0.bindMemory(to: UInt32.self)) }
    #expect(found == words)
  }

  @Test(
    "SHA-256 of a message that is added in pieces is the digest of the whole message after each piece",
    arguments: 0..<100 as Range<UInt64>)
  func pieces(seed: UInt64) {
    var random = Seeded(seed)
    let message = random.bytes(Int.random(in: 0...400, using: &random))
    var hash = SHA256()
    var start = 0
    while start < message.count {
      let end = Int.random(in: start...message.count, using: &random)
      hash.update(Array(message[start..<end]))
      #expect(hash.digest == Digest(of: Array(message[..<end])), "seed \(seed), \(end) bytes")
      start = end
    }
    #expect(hash.digest == Digest(of: message), "seed \(seed)")
  }

  /// The examples of RFC 4231, 4.2 to 4.5, 4.7 and 4.8.
  @Test(
    "HMAC-SHA-256 gives the codes in RFC 4231",
    arguments: [
      (
        [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xcd, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ] as [([UInt8], [UInt8], String)])
  func keyed(key: [UInt8], message: [UInt8], code: String) {
    var hash = HMACSHA256(key: key)
    hash.update(Array(message.prefix(3)))
    hash.update(Array(message.dropFirst(3)))
    #expect(Digest(bytes: hash.code).description == code)
  }

  @Test("the hash of an event with more than 255 fields includes the number of its fields")
  func manyFields() {
    var expected: [UInt8] = [9, 44, 1]
    var hasher = EventHasher()
    hasher.begin(kind: 9)
    for field in 0..<300 {
      hasher.add(UInt8(field & 255), integer: 5)
      expected += [UInt8(field & 255), 0, 5, 0, 0, 0, 0, 0, 0, 0]
    }
    let body: [UInt8] = [1, 2, 3]
    var hashes: [UInt8] = []
    body.withUnsafeBytes {
      hasher.end(body: $0)
      hasher.finish(into: &hashes)
    }
    expected += [3, 0, 0, 0, 0, 0, 0, 0] + Digest(of: body).bytes
    #expect(hashes == Digest(of: expected).bytes)
  }

  private func bytes(_ count: Int, _ seed: UInt64) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(count)
  }

  private func hashes(_ messages: [[UInt8]]) -> [Digest] {
    var result = [UInt8](repeating: 0, count: 32 * messages.count)
    result.withUnsafeMutableBufferPointer { result in
      var all: [ccs_message] = []
      var copies: [UnsafeMutablePointer<UInt8>] = []
      for (index, message) in messages.enumerated() {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, message.count))
        copy.initialize(from: message, count: message.count)
        copies.append(copy)
        all.append(ccs_message(bytes: copy, count: message.count, digest: result.baseAddress! + 32 * index))
      }
      hashAll(all)
      for copy in copies { copy.deallocate() }
    }
    return (0..<messages.count).map { Digest(bytes: Array(result[32 * $0..<32 * $0 + 32])) }
  }
}
