import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import SessionLog

@Suite("conversations")
struct ConversationTests {
  @Test("a conversation follows the chain of parents, not the order of the lines")
  func order() {
    let read = Reading([
      .prompt("a", after: nil), .prompt("c", after: "b"), .answer("b", after: "a"), .answer("d", after: "c"),
    ])
    #expect(read.text == "a b c d")
  }

  @Test("an abandoned part of a conversation is a branch, in the place where it was abandoned")
  func branch() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("c", after: "b"), .answer("d", after: "c"),
      .prompt("e", after: "b"), .answer("f", after: "e"),
    ])
    #expect(read.text == "a b <1:2 c d 1> e f")
    #expect(read.conversation.branches == 1)
  }

  @Test("a conversation follows its last turn, even where another branch is longer")
  func lastTurn() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("c", after: "b"), .answer("d", after: "a"),
    ])
    #expect(read.text == "a <1:2 b c 1> d")
  }

  @Test("a branch of a conversation can have branches")
  func nestedBranches() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("c", after: "b"), .answer("d", after: "c"),
      .answer("e", after: "c"), .prompt("f", after: "a"),
    ])
    #expect(read.text == "a <1:4 b c <2:1 d 2> e 1> f")
  }

  @Test("the lines of a response and the results of its calls are one entry, however they are linked")
  func response() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b1", after: "a", message: "m", calls: [1]),
      .answer("b2", after: "b1", message: "m", calls: [2]), .result("r1", after: "b1", of: 1),
      .result("r2", after: "b2", of: 2), .answer("c", after: "r2"),
    ])
    #expect(read.text == "a b1+b2+r1+r2 c")
    #expect(read.conversation.branches == 0)
  }

  @Test("a result without its call is an entry of its own")
  func loneResult() {
    let read = Reading([.prompt("a", after: nil), .result("r", after: "a", of: 7), .answer("b", after: "r")])
    #expect(read.text == "a r b")
  }

  @Test("notes and commands without successors are not branches")
  func notes() {
    let read = Reading([
      .prompt("a", after: nil), .note("n1", after: "a"), .answer("b", after: "a"), .note("n2", after: "b"),
      .command("k", after: "b"), .prompt("c", after: "b"),
    ])
    #expect(read.text == "a n1 b n2 k c")
  }

  @Test("a record without a uuid comes after the record that was written before it")
  func unlinked() {
    let read = Reading([
      .note(nil, after: nil), .prompt("a", after: nil), .note(nil, after: nil), .answer("b", after: "a"),
      .note(nil, after: nil),
    ])
    #expect(read.text == "? a ? b ?")
  }

  @Test("a conversation continues after a compaction")
  func compaction() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .compaction("k"), .summary("s", after: "k"),
      .answer("c", after: "s"),
    ])
    #expect(read.text == "a b k s c")
    #expect(read.conversation.branches == 0)
  }

  @Test("a conversation has a gap where the parent of a record is missing")
  func gap() {
    let read = Reading([.prompt("a", after: nil), .prompt("b", after: "lost"), .answer("c", after: "b")])
    #expect(read.text == "a | b c")
  }

  @Test("a chain of parents that forms a cycle begins with its earliest record")
  func circle() {
    let read = Reading([
      .prompt("a", after: "c"), .answer("b", after: "a"), .prompt("c", after: "b"), .prompt("d", after: "d"),
    ])
    #expect(read.text == "| a b c d")
  }

  @Test("a record that occurs twice is read once, and other records with the same uuid are both read")
  func repetition() {
    let twice = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("a", after: nil), .answer("b", after: "a"),
      .prompt("c", after: "b"),
    ])
    #expect(twice.text == "a b =a+b c")
    let changed = Reading([.prompt("a", after: nil), .answer("b", after: "a"), .prompt("b", after: "a", length: 9)])
    #expect(changed.text == "a <1:1 b 1> b")
  }

  @Test(
    "records that a file repeats are read once, and the conversation continues from there")
  func replays() {
    let branched = Reading([
      .prompt("a", after: nil, length: 9, time: 1), .answer("b", after: "a", time: 2),
      .prompt("a", after: nil, time: 1), .answer("b", after: nil, time: 2), .prompt("c", after: "b", time: 3),
    ])
    #expect(branched.text == "a b =a+b c")
    let compacted = Reading([
      .prompt("a", after: nil, time: 1), .answer("b", after: "a", time: 2), .compaction("k"),
      .summary("s", after: "k"), .prompt("c", after: "s", time: 3), .answer("d", after: "c", time: 4),
      .prompt("a", after: nil, time: 1), .note(nil, after: nil), .answer("b", after: "a", time: 2),
      .note("h", after: "b"), .compaction("l"), .summary("t", after: "l"), .prompt("e", after: "t", time: 5),
    ])
    #expect(compacted.text == "a b k s c d =a ? =b h l t e", "\(compacted.text)")
    #expect(compacted.conversation.branches == 0)
    #expect(compacted.conversation.messages == 5 && compacted.conversation.turns == 3)
    let left = Reading([
      .prompt("a", after: nil, time: 1), .answer("b", after: "a", time: 2), .prompt("c", after: "b", time: 3),
      .prompt("a", after: nil, time: 1), .answer("b", after: "a", time: 2), .prompt("c", after: "b", time: 3),
      .prompt("d", after: "b", time: 4),
    ])
    #expect(left.text == "a b <1:1 c =a+b+c 1> d", "\(left.text)")
  }

  @Test("the same message id after another prompt is another response, and an empty id joins no lines")
  func gateway() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b1", after: "a", message: "m"), .answer("b2", after: "b1", message: "m"),
      .prompt("c", after: "b2"), .answer("d", after: "c", message: "m"),
    ])
    #expect(read.text == "a b1+b2 c d")
    let empty = Reading([
      .prompt("a", after: nil), .answer("b", after: "a", message: ""), .answer("c", after: "b", message: ""),
    ])
    #expect(empty.text == "a b c")
  }

  @Test("a message is a prompt or a response, and a turn is a prompt and what follows")
  func messages() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b1", after: "a", message: "m"), .answer("b2", after: "b1", message: "m"),
      .command("k", after: "b2"), .queued("q", after: "b2"), .prompt("c", after: "b2"), .compaction("z"),
      .summary("s", after: "z"), .answer("d", after: "s"),
    ])
    #expect(read.conversation.messages == 5)
    #expect(read.conversation.turns == 3)
    #expect(read.conversation.branches == 0)
  }

  @Test("the tail of a conversation is its last turns without the branches that were abandoned earlier")
  func tail() {
    let read = Reading([
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("x", after: "b"), .prompt("c", after: "b"),
      .answer("d", after: "c"),
    ])
    #expect(read.text(of: read.conversation.tail(1)) == "c d")
    #expect(read.text(of: read.conversation.tail(2)) == read.text)
    #expect(read.text(of: read.conversation.tail(0)) == "")
    #expect(read.text(of: read.conversation.tail(99)) == read.text)
  }

  @Test("two transcripts of one session are one conversation, which follows the later one")
  func twoFiles() {
    var first: [RecordOutline] = [
      .prompt("a", after: nil), .answer("b", after: "a"), .prompt("c", after: "b"),
    ]
    for place in first.indices { first[place].time = Instant(milliseconds: 100) }
    var second: [RecordOutline] = [.prompt("a", after: nil), .prompt("d", after: "b")]
    for place in second.indices {
      (second[place].file, second[place].time) = (1, Instant(milliseconds: place == 0 ? 100 : 50))
    }
    let read = Reading(first + second, isMain: [true, true])
    #expect(read.text == "a b <1:1 d 1> c =a", "\(read.text)")
  }

  @Test("a chain of 100,000 records and 100,000 branches are read")
  func long() {
    let count = 100_000
    let chain = (0..<count).map { RecordOutline.prompt("\($0)", after: $0 == 0 ? nil : "\($0 - 1)") }
    #expect(Reading(chain).conversation.entries.map(\.records) == (0..<count).map { [$0] })
    let comb = chain + (0..<count).map { RecordOutline.prompt("x\($0)", after: "\($0)") }
    #expect(Reading(comb).conversation.branches == count - 1)
    let fan = [RecordOutline.prompt("a", after: nil)] + (0..<count).map { .prompt("x\($0)", after: "a") }
    #expect(Reading(fan).conversation.branches == count - 1)
    let reversed = Reading(chain.reversed())
    #expect(reversed.conversation.entries.map(\.records) == (0..<count).reversed().map { [$0] })
  }

  @Test("in a conversation of random records, each is in one entry, and every branch and subagent ends")
  func hostile() {
    for round in 0..<(300 * TestSettings.scale) {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      let files = Int.random(in: 1...3, using: &random)
      let records = (0..<Int.random(in: 0...60, using: &random)).map { number in
        RecordOutline.random(number, &random)
      }
      var placed = records
      for place in placed.indices { placed[place].file = place * files / max(1, placed.count) }
      let isMain = (0..<files).map { $0 == 0 || random.oneIn(2) }
      let conversation = Conversation(RecordOutlines(placed), isMain: isMain) { threads in
        threads.map { _ in placed.isEmpty || random.oneIn(3) ? nil : Int.random(in: placed.indices, using: &random) }
      }
      let read = conversation.entries.flatMap(\.records).sorted()
      #expect(read == Array(placed.indices), "seed \(seed)")
      var open: [String] = []
      for entry in conversation.entries {
        switch entry.kind {
        case .branchStart(let number, _): open.append("branch \(number)")
        case .branchEnd(let number): #expect(open.popLast() == "branch \(number)", "seed \(seed)")
        case .subagentStart: open.append("subagent")
        case .subagentEnd: #expect(open.popLast() == "subagent", "seed \(seed)")
        case .records, .repetition, .gap: #expect(entry.depth == open.count { $0 == "subagent" }, "seed \(seed)")
        }
      }
      #expect(open.isEmpty, "seed \(seed)")
    }
  }
}
