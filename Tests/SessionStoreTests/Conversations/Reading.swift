import TestSupport
import Times
import Transcripts

@testable import Answers
@testable import SessionLog

/// A conversation as text: uuids, `<1:2 … 1>` around a branch of two messages, `{name … }` around a subagent, `|` for a
/// gap, and `=` before repeated records.
struct Reading {
  let records: [RecordOutline]
  let conversation: Conversation

  init(
    _ records: [RecordOutline], isMain: [Bool] = [true],
    callers: ([SubagentThread]) -> [Int?] = { $0.map { _ in nil } }
  ) {
    self.records = records
    conversation = Conversation(RecordOutlines(records), isMain: isMain, callers: callers)
  }

  var text: String { text(of: conversation.entries[...]) }

  func text(of entries: ArraySlice<ConversationEntry>) -> String {
    entries.map { entry in
      let uuids = entry.records.map { records[$0].uuid ?? "?" }.joined(separator: "+")
      return switch entry.kind {
      case .records: uuids
      case .repetition: "=" + uuids
      case .gap: "|"
      case .branchStart(let number, let messages): "<\(number):\(messages)"
      case .branchEnd(let number): "\(number)>"
      case .subagentStart(let name, _): "{" + name
      case .subagentEnd: "}"
      }
    }.joined(separator: " ")
  }
}

extension RecordOutline {
  static func prompt(
    _ uuid: String, after parent: String?, length: Int64 = 0, time: Int64? = nil
  ) -> RecordOutline {
    RecordOutline(
      sequence: 0, length: length, uuid: uuid, parent: parent, type: "user", time: time.instant, flags: .hasText,
      prompt: uuid)
  }

  static func queued(_ uuid: String, after parent: String?) -> RecordOutline {
    RecordOutline(sequence: 0, uuid: uuid, parent: parent, type: "attachment", speaker: .person, prompt: uuid)
  }

  static func answer(
    _ uuid: String, after parent: String?, message: String? = nil, calls: [UInt32] = [], time: Int64? = nil
  ) -> RecordOutline {
    RecordOutline(
      sequence: 0, uuid: uuid, parent: parent, type: "assistant", time: time.instant, message: message, flags: .hasText,
      calls: calls,
      tools: calls.map { _ in "Bash" })
  }

  static func result(_ uuid: String, after parent: String?, of call: UInt32) -> RecordOutline {
    RecordOutline(sequence: 0, uuid: uuid, parent: parent, type: "user", flags: .hasToolResult, results: [call])
  }

  static func note(_ uuid: String?, after parent: String?) -> RecordOutline {
    RecordOutline(sequence: 0, uuid: uuid, parent: parent, type: "attachment")
  }

  static func command(_ uuid: String, after parent: String?) -> RecordOutline {
    RecordOutline(
      sequence: 0, uuid: uuid, parent: parent, type: "user", flags: .hasText, speaker: .localCommand,
      prompt: "/clear")
  }

  static func compaction(_ uuid: String) -> RecordOutline {
    RecordOutline(sequence: 0, uuid: uuid, type: "system", subtype: "compact_boundary")
  }

  static func summary(_ uuid: String, after parent: String?) -> RecordOutline {
    RecordOutline(sequence: 0, uuid: uuid, parent: parent, type: "user", flags: [.hasText, .isCompactSummary])
  }

  /// A random record with few different uuids, responses and calls, so that these coincide.
  static func random(_ number: Int, _ random: inout Seeded) -> RecordOutline {
    func name(_ random: inout Seeded) -> String? {
      random.oneIn(6) ? nil : "u\(Int.random(in: 0..<24, using: &random))"
    }
    let type = random.pick(["user", "user", "assistant", "assistant", "system", "attachment", "mode", nil])
    var flags: LineFlags = [.hasText]
    if random.oneIn(4) { flags.insert(.isSidechain) }
    if random.oneIn(8) { flags.insert(.isMeta) }
    if random.oneIn(9) { flags.insert(.isCompactSummary) }
    if type == "user", random.oneIn(3) { flags = flags.subtracting(.hasText).union(.hasToolResult) }
    let mark = UInt32.random(in: 0..<4, using: &random) * 2
    return RecordOutline(
      sequence: UInt64(number), line: Int64(number), length: Int64.random(in: 0...2, using: &random),
      continues: random.oneIn(12), defect: type == nil && random.oneIn(2) ? .notJSON : nil, uuid: name(&random),
      parent: name(&random), type: type, subtype: random.oneIn(3) ? "compact_boundary" : nil,
      message: random.oneIn(3) ? nil : random.pick(["m1", "m2"]),
      agent: random.oneIn(2) ? nil : random.pick(["p", "q"]),
      flags: flags, speaker: random.oneIn(4) ? Speaker.allCases.randomElement(using: &random) : nil,
      isSynthetic: random.oneIn(9), calls: type == "assistant" ? [mark] : [],
      tools: type == "assistant" ? ["Task"] : [],
      results: flags.contains(.hasToolResult) ? [mark] : [], prompt: "text")
  }
}
