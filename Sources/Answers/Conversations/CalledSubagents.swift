import SessionLog
import Transcripts

/// Finds which call of a response started which subagent.
package struct CalledSubagents {
  /// For each entry with such calls: the names of the subagents.
  private let started: [Int: [String]]

  /// Cost: linear in the entries of the conversation.
  package init(_ conversation: Conversation) {
    var started: [Int: [String]] = [:]
    for entry in conversation.entries {
      if case .subagentStart(let name, let call?) = entry.kind { started[call, default: []].append(name) }
    }
    self.started = started
  }

  /// Returns the names of the subagents that the calls of an entry started, by the mark of the call. The result of a
  /// call names its subagent; one call that starts one subagent needs no result. `place` is the index of the entry, and
  /// `message` its content. Cost: the lines with the results of these calls are read.
  package func names(_ message: Message, at place: Int, in transcript: SessionTranscript) throws -> [UInt32: String] {
    guard let started = started[place] else { return [:] }
    let starting = message.agent.format.subagentTools
    let calls = message.parts.compactMap { part -> UInt32? in
      if case .call(let call) = part, starting.contains(call.name) { call.mark } else { nil }
    }
    if calls.count == 1, started.count == 1 { return [calls[0]: started[0]] }
    let records = transcript.records
    var names: [UInt32: String] = [:]
    for record in transcript.conversation.entries[place].records {
      let marks = records.results(of: record).filter(calls.contains)
      guard let mark = marks.first, records.length(of: record) <= LineScanner.maximumLength,
        let line = try transcript.line(of: record),
        let value = line.withUnsafeBufferPointer({ JSONValue.parse($0) }),
        let name = message.agent.format.subagentFacts(of: value).finished, started.contains(name)
      else { continue }
      names[mark] = name
    }
    return names
  }
}
