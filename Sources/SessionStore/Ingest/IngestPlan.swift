import FileIO
import SegmentedLog
import SystemPackage
import Transcripts

/// A file that an ingest has to read.
struct WorkItem: Sendable {
  /// Its source number.
  var number: Int64
  var rootPath: FilePath
  var file: DiscoveredFile
  /// What is stored of it; nil: never seen.
  var stored: StoredSource?

  var form: SourceForm { file.isLines ? .lines : .whole }
  /// For messages.
  var displayPath: String { rootPath.appending(bytes: file.path).string }
}

/// What the sync projection knows of a file that is to be compared.
struct StoredSource: Sendable {
  /// Of the current generation; −1 where nothing has been stored yet.
  var generationNumber: Int64
  var generation: Generation
}

/// What there is to do: which files to read, which are unchanged, which are gone.
struct IngestPlan {
  var items: [WorkItem] = []
  /// Source numbers that were not found where they had been.
  var missing: [Int64] = []
  var counts = RunCounts()
  var failures: [IngestFailure] = []
  /// Main transcripts that have not changed.
  var unchangedSessions: Int64 = 0

  /// Bytes of the files to read.
  var bytes: Int64 { items.reduce(0) { $0 + $1.file.status.size } }

  /// Compares what lies below `roots` with what is stored. Reads no file. `now` in nanoseconds since 1970 UTC.
  init(roots: [TranscriptRoot], state: SyncState, origin: [UInt8], full: Bool, now: Int64, store: StoreDirectory) {
    let fileSystem = store.fileSystem
    let excluded = try? fileSystem.status(store.path, followLinks: true)
    var nextNumber = Int64(state.sources.count)
    var seen: Set<TranscriptRoot> = []
    for root in roots where seen.insert(root).inserted {
      let rootBytes = root.path.bytes
      let rootIndex = state.roots.firstIndex { $0.origin == origin && $0.path == rootBytes }
      var known: [[UInt8]: Int] = [:]
      if let rootIndex {
        known.reserveCapacity(state.sources.count)
        for (number, source) in state.sources.enumerated() where source?.root == rootIndex {
          known[source!.path] = number
        }
      }
      let discovery = Discovery(root, excluding: excluded, fileSystem: fileSystem)
      for failure in discovery.failures {
        failures.append(IngestFailure(path: failure.path.string, message: failure.description))
        counts.failed += 1
      }
      var found = Set<Int>()
      for file in discovery.files {
        counts.discovered += 1
        guard let number = known[file.path] else {
          items.append(WorkItem(number: nextNumber, rootPath: root.path, file: file, stored: nil))
          nextNumber += 1
          continue
        }
        found.insert(number)
        let source = state.sources[number]!
        if !full, !source.isMissing, source.stamp == FileStamp(file.status), !Self.hasRipeTail(source, now: now) {
          counts.unchanged += 1
          if TranscriptPath.isMain(file.path) { unchangedSessions += 1 }
          continue
        }
        let stored = StoredSource(
          generationNumber: Int64(source.generations.count) - 1, generation: source.generations.last ?? Generation())
        items.append(WorkItem(number: Int64(number), rootPath: root.path, file: file, stored: stored))
      }
      guard discovery.failures.isEmpty, let rootIndex else { continue }
      for (number, source) in state.sources.enumerated() {
        guard let source, source.root == rootIndex, !source.isMissing, !found.contains(number),
          Self.isInside(source.path, scope: root.scope)
        else { continue }
        missing.append(Int64(number))
        counts.missing += 1
      }
    }
  }

  /// Whether an incomplete last line has waited long enough to be taken as it is.
  private static func hasRipeTail(_ source: SourceState, now: Int64) -> Bool {
    guard source.form == .lines, let stamp = source.stamp else { return false }
    return stamp.size > source.generations.last?.length ?? 0 && now - stamp.modified > SourceReader.quiet
  }

  private static func isInside(_ path: [UInt8], scope: String) -> Bool {
    let scope = Array(scope.utf8)
    return scope.isEmpty || path == scope || path.starts(with: scope + [0x2f])
  }

  /// Neighbouring items, put together until they are worth a block: small files share one.
  func batches(of bytes: Int64) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    var sum: Int64 = 0
    for (index, item) in items.enumerated() {
      sum += item.file.status.size + 256
      if sum >= bytes {
        batches.append(start..<index + 1)
        (start, sum) = (index + 1, 0)
      }
    }
    if start < items.count { batches.append(start..<items.count) }
    return batches
  }
}

extension FilePath.Component {
  /// As the operating system has it.
  var bytes: [UInt8] { FilePath(root: nil, [self]).bytes }
}

extension FilePath {
  /// As the operating system has it.
  var bytes: [UInt8] { withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: length)) } }
}
