import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("lines around what a search finds")
struct SearchContextTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func context(_ text: String, _ needle: String, _ lines: Int) throws -> SearchContext {
    let bytes = Array(text.utf8)
    let pattern = try SearchPattern(needle, SearchOptions())
    return try bytes.withUnsafeBytes { bytes in
      var scratch: [UInt8] = []
      let found = try #require(pattern.find(in: bytes, &scratch))
      return SearchContext(bytes, around: found.first, lines: lines)
    }
  }

  @Test("the lines before and after are those of the text, as many as there are")
  func lines() throws {
    let text = "a\nb\n\nc\r\nthe needle\nd\n"
    let two = try context(text, "needle", 2)
    #expect(two.before == ["", "c"] && two.line == "the needle" && two.after == ["d"])
    let all = try context(text, "needle", .max)
    #expect(all.before == ["a", "b", "", "c"] && all.after == ["d"])
    let none = try context(text, "needle", 0)
    #expect(none.before.isEmpty && none.after.isEmpty && none.line == "the needle")
    #expect(try context("needle", "needle", 3) == none.with(line: "needle"))
    #expect(try context("\n\nneedle", "needle", 1).before == [""])
    #expect(try context("needle\n\n\n", "needle", 5).after == ["", ""])
    #expect(try context("x\nneedle", "\nneedle", 1).line == "x")
  }

  @Test("a long line is cut between characters around the match, and long lines next to it at their end")
  func longLines() throws {
    let wall = String(repeating: "日", count: 5000)
    let found = try context("\(wall)\n\(wall)needle\(wall)\n\(wall)", "needle", 1)
    for line in found.before + [found.line] + found.after {
      #expect(line.utf8.count <= SearchContext.bytesMax + 6 && !line.contains("\u{fffd}"), "\(line)")
    }
    #expect(found.line.hasPrefix("…日") && found.line.contains("日needle日") && found.line.hasSuffix("日…"))
    #expect(found.before[0].hasPrefix("日") && found.before[0].hasSuffix("日…"))
  }

  @Test("bytes that are not UTF-8 and places beyond the text do no harm")
  func garbage() {
    var random = Seeded(TestSettings.seed)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...900, using: &random)).map { _ -> UInt8 in
        random.oneIn(9) ? 0x0a : UInt8.random(in: 0...255, using: &random)
      }
      bytes.withUnsafeBytes { bytes in
        for place in [-5, 0, bytes.count / 2, bytes.count, bytes.count + 99] {
          let found = SearchContext(bytes, around: place, lines: 3)
          #expect(found.before.count <= 3 && found.after.count <= 3)
        }
      }
    }
  }

  @Test("letters whose folded form has another length do not move the place")
  func folding() throws {
    // The folded form of the first letter is longer, that of the second is shorter.
    for letter in ["\u{23a}", "\u{212a}"] {
      let wall = String(repeating: letter, count: 3000)
      for needle in ["é", "needle"] {
        let found = try context("\(wall)\nbefore\n\(needle.uppercased()) \(letter)\nafter", needle, 1)
        #expect(found.before == ["before"] && found.after == ["after"], "\(letter) \(needle)")
        #expect(found.line == "\(needle.uppercased()) \(letter)")
      }
    }
  }

  @Test("matches get the lines of their own text, from records and from outputs in files of their own")
  func store() throws {
    let lines = (0..<30_000).map { "output \($0)" }.joined(separator: "\n")
    try bench.tree.write("projects/p/s/tool-results/b1.txt", lines + "\nlast needle\n" + lines)
    try bench.tree.write("projects/p/s/tool-results/b2.txt", "one\nsmall needle\ntwo")
    try bench.tree.write(
      transcript("s"),
      line(1, session: "s", text: #"first\nsecond \"needle\"\nthird\nfourth"#) + line(2, session: "s", text: "needle"))
    try bench.ingest()
    var query = SearchQuery(["needle"])
    query.contextLines = 1
    let found = try bench.store().search(query, workers: 2).matches
    let contexts = Dictionary(grouping: found.compactMap(\.context), by: \.line).mapValues { $0[0] }
    #expect(found.count == 4 && contexts.count == 4)
    #expect(contexts["last needle"]?.before == ["output 29999"] && contexts["last needle"]?.after == ["output 0"])
    #expect(contexts["small needle"]?.before == ["one"] && contexts["small needle"]?.after == ["two"])
    #expect(contexts[#"second "needle""#]?.before == ["first"] && contexts[#"second "needle""#]?.after == ["third"])
    #expect(contexts["needle 2"]?.before == [])
    query.contextLines = nil
    #expect(try bench.store().search(query).matches.allSatisfy { $0.context == nil })
  }

  @Test("what is marked is what was found, and no part of a character")
  func highlights() {
    func marked(_ texts: [String], _ text: String, _ change: (inout SearchOptions) -> Void = { _ in }) -> [String] {
      var options = SearchOptions()
      change(&options)
      let bytes = Array(text.utf8)
      return SearchHighlighter(texts, options).ranges(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(marked(["needle"], "a Needle and NEEDLES") == ["Needle", "NEEDLE"])
    #expect(marked(["needle"], "a Needle and NEEDLES") { $0.isWord = true } == ["Needle"])
    #expect(marked(["needle"], "a Needle and needles") { $0.isCaseSensitive = true } == ["needle"])
    #expect(marked(["ab", "bc"], "abc bc") == ["abc", "bc"])
    #expect(marked(["é"], "ÉCOLE \u{212a} É") == ["É", "É"])
    #expect(marked(["k"], "É\u{212a}k É") == ["\u{212a}k"])
    #expect(marked(["a.c", "("], "abc axc") { $0.isRegex = true } == ["abc", "axc"])
    #expect(marked(["none"], "abc").isEmpty && marked([], "abc").isEmpty && marked([""], "abc").isEmpty)
  }
}

extension SearchContext {
  fileprivate func with(line: String) -> SearchContext {
    var other = self
    other.line = line
    return other
  }
}
