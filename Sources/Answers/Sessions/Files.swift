import FileIO
import SessionLog
public import Times

/// A question about the files that sessions read and wrote. A call must meet all conditions; nil means no condition.
public struct FilesQuery: Sendable {
  /// A text that the path of the file must contain, ignoring case.
  public var path: String?
  /// A text that the path of the project must contain, ignoring case.
  public var project: String?
  /// The id of a session or the beginning of it.
  public var session: String?
  /// The period that the time of a call must be in.
  public var period = Period.always
  /// True to select only files that the session wrote.
  public var isWritten = false

  public init() {}
}

/// A file, and one session that read or wrote it.
public struct TouchedFile: Sendable, Equatable {
  /// The path as the calls give it, mostly an absolute one.
  public var path: String
  /// The id of the session.
  public var session: String
  /// The shortest unique beginning of the session's id, at least 8 characters.
  public var shortID: String
  /// The working directory of the session; empty if its records state none.
  public var project: String
  /// The time of the first call; nil if no call has a time.
  public var first: Instant?
  /// The time of the last call; nil if no call has a time.
  public var last: Instant?
  /// The calls of tools that read a file.
  public var reads: Int64 = 0
  /// The calls of tools that change or write a file.
  public var writes: Int64 = 0
}

extension StoreView {
  /// Returns which session read or wrote which file, as the calls of its tools and of its subagents' say, those that
  /// were refused or failed included. The file that was touched last comes first. A call that several sessions have
  /// counts for the first of them.
  ///
  /// The first question reads the bodies of all records with such calls that no checkpoint covers; a checkpoint is saved
  /// unless another process is writing. Later questions read none. Throws `noSuchSession`. Memory: 80 bytes per call.
  public func files(_ query: FilesQuery = FilesQuery()) throws -> [TouchedFile] {
    try throwingStoreErrors {
      let state = try projections([.files, .sessions]).files.state
      let (sessions, shortIDs) = (try sessionsState, try shortIDs)
      let (ids, chosen) = (state.sessions.ids, try calls(query))
      let projects = ids.map { id in sessions.index(of: id).map { sessions.sessions[$0].project } ?? [] }
      var rows: [UInt64: TouchedFile] = [:]
      for call in chosen {
        let id = ids[Int(call.session)]
        rows[
          UInt64(call.path) << 32 | UInt64(call.session),
          default: TouchedFile(
            path: state.paths.strings[Int(call.path)].text, session: id.text, shortID: shortIDs[id] ?? id.text,
            project: projects[Int(call.session)].text)
        ].add(call)
      }
      return rows.values.filter { !query.isWritten || $0.writes > 0 }.sorted { a, b in
        (b.last?.milliseconds ?? .min, a.path, a.session) < (a.last?.milliseconds ?? .min, b.path, b.session)
      }
    }
  }

  /// Returns the calls that a query selects, in the order in which they were first seen, whether they read or write.
  package func calls(_ query: FilesQuery) throws -> [FileCall] {
    let state = try projections([.files, .sessions]).files.state
    let sessions = try sessionsState
    let wanted = try query.session.map { try session(named: $0).id }
    let filter = query.project.map(TextFilter.init)
    let isWantedSession = state.sessions.ids.map { id in
      let project = sessions.index(of: id).map { sessions.sessions[$0].project } ?? []
      return wanted.map { $0 == id } ?? true && filter?.matches(project) ?? true
    }
    let pathFilter = query.path.map(TextFilter.init)
    let isWantedPath = state.paths.strings.map { pathFilter?.matches($0) ?? true }
    try checkCancellation()
    return state.calls.filter { call in
      isWantedSession[Int(call.session)] && isWantedPath[Int(call.path)] && query.period.contains(call.time)
    }
  }

  /// Returns one page of `files(_:)`. Throws `cursorMismatch` or `cursorExpired`, too.
  public func files(_ query: FilesQuery, page request: PageRequest) throws -> Page<TouchedFile> {
    try throwingStoreErrors {
      let parts = [query.path, query.project, query.session].map { $0 ?? "\u{0}" }
      return try page(
        files(query), request, question: "files \(parts) \(query.period)" + (query.isWritten ? " written" : ""))
    }
  }
}

extension TouchedFile {
  fileprivate mutating func add(_ call: FileCall) {
    if call.isWrite { writes += 1 } else { reads += 1 }
    guard let time = call.time.instant else { return }
    first = min(first ?? time, time)
    last = max(last ?? time, time)
  }
}
