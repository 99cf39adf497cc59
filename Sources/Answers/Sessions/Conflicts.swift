import Bytes
import FileIO
import SessionLog
public import Times

/// A decision of an ingest that a person may want to look at, with the places of both versions.
public struct ConflictReport: Sendable, Equatable {
  /// A generation of a file.
  public struct Version: Sendable, Equatable {
    /// The absolute path of the file.
    public var path: String
    /// The number of the generation, from 0, for `export --generation` and `show --generation`.
    public var generation: Int64
    /// The MD5 as 32 hexadecimal digits; empty if lines of the version were erased, because it would allow a guess of
    /// them to be verified.
    public var md5: String
    /// The length in bytes.
    public var length: Int64
  }

  /// The sequence number of the decision's event.
  public var sequence: UInt64
  /// The start of the run.
  public var time: Instant
  /// The number of the run; 0 for a run of another store.
  public var run: Int64
  /// The session that the name of the file refers to; empty for files of no session.
  public var session: String
  /// The decision.
  public var reason: DecisionReason
  /// The version that was stored before, or the other copy.
  public var old: Version
  /// The version that the decision was about.
  public var new: Version
  /// The version of the rules by which the decision was made.
  public var rules: Int64
}

/// A choice of decisions. A decision must meet all conditions; nil means no condition.
public struct ConflictsQuery: Sendable {
  /// The sessions that the file of a decision must belong to. `session` is the id in the name of the file, or the
  /// beginning of it.
  public var sessions = SessionFilter()
  /// The period that the start of the run must be in.
  public var period = Period.always
  /// True to list the latest first; by default the oldest is.
  public var isReversed = false

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}
}

extension StoreView {
  /// Returns all decisions other than plain inserts, appends and skips, the oldest first. `session` restricts them to
  /// one session, given by its id or the beginning of it. Throws `noSuchSession`.
  public func conflicts(session: String? = nil) throws -> [ConflictReport] {
    var query = ConflictsQuery()
    query.sessions.session = session
    return try conflicts(query)
  }

  /// Returns the decisions other than plain inserts, appends and skips that a query selects. Throws `noSuchSession`.
  public func conflicts(_ query: ConflictsQuery) throws -> [ConflictReport] {
    try throwingStoreErrors {
      var others = query.sessions
      others.session = nil
      var needed: ProjectionSet = others.isEmpty ? .conflicts : [.conflicts, .sessions]
      if others.model != nil { needed.insert(.usage) }
      let projections = try projections(needed)
      let sync = projections.sync.state
      let isWanted = try isOfSession(in: ids(of: others))
      var found = projections.conflicts.state.counted.filter {
        !$0.isErased(sync) && $0.isSaid(sync) && query.period.contains($0.time) && isWanted($0)
      }.map { $0.report(sync) }
      if let session = query.sessions.session {
        let id = session == Self.latestSessionName ? try latestSession().id.text : session
        found.removeAll { !$0.session.hasPrefix(id) }
        if found.isEmpty { _ = try self.session(named: session) }
      }
      return query.isReversed ? found.reversed() : found
    }
  }

  /// Returns one page of `conflicts(_:)`. Throws `cursorMismatch` or `cursorExpired`, too.
  public func conflicts(_ query: ConflictsQuery, page request: PageRequest) throws -> Page<ConflictReport> {
    try throwingStoreErrors {
      let question = "conflicts \(query.sessions.question) \(query.period) \(query.isReversed)"
      return try page(conflicts(query), request, question: question)
    }
  }

  /// Returns whether the file of a decision has records of one of these sessions; always true if `ids` is nil.
  private func isOfSession(in ids: Set<[UInt8]>?) throws -> (Conflict) -> Bool {
    guard let ids else { return { _ in true } }
    let wanted = try sessionsState.sessions.filter { ids.contains($0.id) }
    let sources = Set(wanted.flatMap { ($0.parts + $0.former).map(\.source) })
    return { sources.contains($0.source) }
  }
}

extension Conflict {
  /// Returns true if erasure has left nothing of the file.
  fileprivate func isErased(_ sync: SyncState) -> Bool {
    sync.sources.indices.contains(Int(source)) && sync.isErased(source: Int(source))
  }

  /// Returns true if the decision counts. A decision of another store counts only if that store introduced the sources
  /// concerned.
  fileprivate func isSaid(_ sync: SyncState) -> Bool {
    guard let home else { return true }
    return [source, related?.source ?? source].allSatisfy {
      $0 >= 0 && $0 < sync.sources.count && sync.sources[Int($0)]?.home == home
    }
  }

  fileprivate func report(_ sync: SyncState) -> ConflictReport {
    func path(_ number: Int64) -> String {
      guard number >= 0, number < sync.sources.count, let source = sync.sources[Int(number)] else { return "?" }
      return sync.roots[source.root].path.text + "/" + source.path.text
    }
    let file = sync.sources.indices.contains(Int(source)) ? sync.sources[Int(source)] : nil
    let old = related ?? GenerationKey(source: source, generation: generation - 1)
    func md5(_ bytes: [UInt8], _ key: GenerationKey) -> String {
      sync.erased(in: key).isEmpty ? hexadecimal(bytes) : ""
    }
    return ConflictReport(
      sequence: sequence, time: Instant(milliseconds: time), run: run, session: file.flatMap(\.session)?.text ?? "",
      reason: reason,
      old: ConflictReport.Version(
        path: path(old.source), generation: old.generation, md5: md5(oldMD5, old), length: oldLength),
      new: ConflictReport.Version(
        path: path(source), generation: generation,
        md5: md5(newMD5, GenerationKey(source: source, generation: generation)), length: newLength),
      rules: rules)
  }
}
