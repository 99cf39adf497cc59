/// One session, as lists show it.
public struct SessionSummary: Sendable, Equatable {
  /// Where the files of a session are now.
  public enum SourceState: String, Sendable {
    /// All are where they were.
    case present
    /// The main transcript is gone.
    case missing
    /// The main transcript is there, others are gone.
    case partial
  }

  public var id: String
  /// Working directory of the session; empty where its records do not say.
  public var project: String
  /// Empty where there is none.
  public var title: String
  /// Milliseconds since 1970 UTC; nil where no record has a time.
  public var started: Int64?
  /// Milliseconds since 1970 UTC.
  public var ended: Int64?
  /// Lines in the latest generation of its files.
  public var records: Int64
  public var badLines: Int64
  /// Versions stored of the main transcript.
  public var generations: Int
  public var files: Int
  /// Bytes of the latest generation of its files.
  public var bytes: Int64
  public var model: String
  public var branch: String
  public var sourceState: SourceState
}

/// Nothing in the store answers to a name.
public struct NoSuchSession: Error, CustomStringConvertible {
  public var name: String
  /// Sessions that the name could mean, where it means several.
  public var candidates: [String]

  public var description: String {
    if candidates.isEmpty { return "there is no session '\(name)' in the store; 'ccstore sessions' lists them" }
    let list = candidates.prefix(4).joined(separator: ", ") + (candidates.count > 4 ? " …" : "")
    return "'\(name)' is the beginning of \(candidates.count) sessions (\(list)); type more of it"
  }
}

extension Store {
  /// All sessions, the latest first.
  public func sessions() throws -> [SessionSummary] {
    let log = try openLog()
    var projections = try Projections(startingAt: log)
    try projections.catchUp(log)
    let sync = projections.sync.state
    return projections.sessions.state.sessions.map { $0.summary(sync) }
      .sorted { ($0.ended ?? .min, $1.id) > ($1.ended ?? .min, $0.id) }
  }
}

extension SessionsState {
  /// The session whose id is `name` or, if there is just one, begins with it. Throws `NoSuchSession`.
  func session(named name: String) throws -> SessionState {
    let prefix = Array(name.utf8)
    if let index = index(of: prefix) { return sessions[index] }
    let found = prefix.isEmpty ? [] : indexes(withPrefix: prefix)
    guard found.count == 1 else { throw NoSuchSession(name: name, candidates: found.map { sessions[$0].id.text }) }
    return sessions[found[0]]
  }
}

extension SessionState {
  func summary(_ sync: SyncState) -> SessionSummary {
    let sources = parts.compactMap { part in
      sync.sources.indices.contains(Int(part.source)) ? sync.sources[Int(part.source)] : nil
    }
    let main = sources.first { TranscriptPath.isMain($0.path) } ?? sources.first
    let state: SessionSummary.SourceState =
      main?.isMissing == true ? .missing : sources.contains { $0.isMissing } ? .partial : .present
    return SessionSummary(
      id: id.text, project: project.text, title: title.text, started: started, ended: ended,
      records: parts.reduce(0) { $0 + $1.records }, badLines: parts.reduce(0) { $0 + $1.badLines },
      generations: main?.generations.count ?? 0, files: parts.count,
      bytes: sources.reduce(0) { $0 + ($1.generations.last?.length ?? 0) }, model: model.text, branch: branch.text,
      sourceState: state)
  }
}
