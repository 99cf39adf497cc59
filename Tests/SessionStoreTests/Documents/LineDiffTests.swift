import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("line diffs")
struct LineDiffTests {
  /// The two texts of a diff, and the number of lines that it changes.
  private func parts(_ diff: LineDiff) -> (old: [Substring], new: [Substring], changed: Int) {
    (
      diff.lines.filter { $0.change != .added }.map(\.text), diff.lines.filter { $0.change != .removed }.map(\.text),
      diff.lines.count { $0.change != .kept }
    )
  }

  /// The length of the longest common subsequence, computed with the simplest table.
  private func common(_ old: [String], _ new: [String]) -> Int {
    var row = [Int](repeating: 0, count: new.count + 1)
    for line in old {
      var next = row
      for (place, other) in new.enumerated() {
        next[place + 1] = line == other ? row[place] + 1 : max(row[place + 1], next[place])
      }
      row = next
    }
    return row.last ?? 0
  }

  @Test("a line diff contains both texts and changes as few lines as possible")
  func shortest() {
    var random = Seeded(17)
    for round in 0..<600 {
      let letters = (0..<Int.random(in: 1...5, using: &random)).map { "line \($0)" }
      let old = (0..<Int.random(in: 0...24, using: &random)).map { _ in random.pick(letters) }
      let new = (0..<Int.random(in: 0...24, using: &random)).map { _ in random.pick(letters) }
      let diff = LineDiff(old.joined(separator: "\n"), new.joined(separator: "\n"))
      let found = parts(diff)
      #expect(found.old.map(String.init) == old && found.new.map(String.init) == new, "round \(round)")
      #expect(found.changed == old.count + new.count - 2 * common(old, new), "round \(round)")
    }
  }

  @Test("a line diff shows a final newline that only one of the texts has")
  func ends() {
    #expect(LineDiff("a\nb\n", "a\nb\n").lines.map(\.change) == [.kept, .kept])
    #expect(LineDiff("a\n", "a").lines.map(\.change) == [.kept, .removed])
    #expect(LineDiff("", "a\n").lines == [.init(change: .added, text: "a")])
    #expect(LineDiff("", "").lines == [])
  }

  @Test("a line diff keeps three lines around a change and counts the others")
  func context() {
    let old = (0..<40).map { "\($0)" }
    var new = old
    new[20] = "twenty"
    new.remove(at: 35)
    let (hunks, rest) = LineDiff(old.joined(separator: "\n"), new.joined(separator: "\n")).hunks
    #expect(hunks.map(\.skipped) == [17, 8])
    #expect(hunks.map { $0.lines.count } == [8, 7])
    #expect(rest == 1)
  }

  @Test("a line diff of texts that differ too much replaces everything between their ends in bounded time")
  func bounded() {
    func text(_ name: String) -> String {
      "head\n" + (0..<20_000).map { "\(name) \($0 * 7919 % 20_011)\n" }.joined() + "foot\n"
    }
    let clock = ContinuousClock()
    var diff = LineDiff("", "")
    let time = clock.measure { diff = LineDiff(text("a"), text("b")) }
    #expect(diff.lines.map(\.change).prefix(2) == [.kept, .removed])
    #expect(diff.lines.last?.text == "foot" && diff.lines.count == 40_002)
    #expect(time < .seconds(30))
  }
}
