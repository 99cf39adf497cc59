import FileIO
import SegmentedLog
import SessionLog
import Times
import Transcripts

extension StoreView {
  /// Returns the prompts of a session, with the files, calls, subagents and tokens of what followed each.
  ///
  /// `name` is an id or the beginning of one. `generation` is the version of its files; nil means the latest of each.
  /// Throws `noSuchSession`, `noSuchGeneration` or `versionDropped`. Cost: the outlines of the session, and the lines
  /// with calls and their results.
  public func outline(
    of name: String, generation: Int? = nil, prices: PriceTable = .builtIn
  ) throws -> SessionOutline {
    try throwingStoreErrors {
      let transcript = try transcript(of: name, generation: generation)
      if let generation, transcript.records.isEmpty {
        throw StoreError(.noSuchGeneration, "session '\(name)' has no version \(generation)")
      }
      _ = try projections(.usage)
      let id = Array(transcript.id.utf8)
      let number = try usageState.sessions.ids.firstIndex { $0 == id }
      let own = try claims.responses.filter { Int($0.session) == number }
      var maker = OutlineMaker(transcript, own, try priced(prices).costs)
      try maker.run(check: checkCancellation)
      return maker.outline(head)
    }
  }
}

/// Makes an outline from the entries of a conversation, in reading order.
private struct OutlineMaker {
  private let transcript: SessionTranscript
  private let costs: CostTable
  /// The responses of the session that no entry has claimed yet, by the key of their id.
  private var responses: [ResponseKey: [Response]] = [:]
  private var all = UsageSum()
  private var prompts: [OutlinedPrompt] = []
  /// The sums of each prompt and of its subagents, as `prompts` has them.
  private var sums: [(own: UsageSum, subagents: [UsageSum])] = []
  /// The subagents that have begun and not ended, as indices of a prompt and of a subagent of it.
  private var open: [(prompt: Int, subagent: Int)] = []
  /// The files that have been listed for a prompt, or for a subagent of it.
  private var written: Set<WrittenFile> = []

  private struct WrittenFile: Hashable {
    var prompt: Int
    /// The index of the subagent; nil for the prompt itself.
    var subagent: Int?
    var path: String
  }

  private var records: RecordOutlines { transcript.records }

  init(_ transcript: SessionTranscript, _ own: [Response], _ costs: CostTable) {
    (self.transcript, self.costs) = (transcript, costs)
    for response in own {
      responses[response.key, default: []].append(response)
      all.add(response, costs)
    }
  }

  mutating func run(check: () throws -> Void) throws {
    let entries = transcript.conversation.entries
    add(OutlinedPrompt(number: 0, entry: 0, sequence: 0, text: "", isTruncated: false))
    for (place, entry) in entries.enumerated() {
      try check()
      switch entry.kind {
      case .records:
        if entry.isPrompt, entry.depth == 0 { addPrompt(entry, place) }
        try addWork(entry)
      case .subagentStart(let name, let call):
        let next = place + 1 < entries.count ? entries[place + 1].records.first : nil
        begin(name, hasCall: call != nil, next, depth: entry.depth)
      case .subagentEnd: _ = open.popLast()
      case .repetition, .branchStart, .branchEnd, .gap: continue
      }
    }
  }

  private mutating func add(_ prompt: OutlinedPrompt) {
    prompts.append(prompt)
    sums.append((UsageSum(), []))
  }

  private mutating func addPrompt(_ entry: ConversationEntry, _ place: Int) {
    let record = entry.records[0]
    let text = records.prompt(of: record).map(records.text) ?? ""
    var prompt = OutlinedPrompt(
      number: prompts.count, entry: place, sequence: records.sequence(of: record), text: text,
      isTruncated: text.utf8.count > RecordEncoder.promptMax - 4)
    (prompt.time, prompt.branch) = (records.time(of: record).instant, entry.branch)
    add(prompt)
  }

  /// Begins a subagent. One whose call is not known belongs to the last prompt before its first record.
  private mutating func begin(_ name: String, hasCall: Bool, _ first: Int?, depth: Int) {
    var prompt = open.last?.prompt ?? prompts.count - 1
    if !hasCall, open.isEmpty, let time = first.flatMap({ records.time(of: $0) }) {
      prompt = prompts.lastIndex { $0.time.map { $0.milliseconds <= time } ?? false } ?? 0
    }
    let task = first.flatMap { records.prompt(of: $0) }.map(records.text) ?? ""
    prompts[prompt].subagents.append(OutlinedSubagent(name: name, task: task, depth: max(1, depth)))
    sums[prompt].subagents.append(UsageSum())
    open.append((prompt, prompts[prompt].subagents.count - 1))
  }

  private mutating func addWork(_ entry: ConversationEntry) throws {
    for record in entry.records where records.kind(of: record) == .response {
      let outline = records[record]
      let id = outline.message.flatMap { $0.isEmpty ? nil : $0 } ?? outline.uuid ?? ""
      guard let found = responses.removeValue(forKey: ResponseKey(of: Array(id.utf8))) else { continue }
      add(found)
    }
    guard entry.records.contains(where: { !records.calls(of: $0).isEmpty }) else { return }
    let message = try transcript.message(of: entry)
    for part in message.parts {
      guard case .call(let call) = part else { continue }
      let place = open.last
      let isNew = call.writtenPath.map { path in
        written.insert(
          WrittenFile(prompt: place?.prompt ?? prompts.count - 1, subagent: place?.subagent, path: path)
        ).inserted
      }
      change { work in
        work.calls += 1
        if call.result?.isError == true { work.errors += 1 }
        if let path = call.writtenPath, isNew == true { work.files.append(path) }
      }
    }
  }

  /// Adds responses to the subagent that has begun last, else to the last prompt.
  private mutating func add(_ found: [Response]) {
    for response in found {
      if let place = open.last {
        sums[place.prompt].subagents[place.subagent].add(response, costs)
      } else {
        sums[sums.count - 1].own.add(response, costs)
      }
    }
  }

  private mutating func change(_ body: (inout OutlinedWork) -> Void) {
    if let place = open.last {
      body(&prompts[place.prompt].subagents[place.subagent].work)
    } else {
      body(&prompts[prompts.count - 1].work)
    }
  }

  func outline(_ head: LogHead) -> SessionOutline {
    var (rest, made) = (UsageSum(), prompts)
    for response in responses.values.joined() { rest.add(response, costs) }
    for number in made.indices {
      made[number].work.usage = sums[number].own.totals(costs)
      for subagent in made[number].subagents.indices {
        made[number].subagents[subagent].work.usage = sums[number].subagents[subagent].totals(costs)
      }
    }
    let first = made[0]
    if first.work.calls == 0, first.work.usage.responses == 0, first.subagents.isEmpty { made.removeFirst() }
    return SessionOutline(
      head: head, session: transcript.id, title: transcript.title, project: transcript.project, prompts: made,
      usage: all.totals(costs), rest: rest.totals(costs))
  }
}
