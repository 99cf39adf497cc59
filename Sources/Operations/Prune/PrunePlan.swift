import Answers
import Bytes
import FileIO
import SessionLog
import Sync
import SystemPackage
import Times
import Transcripts

/// A file that is to be deleted.
struct PruneFile {
  var source: SourceFile
  /// The stored version that the file must equal.
  var key: GenerationKey
  /// The id of the session.
  var session: [UInt8]
  /// The sequence number of the first record, by which files are read in the order of the log.
  var sequence: UInt64

  var path: FilePath { source.path }
  var status: FileStatus { source.file.status }

  /// Which of the names of the path is the folder of the session; nil if the file lies in none.
  var sessionFolder: Int? { Self.sessionFolder(source.file) }

  /// The folder of a project, directly in that of the agent, is never taken for the folder of a session.
  static func sessionFolder(_ file: DiscoveredFile) -> Int? {
    let format = file.agent.format
    guard let folder = format.folder(of: file.path), let session = format.session(of: file.path) else { return nil }
    let project = folder.utf8.count { $0 == 0x2f } + 1
    let names = file.path.names.dropLast()
    return names.indices.first { $0 > project && names[$0].elementsEqual(session) }
  }
}

/// The sessions that a prune may delete, judged without reading a file: by what the store says of them, by their times,
/// and by who has them open. All files of a session stay when one of them must.
struct PrunePlan {
  /// A session that was changed more recently than this is in use, in nanoseconds.
  static let quiet: Int64 = 3_600_000_000_000

  /// The files by session; those of one session follow each other, transcripts of subagents and results of tools
  /// first.
  private(set) var files: [PruneFile] = []
  private(set) var report = PruneReport()

  private let sync: SyncState
  private let openFiles: Set<FileIdentity>
  /// Nanoseconds since 1970-01-01 UTC.
  private let now: Int64

  /// `options.openFiles` is looked up when it is nil. `now` is in nanoseconds since 1970-01-01 UTC.
  init(_ options: PruneOptions, _ view: StoreView, now: Int64) throws {
    (sync, self.now) = (try view.sync, now)
    openFiles = options.openFiles ?? OpenFiles.ofOtherProcesses()
    report.head = view.head
    let state = try view.sessionsState
    let shortIDs = state.shortIDs
    let (found, failures) = view.store.sourceFiles(below: options.roots, sync)
    report.kept = failures.map {
      PruneReport.Kept(path: $0.path.string, session: "", reason: .failed, note: $0.message)
    }
    let limit = options.before.milliseconds.multipliedReportingOverflow(by: 1_000_000)
    let project = options.project?.lowercased()
    for (id, sources) in Self.bySession(found, state).sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      try view.checkCancellation()
      let session = state.index(of: id).map { state.sessions[$0] }
      if let project, session?.project.text.lowercased().contains(project) != true { continue }
      if let wanted = options.sessions, !wanted.contains(id.text) { continue }
      let modified = sources.map(\.file.status.modified).max() ?? .max
      guard !limit.overflow, modified < limit.partialValue else {
        report.recentSessions += 1
        continue
      }
      if let kept = firstKept(sources, id) {
        report.kept.append(kept)
        continue
      }
      report.sessions.append(
        PruneReport.Session(
          id: id.text, shortID: shortIDs[id] ?? id.text, project: session?.project.text ?? "",
          title: session?.title.text ?? "", modified: Instant(milliseconds: modified.quotientRoundedDown(by: 1_000_000))
        )
      )
      add(sources, id)
    }
    report.sessions.sort { ($0.modified.milliseconds, $0.id) < ($1.modified.milliseconds, $1.id) }
  }

  /// Returns the files that belong to a session and that its agent would delete in the end: transcripts, and what lies
  /// in the folders of a session. A transcript whose name is not that of a known session counts for the session of its
  /// records.
  private static func bySession(_ files: [SourceFile], _ state: SessionsState) -> [[UInt8]: [SourceFile]] {
    var owners: [Int64: [UInt8]] = [:]
    for session in state.sessions {
      for part in session.parts where owners[part.source] == nil { owners[part.source] = session.id }
    }
    var sessions: [[UInt8]: [SourceFile]] = [:]
    for source in files {
      let (path, format) = (source.file.path, source.file.agent.format)
      guard format.folder(of: path) != nil, format.isOwnName(path), let named = format.session(of: path),
        format.isCleaned(path) || PruneFile.sessionFolder(source.file) != nil
      else { continue }
      let owner = state.index(of: named) == nil ? source.number.flatMap { owners[$0] } : nil
      sessions[owner ?? named, default: []].append(source)
    }
    return sessions
  }

  /// Returns the first file because of which all files of a session stay; nil if there is none.
  private func firstKept(_ sources: [SourceFile], _ session: [UInt8]) -> PruneReport.Kept? {
    for source in sources {
      guard let (reason, note) = problem(source) else { continue }
      return PruneReport.Kept(path: source.path.string, session: session.text, reason: reason, note: note)
    }
    return nil
  }

  private func problem(_ source: SourceFile) -> (PruneReport.Kept.Reason, String)? {
    let status = source.file.status
    if status.modified > now - Self.quiet { return (.inUse, "it was changed within the last hour") }
    if openFiles.contains(status.identity) { return (.inUse, "a process has it open") }
    guard let number = source.number, let key = sync.latest(number), let generation = sync.generation(key) else {
      return (.unstored, "it is not stored; 'ccstore ingest' stores it")
    }
    if !sync.erased(in: key).isEmpty || sync.isErased(key) {
      return (.erased, "parts of it are erased in the store, which could not give it back as it is")
    }
    if sync.lacksBytes(key) { return (.lacking, "the store lacks bytes of it, which were lost by damage") }
    if generation.length < status.size {
      return (.unstored, "\(status.size - generation.length) bytes of it are not stored; 'ccstore ingest' stores them")
    }
    if generation.length > status.size { return (.differs, "it is shorter than what is stored") }
    return nil
  }

  private mutating func add(_ sources: [SourceFile], _ session: [UInt8]) {
    let files = sources.compactMap { source -> PruneFile? in
      guard let number = source.number, let key = sync.latest(number) else { return nil }
      let sequence = sync.lineage(of: key).compactMap(\.generation.sequences?.lowerBound).min() ?? 0
      return PruneFile(source: source, key: key, session: session, sequence: sequence)
    }
    self.files += files.sorted { one, other in
      let (isMain, isOtherMain) = (isMain(one), isMain(other))
      return isMain == isOtherMain ? one.sequence < other.sequence : !isMain
    }
  }

  private func isMain(_ file: PruneFile) -> Bool { file.source.file.agent.format.isMain(file.source.file.path) }
}

extension [UInt8] {
  /// The names of a path.
  var names: [ArraySlice<UInt8>] { split(separator: 0x2f) }
}
