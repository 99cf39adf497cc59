import Answers

/// What became of the lines of a text when it was changed into another.
struct LineDiff {
  enum Change: Equatable {
    case kept, removed, added
  }

  struct Line: Equatable {
    var change: Change
    var text: Substring
  }

  /// A part of the change with the kept lines around it.
  struct Hunk: Equatable {
    /// Kept lines that are left out before it.
    var skipped: Int
    var lines: [Line]
  }

  /// Lines that may differ before the shortest change is no longer looked for. Memory: half its square, in numbers of four bytes.
  static let differencesMax = 800
  /// Kept lines shown before and behind what was changed.
  static let context = 3

  private(set) var lines: [Line] = []

  /// Finds the fewest lines to remove and to add (Myers, "An O(ND) difference algorithm", 1986). Where more than `differencesMax` differ, everything between
  /// what both texts begin and end with counts as replaced. Cost: lines times differences.
  init(_ old: String, _ new: String) {
    let (old, new) = Self.split(old, new)
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
    lines = old[..<start].map { Line(change: .kept, text: $0) }
    let (removed, added) = (old[start..<old.count - end], new[start..<new.count - end])
    lines += Self.middle(Array(removed), Array(added))
    lines += old[(old.count - end)...].map { Line(change: .kept, text: $0) }
  }

  /// The lines of both. An end that both have is no line of its own; one that only one of them has is.
  private static func split(_ old: String, _ new: String) -> ([Substring], [Substring]) {
    func lines(_ text: String) -> [Substring] {
      text.isEmpty ? [] : text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map(Substring.init)
    }
    var (old, new) = (lines(old), lines(new))
    func ends(_ lines: [Substring]) -> Bool { lines.isEmpty || lines.last == "" }
    if ends(old), ends(new) {
      if !old.isEmpty { old.removeLast() }
      if !new.isEmpty { new.removeLast() }
    }
    return (old, new)
  }

  private static func middle(_ old: [Substring], _ new: [Substring]) -> [Line] {
    let everything = old.map { Line(change: .removed, text: $0) } + new.map { Line(change: .added, text: $0) }
    if old.isEmpty || new.isEmpty { return everything }
    var numbers: [Substring: Int32] = [:]
    func number(_ line: Substring) -> Int32 {
      if let known = numbers[line] { return known }
      numbers[line] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    guard let path = path(old.map(number), new.map(number)) else { return everything }
    var lines: [Line] = []
    var (x, y) = (0, 0)
    for change in path {
      lines.append(Line(change: change, text: change == .added ? new[y] : old[x]))
      if change != .added { x += 1 }
      if change != .removed { y += 1 }
    }
    return lines
  }

  /// The changes in order; nil where they are too many.
  private static func path(_ old: [Int32], _ new: [Int32]) -> [Change]? {
    // By diagonal, x − y: how far along `old` so many differences lead at most. Those of each number of differences are kept for the way back.
    let limit = min(old.count + new.count, differencesMax)
    var furthest = [Int32](repeating: 0, count: 2 * limit + 3)
    var history: [[Int32]] = []
    for differences in 0...limit {
      for diagonal in stride(from: -differences, through: differences, by: 2) {
        let place = diagonal + limit + 1
        let isDown =
          diagonal == -differences || diagonal != differences && furthest[place - 1] < furthest[place + 1]
        var x = Int(isDown ? furthest[place + 1] : furthest[place - 1] + 1)
        var y = x - diagonal
        while x < old.count, y < new.count, x >= 0, y >= 0, old[x] == new[y] { (x, y) = (x + 1, y + 1) }
        furthest[place] = Int32(x)
        if x >= old.count, y >= new.count { return back(history, old.count, new.count, limit: limit) }
      }
      history.append(Array(furthest[(limit + 1 - differences)...(limit + 1 + differences)]))
    }
    return nil
  }

  /// From the end of both back to their beginning.
  private static func back(_ history: [[Int32]], _ oldCount: Int, _ newCount: Int, limit: Int) -> [Change] {
    var (x, y) = (oldCount, newCount)
    var changes: [Change] = []
    for differences in stride(from: history.count, to: 0, by: -1) {
      let before = history[differences - 1]
      func reached(_ diagonal: Int) -> Int {
        let place = diagonal + differences - 1
        return before.indices.contains(place) ? Int(before[place]) : -1
      }
      let diagonal = x - y
      let isDown =
        diagonal == -differences || diagonal != differences && reached(diagonal - 1) < reached(diagonal + 1)
      let previous = isDown ? diagonal + 1 : diagonal - 1
      let startX = reached(previous)
      let startY = startX - previous
      while x > startX + (isDown ? 0 : 1), y > startY + (isDown ? 1 : 0) {
        changes.append(.kept)
        (x, y) = (x - 1, y - 1)
      }
      changes.append(isDown ? .added : .removed)
      (x, y) = (startX, startY)
    }
    changes += [Change](repeating: .kept, count: x)
    return changes.reversed()
  }
}

extension LineDiff {
  /// What was changed, with `context` kept lines around; and how many kept lines are left out at the end.
  var hunks: (hunks: [Hunk], skippedAtEnd: Int) {
    var isShown = [Bool](repeating: false, count: lines.count)
    for (place, line) in lines.enumerated() where line.change != .kept {
      for near in max(0, place - Self.context)...min(lines.count - 1, place + Self.context) { isShown[near] = true }
    }
    var hunks: [Hunk] = []
    var skipped = 0
    for (place, line) in lines.enumerated() {
      guard isShown[place] else {
        skipped += 1
        continue
      }
      if place == 0 || !isShown[place - 1] {
        hunks.append(Hunk(skipped: skipped, lines: []))
        skipped = 0
      }
      hunks[hunks.count - 1].lines.append(line)
    }
    return (hunks, skipped)
  }
}

extension LineDiff {
  /// The hunks, each line marked as `diff` marks it.
  var text: String {
    let (hunks, rest) = self.hunks
    func skip(_ count: Int) -> [String] { count == 0 ? [] : ["  … \(count) line\(count == 1 ? "" : "s")"] }
    let lines = hunks.flatMap { hunk in
      skip(hunk.skipped)
        + hunk.lines.map { line in
          switch line.change {
          case .kept: "  \(line.text)"
          case .removed: "- \(line.text)"
          case .added: "+ \(line.text)"
          }
        }
    }
    return (lines + skip(rest)).joined(separator: "\n")
  }
}
