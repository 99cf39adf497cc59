import Answers
import FileIO
import SegmentedLog
import SessionLog
import Sync
import SystemPackage
import Transcripts

extension Store {
  /// Reports what `prune` would delete. Writes nothing and takes no lock. With `verifies`, every byte of the files is
  /// compared with the log, and `progress` receives the bytes compared and the bytes to compare; without, no file is
  /// read. Throws `notAStore` or `damaged`.
  public func prunePreview(
    _ options: PruneOptions, verifies: Bool = false, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> PruneReport {
    try throwingStoreErrors {
      let log = try intactLog()
      let view = StoreView(self, log, try Projections(log, [.sessions]))
      var prune = try Prune(PrunePlan(options, view, now: clock.now()), view, options)
      if verifies { try prune.run(progress) { _ in false } }
      return prune.report
    }
  }

  /// Deletes files of the agent that the store holds completely, to free space on disk. `restore` puts them back.
  ///
  /// A file is deleted only when every byte of it was read back from the log and compared just before, when an event in
  /// the log says so durably, and when the file has not changed since the comparison began: its name must still lead to
  /// the file that was compared. All files of a session stay when one of them has bytes that are not stored, differs,
  /// was changed within the last hour, or is open in a process, as far as the system tells. Directories that have
  /// become empty are removed if they belong to a session. No link is followed.
  ///
  /// After a crash at any moment, every byte is on disk or durable in the store. `retry` is called while another writer
  /// holds the lock; it returns false to give up. `progress` receives the bytes compared and the bytes to compare.
  /// Throws `notAStore` or `damaged`. Cost: reading the files and what is stored of them, twice for a session of more
  /// than 128 files, and a sync for each 128 files.
  public func prune(
    _ options: PruneOptions, retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> PruneReport {
    try throwingStoreErrors {
      let preview = try prunePreview(options)
      if preview.sessions.isEmpty { return preview }
      var writer = try openWriter(retry: retry)
      let log = try LogReader(writer.directory)
      if let damage = log.damage { throw LogError.damaged(damage) }
      let view = StoreView(self, log, try Projections(log, [.sessions]))
      var prune = try Prune(PrunePlan(options, view, now: clock.now()), view, options)
      defer { recordHead(writer.directory) }
      do {
        try prune.run(progress) { files in
          try writer.append(pruned: files, at: clock.milliseconds)
          return true
        }
      } catch {
        // A later prune does not come back to folders in which no file is left.
        prune.removeEmptyDirectories()
        throw error
      }
      prune.removeEmptyDirectories()
      prune.report.isPreview = false
      prune.report.head = writer.head
      return prune.report
    }
  }
}

extension LogWriter {
  /// Records, durably, that the files are about to be deleted. Throws `LogError`; then no file may be deleted.
  fileprivate mutating func append(pruned files: [PruneFile], at time: Int64) throws {
    var builder = EventBlockBuilder()
    for file in files {
      builder.begin(.pruned)
      builder.set(.source, file.key.source)
      builder.set(.generation, file.key.generation)
      builder.set(.length, file.status.size)
      builder.set(.time, time)
      builder.end()
    }
    for block in builder.finish() { try append(block) }
    try commit()
  }
}

/// One run over the files of a plan: some at a time are opened, compared with the log, and deleted.
private struct Prune {
  /// The number of files that are open at the same time.
  static let batch = 128
  /// Bytes of decoded blocks that are kept, because neighbouring batches read the same ones.
  static let cacheLimit = 160 << 20

  var report: PruneReport
  private let files: [PruneFile]
  private let sync: SyncState
  private let log: LogReader
  /// The files that other processes have open; nil: what the system tells.
  private let openFiles: Set<FileIdentity>?
  /// The sessions whose files stay.
  private var keptSessions = Set<[UInt8]>()
  /// The files that were deleted, or would be.
  private var gone: [PruneFile] = []
  /// What the file system says of files of which a name was deleted here.
  private var renamed: [FileIdentity: FileStatus] = [:]

  init(_ plan: PrunePlan, _ view: StoreView, _ options: PruneOptions) throws {
    (report, files, sync, openFiles) = (plan.report, plan.files, try view.sync, options.openFiles)
    var log = view.log
    log.cache = BlockCache(limit: Self.cacheLimit)
    self.log = log
    count(files)
  }

  /// Compares all files with the log, some at a time, and deletes those that equal it. Before that, `record` is called
  /// with them and makes the log durable; nothing is deleted when it returns false or throws.
  mutating func run(_ progress: (Int64, Int64) -> Void, _ record: ([PruneFile]) throws -> Bool) throws {
    let parts = parts()
    let total = parts.reduce(0) { $0 + Self.bytes($1.files) }
    var done: Int64 = 0
    for part in parts {
      let wanted = part.files.filter { !keptSessions.contains($0.session) }
      var held = wanted.compactMap { hold($0) }
      defer { for file in held { file.handle.close() } }
      try compare(&held) { progress(done + $0, total) }
      for file in held { if let (reason, note) = file.problem { keep(file.file, reason, note) } }
      if part.isFinal { keepOpen(held) }
      let good = held.filter { !keptSessions.contains($0.file.session) }
      if part.isFinal, !good.isEmpty {
        let deletes = try record(good.map(\.file))
        if deletes { for file in good { delete(file) } } else { gone += good.map(\.file) }
      }
      done += Self.bytes(part.files)
      progress(done, total)
    }
    report.isVerified = true
    count(gone)
  }

  /// Returns the files in the order in which they are compared, as many together as are open at the same time. The
  /// files of a session are together; where they are too many for that, all of them are compared a first time before
  /// the first is deleted, so that one that has to stay keeps all.
  private func parts() -> [(files: ArraySlice<PruneFile>, isFinal: Bool)] {
    func end(ofSession start: Int) -> Int {
      files[start...].firstIndex { $0.session != files[start].session } ?? files.count
    }
    var parts: [(files: ArraySlice<PruneFile>, isFinal: Bool)] = []
    var start = 0
    while start < files.count {
      var stop = end(ofSession: start)
      while stop < files.count, end(ofSession: stop) - start <= Self.batch { stop = end(ofSession: stop) }
      let pieces = stride(from: start, to: stop, by: Self.batch).map { files[$0..<min($0 + Self.batch, stop)] }
      if pieces.count > 1 { parts += pieces.map { ($0, false) } }
      parts += pieces.map { ($0, true) }
      start = stop
    }
    return parts
  }

  private static func bytes(_ files: ArraySlice<PruneFile>) -> Int64 { files.reduce(0) { $0 + $1.status.size } }

  /// Opens a file; nil if it cannot be opened, or is no longer the one that was found.
  private mutating func hold(_ file: PruneFile) -> HeldFile? {
    do throws(FileError) {
      let held = try HeldFile(file, expecting: renamed[file.status.identity] ?? file.status)
      if held.isUnchanged { return held }
      held.handle.close()
      keep(file, .changed, "it was changed meanwhile")
    } catch { keep(file, .failed, error.message) }
    return nil
  }

  private func compare(_ held: inout [HeldFile], _ progress: (Int64) -> Void) throws {
    var places: [Int64: Int] = [:]
    for (place, file) in held.enumerated() { places[file.file.key.source] = place }
    var files = held
    var done: Int64 = 0
    try GenerationReader(log, sync, held.map(\.file.key)).run(
      block: { progress(done) },
      dropped: { source in if let place = places[source] { files[place].isDropped = true } },
      piece: { source, offset, bytes in
        guard let place = places[source] else { return }
        files[place].compare(bytes, at: offset)
        done += Int64(bytes.count)
      })
    held = files
  }

  /// Keeps the files that a process has opened since the plan was made, which may be long ago: what it writes to a file
  /// without a name is lost.
  private mutating func keepOpen(_ held: [HeldFile]) {
    let open = openFiles ?? OpenFiles.ofOtherProcesses()
    for file in held where open.contains(file.expected.identity) { keep(file.file, .inUse, "a process has it open") }
  }

  /// Deletes a file, unless another one of its session has turned out to stay.
  private mutating func delete(_ held: HeldFile) {
    if keptSessions.contains(held.file.session) { return }
    var held = held
    if let status = renamed[held.expected.identity] { held.expected = status }
    do throws(FileError) {
      guard let left = try held.remove() else { return keep(held.file, .changed, "it was changed meanwhile") }
      if left.links > 0 { renamed[left.identity] = left }
      gone.append(held.file)
    } catch { keep(held.file, .failed, error.message) }
  }

  private mutating func keep(_ file: PruneFile, _ reason: PruneReport.Kept.Reason, _ note: String) {
    guard keptSessions.insert(file.session).inserted else { return }
    report.kept.append(
      PruneReport.Kept(path: file.path.string, session: file.session.text, reason: reason, note: note))
  }

  /// Sets the numbers of the report to those of `files`, and leaves out the sessions of which none is among them.
  private mutating func count(_ files: [PruneFile]) {
    var counts: [String: (files: Int, bytes: Int64)] = [:]
    (report.linkedFiles, report.linkedBytes) = (0, 0)
    let names = Dictionary(files.map { ($0.status.identity, 1) }, uniquingKeysWith: +)
    for file in files {
      counts[file.session.text, default: (0, 0)].files += 1
      counts[file.session.text, default: (0, 0)].bytes += file.status.size
      guard file.status.links > names[file.status.identity, default: 1] else { continue }
      report.linkedFiles += 1
      report.linkedBytes += file.status.size
    }
    report.sessions = report.sessions.compactMap { session in
      guard let count = counts[session.id] else { return nil }
      var session = session
      (session.files, session.bytes) = count
      return session
    }
  }

  /// Removes the directories that deleted files lay in and that have become empty, if they are the folder of a session
  /// or lie in it. Makes the deletions durable, as far as that is possible: it is no loss if a power cut brings files
  /// back.
  mutating func removeEmptyDirectories() {
    var parents: [FilePath: any FileSystem] = [:]
    var ofSessions: [FilePath: any FileSystem] = [:]
    for file in gone {
      parents[file.path.removingLastComponent()] = file.source.fileSystem
      let names = file.source.file.path.names.dropLast()
      guard let folder = file.sessionFolder else { continue }
      for end in folder..<names.endIndex {
        let directory = Array(names[...end].joined(separator: [0x2f]))
        ofSessions[file.source.root.appending(bytes: directory)] = file.source.fileSystem
      }
    }
    for (directory, fileSystem) in ofSessions.sorted(by: { $0.key.components.count > $1.key.components.count })
    where (try? fileSystem.removeDirectory(directory)) != nil {
      report.directories += 1
      parents[directory] = nil
      parents[directory.removingLastComponent()] = fileSystem
    }
    for (directory, fileSystem) in parents { try? fileSystem.syncDirectory(directory) }
  }
}
