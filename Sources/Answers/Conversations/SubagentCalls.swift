import SessionLog
import Transcripts

/// Finds the calls that started subagents.
struct SubagentCalls {
  /// The names of the tools that start subagents.
  static let tools: Set<String> = ["Task", "Agent", "Skill"]

  let records: RecordOutlines
  /// Returns the line of a record as JSON; nil if there is none.
  let line: (Int) throws -> JSONValue?

  /// Returns, for each subagent, the number of the record with its call; nil when unknown. This is the call whose
  /// result names the subagent, else one that gave it its prompt; for a subagent that appears only in records of type
  /// `progress` it is the call that the first of these names. Reads the lines of calls that start subagents, and of
  /// their results.
  func callers(of threads: [SubagentThread]) throws -> [Int?] {
    var callers = [Int?](repeating: nil, count: threads.count)
    if threads.isEmpty { return callers }
    var recordOfCall: [UInt32: Int] = [:]
    var calls: [Int] = []
    for number in records.indices {
      let tools = records.tools(of: number)
      guard tools.contains(where: Self.tools.contains) else { continue }
      calls.append(number)
      for (mark, tool) in zip(records.calls(of: number), tools) where Self.tools.contains(tool) {
        recordOfCall[mark] = number
      }
    }
    let byName = Dictionary(threads.indices.map { (threads[$0].name, $0) }) { first, _ in first }
    for number in records.indices {
      guard let call = records.results(of: number).lazy.compactMap({ recordOfCall[$0] }).first,
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
    let told = threads.indices.filter { callers[$0] == nil && records.innerKind(of: threads[$0].first) != nil }
    if told.isEmpty { return }
    var recordOfCall: [UInt32: Int] = [:]
    for number in records.indices {
      for mark in records.calls(of: number) { recordOfCall[mark] = number }
    }
    for thread in told {
      guard let id = try line(threads[thread].first)?["parentToolUseID"]?.stringValue else { continue }
      callers[thread] = recordOfCall[ToolCallHash(id: Array(id.utf8), isError: false).call]
    }
  }

  private func addByPrompt(_ threads: [SubagentThread], _ calls: [Int], _ callers: inout [Int?]) throws {
    guard threads.indices.contains(where: { callers[$0] == nil && threads[$0].prompt != nil }) else { return }
    /// The calls by prompt that no subagent has claimed yet.
    var open: [String: OpenCalls] = [:]
    for call in calls {
      for block in try line(call)?["message"]?["content"]?.arrayValue ?? [] {
        guard let prompt = block["input"]?["prompt"]?.stringValue else { continue }
        open[Self.typed(prompt), default: OpenCalls()].records.append(call)
      }
    }
    for thread in threads.indices {
      guard let caller = callers[thread], let prompt = threads[thread].prompt else { continue }
      open[records.text(prompt)]?.claimed[caller, default: 0] += 1
    }
    for thread in threads.indices where callers[thread] == nil {
      guard let prompt = threads[thread].prompt else { continue }
      let first = threads[thread].first
      callers[thread] = open[records.text(prompt)]?.claim {
        $0 < first || records.file(of: $0) != records.file(of: first)
      }
    }
  }

  /// The calls with one prompt, in the order of their records.
  private struct OpenCalls {
    var records: [Int] = []
    /// The number of times that each call was claimed in another way and still has to be skipped.
    var claimed: [Int: Int] = [:]
    private var next = 0

    /// Takes the next unclaimed call if it is possible. A call that is not possible stays and is tried again.
    mutating func claim(where isPossible: (Int) -> Bool) -> Int? {
      while next < records.count, let count = claimed[records[next]], count > 0 {
        claimed[records[next]] = count - 1
        next += 1
      }
      guard next < records.count, isPossible(records[next]) else { return nil }
      defer { next += 1 }
      return records[next]
    }
  }

  /// Returns the beginning of a prompt as the column of prompts stores it.
  private static func typed(_ prompt: String) -> String {
    var prompt = prompt
    var speech = Speech()
    prompt.withUTF8 { speech.add($0) }
    return Array(RecordEncoder.beginning(of: speech.text, RecordEncoder.promptMax)).text
  }
}
