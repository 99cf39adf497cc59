import SessionLog
import Sync
import Times

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
  /// The beginning of it that no other session in the store has, at least 8 characters.
  public var shortID = ""
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
  /// The number of lines among them that are not valid records.
  public var badLines: Int64
  /// Prompts and responses, subagents' left out: all lines of a response are one, and what a replay repeats counts once.
  public var messages: Int64
  /// Prompts, each with what followed it; subagents' left out.
  public var turns: Int64
  /// Versions stored of the main transcript.
  public var generations: Int
  /// The number of files.
  public var files: Int
  /// Bytes of the latest generation of its files.
  public var bytes: Int64
  /// The model in the last record that names one; empty if none does.
  public var model: String
  /// The Git branch in the last record that names one; empty if none does.
  public var branch: String
  public var sourceState: SourceState
  /// When Claude Code may delete the main transcript, milliseconds since 1970 UTC; nil where it is gone or on another machine.
  public var deletedAfter: Int64?
  /// When it was last used, for orders; unlike `ended` never in the future. Milliseconds since 1970 UTC.
  var lastUsed: Int64?
  /// The session that this one was forked or resumed from, as far as responses tell.
  public var forkedFrom: String?
  /// Of the responses that this session was the first to have.
  public var usage = UsageTotals()
}

extension SessionSummary {
  /// Whether nobody says anything in it: a warm-up or a probe. One with lines that nobody can read may say something.
  public var isSilent: Bool { messages == 0 && badLines == 0 }

  /// One of which nothing is known.
  public static var unknown: SessionSummary {
    SessionSummary(
      id: "", project: "", title: "", records: 0, badLines: 0, messages: 0, turns: 0, generations: 0, files: 0,
      bytes: 0,
      model: "", branch: "", sourceState: .missing)
  }
}

/// Nothing in the store answers to a name.
public struct NoSuchSession: Error, CustomStringConvertible {
  public var name: String
  /// Sessions that the name could mean, where it means several.
  public var candidates: [String]
  /// When it was erased, milliseconds since 1970 UTC; nil: it was not.
  public var erasedAt: Int64?

  public var description: String {
    if let erasedAt { return "session '\(name)' was erased on \(Time.rfc3339(erasedAt).prefix(10))" }
    if candidates.isEmpty { return "there is no session '\(name)' in the store; 'ccstore sessions' lists them" }
    let list = candidates.prefix(4).joined(separator: ", ") + (candidates.count > 4 ? " …" : "")
    return "'\(name)' is the beginning of \(candidates.count) sessions (\(list)); type more of it"
  }
}

extension Store {
  /// All sessions, the latest first; or those that a query asks for.
  ///
  /// Reads no record: the snapshots of the projections and what came after them. Whether files are there, and how old they are, is looked up on disk, unless
  /// the question is of an earlier position: then it is answered as the store knew it.
  public func sessions(_ query: SessionQuery = SessionQuery()) throws -> [SessionSummary] {
    let moment = try moment(query.position)
    let (log, sync) = (moment.log, moment.sync)
    let sessions = try SessionsState.current(log, sync)
    let usage = try Folded<UsageState>(log, sync).state
    var query = query
    if let files = query.settingsFiles {
      let projects = sessions.projects(of: machine.id, sync)
      query.cleanupPeriodDays = CleanupSettings(files, projects: projects, fileSystem: fileSystem).days
    }
    let seen = query.position == nil ? looked(at: sync) : sync
    return SessionSelection(query, seen, usage, machine: machine.id, now: clock.milliseconds).select(sessions)
  }
}

extension Projections {
  /// The session that a name means; see `SessionsState.session(named:)`. Throws `NoSuchSession`, which knows of erased ones.
  package func session(named name: String) throws -> SessionState {
    do {
      return try sessions.state.session(named: name)
    } catch var error as NoSuchSession {
      if error.candidates.isEmpty { error.erasedAt = sync.state.erasureTime(ofSession: name) }
      throw error
    }
  }
}

extension SessionsState {
  /// The session whose id is `name`, or the name of whose file is; else, if there is just one, the one whose id, or the name of whose file, begins with
  /// it. Throws `NoSuchSession`.
  package func session(named name: String) throws -> SessionState {
    let prefix = Array(name.utf8)
    if let index = index(of: prefix) { return sessions[index] }
    var found = prefix.isEmpty ? [] : indexes(ofFile: prefix, isWhole: true)
    if found.isEmpty, !prefix.isEmpty {
      found = Set(indexes(withPrefix: prefix) + indexes(ofFile: prefix, isWhole: false)).sorted()
    }
    guard found.count == 1 else { throw NoSuchSession(name: name, candidates: found.map { sessions[$0].id.text }) }
    return sessions[found[0]]
  }
}

extension SessionState {
  /// `copied`: numbers of the sources that another file on disk is a copy of. `current`: see `SyncState.currentGenerations`.
  package func summary(_ sync: SyncState, copied: Set<Int64>, current: Set<GenerationKey>) -> SessionSummary {
    let known = parts.filter { $0.source >= 0 && $0.source < sync.sources.count && sync.sources[Int($0.source)] != nil }
    let bases = former.filter { current.contains(GenerationKey(source: $0.source, generation: $0.generation)) }
    let counted = sync.withoutTwins(parts) + bases
    let talks = (parts + bases).filter { $0.source < 0 || TranscriptPath.isMain(sync.path(ofSource: $0.source)) }
    func isThere(_ part: SessionPart) -> Bool {
      !sync.sources[Int(part.source)]!.isMissing || copied.contains(part.source)
    }
    let mains = known.filter { TranscriptPath.isMain(sync.sources[Int($0.source)]!.path) }
    let isMainThere = (mains.isEmpty ? known : mains).contains(where: isThere)
    let versions = (mains.isEmpty ? known : mains).map { sync.sources[Int($0.source)]!.generations.count }.max()
    let state: SessionSummary.SourceState = !isMainThere ? .missing : known.allSatisfy(isThere) ? .present : .partial
    return SessionSummary(
      id: id.text, project: project.text, title: title.text, started: started, ended: ended,
      records: counted.reduce(0) { $0 &+ $1.records }, badLines: counted.reduce(0) { $0 &+ $1.badLines },
      messages: Int64(KeySet.count(talks.map(\.messages))), turns: Int64(KeySet.count(talks.map(\.prompts))),
      generations: versions ?? 0, files: parts.count,
      bytes: known.reduce(0) { $0 &+ sync.givenBytes(ofSource: $1.source) }, model: model.text, branch: branch.text,
      sourceState: state)
  }
}
