import SegmentedLog
import SessionLog
import Transcripts

/// Decides which records and texts a search reads.
struct SearchScope: Sendable {
  let query: SearchQuery
  /// The ids of the wanted sessions; nil for all.
  let sessions: Set<[UInt8]>?
  let sync: SyncState
  let erased: ErasedRanges
  /// For each generation that a latest generation is built on: the offset below which its bytes are used, and the file
  /// that has these bytes now.
  private let bases: [GenerationKey: (limit: Int64, heir: Int64)]
  /// The id of the session that is left out.
  private let excluded: [UInt8]?
  private let project: TextFilter?
  private let model: TextFilter?
  private let tool: TextFilter?
  /// The calls of the wanted tool, by session and mark. Empty if no tool is asked for.
  private let callsOfTool: Set<SearchedCalls.Name>
  /// The session that all records of a source belong to, by source number; nil if the records name it.
  private let owners: [[UInt8]?]
  /// The files with the output of a tool, by source number.
  private let outputs: [Int64: Output]
  private let agents: Set<[UInt8]>

  /// A file with the output of a tool.
  struct Output: Sendable {
    var session: [UInt8]
    /// The record with the result of the call; nil when unknown.
    var result: OutputFiles.Result?
  }

  /// Decides what is searched. `session` is the id of the only session that is asked for; nil if all are. `calls` are
  /// those of the tool that is asked for.
  init(
    _ query: SearchQuery, session: [UInt8]?, calls: SearchedCalls?, _ sync: SyncState, _ state: SessionsState
  ) {
    self.query = query
    self.sync = sync
    agents = sync.subagents
    erased = ErasedRanges(sync)
    bases = Self.bases(sync)
    excluded = query.excludedSession.map { Array($0.utf8) }
    project = query.project.map(TextFilter.init)
    model = query.model.map(TextFilter.init)
    let tool = query.tool.map(TextFilter.init)
    self.tool = tool
    var wanted: Set<[UInt8]>? = session.map { [$0] }
    if query.project != nil || query.branch != nil {
      let branch = query.branch.map(TextFilter.init)
      let project = project
      let matching = state.sessions.filter {
        project?.matches(project: $0.project) ?? true && branch?.matches($0.branch) ?? true
      }.map(\.id)
      wanted = wanted.map { $0.intersection(matching) } ?? Set(matching)
    }
    sessions = wanted
    owners = sync.sources.indices.map { state.owner(ofSource: Int64($0)) }
    var outputs: [Int64: Output] = [:]
    for (number, source) in sync.sources.enumerated() {
      guard let source, source.format.isToolOutput(source.path), let output = state.output(source.path) else {
        continue
      }
      outputs[Int64(number)] = Output(session: output.session, result: output.result)
    }
    self.outputs = outputs
    callsOfTool = calls?.names ?? []
  }

  /// Returns the session of a record: the one in whose folder its file lies, else the one that the record names, else
  /// the one that the path names.
  func session(_ columns: SearchColumns, _ row: Int) -> [UInt8] {
    if let number = columns.source[row], owners.indices.contains(Int(clamping: number)), let owner = owners[Int(number)]
    {
      return owner
    }
    if let id = columns.session[row] { return id }
    return source(columns.source[row])?.session ?? []
  }

  private static func bases(_ sync: SyncState) -> [GenerationKey: (limit: Int64, heir: Int64)] {
    var bases: [GenerationKey: (limit: Int64, heir: Int64)] = [:]
    for (number, source) in sync.sources.enumerated() where source?.generations.last?.base != nil {
      guard let latest = sync.latest(Int64(number)) else { continue }
      for link in sync.lineage(of: latest).dropFirst() where link.limit > bases[link.key]?.limit ?? 0 {
        bases[link.key] = (link.limit, Int64(number))
      }
    }
    return bases
  }

  /// Returns a file whose latest version contains the byte of a generation at an offset, preferably the generation's
  /// own file; nil if there is none.
  func holder(of key: GenerationKey, at offset: Int64) -> SourceState? {
    if sync.latest(key.source) == key { return source(key.source) }
    guard let base = bases[key], offset < base.limit else { return nil }
    return source(base.heir)
  }

  func source(_ number: Int64?) -> SourceState? {
    guard let number, number >= 0, number < sync.sources.count else { return nil }
    return sync.sources[Int(number)]
  }

  /// Returns the format of a file's lines.
  func format(of source: Int64?) -> any AgentFormat.Type { self.source(source)?.format ?? Agent.unstated.format }

  /// Returns true if a record is searched, judging by its envelope. This is the only function that excludes records
  /// from a search.
  func isWanted(_ columns: SearchColumns, _ row: Int) -> Bool {
    guard columns.block.kind(row) == .record, !columns.isErased[row] else { return false }
    if query.period != .always, !query.period.contains(columns.time[row]) { return false }
    if let model {
      guard let name = columns.model[row], model.matches(name) else { return false }
    }
    if let sessions, !sessions.contains(session(columns, row)) { return false }
    if let excluded, session(columns, row) == excluded { return false }
    return true
  }

  /// Returns the output of a tool if it is one piece, in this row, and is searched; else nil. It is the counterpart of
  /// `isWanted` for pieces.
  func wantedOutput(_ columns: SearchColumns, _ row: Int) -> Output? {
    guard !outputs.isEmpty, columns.block.kind(row) == .piece, !columns.isErased[row], let source = columns.source[row],
      !hasPieces(GenerationKey(source: source, generation: columns.generation[row] ?? 0))
    else { return nil }
    return wantedOutput(source)
  }

  /// The versions of outputs that are searched as a whole, because a text may cross the boundary of two pieces.
  var outputsInPieces: [GenerationKey] {
    outputs.keys.sorted().filter { wantedOutput($0) != nil }.flatMap { source in
      self.source(source)!.generations.indices.map { GenerationKey(source: source, generation: Int64($0)) }
        .filter(hasPieces)
    }
  }

  /// Returns true unless a version consists of exactly one piece of its own.
  private func hasPieces(_ key: GenerationKey) -> Bool {
    guard let generation = sync.generation(key) else { return false }
    return generation.base != nil || generation.firstSequence != generation.lastSequence
  }

  /// Returns the output that a file contains; nil if it is not searched.
  func wantedOutput(_ source: Int64) -> Output? {
    guard model == nil, let output = outputs[source] else { return nil }
    if !query.roles.isEmpty, !query.roles.contains(.toolOutput) { return nil }
    if query.period != .always, !query.period.contains(output.result?.time) { return nil }
    if let sessions, !sessions.contains(output.session) { return nil }
    if output.session == excluded { return nil }
    guard tool != nil else { return output }
    let marks = output.result.map { $0.marks.withUnsafeBytes { ToolCallHash.all(in: $0) } } ?? []
    return marks.contains { callsOfTool.contains(SearchedCalls.Name(session: output.session, mark: $0.call)) }
      ? output : nil
  }

  /// Returns true if the subagent's record that a record of type `progress` repeats is also in a file of its own, where
  /// the search finds it.
  func hasFile(ofSubagent columns: SearchColumns, _ row: Int) -> Bool {
    columns.agent[row].map(agents.contains) ?? false
  }

  /// Returns true if a text is searched. `tool` is the name of the tool whose input the text is.
  func isWanted(_ role: TextRole, tool name: @autoclosure () -> [UInt8], _ columns: SearchColumns, _ row: Int) -> Bool {
    if !query.roles.isEmpty, !query.roles.contains(role) { return false }
    guard let tool else { return true }
    switch role {
    case .toolInput: return tool.matches(name())
    case .toolOutput:
      guard let entry = columns.results.entry(row) else { return false }
      let session = columns.session[row] ?? []
      return columns.results.withBytes(ofEntry: entry) { ToolCallHash.all(in: $0) }
        .contains { callsOfTool.contains(SearchedCalls.Name(session: session, mark: $0.call)) }
    case .user, .assistant, .thinking, .title, .system, .unparsable: return false
    }
  }
}

/// The columns that a search needs.
struct SearchColumns {
  let block: BlockColumns
  let source, generation, line, offset, piece, defect, time: IntegerColumn
  let session, uuid, model, agent, results: BytesColumn
  let isErased: ErasedRows

  init(_ block: BlockColumns, _ erased: ErasedRanges) throws {
    self.block = block
    isErased = try ErasedRows(block, erased)
    source = try block.integers(.source)
    generation = try block.integers(.generation)
    line = try block.integers(.line)
    offset = try block.integers(.offset)
    piece = try block.integers(.piece)
    defect = try block.integers(.defect)
    time = try block.integers(.timestamp)
    session = try block.bytes(.session)
    uuid = try block.bytes(.uuid)
    model = try block.bytes(.model)
    agent = try block.bytes(.agent)
    results = try block.bytes(.results)
  }
}
