import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import Tables

@Suite("lines of a lake")
struct LakeLineTests {
  private func decoded(_ text: [UInt8]) throws -> String {
    var line = LakeLine()
    line.begin()
    line.add(LakeLine.Key("k"), text)
    line.end()
    #expect(line.bytes.allSatisfy { $0 < 0x7f })
    let object = try JSONSerialization.jsonObject(with: Data(line.bytes)) as? [String: String]
    return try #require(object?["k"])
  }

  @Test("every character is an ASCII escape that stands for it, except U+0000, which is U+FFFD")
  func characters() throws {
    for value in Array(UInt32(1)...0x2ff) + [
      0x7ff, 0x800, 0x2028, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff,
    ] {
      let text = "a" + String(try #require(Unicode.Scalar(value))) + "b"
      #expect(try decoded(Array(text.utf8)) == text, "U+\(String(value, radix: 16))")
    }
    #expect(try decoded([0x61, 0, 0x62]) == "a\u{fffd}b")
  }

  @Test("bytes that are not UTF-8 become U+FFFD one by one")
  func invalid() throws {
    let texts: [[UInt8]] = [
      [0x80], [0xc0, 0x80], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff],
      [0xf0, 0x80, 0x80, 0x80],
    ]
    for text in texts {
      #expect(try decoded(text) == String(repeating: "\u{fffd}", count: text.count), "\(text)")
    }
    #expect(try decoded([0xc3, 0x61]) == "\u{fffd}a")
  }

  @Test("random bytes give what the decoder of the standard library gives where they are UTF-8")
  func random() throws {
    var random = Seeded(TestSettings.seed)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0..<12, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) }
      let text = try decoded(bytes)
      if let valid = String(validating: bytes, as: UTF8.self) { #expect(text == valid) }
    }
  }

  @Test("characters of every length come through at every place of a long text, however many escapes are before them")
  func long() throws {
    var random = Seeded(TestSettings.seed)
    let kinds = ["a", "\"", "\\", "\n", "\u{1}", "\u{7f}", "é", "\u{2028}", "😀"]
    for start in 4084..<4100 {
      for kind in kinds {
        let text = String(repeating: "a", count: start) + kind + "tail"
        #expect(try decoded(Array(text.utf8)) == text, "\(start) \(kind.debugDescription)")
      }
    }
    for kind in kinds {
      let text = String(repeating: kind, count: 9_001)
      #expect(try decoded(Array(text.utf8)) == text, "\(kind.debugDescription)")
    }
    for _ in 0..<60 {
      var text = ""
      while text.utf8.count < 13_000 {
        let plain = String(repeating: "x", count: Int.random(in: 0..<20, using: &random))
        text += plain + kinds.randomElement(using: &random)!
      }
      #expect(try decoded(Array(text.utf8)) == text, "seed \(TestSettings.seed)")
    }
  }

  @Test("a gzip file of several pieces is one member with all of their bytes")
  func gzip() throws {
    var random = Seeded(TestSettings.seed)
    for sizes in [[], [0], [1], [100, 0, 70_000], [300_000, 5]] {
      var (sum, file, all) = (Gzip.Sum(), Gzip.header, [UInt8]())
      for size in sizes {
        let bytes = (0..<size).map { _ in UInt8.random(in: 0..<20, using: &random) }
        let piece = Gzip.piece(bytes)
        sum.add(piece)
        (file, all) = (file + piece.bytes, all + bytes)
      }
      #expect(try LakeContents.inflated(file + sum.trailer) == all)
    }
  }

  @Test("the page Lake of the documentation has every column with its type, its unit and its sentence")
  func page() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../Sources/SessionStore/SessionStore.docc/Lake.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    for table in LakeShapes.all {
      let start = "### \(table.table.rawValue)  \(table.summary)  | Column |"
      #expect(page.replacing("\n", with: " ").contains(start), "\(table.table)")
      for column in table.columns {
        let type = column.type.name + (column.unit.map { ", \($0)" } ?? "")
        #expect(page.contains("| `\(column.name)` | \(type) | \(column.summary) |\n"), "\(table.table) \(column.name)")
      }
    }
    let rows = page.split(separator: "\n").count { $0.hasPrefix("| `") }
    #expect(rows == LakeShapes.all.reduce(0) { $0 + $1.columns.count }, "the page has no other columns")
  }
}
