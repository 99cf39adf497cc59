import CChecksum
import TestSupport
import Testing

private typealias Implementation = (UInt32, UnsafeRawPointer?, Int) -> UInt32

@Suite("CRC-32C")
struct ChecksumTests {
  private struct Known: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var checksum: UInt32
    var testDescription: String { name }
  }

  /// The examples of RFC 3720, B.4. Its table shows the checksums as they are sent, least significant byte first.
  private static let known = [
    Known(name: "32 bytes of zeros", bytes: [UInt8](repeating: 0, count: 32), checksum: 0x8a91_36aa),
    Known(name: "32 bytes of ones", bytes: [UInt8](repeating: 0xff, count: 32), checksum: 0x62a8_ab43),
    Known(name: "32 rising bytes", bytes: [UInt8](0..<32), checksum: 0x46dd_794e),
    Known(name: "32 falling bytes", bytes: [UInt8]((0..<32).reversed()), checksum: 0x113f_db5c),
    Known(
      name: "an iSCSI read command",
      bytes: bytes(
        hex: "01c00000 00000000 00000000 00000000 14000000 00000400"
          + "00000014 00000018 28000000 00000000 02000000 00000000")!,
      checksum: 0xd996_3a56),
    Known(name: "the digits 1 to 9", bytes: Array("123456789".utf8), checksum: 0xe306_9283),
    Known(name: "nothing", bytes: [], checksum: 0),
  ]

  @Test("the fast implementation of CRC-32C gives the checksums in RFC 3720", arguments: known)
  private func fastKnown(_ known: Known) {
    #expect(checksum(known.bytes, ccs_crc32c) == known.checksum)
  }

  @Test("the portable implementation of CRC-32C gives the checksums in RFC 3720", arguments: known)
  private func portableKnown(_ known: Known) {
    #expect(checksum(known.bytes, ccs_crc32c_portable) == known.checksum)
  }

  @Test("the fast and the portable CRC-32C agree at every length up to 300 and at nine alignments")
  func shortLengths() {
    let data = seeded(1, 310)
    for alignment in 0..<9 {
      for count in 0...300 {
        let part = data[alignment..<alignment + count]
        #expect(
          checksum(part, ccs_crc32c) == checksum(part, ccs_crc32c_portable), "\(count) bytes from byte \(alignment)")
      }
    }
  }

  @Test("the fast and the portable CRC-32C agree on long data", arguments: 0..<40 as Range<UInt64>)
  func longLengths(seed: UInt64) {
    var random = Seeded(seed)
    let alignment = Int.random(in: 0..<64, using: &random)
    let data = random.bytes(alignment + Int.random(in: 300...100_000, using: &random))
    let start = UInt32.random(in: 0...UInt32.max, using: &random)
    #expect(
      checksum(data[alignment...], ccs_crc32c, from: start)
        == checksum(data[alignment...], ccs_crc32c_portable, from: start), "seed \(seed)")
  }

  @Test("a CRC-32C that is computed in pieces is the checksum of the whole data", arguments: 0..<40 as Range<UInt64>)
  func splits(seed: UInt64) {
    var random = Seeded(seed)
    let data = random.bytes(Int.random(in: 1...20_000, using: &random))
    var (pieces, offset): (UInt32, Int) = (0, 0)
    while offset < data.count {
      let end = min(data.count, offset + Int.random(in: 0...3000, using: &random))
      pieces = checksum(data[offset..<end], ccs_crc32c, from: pieces)
      offset = end
    }
    #expect(pieces == checksum(data, ccs_crc32c_portable), "seed \(seed)")
  }

  @Test("flipping any one bit of the data changes its CRC-32C")
  func flips() {
    var data = seeded(2, 200)
    let original = checksum(data, ccs_crc32c)
    for bit in 0..<data.count * 8 {
      data[bit / 8] ^= 1 << (bit % 8)
      #expect(checksum(data, ccs_crc32c) != original, "bit \(bit)")
      data[bit / 8] ^= 1 << (bit % 8)
    }
  }

  private func seeded(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var random = Seeded(seed)
    return random.bytes(count)
  }

  private func checksum(_ bytes: some Collection<UInt8>, _ implementation: Implementation, from: UInt32 = 0) -> UInt32 {
    bytes.withContiguousStorageIfAvailable { implementation(from, $0.baseAddress, $0.count) }!
  }
}
