import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

/// A file that an ingest has to read.
package struct WorkItem: Sendable {
  /// The number of its source.
  var number: Int64
  var rootPath: FilePath
  /// A file system that reaches the file without leaving the root.
  var fileSystem: any FileSystem
  var file: DiscoveredFile
  /// True if the store knows the source.
  var isKnown: Bool
  /// The current generation; nil if nothing of the source is stored.
  var stored: StoredGeneration?
  /// The current generations of other sources of the same session with the same name. The file may be a copy of one.
  var candidates: [StoredGeneration] = []
  /// The same for sources that another store introduced. Their bytes are never used as a base, because that store may
  /// take them away.
  var foreignCandidates: [StoredGeneration] = []
  /// True if only interrupted ingests have read the file, which therefore counts as new.
  var isUnfinished = false
  /// True if the file is left alone because its session is known.
  var isSkipped = false

  var form: SourceForm { file.isLines ? .lines : .whole }
  /// The format of the agent that has written the file.
  var format: any AgentFormat.Type { file.agent.format }
  var path: FilePath { rootPath.appending(bytes: file.path) }
  /// The key that the file shares with copies of it; nil if it belongs to no session.
  var copyGroup: CopyGroupKey? { CopyGroupKey(file.path, of: file.agent) }
  /// The path for messages.
  var displayPath: String { path.string }
}

/// The work of an ingest: the files to read, the unchanged ones and the missing ones. It is made without reading any
/// file except for the first bytes of new ones.
package struct IngestPlan {
  /// The files to read, in the order of discovery.
  var items: [WorkItem] = []
  /// The numbers and paths of sources that were not found where they had been.
  var missing: [(number: Int64, path: String)] = []
  /// The files that have not changed.
  var unchanged: [(root: FilePath, file: DiscoveredFile)] = []
  var counts = RunCounts()
  var failures: [IngestFailure] = []
  /// Files and folders that are not stored on purpose.
  var passedOver: [PassedOver] = []
  /// Roots of this machine that no longer exist, although files below them were stored.
  var goneRoots: [String] = []
  /// The number of main transcripts that have not changed.
  var unchangedSessions: Int64 = 0
  /// All files below the roots.
  var discovered: [DiscoveredFile] = []

  private let state: SyncState
  private let full: Bool
  private let now: Int64
  private var nextNumber: Int64

  /// Compares the files below the roots with the stored sources. `now` is in nanoseconds since 1970-01-01 UTC.
  init(
    _ options: SyncOptions, state: SyncState, origin: [UInt8], now: Int64, store: FilePath, fileSystem: any FileSystem
  ) {
    self.state = state
    self.now = now
    full = options.mode == .full || !state.hasCompleted(options.syncKey)
    nextNumber = Int64(state.sources.count)
    // A root that another store claims to have read on this machine is not one of its roots.
    let used = Set(state.sources.lazy.compactMap { $0 }.filter { !$0.isForeign }.map(\.root))
    let known = used.filter { state.roots[$0].origin == origin }.sorted().map { state.roots[$0].path }
    let discoveries = Discoveries(options, known: known, store: store, fileSystem: fileSystem)
    for problem in options.rootProblems { fail(problem.path, problem.description) }
    for error in discoveries.parts.flatMap(\.discovery.failures) { fail(error.path.string, error.description) }
    passedOver = discoveries.passedOver
    var sources = KnownSources(state, origin: origin, fileSystem: fileSystem)
    let numbers = sources.numbers(of: discoveries)
    for (part, numbers) in zip(discoveries.parts, numbers) {
      add(part, numbers)
    }
    putCopiesLast()
    missing = sources.missing(below: discoveries)
    counts.missing = Int64(missing.count)
    goneRoots = sources.goneRoots
    if !items.isEmpty { findRelatives(skipExisting: options.skipExisting) }
    if let max = options.maxFiles, items.count > max {
      counts.skipped += Int64(items.count - max)
      items.removeSubrange(max...)
    }
    numberSources()
  }

  /// Numbers the new files in the order in which their events reach the log. Files that are left alone get the last
  /// numbers.
  private mutating func numberSources() {
    let (first, later) = SourcePipeline.order(items)
    let order = (first + later).filter { !items[$0].isKnown }
    for index in order.filter({ !items[$0].isSkipped }) + order.filter({ items[$0].isSkipped }) {
      items[index].number = nextNumber
      nextNumber += 1
    }
  }

  /// Moves copies that a file synchronisation service has made to the end, after their originals.
  private mutating func putCopiesLast() {
    func isCopy(_ item: WorkItem) -> Bool {
      let name = item.file.path.name
      return item.file.isLines && item.format.originalName(name).count < name.count
    }
    let copies = items.filter { isCopy($0) }
    if copies.isEmpty { return }
    items = items.filter { !isCopy($0) } + copies
  }

  private mutating func fail(_ path: String, _ message: String) {
    failures.append(IngestFailure(path: path, message: message))
    counts.failed += 1
  }

  /// Adds the files of a part. `numbers` holds their source numbers; nil for new files.
  private mutating func add(_ part: Discoveries.Part, _ numbers: [Int?]) {
    let (root, fileSystem) = (part.root.path, part.discovery.fileSystem)
    for (file, number) in zip(part.discovery.files, numbers) {
      guard let number else {
        if isDatabase(root, file, fileSystem) {
          let path = root.appending(bytes: file.path).string
          passedOver.append(PassedOver(path: path, reason: .database))
          continue
        }
        items.append(WorkItem(number: -1, rootPath: root, fileSystem: fileSystem, file: file, isKnown: false))
        discovered.append(file)
        continue
      }
      discovered.append(file)
      if isUnchanged(state.sources[number]!, file) {
        counts.unchanged += 1
        if file.agent.format.isMain(file.path) { unchangedSessions += 1 }
        unchanged.append((root, file))
      } else {
        var item = WorkItem(
          number: Int64(number), rootPath: root, fileSystem: fileSystem, file: file, isKnown: true,
          stored: state.current(Int64(number)))
        item.isUnfinished = !state.hasEverCompleted && state.sources[number]!.stamp == nil
        items.append(item)
      }
    }
    counts.discovered = Int64(discovered.count)
  }

  /// Returns whether the first bytes of a new file are those of a SQLite database.
  private func isDatabase(_ root: FilePath, _ file: DiscoveredFile, _ fileSystem: any FileSystem) -> Bool {
    guard !file.isLines, file.status.size >= 8,
      let handle = try? fileSystem.open(root.appending(bytes: file.path), followLinks: false)
    else { return false }
    defer { handle.close() }
    return (try? handle.bytes(at: 0, count: 16)).map { PassedOver.Reason.isDatabase($0) } ?? false
  }

  private func isUnchanged(_ source: SourceState, _ file: DiscoveredFile) -> Bool {
    !full && !source.isMissing && source.stamp == FileStamp(file.status) && !hasRipeTail(source)
  }

  /// Returns whether an incomplete last line has waited long enough to be stored as it is.
  private func hasRipeTail(_ source: SourceState) -> Bool {
    guard source.form == .lines, let stamp = source.stamp else { return false }
    return stamp.size > source.generations.last?.length ?? 0 && now - stamp.modified > SourceReader.quiet
  }

  /// Finds, for each new file, the other sources of its session that have the same name.
  private mutating func findRelatives(skipExisting: Bool) {
    let wanted = Set(items.lazy.filter { skipExisting || $0.stored == nil }.compactMap(\.copyGroup))
    if wanted.isEmpty { return }
    let wantedSessions = Set(wanted.map(\.session))
    var family: [CopyGroupKey: [Int64]] = [:]
    var sessions = Set<[UInt8]>()
    for (number, source) in state.sources.enumerated() {
      guard let source, let name = CopyGroupKey(source.path, of: source.agent),
        wantedSessions.contains(name.session)
      else { continue }
      family[name, default: []].append(Int64(number))
      if !source.generations.isEmpty { sessions.insert(name.session) }
    }
    for index in items.indices {
      guard let name = items[index].copyGroup else { continue }
      items[index].isSkipped = skipExisting && sessions.contains(name.session)
      guard items[index].stored == nil else { continue }
      for number in family[name] ?? [] where number != items[index].number {
        guard let current = state.current(number) else { continue }
        if state.sources[Int(number)]!.isForeign {
          items[index].foreignCandidates.append(current)
        } else {
          items[index].candidates.append(current)
        }
      }
    }
  }

  static func isInside(_ path: [UInt8], scope: [UInt8]) -> Bool {
    scope.isEmpty || path == scope || path.starts(with: scope + [0x2f])
  }
}

/// The key that two copies of one file of a session share, wherever they are.
package struct CopyGroupKey: Hashable {
  package var session: [UInt8]
  package var file: [UInt8]

  /// Returns nil for files that belong to no session.
  package init?(_ path: [UInt8], of agent: Agent) {
    guard let session = agent.format.session(of: path) else { return nil }
    self.session = session
    // A copy that a file synchronisation service has made has the name of its original.
    file = agent.format.originalName(path.name)
  }
}

extension FilePath.Component {
  /// The bytes of the component as the operating system has them.
  package var bytes: [UInt8] { FilePath(root: nil, [self]).bytes }
}
