import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

/// A file that an ingest has to read.
package struct WorkItem: Sendable {
  /// Its source number.
  var number: Int64
  var rootPath: FilePath
  /// Reaches the file without leaving the root.
  var fileSystem: any FileSystem
  var file: DiscoveredFile
  /// Whether the store knows the source.
  var isKnown: Bool
  /// Its current generation; nil where nothing of it is stored.
  var stored: StoredGeneration?
  /// Current generations of other sources of the same session and name: it may be a copy of one.
  var relatives: [StoredGeneration] = []
  /// The same of sources that another store made known. Nothing of a file is left to what that says to have of it, and may take away.
  var foreignRelatives: [StoredGeneration] = []
  /// Whether only ingests that were interrupted have read of it: it is as new as if they had not been.
  var isUnfinished = false
  /// Whether it is left alone because its session is known.
  var isSkipped = false

  var form: SourceForm { file.isLines ? .lines : .whole }
  var path: FilePath { rootPath.appending(bytes: file.path) }
  /// For messages.
  var displayPath: String { path.string }
}

/// What there is to do: which files to read, which are unchanged, which are gone. Made without reading any file but the beginnings of new ones.
package struct IngestPlan {
  /// In the order of discovery.
  var items: [WorkItem] = []
  /// Source numbers that were not found where they had been, with their files.
  var missing: [(number: Int64, path: String)] = []
  /// Files that have not changed.
  var unchanged: [(root: FilePath, file: DiscoveredFile)] = []
  var counts = RunCounts()
  var failures: [IngestFailure] = []
  /// What is not stored on purpose.
  var passedOver: [PassedOver] = []
  /// Roots of this machine that are not there any more, though files of them were stored.
  var goneRoots: [String] = []
  /// Main transcripts that have not changed.
  var unchangedSessions: Int64 = 0
  /// Files below the roots.
  var discovered: [DiscoveredFile] = []

  private let state: SyncState
  private let full: Bool
  private let now: Int64
  private var nextNumber: Int64

  /// Compares what lies below the roots with what is stored. `now` in nanoseconds since 1970 UTC.
  init(
    _ options: SyncOptions, state: SyncState, origin: [UInt8], now: Int64, store: FilePath, fileSystem: any FileSystem
  ) {
    self.state = state
    self.now = now
    full = options.mode == .full || !state.hasCompleted(options.syncKey)
    nextNumber = Int64(state.sources.count)
    // What another store says to have read on this machine is no root of it.
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

  /// Gives new files their numbers in the order in which what is read of them comes to the log. Those that are left alone come last: their numbers are given
  /// again.
  private mutating func numberSources() {
    let (first, later) = SourcePipeline.order(items)
    let order = (first + later).filter { !items[$0].isKnown }
    for index in order.filter({ !items[$0].isSkipped }) + order.filter({ items[$0].isSkipped }) {
      items[index].number = nextNumber
      nextNumber += 1
    }
  }

  /// What a synchronisation has put beside a file is read after it.
  private mutating func putCopiesLast() {
    func isCopy(_ item: WorkItem) -> Bool {
      let name = item.file.path.name
      return item.file.isLines && TranscriptName.stem(name.dropLast(6)).count < name.count - 6
    }
    let copies = items.filter { isCopy($0) }
    if copies.isEmpty { return }
    items = items.filter { !isCopy($0) } + copies
  }

  private mutating func fail(_ path: String, _ message: String) {
    failures.append(IngestFailure(path: path, message: message))
    counts.failed += 1
  }

  /// `numbers`: of the files of a part, those that are known.
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
        if TranscriptPath.isMain(file.path) { unchangedSessions += 1 }
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

  /// Whether a new file is a SQLite database, by its first bytes.
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

  /// Whether an incomplete last line has waited long enough to be taken as it is.
  private func hasRipeTail(_ source: SourceState) -> Bool {
    guard source.form == .lines, let stamp = source.stamp else { return false }
    return stamp.size > source.generations.last?.length ?? 0 && now - stamp.modified > SourceReader.quiet
  }

  /// Finds for each new file the other sources of its session that have its name.
  private mutating func findRelatives(skipExisting: Bool) {
    let wanted = Set(items.lazy.filter { skipExisting || $0.stored == nil }.compactMap { FamilyName($0.file.path) })
    if wanted.isEmpty { return }
    let wantedSessions = Set(wanted.map(\.session))
    var family: [FamilyName: [Int64]] = [:]
    var sessions = Set<[UInt8]>()
    for (number, source) in state.sources.enumerated() {
      guard let source, let name = FamilyName(source.path), wantedSessions.contains(name.session) else { continue }
      family[name, default: []].append(Int64(number))
      if !source.generations.isEmpty { sessions.insert(name.session) }
    }
    for index in items.indices {
      guard let name = FamilyName(items[index].file.path) else { continue }
      items[index].isSkipped = skipExisting && sessions.contains(name.session)
      guard items[index].stored == nil else { continue }
      for number in family[name] ?? [] where number != items[index].number {
        guard let current = state.current(number) else { continue }
        if state.sources[Int(number)]!.isForeign {
          items[index].foreignRelatives.append(current)
        } else {
          items[index].relatives.append(current)
        }
      }
    }
  }

  static func isInside(_ path: [UInt8], scope: String) -> Bool {
    let scope = Array(scope.utf8)
    return scope.isEmpty || path == scope || path.starts(with: scope + [0x2f])
  }
}

/// What two copies of one file of a session have in common, wherever they lie.
package struct FamilyName: Hashable {
  package var session: [UInt8]
  package var file: [UInt8]

  /// nil for files that belong to no session.
  package init?(_ path: [UInt8]) {
    guard let session = TranscriptPath.session(path) else { return nil }
    self.session = session
    file = Array(path.name)
    // A copy that a synchronisation has made of a file is one of that file.
    if file.suffix(6).elementsEqual(".jsonl".utf8) { file = TranscriptName.stem(file.dropLast(6)) + file.suffix(6) }
  }
}

extension FilePath.Component {
  /// As the operating system has it.
  package var bytes: [UInt8] { FilePath(root: nil, [self]).bytes }
}

extension FilePath {
  /// As the operating system has it.
  package var bytes: [UInt8] { withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: length)) } }
}
