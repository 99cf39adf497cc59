import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("turns of a session")
struct TurnTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func parent(_ number: Int) -> String { #","parentUuid":"\#(uuid(number))""# }

  private func turns(_ change: (inout TurnQuery) -> Void = { _ in }) throws -> [Turn] {
    var query = TurnQuery("s")
    change(&query)
    return try bench.store().view().turns(query).turns
  }

  @Test("the tokens of a turn are the largest of each field over the lines of its response")
  func usage() throws {
    try bench.tree.write(
      file,
      line(0) + assistant(1, usage: #"{"input_tokens":3,"output_tokens":1}"#, more: parent(0))
        + assistant(2, usage: #"{"input_tokens":3,"output_tokens":7}"#, more: parent(1)))
    try bench.ingest()
    let turns = try turns()
    #expect(turns.map(\.role) == [.user, .assistant])
    #expect(turns[0].usage == nil && turns[1].usage?.input == 3 && turns[1].usage?.output == 7)
    #expect(turns[1].blocks.map(\.text) == ["answer 1", "answer 2"])
  }

  @Test("a text is cut between characters, and within one only where it is longer than the limit")
  func cut() throws {
    let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}"
    try bench.tree.write(file, line(0, text: "ab\(family)cd"))
    try bench.ingest()
    func text(_ limit: Int) throws -> String { try turns { $0.charactersMax = limit }[0].blocks[0].text }
    #expect(try text(2) == "ab")
    #expect(try text(4) == "ab")
    #expect(try text(7) == "ab\(family)")
    #expect(try text(8) == "ab\(family)c")
    #expect(try text(0) == "ab\(family)cd 0" && text(100) == "ab\(family)cd 0")
    try bench.tree.write(file, line(0, text: "\(family)"))
    try bench.ingest()
    #expect(try text(1) == "\u{1f468}")
    #expect(try turns { $0.charactersMax = 1 }[0].blocks[0].isTruncated)
    #expect(try turns { $0.charactersMax = 1 }[0].blocks[0].bytes == Int64("\(family) 0".utf8.count))
  }

  @Test("windows with the largest and the smallest numbers stay within the session")
  func bounds() throws {
    try bench.tree.write(file, (0..<5).map { line($0, more: $0 > 0 ? parent($0 - 1) : "") }.joined())
    try bench.ingest()
    func entries(_ place: TurnQuery.Place, _ before: Int, _ after: Int?, _ limit: Int = 100) throws -> [Int] {
      try turns { ($0.place, $0.before, $0.after, $0.limit) = (place, before, after, limit) }.map(\.entry)
    }
    #expect(try entries(.entry(2), .max, .max, .max) == [0, 1, 2, 3, 4])
    #expect(try entries(.entry(2), 0, 0) == [2])
    #expect(try entries(.entry(2), 1, 1) == [1, 2, 3])
    #expect(try entries(.entry(2), 2, nil, 2) == [1, 2])
    #expect(try entries(.tail(0), 2, .max) == [3, 4])
    #expect(try entries(.tail(.max), 0, 1) == [0, 1])
    #expect(errorCode { try entries(.entry(5), 0, nil) } == .noSuchTurn)
    #expect(errorCode { try entries(.sequence(.max), 0, nil) } == .noSuchTurn)
  }

  @Test("a view of an earlier position has the turns of then, and what is erased is in none")
  func earlierAndErased() throws {
    try bench.tree.write(file, line(0) + line(1, text: "secret", more: parent(0)))
    try bench.ingest()
    let head = try bench.store().view().head
    try bench.tree.append(file, line(2, more: parent(1)))
    try bench.ingest()
    func texts(_ view: StoreView) throws -> [String] {
      try view.turns(TurnQuery("s")).turns.flatMap { $0.blocks.map(\.text) }
    }
    func earlier() throws -> StoreView { try bench.store().view(at: .sequence(head.sequence)) }
    #expect(try texts(bench.store().view()) == ["hello 0", "secret 1", "hello 2"])
    #expect(try texts(earlier()) == ["hello 0", "secret 1"])
    _ = try bench.store().erase(.session("s"), retry: Workbench.patience())
    #expect(errorCode { try texts(bench.store().view()) }?.isUnknownSession == true)
    #expect(errorCode { try texts(earlier()) }?.isUnknownSession == true)
  }
}
