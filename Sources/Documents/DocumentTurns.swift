import Answers
import Times

/// The turns of a session: where their prompts are, and what each used.
struct DocumentTurns {
  /// The indices of the entries with prompts, ascending. Prompts to subagents are not among them.
  let prompts: [Int]

  private let transcript: SessionTranscript
  private let usage: [Int: UsageTotals]
  /// The time of each prompt's turn in milliseconds, by the index of its entry.
  private let durations: [Int: Int64]

  /// The number of characters of a prompt that the list shows.
  private static let charactersMax = 100

  init(_ transcript: SessionTranscript, _ costs: TurnCosts?) {
    self.transcript = transcript
    usage = costs?.turns(transcript) ?? [:]
    let entries = transcript.conversation.entries
    prompts = entries.indices.filter { entries[$0].isPrompt && entries[$0].depth == 0 }
    var durations: [Int: Int64] = [:]
    var turn: (place: Int, start: Int64)?
    for (place, entry) in entries.enumerated() {
      if entry.isPrompt, entry.depth == 0 {
        turn = entry.records.lazy.compactMap { transcript.records.time(of: $0) }.first.map { (place, $0) }
      }
      guard let turn, entry.isMessage else { continue }
      for time in entry.records.lazy.compactMap({ transcript.records.time(of: $0) }) where time >= turn.start {
        durations[turn.place] = max(
          durations[turn.place] ?? 0, time.subtractingReportingOverflow(turn.start).partialValue)
      }
    }
    self.durations = durations
  }

  /// Returns the number of the prompt of an entry, from 0; nil if it has none.
  func number(of place: Int) -> Int? {
    let number = prompts.partitioningIndex { $0 >= place }
    return number < prompts.count && prompts[number] == place ? number : nil
  }

  /// Returns the beginning of a prompt on one line.
  func beginning(of place: Int) -> String {
    let records = transcript.records
    let text = transcript.conversation.entries[place].records.lazy.compactMap { records.prompt(of: $0) }.first
    guard let text = text.map({ records.text($0) }), !text.isEmpty else { return "(no text)" }
    let line = String(text.prefix(Self.charactersMax).map { $0.isNewline ? " " : $0 })
    return line.utf8.count < text.utf8.count ? line + "…" : line
  }

  /// Returns the responses, tokens, cost and time of a turn.
  func facts(of place: Int) -> [String] {
    var facts: [String] = []
    if let totals = usage[place] {
      facts = [Quantity.count(totals.responses, "response")] + Quantity.usage(totals)
    }
    if let duration = durations[place], duration > 0 { facts.append(Quantity.duration(milliseconds: duration)) }
    return facts
  }
}

extension Array {
  /// Returns the first index whose element satisfies a condition that all elements after it satisfy, too. Cost:
  /// O(log n).
  fileprivate func partitioningIndex(where isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
