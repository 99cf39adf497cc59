import Bytes
import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog

@Suite("ranges of offsets")
struct OffsetRangesTests {
  @Test("ranges of offsets contain what a set of their numbers contains", arguments: 1...200 as ClosedRange<UInt64>)
  func model(seed: UInt64) throws {
    var random = Seeded(seed)
    var ranges = OffsetRanges()
    var set = Set<Int64>()
    for _ in 0..<30 {
      let start = Int64.random(in: 0..<60, using: &random)
      let range = start..<start + Int64.random(in: 0..<9, using: &random)
      ranges.insert(range)
      set.formUnion(range)
    }
    #expect((0..<80).allSatisfy { ranges.contains($0) == set.contains($0) })
    #expect(ranges.count == Int64(set.count))
    #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    let gaps = ranges.gaps(in: 10..<50)
    #expect(Set(gaps.joined()) == Set(10..<50).subtracting(set))
    #expect(gaps.allSatisfy { !$0.isEmpty })
    var writer = ByteWriter()
    ranges.encode(into: &writer)
    let decoded = try writer.bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try OffsetRanges(decoding: &reader)
    }
    #expect(decoded == ranges)
  }
}

@Suite("digests of lines")
struct LineDigestTests {
  private let key = ErasureKey([UInt8](0..<32))!

  private func digest(_ pieces: [String]) -> LineDigest {
    var hasher = LineHasher(key)
    for piece in pieces { Array(piece.utf8).withUnsafeBytes { hasher.update($0) } }
    return hasher.finish().digest
  }

  @Test("the digest of a line and the keyed MD5 are those in FORMAT.md")
  func vector() throws {
    let page = String(decoding: try POSIXFileSystem().contents(projectRoot.appending("FORMAT.md")), as: UTF8.self)
    func vector(_ name: String) -> String? {
      page.split(separator: "```hex \(name)\n").dropFirst().first?.prefix { $0 != "`" }
        .filter { !$0.isWhitespace }
    }
    #expect(hexadecimal(digest([#"{"a":1}"#]).bytes) == vector("erasure-digest"))
    let md5 = try #require(bytes(hex: "4588ff3797b78d819d858fa3bdd82b09"))
    #expect(hexadecimal(key.seal(md5: md5)) == vector("keyed-md5"))
  }

  @Test(
    "the digest of a line does not depend on the line ending or on how the line is split",
    arguments: [
      ["abc\n"], ["abc\r\n"], ["abc\r"], ["a", "bc"], ["abc", "\n"], ["abc\r", "\n"], ["ab", "c\r\n"],
      ["abc", "", "\r\n"],
    ])
  func lineEnds(pieces: [String]) { #expect(digest(pieces) == digest(["abc"])) }

  @Test(
    "different lines have different digests", arguments: [["ab\rc"], ["abc\r\r\n"], ["ab", "\r", "c"], ["abc "], [""]])
  func others(pieces: [String]) { #expect(digest(pieces) != digest(["abc"])) }

  @Test("the digest of a line differs under another key")
  func otherKey() {
    let other = ErasureKey([UInt8](1..<33))!
    Array("abc".utf8).withUnsafeBytes { #expect(key.digest(ofLine: $0) != other.digest(ofLine: $0)) }
  }
}
