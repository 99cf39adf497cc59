import Transcripts

/// Finds the calls that started subagents.
struct SubagentCalls {
  /// Tools that start subagents.
  private static let tools: Set<String> = ["Task", "Agent", "Skill"]

  let records: [RecordOutline]
  /// The line of a record as JSON; nil where there is none.
  let line: (Int) throws -> JSONValue?

  /// Of each subagent, the record with its call: the one whose result names it, else one that gave it its prompt. Reads the lines of calls that
  /// start subagents, and of their results. Of one that only records of progress tell of: the call that its first one names.
  func callers(of threads: [SubagentThread]) throws -> [Int?] {
    var callers = [Int?](repeating: nil, count: threads.count)
    if threads.isEmpty { return callers }
    var recordOfCall: [UInt32: Int] = [:]
    var calls: [Int] = []
    for (number, record) in records.enumerated() where record.tools.contains(where: Self.tools.contains) {
      calls.append(number)
      for (mark, tool) in zip(record.calls, record.tools) where Self.tools.contains(tool) {
        recordOfCall[mark] = number
      }
    }
    let byName = Dictionary(threads.indices.map { (threads[$0].name, $0) }) { first, _ in first }
    for (number, record) in records.enumerated() {
      guard let call = record.results.lazy.compactMap({ recordOfCall[$0] }).first,
        let name = try line(number)?["toolUseResult"]?["agentId"]?.stringValue, !name.isEmpty,
        let thread = byName[name], callers[thread] == nil
      else { continue }
      callers[thread] = call
    }
    try addByPrompt(threads, calls, &callers)
    try addByProgress(threads, &callers)
    return callers
  }

  private func addByProgress(_ threads: [SubagentThread], _ callers: inout [Int?]) throws {
    let told = threads.indices.filter { callers[$0] == nil && records[threads[$0].first].innerKind != nil }
    if told.isEmpty { return }
    var recordOfCall: [UInt32: Int] = [:]
    for (number, record) in records.enumerated() {
      for mark in record.calls { recordOfCall[mark] = number }
    }
    for thread in told {
      guard let id = try line(threads[thread].first)?["parentToolUseID"]?.stringValue else { continue }
      callers[thread] = recordOfCall[ToolCallMark(id: Array(id.utf8), isError: false).call]
    }
  }

  private func addByPrompt(_ threads: [SubagentThread], _ calls: [Int], _ callers: inout [Int?]) throws {
    guard threads.indices.contains(where: { callers[$0] == nil && !threads[$0].prompt.isEmpty }) else { return }
    /// One for each call, not yet claimed by a subagent.
    var prompts: [(record: Int, text: String)] = []
    for call in calls {
      for block in try line(call)?["message"]?["content"]?.arrayValue ?? [] {
        if let prompt = block["input"]?["prompt"]?.stringValue {
          prompts.append((call, Self.typed(prompt)))
        }
      }
    }
    for thread in threads.indices where callers[thread] != nil {
      claim(threads[thread], &prompts) { $0 == callers[thread] }
    }
    for thread in threads.indices where callers[thread] == nil && !threads[thread].prompt.isEmpty {
      callers[thread] = claim(threads[thread], &prompts) {
        $0 < threads[thread].first || records[$0].file != records[threads[thread].first].file
      }
    }
  }

  /// A prompt as columns have its beginning.
  private static func typed(_ prompt: String) -> String {
    var prompt = prompt
    var speech = Speech()
    prompt.withUTF8 { speech.add($0) }
    return speech.text.text
  }

  @discardableResult
  private func claim(
    _ thread: SubagentThread, _ prompts: inout [(record: Int, text: String)], where isPossible: (Int) -> Bool
  ) -> Int? {
    guard
      let place = prompts.firstIndex(where: { isPossible($0.record) && $0.text.utf8.starts(with: thread.prompt.utf8) })
    else { return nil }
    return prompts.remove(at: place).record
  }
}
