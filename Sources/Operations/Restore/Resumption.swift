import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

/// The way to continue a session on this machine: a command, and the directory in which it is to be started.
public struct Resumption: Sendable, Equatable {
  /// The id of the session in its records.
  public var session: String
  /// The title; empty if the session has none.
  public var title: String
  /// The absolute path of the directory in which the agent finds the session; empty if no record states one.
  public var directory: String
  /// True when that directory exists.
  public var isDirectoryThere: Bool
  /// The absolute path of the main transcript; nil when this store has read none on this machine.
  public var transcript: String?
  /// True when the transcript is a file at that path now. The agent finds the session only then.
  public var isOnDisk: Bool
  /// The words of the command, the program first; empty if the agent would not accept the id.
  public var command: [String]
}

extension StoreView {
  /// Returns what continues a session. `name` is an id or the beginning of one; for `configured` see
  /// `RestoreOptions.configured`. Throws `noSuchSession`.
  ///
  /// Cost: a status call for each main transcript of the session, and one pass over the envelopes of its records where
  /// its project is not the one that the folder of its transcript is named after.
  public func resumption(of name: String, configured: [String]? = nil) throws -> Resumption {
    try throwingStoreErrors {
      var options = RestoreOptions(.sessions([name]))
      options.configured = configured
      let sync = try sync
      let places = RestorePlaces(sync, options, machine: store.machine.id, fileSystem: store.fileSystem)
      return try resumption(of: session(named: name), sync, places)
    }
  }

  func resumption(of session: SessionState, _ sync: SyncState, _ places: RestorePlaces) throws -> Resumption {
    let main = MainTranscripts(self, sync, places).best(of: session, isOfThisMachine: true)
    let directory = try main.flatMap { try self.directory(of: session, $0.source, sync) } ?? session.project
    let id = main.map { sync.sources[Int($0.source)]!.session ?? session.id } ?? session.id
    return Resumption(
      session: session.id.text, title: session.title.text, directory: directory.text,
      isDirectoryThere: store.fileSystem.isDirectory(FilePath("").appending(bytes: directory)),
      transcript: main?.path.string, isOnDisk: main?.isOnDisk ?? false,
      command: Agent.unstated.format.continuation.command(resuming: id) ?? [])
  }

  /// Returns the directory in which the agent finds a transcript of a session: the one that the folder of the
  /// transcript is named after, among the session's project, the directories above it, and all that records of the
  /// transcript state. Returns nil when none of them is the one.
  func directory(of session: SessionState, _ number: Int64, _ sync: SyncState) throws -> [UInt8]? {
    let source = sync.sources[Int(number)]!
    let continuation = source.format.continuation
    if let found = continuation.directory(of: source.path, project: session.project) { return found }
    guard let key = sync.latest(number) else { return nil }
    var keys = Set<GenerationKey>()
    var ranges: [ClosedRange<UInt64>] = []
    for link in sync.lineage(of: key) {
      keys.insert(link.key)
      if let range = link.generation.sequences { ranges.append(range) }
    }
    var stated = Set<[UInt8]>()
    let erased = ErasedRanges(sync)
    try log.forEachBlock(in: SequenceRanges(ranges)) { block in
      let columns = try BlockColumns(block)
      let (sources, generations) = (try columns.integers(.source), try columns.integers(.generation))
      let directories = try columns.view(bytes: .cwd)
      let isErased = try ErasedRows(columns, erased)
      var entries = Set<Int>()
      for row in 0..<block.count where !isErased[row] {
        guard let entry = directories.entry(row), !entries.contains(entry), let source = sources[row],
          let generation = generations[row], keys.contains(GenerationKey(source: source, generation: generation))
        else { continue }
        entries.insert(entry)
        if let text = directories[row] { stated.insert(text) }
      }
    }
    return stated.sorted { $0.lexicographicallyPrecedes($1) }.first {
      continuation.isTranscript(source.path, ofProject: $0)
    }
  }
}

/// Finds the transcript that stands for a session when it is continued.
struct MainTranscripts {
  struct Found {
    var source: Int64
    /// The place of the transcript on this machine, or where it was on another one.
    var path: FilePath
    var isOnDisk: Bool
    var isOfThisMachine: Bool
  }

  private let sync: SyncState
  private let places: RestorePlaces
  private let machine: [UInt8]
  private let fileSystem: any FileSystem

  init(_ view: StoreView, _ sync: SyncState, _ places: RestorePlaces) {
    (self.sync, self.places) = (sync, places)
    (machine, fileSystem) = (view.store.machine.id, view.store.fileSystem)
  }

  /// Returns the best main transcript of a session; nil if there is none. One that is named after the session comes
  /// first, then one that this store has read on this machine, then one that is on disk, then the one that was written
  /// last.
  func best(of session: SessionState, isOfThisMachine: Bool) -> Found? {
    let numbers = sync.sources(of: [session]).sorted()
    let mains = numbers.filter { number in
      guard let source = sync.sources[Int(number)] else { return false }
      return source.isMain && source.form == .lines && !source.generations.isEmpty && !isBeside(source)
        && !sync.isErased(source: Int(number))
    }
    func rank(_ found: Found) -> (Int, Int, Int, Int64, Int64) {
      let source = sync.sources[Int(found.source)]!
      return (
        source.session == session.id ? 1 : 0, found.isOfThisMachine ? 1 : 0, found.isOnDisk ? 1 : 0,
        source.stamp?.modified ?? .min, found.source
      )
    }
    return mains.map { found($0) }.filter { $0.isOfThisMachine || !isOfThisMachine }.max { rank($0) < rank($1) }
  }

  /// Returns whether a file lies in the folder of its session, as the journal of a workflow does and the result of a
  /// tool, whose names may be those of a transcript.
  private func isBeside(_ source: SourceState) -> Bool {
    guard let session = source.session else { return false }
    let project = source.format.folder(of: source.path).map { $0.utf8.count { $0 == 0x2f } + 2 } ?? 0
    return source.path.names.dropLast().dropFirst(project).contains { $0.elementsEqual(session) }
  }

  private func found(_ number: Int64) -> Found {
    let source = sync.sources[Int(number)]!
    let isOurs = !source.isForeign && sync.roots[source.root].origin == machine
    let path = places.directory(source.root, sync).appending(bytes: source.path)
    let kind = isOurs ? (try? fileSystem.status(path, followLinks: false))?.kind : nil
    return Found(source: number, path: path, isOnDisk: kind == .regular, isOfThisMachine: isOurs)
  }
}

extension FileSystem {
  /// Returns whether a path leads to a directory.
  func isDirectory(_ path: FilePath) -> Bool {
    path.isAbsolute && (try? status(path, followLinks: true))?.kind == .directory
  }
}
