import FileIO
import SessionLog
import Sync
public import Times
import Transcripts

/// A session as lists show it.
public struct SessionSummary: Sendable, Equatable {
  /// The present state of the files of a session.
  public enum SourceState: String, Sendable {
    /// All files exist.
    case present
    /// The main transcript no longer exists.
    case missing
    /// The main transcript exists, but other files do not.
    case partial
    /// The main transcript was deleted by a prune, which left nothing on disk that is not stored.
    case pruned
  }

  /// The id of the session.
  public var id: String
  /// The shortest unique beginning of the id in this store, at least 8 characters.
  public var shortID = ""
  /// The working directory of the session; empty if its records state none.
  public var project: String
  /// The title; empty if the session has none.
  public var title: String
  /// The time of the earliest record; nil if no record has a time.
  public var started: Instant?
  /// The time of the latest record; nil if no record has a time.
  public var ended: Instant?
  /// The number of lines in the latest generations of its files.
  public var records: Int64
  /// The number of lines among them that are not valid records.
  public var badLines: Int64
  /// The number of prompts and responses, without those of subagents. All lines of a response count as one, and
  /// repeated records count once.
  public var messages: Int64
  /// The number of prompts, without those of subagents.
  public var turns: Int64
  /// The number of stored versions of the main transcript.
  public var generations: Int
  /// The number of files.
  public var files: Int
  /// The number of bytes in the latest generations of its files.
  public var bytes: Int64
  /// The model in the last record that names one; empty if none does.
  public var model: String
  /// The Git branch in the last record that names one; empty if none does.
  public var branch: String
  /// The state of its files on disk.
  public var sourceState: SourceState
  /// The time after which the agent may delete the main transcript; nil if it
  /// no longer exists or is on another machine.
  public var deletedAfter: Instant?
  /// The time by which sessions are ordered, in milliseconds since 1970-01-01 UTC; unlike `ended` it is never in the
  /// future.
  var lastUsed: Int64?
  /// The id of the session that this one was forked or resumed from, as far as its responses tell.
  public var forkedFrom: String?
  /// The usage of the responses that are counted for this session.
  public var usage = UsageTotals()
  /// The subagents and what they used; nil if it was not asked for, see `SessionQuery.hasSubagents`.
  public var subagents: SubagentUse?
}

extension SessionSummary {
  /// True if the session contains no prompt or response: a warm-up or a probe. A session with unreadable lines may
  /// contain some and is not silent.
  public var isSilent: Bool { messages == 0 && badLines == 0 }

  /// True if nothing is known of the session but its id: its transcript is there, but has no readable record.
  package var isBlank: Bool {
    started == nil && ended == nil && project.isEmpty && title.isEmpty && messages == 0 && usage.responses == 0
      && sourceState == .present
  }

  /// A summary of a session about which nothing is known.
  public static var unknown: SessionSummary {
    SessionSummary(
      id: "", project: "", title: "", records: 0, badLines: 0, messages: 0, turns: 0, generations: 0, files: 0,
      bytes: 0,
      model: "", branch: "", sourceState: .missing)
  }
}

extension StoreView {
  /// Returns the sessions that a query selects; by default all, the latest first.
  ///
  /// No record is read, only the checkpoints of the projections and the events after them. The presence and age of
  /// files are looked up once per view; a view of an earlier position uses what the store knew then.
  public func sessions(_ query: SessionQuery = SessionQuery()) throws -> [SessionSummary] {
    try throwingStoreErrors {
      _ = try projections([.sessions, .usage])
      var query = query
      if let files = query.settingsFiles { query.cleanupPeriodDays = try cleanupDays(files) }
      return try SessionSelection(query, self).select()
    }
  }

  /// Returns one page of `sessions(_:)`. The view should be that of `Store.view(for:at:)`, in which what depends on
  /// files outside of the store is the same on all pages. Throws `cursorMismatch` or `cursorExpired`.
  public func sessions(_ query: SessionQuery, page request: PageRequest) throws -> Page<SessionSummary> {
    try throwingStoreErrors {
      var query = query
      query.now = request.time
      if let files = query.settingsFiles { query.cleanupPeriodDays = try cleanupDays(files) }
      query.settingsFiles = nil
      let texts = [query.project, query.model, query.branch, query.text, query.session].map { $0 ?? "\u{0}" }
      let excluded = query.excludedSession.map { " without \([$0])" } ?? ""
      let flags = [
        query.isMissing, query.excludesSilent, query.excludesBlank, query.isReversed, query.hasSubagents,
      ]
      let question =
        "sessions \(texts) \(flags) \(query.period) \(query.deletedBefore?.milliseconds ?? -1) \(query.cleanupPeriodDays) \(query.order) \(query.prices.source)\(excluded)"
      let list = try listed(query, question)
      return try page(list.places, request, question: question).map(list.selection.summary)
    }
  }

  private struct List: Sendable {
    var question: String
    var now: Instant?
    var selection: SessionSelection
    var places: [Int32]
  }

  /// Returns all sessions of a question that has pages. A view keeps those of the last one.
  private func listed(_ query: SessionQuery, _ question: String) throws -> List {
    let name = "last list"
    let known = derived.value(name, where: { (known: List) in known.question == question && known.now == query.now })
    if let known { return known }
    _ = try projections([.sessions, .usage])
    let selection = try SessionSelection(query, self)
    let list = List(question: question, now: query.now, selection: selection, places: selection.places())
    derived.cache(name, list)
    return list
  }

  /// Returns the number of days after which the agent deletes transcripts, by the settings of the user, of the
  /// administrator and of all projects. A view reads them once.
  package func cleanupDays(_ files: SettingsFiles) throws -> Int {
    struct Known: Sendable {
      var files: SettingsFiles
      var days: Int
    }
    if let known = derived.value("cleanup settings", where: { (known: Known) in known.files == files }) {
      return known.days
    }
    let projects = try sessionsState.projects(of: store.machine.id, sync)
    let retention = Agent.unstated.format.retention(files, projects: projects, fileSystem: store.fileSystem)
    let days = retention?.days ?? 0
    derived.cache("cleanup settings", Known(files: files, days: days))
    return days
  }

  /// Returns the session that a name refers to; see `SessionsState.session(named:)`. Throws `noSuchSession`,
  /// `ambiguousSession`, or `sessionErased`.
  ///
  /// With `acceptsLatest`, the name `last` is that of the latest session, whatever the ids are; see `latestSession()`.
  package func session(named name: String, acceptsLatest: Bool = true) throws -> SessionState {
    if acceptsLatest, name == Self.latestSessionName { return try latestSession() }
    do {
      return try sessionsState.session(named: name)
    } catch let error as StoreError where error.code == .noSuchSession {
      guard let time = try sync.erasureTime(ofSession: name) else { throw error }
      throw StoreError(.sessionErased, "session '\(name)' was erased on \(Time.rfc3339(time).prefix(10))")
    }
  }
}

extension SessionsState {
  /// Returns the session whose id, or the name of one of whose files, is `name`; else, if there is exactly one, the
  /// session whose id, or the name of one of whose files, begins with it. Throws `noSuchSession`.
  package func session(named name: String) throws -> SessionState {
    let prefix = Array(name.utf8)
    if let index = index(of: prefix) { return sessions[index] }
    var found = prefix.isEmpty ? [] : indexes(ofFile: prefix, isWhole: true)
    if found.isEmpty, !prefix.isEmpty {
      found = Set(indexes(withPrefix: prefix) + indexes(ofFile: prefix, isWhole: false)).sorted()
    }
    if found.isEmpty { throw StoreError(.noSuchSession, "there is no session '\(name)' in the store") }
    guard found.count == 1 else {
      let list = found.prefix(4).map { sessions[$0].id.text }.joined(separator: ", ") + (found.count > 4 ? " …" : "")
      throw StoreError(.ambiguousSession, "'\(name)' is ambiguous (\(found.count) sessions): \(list)")
    }
    return sessions[found[0]]
  }
}

extension SessionState {
  /// Makes the summary of a session. `copied` contains the numbers of the sources that have a copy among the files on
  /// disk. `current` is `SyncState.currentGenerations`.
  package func summary(_ sync: SyncState, copied: Set<Int64>, current: Set<GenerationKey>) -> SessionSummary {
    let known = parts.filter { $0.source >= 0 && $0.source < sync.sources.count && sync.sources[Int($0.source)] != nil }
    let bases = former.filter { current.contains(GenerationKey(source: $0.source, generation: $0.generation)) }
    let counted = sync.withoutTwins(parts) + bases
    let talks = (parts + bases).filter { $0.source < 0 || sync.isMain(source: $0.source) }
    func isThere(_ part: SessionPart) -> Bool {
      !sync.sources[Int(part.source)]!.isMissing || copied.contains(part.source)
    }
    let mains = known.filter { sync.sources[Int($0.source)]!.isMain }
    let isMainThere = (mains.isEmpty ? known : mains).contains(where: isThere)
    let versions = (mains.isEmpty ? known : mains).map { sync.sources[Int($0.source)]!.generations.count }.max()
    let isPruned = !isMainThere && (mains.isEmpty ? known : mains).allSatisfy { sync.sources[Int($0.source)]!.isPruned }
    let state: SessionSummary.SourceState =
      isMainThere ? known.allSatisfy(isThere) ? .present : .partial : isPruned && !known.isEmpty ? .pruned : .missing
    return SessionSummary(
      id: id.text, project: project.text, title: title.text, started: started.instant, ended: ended.instant,
      records: counted.reduce(0) { $0 &+ $1.records }, badLines: counted.reduce(0) { $0 &+ $1.badLines },
      messages: Int64(KeySet.count(talks.map(\.messages))), turns: Int64(KeySet.count(talks.map(\.prompts))),
      generations: versions ?? 0, files: parts.count,
      bytes: known.reduce(0) { $0 &+ sync.givenBytes(ofSource: $1.source) }, model: model.text, branch: branch.text,
      sourceState: state)
  }
}
