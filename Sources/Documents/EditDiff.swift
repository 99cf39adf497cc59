/// The lines that a replacement of one text by another removes and adds, with a few lines around them.
package enum EditDiff {
  package enum Change: Sendable { case kept, lost, new, skipped }

  /// A line; of `skipped` the text says how many lines were left out.
  package struct Line: Sendable, Equatable {
    package var change: Change
    package var text: String
  }

  /// Returns the changed lines and at most `LineDiff.context` others around each. Cost: see `LineDiff`.
  package static func lines(_ old: String, _ new: String) -> [Line] {
    let (hunks, rest) = LineDiff(old, new).hunks
    var lines: [Line] = []
    func skip(_ count: Int) {
      if count > 0 { lines.append(Line(change: .skipped, text: "… \(count) line\(count == 1 ? "" : "s")")) }
    }
    for hunk in hunks {
      skip(hunk.skipped)
      for line in hunk.lines { lines.append(Line(change: Change(line.change), text: String(line.text))) }
    }
    skip(rest)
    return lines
  }

  /// Returns the same as text: each line begins with `+`, `-` or a space, and a space.
  package static func text(_ old: String, _ new: String) -> String { LineDiff(old, new).text }
}

extension EditDiff.Change {
  fileprivate init(_ change: LineDiff.Change) {
    switch change {
    case .kept: self = .kept
    case .removed: self = .lost
    case .added: self = .new
    }
  }
}
