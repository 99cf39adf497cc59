import FileIO

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

/// A tree that has been ingested once and changed since, with every case of the decision table in it.
struct AllCases {
  let bench: Workbench

  static let fresh = transcript("fresh")
  static let freshSidecar = "projects/p/fresh/tool-results/1.txt"
  static let grown = transcript("grown")
  static let kept = transcript("kept")
  static let touched = transcript("touched")
  static let rewritten = transcript("rewritten")
  static let truncated = transcript("truncated")
  static let sidecar = "projects/p/kept/tool-results/1.txt"
  static let moved = transcript("moved")
  static let movedTo = transcript("moved", folder: "q")
  static let movedAndGrown = transcript("wanderer")
  static let movedAndGrownTo = transcript("wanderer", folder: "q")
  static let gone = transcript("gone")
  static let one = transcript("twins")
  static let other = transcript("twins", folder: "q")
  static let waiting = transcript("waiting")
  static let open = transcript("open")
  static let bad = transcript("bad")

  /// The decisions of a normal ingest; files that are not listed are not read.
  static let reasons: [String: DecisionReason] = [
    fresh: .insert, freshSidecar: .insert, grown: .appended, touched: .identical, rewritten: .rewritten,
    truncated: .truncated, sidecar: .rewritten, movedTo: .copy, movedAndGrownTo: .copy, other: .diverged,
    waiting: .identical, open: .appended, bad: .appended,
  ]

  init() throws {
    bench = try Workbench()
    let tree = bench.tree
    for name in [
      Self.grown, Self.kept, Self.touched, Self.rewritten, Self.truncated, Self.moved, Self.movedAndGrown, Self.gone,
      Self.one, Self.waiting, Self.bad,
    ] {
      try tree.write(name, lines(0..<5))
    }
    try tree.write(Self.open, lines(0..<5) + line(5).dropLast())
    try tree.write(Self.sidecar, "a result")
    try bench.ingest()

    try tree.write(Self.fresh, lines(0..<4))
    try tree.write(Self.freshSidecar, "a new result")
    try tree.append(Self.grown, lines(5..<8))
    try tree.setModified(Self.touched, bench.clock.now() - 1_000_000_000)
    try tree.overwrite(Self.rewritten, at: 30, [0x61, 0x62])
    try tree.cut(Self.truncated, to: lines(0..<2).utf8.count)
    try tree.write(Self.sidecar, "another result")
    try tree.move(Self.moved, to: Self.movedTo)
    try tree.move(Self.movedAndGrown, to: Self.movedAndGrownTo)
    try tree.append(Self.movedAndGrownTo, line(5))
    try tree.remove(Self.gone)
    try tree.write(Self.other, lines(0..<4) + line(44))
    try tree.append(Self.waiting, String(line(5).prefix(30)))
    try tree.append(Self.open, "\n" + line(6))
    try tree.append(Self.bad, "no JSON\n{\"a\":1}{\"b\":2}\n\n")
  }
}
