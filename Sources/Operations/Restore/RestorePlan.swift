import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Sync
import SystemPackage
import Transcripts

/// One version of a file, and the place where it is to be written.
struct RestoreFile {
  var key: GenerationKey
  /// The directory that stands for the root.
  var base: FilePath
  var path: FilePath
  /// Bytes of the version.
  var length: Int64
  /// Nanoseconds since 1970-01-01 UTC; nil when unknown.
  var modified: Int64?
  /// The byte ranges that are erased, and therefore not written.
  var erased: OffsetRanges
  /// True when the agent deletes such a file once it is old.
  var isCleaned: Bool
  /// True when this is the latest version that the store has of the file. A file on disk that starts with these bytes
  /// and continues is then as good.
  var isLatest: Bool
  /// The thing that exists at its path already, if any.
  var occupant: ExistingFile

  enum ExistingFile: Equatable {
    case nothing
    /// A file that was not touched since it was stored.
    case same
    /// A regular file, which has to be compared.
    case file
    /// A directory, a symbolic link, or something else.
    case other
    /// A part of the path to it is not a directory.
    case obstacle
  }

  /// The directory at which the path to the file begins: `base`, or the folder `projects` below it, which may be a
  /// link. It is created when it does not exist.
  var start: FilePath

  /// The number of bytes that are written.
  var givenLength: Int64 { length - erased.count }
}

/// The files that a restore writes or compares, and those that it refuses.
struct RestorePlan {
  private(set) var files: [RestoreFile] = []
  private(set) var refused: [RestoreReport.Refusal] = []

  /// Roots that are gone, and the directories to which their files are written instead.
  private(set) var redirected: [RestoreReport.Redirection] = []
  /// The versions before those in `files` that hold more records.
  private(set) var earlierVersions: [RestoreReport.EarlierVersion] = []

  /// The sessions that were asked for; none when all missing files were.
  private var sessions: [SessionState] = []
  private let places: RestorePlaces
  private let sync: SyncState
  private let options: RestoreOptions
  private let machine: [UInt8]
  private let fileSystem: any FileSystem
  /// Reaches the places of the files without following links.
  let confined: any FileSystem

  /// Selects the files and looks at their places on disk. Throws `noSuchSession`, `restoreLocked`, `FileError` or
  /// `LogError`.
  init(_ view: StoreView, _ options: RestoreOptions, machine: [UInt8], fileSystem: any FileSystem) throws {
    (sync, self.options, self.machine, self.fileSystem) = (try view.sync, options, machine, fileSystem)
    places = RestorePlaces(sync, options, machine: machine, fileSystem: fileSystem)
    confined = fileSystem.confined(to: options.target.map { [$0] } ?? places.starts(sync))
    let numbers = try selected(view)
    try addFiles(numbers, view.log)
    keepOneOfEachPlace()
    let unknown = files.filter { $0.modified == nil }.map(\.key)
    let times = try ModificationTimes(view.log, of: Set(unknown))
    for index in files.indices where files[index].modified == nil { files[index].modified = times[files[index].key] }
    earlierVersions = try EarlierVersions(files, sync).stored(in: view.log)
  }

  private mutating func selected(_ view: StoreView) throws -> [Int] {
    let stored = sync.sources.indices.filter { sync.sources[$0]?.generations.isEmpty == false }
    guard case .sessions(let names) = options.selection else { return stored.filter { isMissing($0) } }
    sessions = try names.map { try view.session(named: $0) }
    let wanted = sync.sources(of: sessions)
    return stored.filter { wanted.contains(Int64($0)) }
  }

  /// Returns what continues the sessions that were asked for whose transcripts are in their places now; none when
  /// another directory stands for the root, or nothing is written.
  func resumptions(_ view: StoreView) throws -> [Resumption] {
    guard options.target == nil, !options.dryRun else { return [] }
    return try sessions.map { try view.resumption(of: $0, sync, places) }.filter(\.isOnDisk)
  }

  /// Returns true when a file is gone from its place; for a file of another machine, when it was gone at the last
  /// ingest there. A file that cannot be examined is refused. Statements of another store about this machine do not
  /// count.
  private mutating func isMissing(_ number: Int) -> Bool {
    let source = sync.sources[number]!
    guard sync.roots[source.root].origin == machine else { return source.isMissing }
    if source.isForeign { return false }
    let path = origin(number)
    do throws(FileError) { return try occupant(path) == .nothing } catch { refuse(path, error) }
    return false
  }

  private func origin(_ number: Int) -> FilePath {
    let source = sync.sources[number]!
    return places.directory(source.root, sync).appending(bytes: source.path)
  }

  private mutating func addFiles(_ numbers: [Int], _ log: LogReader) throws {
    let prefixes = prefixes(numbers)
    let copies = try copies(numbers, log)
    let duplicates = sync.duplicates { source in
      // Another store's version of a file must not hide the version that this store has itself.
      if options.target == nil, source.isForeign { return nil }
      let wanted = options.generation ?? source.generations.count - 1
      return source.generations.indices.contains(wanted) ? wanted : nil
    }
    var hasGeneration = false
    var gone: [Int: Int] = [:]
    for number in numbers {
      let source = sync.sources[number]!
      let latest = source.generations.count - 1
      let wanted = options.generation ?? latest
      guard source.generations.indices.contains(wanted) else { continue }
      hasGeneration = true
      // Only the newest known version is restored; `export` writes the others, too.
      if duplicates[Int64(number)] != nil || isElsewhereToo(number) { continue }
      let key = GenerationKey(source: Int64(number), generation: Int64(wanted))
      if let (reason, note) = refusal(number, key, copy: copies[Int64(number)]) {
        refuse(options.target == nil ? origin(number).string : source.path.text, reason, note)
        continue
      }
      if options.target == nil, places[source.root] == .gone {
        gone[source.root, default: 0] += 1
        continue
      }
      let base = options.target ?? places.directory(source.root, sync)
      let path = base.appending(bytes: prefixes[source.root, default: []] + source.path)
      do throws(FileError) {
        try add(key, base: base, path: path, isLatest: wanted == latest && options.position == nil)
      } catch { refuse(path, error) }
    }
    for (root, count) in gone.sorted(by: { $0.key < $1.key }) { refuse(root: root, files: count) }
    if options.target == nil { redirected = redirections }
    guard !numbers.isEmpty, !hasGeneration, let generation = options.generation else { return }
    throw StoreError(
      .noSuchGeneration, "no file that was asked for has a version \(generation); they count from 0")
  }

  /// Returns why a version of a file is not put back; nil when it is. `copy` says where the file has moved.
  private func refusal(
    _ number: Int, _ key: GenerationKey, copy: String?
  ) -> (RestoreReport.Refusal.Reason, String)? {
    let source = sync.sources[number]!
    let root = sync.roots[source.root]
    guard Self.isSafe(source.path), options.target != nil || Self.isSafe(root.path.dropFirst()) else {
      return (.unsafe, "its stored path leads out of where it belongs")
    }
    if sync.isErased(key) { return (.erased, "it was erased, and cannot be restored") }
    if let copy { return (.moved, copy) }
    if options.target != nil { return nil }
    if root.origin != machine {
      let name = root.host.isEmpty ? hexadecimal(root.origin.prefix(4)) : root.host.text
      return (.elsewhere, "it came from the machine \(name); name a directory with --to")
    }
    if source.isForeign {
      return (
        .elsewhere,
        "another store says that it was here, and this one never read it here; name a directory with --to"
      )
    }
    if !source.format.isOwnName(source.path) {
      return (
        .name, "it has no name that an agent gives a transcript or what belongs to one; name a directory with --to"
      )
    }
    return nil
  }

  /// Returns true when another store has read the same file and this store has its own version of it. Only its own
  /// version is restored.
  private func isElsewhereToo(_ number: Int) -> Bool {
    let source = sync.sources[number]!
    guard options.target == nil, source.isForeign, sync.roots[source.root].origin == machine else { return false }
    return sync.sources.contains { other in
      guard let other, !other.isForeign, !other.generations.isEmpty else { return false }
      return other.root == source.root && other.path == source.path
    }
  }

  private mutating func add(_ key: GenerationKey, base: FilePath, path: FilePath, isLatest: Bool) throws(FileError) {
    let source = sync.sources[Int(key.source)]!
    let isCurrent = Int(key.generation) == source.generations.count - 1
    let occupant: RestoreFile.ExistingFile
    do throws(FileError) { occupant = try self.occupant(path, confined) } catch {
      guard error.errno == .tooManySymbolicLinkLevels else { throw error }
      // A file whose status is the same as when it was stored counts as present, even when its path leads through a
      // link.
      let status = try? fileSystem.status(path, followLinks: false)
      guard isCurrent, let status, source.stamp == FileStamp(status), sync.erased(in: key).isEmpty else {
        return refuse(
          path.string, .link,
          "\(error.path) is a symbolic link, and nothing is written through one; name a directory with --to")
      }
      occupant = .same
    }
    var file = RestoreFile(
      key: key, base: base, path: path, length: sync.generation(key)!.length,
      modified: isCurrent ? source.stamp?.modified : nil, erased: sync.erased(in: key),
      isCleaned: source.format.isCleaned(source.path),
      isLatest: isLatest, occupant: occupant,
      start: options.target ?? TranscriptRoot.base(base, source.path, of: source.agent))
    if file.occupant == .file, isCurrent, file.erased.isEmpty,
      source.stamp == FileStamp(try fileSystem.status(path, followLinks: false)), source.stamp?.size == file.length
    {
      file.occupant = .same
    }
    files.append(file)
  }

  private func occupant(
    _ path: FilePath, _ files: (any FileSystem)? = nil
  ) throws(FileError) -> RestoreFile.ExistingFile {
    do throws(FileError) {
      return try (files ?? fileSystem).status(path, followLinks: false).kind == .regular ? .file : .other
    } catch {
      if error.errno == .noSuchFileOrDirectory { return .nothing }
      if error.errno == .notDirectory { return .obstacle }
      throw error
    }
  }

  /// Refuses a file that cannot be examined, by naming its folder, once per folder.
  private mutating func refuse(_ path: FilePath, _ error: FileError) {
    let folder = path.removingLastComponent().string
    guard !refused.contains(where: { $0.path == folder && $0.reason == .unreadable }) else { return }
    refuse(folder, .unreadable, "it cannot be read: \(error)")
  }

  private mutating func refuse(root: Int, files: Int) {
    let place = places.current.map { "; what is read now is \($0): give --to with that, or another directory" }
    refuse(
      sync.roots[root].path.text, .gone,
      "this root of \(files == 1 ? "1 file" : "\(files) files") is not there any more, and nobody reads it"
        + (place ?? "; name a directory with --to"))
  }

  private var redirections: [RestoreReport.Redirection] {
    Set(files.map { sync.sources[Int($0.key.source)]!.root }).sorted().compactMap { root in
      guard case .moved(let place) = places[root] else { return nil }
      return RestoreReport.Redirection(from: sync.roots[root].path.text, to: place.string)
    }
  }

  /// Several sources may be one file now, through links or because a root has moved. Keeps only the one that was found
  /// last.
  private mutating func keepOneOfEachPlace() {
    guard options.target == nil, Set(files.map(\.base)).count > 1 || !redirected.isEmpty else { return }
    var folders: [FilePath: FilePath] = [:]
    var kept: [FilePath: RestoreFile] = [:]
    for file in files {
      let folder = file.path.removingLastComponent()
      let real = folders[folder] ?? (try? fileSystem.resolve(folder)) ?? folder
      folders[folder] = real
      let place = file.path.lastComponent.map { real.appending($0) } ?? real
      if kept[place].map({ rank($0) < rank(file) }) ?? true { kept[place] = file }
    }
    files = kept.values.sorted { $0.key.source < $1.key.source }
  }

  private func rank(_ file: RestoreFile) -> (Int, Int64) {
    let root = sync.sources[Int(file.key.source)]!.root
    if case .moved = places[root] { return (0, file.key.source) }
    return (1, file.key.source)
  }

  private mutating func refuse(_ path: String, _ reason: RestoreReport.Refusal.Reason, _ note: String) {
    refused.append(RestoreReport.Refusal(path: path, reason: reason, note: note))
  }

  /// Returns true when a path is relative and no component of it is empty, `.` or `..`.
  private static func isSafe(_ path: some Collection<UInt8>) -> Bool {
    let names = path.split(separator: 0x2f, omittingEmptySubsequences: false)
    return !path.isEmpty
      && !names.contains { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
  }

  /// Folder names, by root, that keep the files of several roots apart below a target; empty when there is no target or
  /// only one root.
  private func prefixes(_ numbers: [Int]) -> [Int: [UInt8]] {
    let used = Set(numbers.map { sync.sources[$0]!.root })
    guard options.target != nil, used.count > 1 else { return [:] }
    let names = ExportLayout.prefixes(sync.roots)
    return Dictionary(uniqueKeysWithValues: used.map { ($0, Array((names[$0] + "/").utf8)) })
  }

  /// Finds the files that were moved: those that are gone, while all their bytes are in another file on this machine
  /// that was made from them and that exists or is restored, too. A file that cannot be examined says nothing about the
  /// other one. Returns the note for the user by source number.
  private func copies(_ numbers: [Int], _ log: LogReader) throws -> [Int64: String] {
    guard options.generation == nil else { return [:] }
    if options.target != nil, options.selection != .allMissing { return [:] }
    let wanted = Set(numbers.map { Int64($0) })
    var copies: [Int64: String] = [:]
    /// Pairs in which the other file is gone, too.
    var gone: [(original: Int64, heir: Int64)] = []
    for (number, source) in sync.sources.enumerated() {
      guard let source, !source.isForeign, sync.roots[source.root].origin == machine else { continue }
      guard source.generations.last?.base != nil, let latest = sync.latest(Int64(number)) else { continue }
      for link in sync.lineage(of: latest).dropFirst() {
        let original = link.key.source
        guard wanted.contains(original), copies[original] == nil, link.key == sync.latest(original),
          link.limit >= link.generation.length, (try? occupant(origin(Int(original)))) == .nothing
        else { continue }
        switch try? occupant(origin(number)) {
        case .file: copies[original] = "it is on disk as \(origin(number))"
        case .nothing where wanted.contains(Int64(number)): gone.append((original, Int64(number)))
        default: break
        }
      }
    }
    guard !gone.isEmpty else { return copies }
    let moves = try MovedFiles(log, Set(gone.flatMap { [$0.original, $0.heir] }))
    for (original, heir) in gone where copies[original] == nil && moves.isMoved(original, to: heir) {
      copies[original] = "it was moved, and is restored as \(origin(Int(heir)))"
    }
    return copies
  }
}

/// The order in which files disappeared and others were first seen, which tells a move from a copy.
private struct MovedFiles {
  /// By source, the sequence number of the event that introduced it.
  private var known: [Int64: UInt64] = [:]
  /// By source, the sequence number of the last event that found it missing.
  private var missing: [Int64: UInt64] = [:]

  /// Takes one pass over the envelopes.
  init(_ log: LogReader, _ sources: Set<Int64>) throws {
    let memory = ColumnMemory()
    try log.forEachBlock { block in
      let columns = try BlockColumns(block, memory)
      let numbers = try columns.view(integers: .source)
      for row in 0..<block.count {
        guard let number = numbers[row], sources.contains(number) else { continue }
        switch columns.kind(row) {
        case .source: known[number] = block.firstSequence + UInt64(row)
        case .missing: missing[number] = block.firstSequence + UInt64(row)
        default: break
        }
      }
    }
  }

  /// Returns true when `original` was found missing before `heir` was first seen.
  func isMoved(_ original: Int64, to heir: Int64) -> Bool {
    guard let gone = missing[original], let known = known[heir] else { return false }
    return gone < known
  }
}
