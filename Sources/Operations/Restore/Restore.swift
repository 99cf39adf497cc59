import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Sync
import SystemPackage
import Times
import Transcripts

extension Store {
  /// Writes stored files back, byte for byte and with their modification times, to where they came from or below a
  /// directory.
  ///
  /// A file with other bytes is never overwritten: it is refused, or moved aside with `RestoreOptions.force`. Each file
  /// appears whole under its name or not at all, also after a power cut: its bytes are durable before it gets its name.
  /// All names are durable when this function returns. Temporary files of a restore that was killed are removed by the
  /// next one. `progress` receives the number of bytes read so far and the length of all files.
  ///
  /// Cost: one pass over the log, and a second one when existing files have to be compared. Memory: one block, and a
  /// few hundred bytes per file. Throws `noSuchSession`, `noSuchPosition`, `noSuchGeneration` or
  /// `restoreLocked`.
  public func restore(
    _ options: RestoreOptions, progress: @escaping (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> RestoreReport {
    try throwingStoreErrors {
      let view = try view(at: options.position)
      let plan = try RestorePlan(view, options, machine: machine.id, fileSystem: fileSystem)
      let now = clock.now()
      var restore = try Restore(view, plan, options, machine: machine.id, fileSystem: fileSystem, now: now)
      if options.touchesBefore != nil { restore.oldestKept = oldestKept(try view.sync) }
      var report = try restore.run(progress)
      report.resumptions = try plan.resumptions(view)
      return report
    }
  }
}

extension Store {
  /// Returns the modification time of the oldest file on disk that its agent deletes when it is old, by root, in
  /// nanoseconds since 1970-01-01 UTC. Cost: one status per file.
  private func oldestKept(_ sync: SyncState) -> [Int: Int64] {
    var oldest: [Int: Int64] = [:]
    for source in checkedOnDisk(sync).sources.compactMap({ $0 }) {
      guard !source.isForeign, !source.isMissing, let modified = source.stamp?.modified,
        sync.roots[source.root].origin == machine.id, source.format.isCleaned(source.path)
      else { continue }
      oldest[source.root] = min(modified, oldest[source.root] ?? .max)
    }
    return oldest
  }
}

/// The state of one running restore.
private struct Restore {
  private let log: LogReader
  private let sync: SyncState
  private let options: RestoreOptions
  /// The id of this machine.
  private let machine: [UInt8]
  private let fileSystem: any FileSystem
  /// Reaches the files without following links.
  private let confined: any FileSystem
  /// Nanoseconds since 1970-01-01 UTC.
  private let now: Int64
  /// The modification time of the oldest file on disk that the agent deletes when it is old, by root, in nanoseconds
  /// since 1970-01-01 UTC. The agent deletes the old ones together, so that it has deleted none that is younger.
  fileprivate var oldestKept: [Int: Int64] = [:]
  private var report = RestoreReport()
  /// Files that exist already and have to be compared, by source number.
  private var compared: [Int64: FileComparison] = [:]
  /// Files that are to be written, by source number.
  private var files: [Int64: RestoreFile] = [:]
  private var written: [Int64: WrittenFile] = [:]
  private var locks: [(files: any FileSystem, path: FilePath, lock: any FileLock)] = []
  /// The volumes that the files are written to, where they are many.
  private var volumes = FileVolumes()
  /// The files whose temporary files are complete, by source number. They are synced together.
  private var complete: [Int64] = []
  /// The bytes of these files.
  private var completeBytes: Int64 = 0
  /// As many complete files, or bytes of them, are synced together, so that little is left to be done again when the
  /// restore is killed.
  private static let (batchFiles, batchBytes) = (1024, Int64(64 << 20))

  init(
    _ view: StoreView, _ plan: RestorePlan, _ options: RestoreOptions, machine: [UInt8], fileSystem: any FileSystem,
    now: Int64
  ) throws {
    (log, sync, self.options, self.machine) = (view.log, try view.sync, options, machine)
    (self.fileSystem, confined, self.now) = (fileSystem, plan.confined, now)
    (report.refused, report.redirected) = (plan.refused, plan.redirected)
    report.earlierVersions = plan.earlierVersions
    report.head = log.head
    report.isDryRun = options.dryRun
    for file in plan.files { files[file.key.source] = file }
  }

  mutating func run(_ progress: (Int64, Int64) -> Void) throws -> RestoreReport {
    try resolveConflicts()
    try compare()
    if files.isEmpty, !options.dryRun { removeLeftLocks() }
    let total = files.values.reduce(0) { $0 &+ $1.length }
    do {
      if !files.isEmpty { try write { progress($0, total) } }
    } catch {
      cleanUp()
      throw error
    }
    cleanUp()
    report.restored.sort { $0.path < $1.path }
    report.refused.sort { $0.path < $1.path }
    return report
  }

  /// Removes from `files` those that are already settled by their status on disk alone.
  private mutating func resolveConflicts() throws {
    for number in files.keys.sorted() {
      let file = files[number]!
      switch file.occupant {
      case .nothing: continue
      case .same: report.present += 1
      case .file:
        compared[number] = FileComparison(file)
        continue
      case .other where options.force: continue
      case .other: refuse(file, .blocked, "something that is not a file is at its path")
      case .obstacle: refuse(file, .blocked, "a folder on the way to it is a file")
      }
      files[number] = nil
    }
  }

  /// Compares the existing files with what is stored, and removes from `files` those that need not or must not be
  /// written.
  private mutating func compare() throws {
    guard !compared.isEmpty else { return }
    let confined = confined
    for number in compared.keys { compared[number]!.inspect(confined) }
    try GenerationReader(log, sync, compared.values.map(\.file.key)).run(
      dropped: { compared[$0]!.isDropped = true },
      piece: { compared[$0]!.compare($2, at: $1, confined) })
    for (number, comparison) in compared {
      switch comparison.result {
      case .same: report.present += 1
      case .unreadable(let error): refuse(comparison.file, .unreadable, "it cannot be compared: \(error)")
      case .dropped: refuse(comparison.file, .dropped, RestoreNote.dropped)
      case .differs where options.force: continue
      case .differs:
        refuse(comparison.file, .differs, "a file with other bytes is at its path; --force moves it aside")
      }
      files[number] = nil
    }
  }

  private mutating func write(_ progress: (Int64) -> Void) throws {
    if !options.dryRun { try prepare() }
    for number in files.keys.sorted() {
      written[number] = WrittenFile(draft: draft(files[number]!))
      if files[number]!.length == 0 { try finish(number) }
    }
    var done: Int64 = 0
    let walk = GenerationReader(log, sync, files.values.map(\.key))
    try walk.run(
      block: { progress(done) }, dropped: { written[$0]!.isDropped = true },
      piece: { number, offset, bytes in
        done += Int64(bytes.count)
        try append(bytes, at: offset, number)
      })
    for number in files.keys.sorted() where !written[number]!.isFinished { try finish(number) }
    if options.dryRun { return }
    try publish()
    try syncDirectories()
  }

  /// Makes the folders, locks out other restores, and removes the temporary files that a killed restore has left.
  private mutating func prepare() throws {
    var locked = Set<FilePath>()
    for base in Set(files.values.map(\.base)).sorted(by: { $0.string < $1.string }) {
      let below = files.values.filter { $0.base == base }
      for start in Set(below.map(\.start)).union([base]).sorted(by: { $0.string < $1.string }) { try makeStart(start) }
      // Two roots may be the same directory, through a link.
      let place = (try? fileSystem.resolve(base)) ?? base
      guard locked.insert(place).inserted else { continue }
      let (path, inside) = (place.appending(Self.lockName), fileSystem.confined(to: [place]))
      guard let lock = try inside.lock(path) else {
        throw StoreError(.restoreLocked, "another restore writes to \(base)", path: base)
      }
      locks.append((inside, path, lock))
      if files.count >= FileVolumes.filesMin { try volumes.open(base, fileSystem) }
    }
    for directory in Set(files.values.map { $0.path.removingLastComponent() }) where try makeFolder(directory) {
      for entry in try confined.list(directory)
      where entry.status.kind == .regular && entry.name.suffix(Self.suffix.count).elementsEqual(Self.suffix) {
        try confined.remove(directory.appending(bytes: entry.name))
      }
    }
  }

  private func makeStart(_ start: FilePath) throws {
    do throws(FileError) { try fileSystem.makeDirectories(start) } catch {
      throw StoreError(.cannotCreate, error.message, path: error.path, underlying: error.errno)
    }
  }

  /// Returns true when the folder exists now. If a file is in its place, each file that belongs in it is refused later.
  private func makeFolder(_ directory: FilePath) throws -> Bool {
    do throws(FileError) { try confined.makeDirectories(directory) } catch {
      guard error.errno == .notDirectory || error.errno == .fileExists else { throw error }
      return false
    }
    return true
  }

  private static let lockName = ".ccstore-restore.lock"
  private static let suffix = Array(Discovery.draftSuffix.utf8)

  /// The temporary file: in the folder of the file, and under a short name of its own, so that a long file name causes
  /// no failure.
  private func draft(_ file: RestoreFile) -> FilePath {
    file.path.removingLastComponent().appending(".\(file.key.source)" + Discovery.draftSuffix)
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, at offset: Int64, _ number: Int64) throws {
    let state = written[number]!
    guard !state.isFinished, !state.isDropped, offset >= state.position else { return }
    skip(to: offset, number)
    if !options.dryRun {
      guard let handle = try open(state) else { return }
      defer { handle.close() }
      written[number]!.hasDraft = true
      try handle.write(bytes, at: state.length)
    }
    written[number]!.length += Int64(bytes.count)
    written[number]!.position += Int64(bytes.count)
    if written[number]!.position == files[number]!.length { try finish(number) }
  }

  /// Advances to `offset`. Bytes that are erased are passed over; all others in between are counted as lost.
  private mutating func skip(to offset: Int64, _ number: Int64) {
    let position = written[number]!.position
    guard offset > position else { return }
    for gap in files[number]!.erased.gaps(in: position..<offset) {
      written[number]!.lost += gap.upperBound - gap.lowerBound
    }
    written[number]!.position = offset
  }

  /// Completes the temporary file, or refuses the file.
  private mutating func finish(_ number: Int64) throws {
    let file = files[number]!
    if !written[number]!.isDropped { skip(to: file.length, number) }
    let state = written[number]!
    written[number]!.isFinished = true
    if state.isDropped { return refuse(file, .dropped, RestoreNote.dropped) }
    guard state.lost == 0 else {
      return refuse(
        file, .lost, "\(state.lost) bytes of it are lost by damage; 'ccstore export' writes what is left of it")
    }
    if options.dryRun { return note(number) }
    guard let handle = try open(state) else {
      return refuse(file, .blocked, "a folder on the way to it is a file")
    }
    handle.close()
    written[number]!.hasDraft = true
    if let modified = isTouched(file) ? now : file.modified { try confined.setModified(state.draft, modified) }
    complete.append(number)
    completeBytes += state.length
    if complete.count >= Self.batchFiles || completeBytes >= Self.batchBytes { try publish() }
  }

  /// Makes the complete files durable, and then gives them their names, or refuses them.
  private mutating func publish() throws {
    try confined.syncFiles(complete.map { written[$0]!.draft }, on: volumes)
    for number in complete {
      if try place(number) { note(number) }
    }
    (complete, completeBytes) = ([], 0)
  }

  /// Returns true when the file has its name now, and false when it was refused.
  private mutating func place(_ number: Int64) throws -> Bool {
    let file = files[number]!
    if file.occupant != .nothing {
      let aside = try freeName(nextTo: file.path)
      try confined.renameExclusively(file.path, to: aside)
      report.movedAside.append((file.path.string, aside.string))
    }
    guard try confined.renameIfFree(written[number]!.draft, to: file.path) else {
      refuse(file, .differs, "something has just been made at its path; it was left alone")
      return false
    }
    (written[number]!.hasDraft, written[number]!.isPlaced) = (false, true)
    return true
  }

  /// Adds a file to those that were restored.
  private mutating func note(_ number: Int64) {
    let (file, isTouched) = (files[number]!, isTouched(files[number]!))
    report.restored.append(
      RestoreReport.File(
        path: file.path.string, bytes: written[number]!.length, modified: isTouched ? now : file.modified,
        isTouched: isTouched, erasedBytes: file.erased.count))
  }

  /// Returns true when a file gets the current time instead of its own.
  private func isTouched(_ file: RestoreFile) -> Bool {
    if options.touch { return true }
    guard let limit = options.touchesBefore, options.target == nil, let modified = file.modified else { return false }
    guard file.isCleaned, modified.quotientRoundedDown(by: 1_000_000) < limit.milliseconds else { return false }
    let root = sync.sources[Int(file.key.source)]?.root
    return root.flatMap { oldestKept[$0] }.map { modified < $0 } ?? true
  }

  /// Opens the temporary file, or creates it; nil when a part of the path to its folder is not a directory.
  private func open(_ state: WrittenFile) throws -> (any FileHandle)? {
    if state.hasDraft { return try confined.openForWriting(state.draft) }
    do throws(FileError) { return try confined.create(state.draft) } catch {
      guard error.errno == .notDirectory else { throw error }
      return nil
    }
  }

  private func freeName(nextTo path: FilePath) throws -> FilePath {
    var name = path
    repeat {
      name = FilePath(name.string + (name == path ? ".before-restore" : "~"))
    } while try isTaken(name)
    return name
  }

  private func isTaken(_ path: FilePath) throws -> Bool {
    do throws(FileError) { _ = try confined.status(path, followLinks: false) } catch {
      if error.errno == .noSuchFileOrDirectory { return false }
      throw error
    }
    return true
  }

  /// Makes the new names durable, and also the folders on the path to them. A folder is synced once, for all its files.
  private func syncDirectories() throws {
    var (directories, parents) = (Set<FilePath>(), Set<FilePath>())
    for file in files.values where written[file.key.source]!.isPlaced {
      var directory = file.path
      while directory != file.base, directory.removeLastComponent(), directories.insert(directory).inserted {}
      parents.insert(file.base.removingLastComponent())
    }
    try confined.syncDirectories(directories.sorted { $0.string < $1.string }, on: volumes)
    for parent in parents where !parent.isEmpty { try? fileSystem.syncDirectory(parent) }
  }

  /// Removes the lock files of a restore that was killed after all files had got their names. The next restore has
  /// nothing to write then, and would not remove them otherwise.
  private func removeLeftLocks() {
    let sync = sync
    let roots = sync.rootsRead(on: machine).map { FilePath("").appending(bytes: sync.roots[$0].path) }
    for base in options.target.map({ [$0] }) ?? roots {
      let (path, inside) = (base.appending(Self.lockName), fileSystem.confined(to: [base]))
      guard (try? inside.exists(path)) == true, let lock = try? inside.lock(path) else { continue }
      withExtendedLifetime(lock) { try? inside.remove(path) }
    }
  }

  /// Removes unfinished temporary files and the locks.
  private mutating func cleanUp() {
    for state in written.values where state.hasDraft { try? confined.remove(state.draft) }
    // The lock files are removed while the locks are still held, so that the next restore creates new ones.
    for (inside, path, _) in locks { try? inside.remove(path) }
    locks = []
  }

  private mutating func refuse(_ file: RestoreFile, _ reason: RestoreReport.Refusal.Reason, _ note: String) {
    report.refused.append(RestoreReport.Refusal(path: file.path.string, reason: reason, note: note))
  }
}

private enum RestoreNote {
  static let dropped = "this version was dropped by 'compact --drop-superseded'"
}

/// The progress of one file that is being written.
private struct WrittenFile {
  var draft: FilePath
  var hasDraft = false
  /// Bytes in the temporary file.
  var length: Int64 = 0
  /// The offset in the stored version up to which it has been read, in bytes.
  var position: Int64 = 0
  /// Bytes that are missing because of damage.
  var lost: Int64 = 0
  var isDropped = false
  var isFinished = false
  /// True when the file has its name.
  var isPlaced = false
}
