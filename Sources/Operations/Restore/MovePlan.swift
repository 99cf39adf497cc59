import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

/// The files of a copy of a session, and what is replaced in them.
struct MovePlan {
  /// A stored file, and the place of its copy.
  struct File {
    var key: GenerationKey
    /// The path below the root.
    var source: [UInt8]
    var path: FilePath
    var length: Int64
    var erased: OffsetRanges
    /// True for a file with lines, in which values are replaced.
    var isTranscript: Bool
  }

  /// The main transcript is the last one: with it the agent finds the session.
  private(set) var files: [File] = []
  private(set) var report: MoveReport
  let change: SessionChange
  let continuation: any SessionContinuation.Type
  /// The directory at which the paths of the copies begin. It may be reached through a link.
  let start: FilePath
  /// The folder of the copies of subagents and results of tools. It does not exist yet.
  let home: FilePath

  /// Finds the session and its files, and chooses an id for the copy. Throws `noSuchSession`, `nothingStored`,
  /// `noSuchProject`, `noRoots`, `damaged` or `limit`.
  init(_ view: StoreView, _ options: MoveOptions) throws {
    let fileSystem = view.store.fileSystem
    let project = try Self.project(options.project, fileSystem)
    let session = try view.session(named: options.session)
    let sync = try view.sync
    var restore = RestoreOptions(.sessions([options.session]))
    restore.configured = options.configured
    let places = RestorePlaces(sync, restore, machine: view.store.machine.id, fileSystem: fileSystem)
    guard let main = MainTranscripts(view, sync, places).best(of: session, isOfThisMachine: false) else {
      throw StoreError(
        .nothingStored,
        "the store holds only other files of session '\(session.id.text)', not the transcript itself")
    }
    let source = sync.sources[Int(main.source)]!
    continuation = source.format.continuation
    guard let folder = continuation.folder(ofProject: Array(project.string.utf8)) else {
      throw StoreError(
        .limit, "the path \(project) is too long to know how \(source.agent.name) names its folder", path: project)
    }
    let root = try Self.root(places.directory(source.root, sync), isOurs: main.isOfThisMachine, options, fileSystem)
    let (old, copy) = (source.session ?? session.id, UUID16.random(view.store.entropy).description)
    let directory = try view.directory(of: session, main.source, sync) ?? session.project
    change = SessionChange(
      sessions: [session.id, old], newSession: Array(copy.utf8), project: directory,
      newProject: Array(project.string.utf8))
    start = TranscriptRoot.base(root, folder, of: source.agent)
    home = root.appending(bytes: folder).appending(copy)
    report = MoveReport(
      session: session.id.text, copy: copy, project: directory.text, newProject: project.string,
      resumption: Resumption(
        session: copy, title: session.title.text, directory: project.string, isDirectoryThere: true, transcript: nil,
        isOnDisk: false, command: continuation.command(resuming: Array(copy.utf8)) ?? []),
      head: view.head)
    let end = root.appending(bytes: continuation.transcript(of: Array(copy.utf8), in: folder))
    report.resumption.transcript = end.string
    let size = (try? fileSystem.status(main.path, followLinks: false))?.size ?? 0
    report.isBehind = main.isOnDisk && size > source.generations.last!.length
    let numbers = sync.sources(of: [session]).subtracting([main.source]).sorted { one, other in
      // Files in the folder of the main transcript come before those of the same name elsewhere.
      let (first, second) = (sync.sources[Int(one)]!, sync.sources[Int(other)]!)
      return (first.root == source.root ? 0 : 1, one) < (second.root == source.root ? 0 : 1, other)
    }
    try addFiles(numbers, sync, old: old, folder: folder, root: root)
    try add(main.source, sync, to: end)
    report.leftOut.sort { $0.path < $1.path }
  }

  private static func project(_ path: FilePath, _ fileSystem: any FileSystem) throws -> FilePath {
    do throws(FileError) {
      let resolved = try fileSystem.resolve(path)
      guard try fileSystem.status(resolved, followLinks: true).kind == .directory else {
        throw FileError(.open, path, .notDirectory)
      }
      guard FilePath(resolved.string) == resolved else { throw FileError(.open, path, .illegalByteSequence) }
      return resolved
    } catch {
      let reason =
        switch error.errno {
        case .noSuchFileOrDirectory: "there is no directory \(path)"
        case .notDirectory: "\(path) is not a directory"
        case .illegalByteSequence: "the name of \(path) is not UTF-8, which a record cannot state"
        default: error.message
        }
      throw StoreError(.noSuchProject, reason, path: path, underlying: error.errno)
    }
  }

  /// Returns the root for the copy: that of the original when the agent still reads it, else the first one that exists.
  private static func root(
    _ original: FilePath, isOurs: Bool, _ options: MoveOptions, _ fileSystem: any FileSystem
  ) throws -> FilePath {
    let read = options.configured.map { FilePath($0) }.compactMap { try? fileSystem.resolve($0) }
    if isOurs, read.contains(original) { return original }
    guard let first = read.first else {
      let names = options.configured
      let none = names.count == 1 ? "\(names[0]) does not exist" : "neither \(names.joined(separator: " nor ")) exists"
      throw StoreError(.noRoots, "there is no directory to copy the session to: \(none)")
    }
    return first
  }

  private mutating func addFiles(
    _ numbers: [Int64], _ sync: SyncState, old: [UInt8], folder: [UInt8], root: FilePath
  ) throws {
    let duplicates = sync.duplicates { $0.generations.isEmpty ? nil : $0.generations.count - 1 }
    var taken = Set<[UInt8]>()
    for number in numbers where duplicates[number] == nil {
      guard let source = sync.sources[Int(number)], let key = sync.latest(number) else { continue }
      func leaveOut(_ note: String) {
        report.leftOut.append(MoveReport.LeftOut(path: source.path.text, note: note))
      }
      if sync.isErased(key) {
        leaveOut("it was erased")
      } else if StoredPath.problem(source.path) != nil || !source.format.isOwnName(source.path) {
        leaveOut("it has no name that an agent gives a file of a session")
      } else if let path = continuation.path(source.path, of: old, copiedAs: change.newSession, into: folder) {
        if taken.insert(path).inserted {
          try add(number, sync, to: root.appending(bytes: path))
        } else {
          leaveOut("another file of the session has the same name")
        }
      } else {
        leaveOut("it is a transcript of its own, or belongs to the whole project")
      }
    }
  }

  private mutating func add(_ number: Int64, _ sync: SyncState, to path: FilePath) throws {
    let source = sync.sources[Int(number)]!
    guard let key = sync.latest(number), !sync.lacksBytes(key) else {
      throw StoreError(
        .damaged, "bytes of \(source.path.text) are lost by damage; nothing was copied",
        path: FilePath("").appending(bytes: source.path))
    }
    let erased = sync.erased(in: key)
    report.erasedBytes += erased.count
    files.append(
      File(
        key: key, source: source.path, path: path, length: sync.generation(key)!.length, erased: erased,
        isTranscript: source.form == .lines))
  }
}
