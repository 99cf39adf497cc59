import TestSupport
import Testing

@testable import ModelContext

@Suite("the pages of long lines that the tool read gives")
struct ReadPagesTests {
  @Test(
    "every character of a line that is longer than a page is on one of the pages, also when their size changes",
    arguments: [[1000], [1400], [3000], [1000, 2500], [5000, 1000, 1700]])
  func longLines(_ sizes: [Int]) throws {
    let bench = try Workbench()
    let asked = AskedServer(bench)
    // Lines that fit, lines of one character more or less than the longest one that is quoted, and much more.
    let lengths = [1, 199, 200, 201, 999, 1000, 1001, 4321]
    let said = lengths.map { length in
      String((0..<length).map { number in Character(UnicodeScalar(UInt8(0x61 + (number * 7 + length) % 26))) })
    }
    try bench.tree.write(
      transcript("long"),
      prompt(0, session: "long", text: "begin")
        + answer(1, session: "long", text: said.joined(separator: "\n"), after: 0)
        + answer(2, session: "long", text: "end", after: 1))
    try bench.ingest()
    var quoted = ""
    var next: String? = #"{"session":"long","full":true,"max_chars":\#(sizes[0])}"#
    var pages = 0
    while let arguments = next {
      let size = sizes[pages % sizes.count]
      let called = try asked.call("read", arguments)
      #expect(!called.isError, "\(called.text)")
      #expect(called.text.unicodeScalars.count <= size, "\(called.text)")
      let lines = called.quoted
      #expect(!lines.isEmpty, "a page has some text: \(called.text)")
      quoted += lines.map { $0.dropFirst(2) }.joined(separator: "")
      pages += 1
      try #require(pages < 100)
      let following = sizes[pages % sizes.count]
      next = called.continuation?.arguments.replacing(#""max_chars":\#(size)"#, with: #""max_chars":\#(following)"#)
    }
    #expect(quoted == "begin" + said.joined() + "end")
  }
}
