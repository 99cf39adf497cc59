import Answers

/// The difference between two texts, line by line.
struct LineDiff {
  enum Change: Equatable {
    case kept, removed, added
  }

  struct Line: Equatable {
    var change: Change
    var text: Substring
  }

  /// A part of the difference, with the kept lines around it.
  struct Hunk: Equatable {
    /// The number of kept lines that are left out before it.
    var skipped: Int
    var lines: [Line]
  }

  /// The shortest change is searched only up to this number of differing lines. Memory: about its square, in numbers of
  /// four bytes (2.6 MB).
  static let differencesMax = 800
  /// The number of kept lines shown before and after a change.
  static let context = 3

  private(set) var lines: [Line] = []

  /// Finds the smallest set of lines to remove and to add (Myers, "An O(ND) difference algorithm", 1986). When more
  /// than `differencesMax` lines differ, everything between the common beginning and the common end counts as replaced.
  /// Cost: proportional to lines times differences.
  init(_ old: String, _ new: String) {
    let (old, new) = Self.split(old, new)
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
    lines = old[..<start].map { Line(change: .kept, text: $0) }
    let (removed, added) = (old[start..<old.count - end], new[start..<new.count - end])
    lines += Self.middle(Array(removed), Array(added))
    lines += old[(old.count - end)...].map { Line(change: .kept, text: $0) }
  }

  /// Splits both texts into lines. A final newline that both have adds no line; if only one of them has it, it adds an
  /// empty line. An empty text counts as having it.
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

  /// The changes in order; nil when there are more than `differencesMax`.
  static func path(_ old: [Int32], _ new: [Int32]) -> [Change]? {
    // By diagonal, x − y: the furthest position in `old` that the current number of differences reaches. The values for
    // each number of differences are kept, so that `back` can find the path.
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

  /// Follows the path from the end of both texts back to their beginning.
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
  /// The changed parts with at most `context` kept lines around each, and the number of kept lines left out at the end.
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
  /// The hunks as text, with each line marked as by `diff`.
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
