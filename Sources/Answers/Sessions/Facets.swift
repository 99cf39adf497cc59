import FileIO
import SessionLog
public import Times

/// The values that filters may have, with the number of sessions that have each.
public struct Facets: Sendable, Equatable {
  /// A value and how often it occurs.
  public struct Value: Sendable, Equatable {
    public var key: String
    /// The number of sessions, or of calls of a tool.
    public var count: Int64
    /// The time of the latest record of these sessions; nil if it is not known, and for tools.
    public var last: Instant?
  }

  /// A branch of a project.
  public struct Branch: Sendable, Equatable {
    public var key: String
    public var project: String
    public var count: Int64
  }

  /// The number of sessions.
  public var sessions: Int64 = 0
  /// The working directories, those with the most sessions first; so are all others.
  public var projects: [Value] = []
  /// The models that answered.
  public var models: [Value] = []
  public var branches: [Branch] = []
  /// The tools that were called.
  public var tools: [Value] = []
  /// The machines from which the files come.
  public var machines: [Value] = []
  /// The times of the earliest and the latest record; nil if no record has one.
  public var oldest, newest: Instant?
}

extension StoreView {
  /// Returns the values that filters may have for the sessions of a period, without sessions that contain no prompt or
  /// response. A view keeps those of all times.
  ///
  /// Cost: a pass over the sessions, the responses and the calls in memory.
  public func facets(_ period: Period = .always) throws -> Facets {
    try throwingStoreErrors {
      if period == .always { return try derived.value("facets") { try makeFacets(period) } }
      return try makeFacets(period)
    }
  }

  private func makeFacets(_ period: Period) throws -> Facets {
    _ = try projections([.sessions, .usage, .tools])
    var query = SessionQuery()
    (query.period, query.excludesSilent) = (period, true)
    let summaries = try sessions(query)
    var tally = FacetTally()
    var facets = Facets()
    facets.sessions = Int64(summaries.count)
    for summary in summaries {
      tally.projects.add(summary.project, summary.lastUsed.instant)
      tally.branches[BranchName(summary.branch, summary.project), default: 0] += 1
      if let time = summary.started { facets.oldest = min(facets.oldest ?? time, time) }
      if let time = summary.lastUsed.instant { facets.newest = max(facets.newest ?? time, time) }
    }
    try addModels(to: &tally, summaries, period)
    try addMachines(to: &tally, summaries)
    var tools = ToolQuery()
    tools.period = period
    facets.tools = try self.tools(tools).tools.filter { !$0.tool.isEmpty }.map {
      Facets.Value(key: $0.tool, count: $0.calls)
    }
    facets.projects = tally.projects.values
    facets.models = tally.models.values
    facets.machines = tally.machines.values
    facets.branches = tally.branches.filter { !$0.key.branch.isEmpty }
      .map { Facets.Branch(key: $0.key.branch, project: $0.key.project, count: $0.value) }
      .sorted { ($1.count, $0.key, $0.project) < ($0.count, $1.key, $1.project) }
    return facets
  }

  /// Counts for each model the sessions in which it answered.
  private func addModels(to tally: inout FacetTally, _ summaries: [SessionSummary], _ period: Period) throws {
    let usage = try usageState
    var used: [Set<UInt32>] = Array(repeating: [], count: usage.models.strings.count)
    for response in try claims.responses where period.contains(response.time) {
      used[Int(response.model)].insert(response.session)
    }
    let times = Dictionary(summaries.map { ($0.id, $0.lastUsed.instant) }) { first, _ in first }
    for (name, sessions) in zip(usage.models.strings, used) where !name.isEmpty {
      for session in sessions {
        guard let time = times[usage.sessions.ids[Int(session)].text] else { continue }
        tally.models.add(name.text, time)
      }
    }
  }

  /// Counts for each machine the sessions of which it has a file.
  private func addMachines(to tally: inout FacetTally, _ summaries: [SessionSummary]) throws {
    let names = try sync.machineNames
    let times = Dictionary(summaries.map { ($0.id, $0.lastUsed.instant) }) { first, _ in first }
    for session in try sessionsState.sessions {
      guard let time = times[session.id.text] else { continue }
      let machines = Set(
        session.parts.compactMap { part in
          names.indices.contains(Int(clamping: part.source)) ? names[Int(part.source)] : nil
        })
      for machine in machines { tally.machines.add(machine, time) }
    }
  }
}

private struct BranchName: Hashable {
  var branch, project: String

  init(_ branch: String, _ project: String) { (self.branch, self.project) = (branch, project) }
}

private struct FacetTally {
  var projects = ValueTally()
  var models = ValueTally()
  var machines = ValueTally()
  var branches: [BranchName: Int64] = [:]
}

/// Counts values, and keeps the latest time of each.
private struct ValueTally {
  private var known: [String: Facets.Value] = [:]

  mutating func add(_ key: String, _ time: Instant?) {
    if key.isEmpty { return }
    known[key, default: Facets.Value(key: key, count: 0)].count += 1
    guard let time else { return }
    known[key]!.last = max(known[key]!.last ?? time, time)
  }

  /// The most frequent values first, then by name.
  var values: [Facets.Value] { known.values.sorted { ($1.count, $0.key) < ($0.count, $1.key) } }
}
