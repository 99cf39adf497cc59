import CChecksum
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("SHA-256")
struct HashTests {
  /// FIPS 180-2, appendix B.
  @Test(
    "messages give the standard's hashes",
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

  @Test("messages of every length up to 200, next to each other, give what each gives alone")
  func shortMessages() {
    let messages = (0...200).map { bytes($0, UInt64($0)) }
    #expect(hashes(messages) == messages.map { Digest(of: $0) })
  }

  @Test("any number of messages of any lengths give what each gives alone", arguments: 0..<200 as Range<UInt64>)
  func randomMessages(seed: UInt64) {
    var random = Seeded(seed)
    let count = Int.random(in: 0...9, using: &random)
    let messages = (0..<count).map { _ in
      random.bytes(Int.random(in: 0...[3, 70, 300, 5000].randomElement(using: &random)!, using: &random))
    }
    #expect(hashes(messages) == messages.map { Digest(of: $0) })
  }

  @Test("the chain is the hash of the hash before and the event's, with the processor's help and without")
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
    var head = Digest.zero.bytes
    events.withUnsafeBytes { Chain.extend(&head, $0) }
    #expect(chain.digest == expected)
    #expect(Digest(bytes: head) == expected)
  }

  @Test("an event of more than 255 fields is hashed with their number")
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
