import Answers
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Transcripts

extension Store {
  /// Copies a session for another project of this machine: its transcript, those of its subagents, and the files next
  /// to them, as the store has them, become new files below the root of the agent. The originals, stored and on disk,
  /// stay as they are.
  ///
  /// The copy has an id of its own. In each record the session's id becomes that of the copy, and the working directory
  /// becomes the other project where it is the session's project or below it. Nothing else changes: uuids and ids of
  /// responses stay, as in the copies that the agent itself makes, so that what both have in common counts once. Lines
  /// that are not records, and other files, are copied as they are. Erased lines are left out.
  ///
  /// No file is overwritten. The main transcript gets its name last, when all other files are durable; it is durable
  /// when this function returns. After an error nothing is left of the copy. `progress` receives the number of bytes
  /// copied so far and the length of all files. Cost: one pass over the blocks of the session. Memory: one block and at
  /// most 64 MiB for a line of each file. Throws `noSuchSession`, `nothingStored`, `noSuchProject`, `noRoots`, `limit`,
  /// or `damaged`.
  public func move(
    _ options: MoveOptions, progress: @escaping (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> MoveReport {
    try throwingStoreErrors {
      let view = try view()
      let plan = try MovePlan(view, options)
      var move = Move(try view.sync, view.log, plan, isDryRun: options.dryRun, fileSystem: fileSystem)
      return try move.run(progress)
    }
  }
}

/// The state of one running copy.
private struct Move {
  private let sync: SyncState
  private let log: LogReader
  private let plan: MovePlan
  private let isDryRun: Bool
  private let fileSystem: any FileSystem
  /// Reaches the files without following links.
  private let confined: any FileSystem
  private var report: MoveReport
  /// By source number.
  private var copies: [Int64: CopiedFile] = [:]

  init(_ sync: SyncState, _ log: LogReader, _ plan: MovePlan, isDryRun: Bool, fileSystem: any FileSystem) {
    (self.sync, self.log, self.plan, self.isDryRun) = (sync, log, plan, isDryRun)
    (self.fileSystem, confined) = (fileSystem, fileSystem.confined(to: [plan.start]))
    report = plan.report
    report.isDryRun = isDryRun
    for file in plan.files { copies[file.key.source] = CopiedFile(file, of: report.copy) }
  }

  mutating func run(_ progress: (Int64, Int64) -> Void) throws -> MoveReport {
    let total = plan.files.reduce(0) { $0 &+ $1.length }
    do {
      if !isDryRun { try makeDrafts() }
      var done: Int64 = 0
      try GenerationReader(log, sync, plan.files.map(\.key)).run(
        block: { progress(done, total) }, dropped: { throw lost($0) },
        piece: { number, offset, bytes in
          done += Int64(bytes.count)
          try append(bytes, at: offset, number)
        })
      for number in copies.keys.sorted() { try finish(number) }
      if !isDryRun { try publish() }
    } catch {
      cleanUp()
      throw error
    }
    report.files = plan.files.map { file in
      MoveReport.File(
        from: file.source.text, to: file.path.string, bytes: copies[file.key.source]!.written)
    }.sorted { $0.to < $1.to }
    report.resumption.isOnDisk = !isDryRun
    return report
  }

  private mutating func makeDrafts() throws {
    try fileSystem.makeDirectories(plan.start)
    try? fileSystem.syncDirectory(plan.start.removingLastComponent())
    for folder in Set(plan.files.map { $0.path.removingLastComponent() }).sorted(by: { $0.string < $1.string }) {
      try confined.makeDirectories(folder)
    }
    for file in plan.files {
      try confined.create(copies[file.key.source]!.draft).close()
      copies[file.key.source]!.hasDraft = true
    }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, at offset: Int64, _ number: Int64) throws {
    guard offset >= copies[number]!.position else { return }
    try skip(to: offset, number)
    copies[number]!.position += Int64(bytes.count)
    var out: [UInt8] = []
    if var copy = copies[number], copy.file.isTranscript {
      copies[number]!.pending = []
      copy.append(bytes, to: &out) { change($0, &$1) }
      copies[number] = copy
    } else {
      out.append(contentsOf: bytes)
    }
    try write(out, number)
  }

  /// Appends a line to `out` as it is in the copy.
  private mutating func change(_ line: UnsafeRawBufferPointer, _ out: inout [UInt8]) {
    report.records += 1
    var changed = ChangedLine()
    if line.count > LineScanner.maximumLength {
      out.append(contentsOf: line)
    } else {
      changed = plan.continuation.append(line.bindMemory(to: UInt8.self), changing: plan.change, to: &out)
    }
    if !changed.isRecord { report.unparsed += 1 }
    report.sessionIDs += Int64(changed.sessions)
    report.directories += Int64(changed.directories)
  }

  private mutating func write(_ bytes: [UInt8], _ number: Int64) throws {
    if !isDryRun, !bytes.isEmpty {
      let handle = try confined.openForWriting(copies[number]!.draft)
      defer { handle.close() }
      try handle.write(bytes, at: copies[number]!.written)
    }
    copies[number]!.written += Int64(bytes.count)
  }

  /// Advances to `offset`. Only erased bytes may be passed over.
  private mutating func skip(to offset: Int64, _ number: Int64) throws {
    let copy = copies[number]!
    guard offset > copy.position else { return }
    guard copy.file.erased.gaps(in: copy.position..<offset).isEmpty else { throw lost(number) }
    copies[number]!.position = offset
  }

  private func lost(_ number: Int64) -> StoreError {
    StoreError(
      .damaged, "bytes of \(copies[number]!.file.source.text) are not in the store any more; nothing was copied",
      path: FilePath("").appending(bytes: copies[number]!.file.source))
  }

  private mutating func finish(_ number: Int64) throws {
    try skip(to: copies[number]!.file.length, number)
    var (copy, out) = (copies[number]!, [UInt8]())
    copy.finish(to: &out) { change($0, &$1) }
    copies[number] = copy
    try write(out, number)
  }

  /// Makes all bytes durable, and gives the files their names, the main transcript last.
  private mutating func publish() throws {
    try confined.syncFiles(plan.files.map { copies[$0.key.source]!.draft })
    for file in plan.files.dropLast() { try publish(file) }
    var folders = Set<FilePath>()
    for file in plan.files {
      var folder = file.path
      while folder != plan.start, folder.removeLastComponent(), folders.insert(folder).inserted {}
    }
    try confined.syncDirectories(folders.sorted { $0.string < $1.string })
    try publish(plan.files.last!)
    try confined.syncDirectory(plan.files.last!.path.removingLastComponent())
  }

  private mutating func publish(_ file: MovePlan.File) throws {
    do throws(FileError) {
      try confined.renameExclusively(copies[file.key.source]!.draft, to: file.path)
    } catch {
      guard error.errno == .fileExists else { throw error }
      throw StoreError(.fileExists, "something has just been made at \(file.path); nothing was copied", path: file.path)
    }
    (copies[file.key.source]!.hasDraft, copies[file.key.source]!.isPlaced) = (false, true)
  }

  /// Removes what was written. All of it is under a new random id, so nothing of anybody else's is removed.
  private func cleanUp() {
    if isDryRun { return }
    for copy in copies.values {
      if copy.hasDraft { try? confined.remove(copy.draft) }
      if copy.isPlaced { try? confined.remove(copy.file.path) }
    }
    try? confined.removeTree(plan.home)
  }
}

/// A file that is being copied.
private struct CopiedFile {
  let file: MovePlan.File
  /// The temporary file: in the folder of the copy, under a name that no ingest reads.
  let draft: FilePath
  var hasDraft = false
  var isPlaced = false
  /// The offset in the original up to which it has been read, in bytes.
  var position: Int64 = 0
  /// The number of bytes of the copy so far.
  var written: Int64 = 0
  /// The beginning of a line whose end has not come yet.
  var pending: [UInt8] = []
  /// True within a line that is too long to be read as a record, whose beginning is copied already.
  private var isWithinLongLine = false

  /// `copy` is the id of the copy.
  init(_ file: MovePlan.File, of copy: String) {
    self.file = file
    draft = file.path.removingLastComponent().appending(".\(copy)-\(file.key.source)" + Discovery.draftSuffix)
  }

  /// Appends bytes of the original to `out`, whole lines by `change`. A line that is too long is passed on as it is, in
  /// pieces.
  mutating func append(
    _ bytes: UnsafeRawBufferPointer, to out: inout [UInt8],
    _ change: (_ line: UnsafeRawBufferPointer, _ out: inout [UInt8]) -> Void
  ) {
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: 0x0a) {
      let line = UnsafeRawBufferPointer(rebasing: rest[...newline])
      rest = rest[(newline + 1)...]
      if isWithinLongLine {
        out.append(contentsOf: line)
        isWithinLongLine = false
      } else if pending.isEmpty {
        change(line, &out)
      } else {
        pending.append(contentsOf: line)
        finish(to: &out, change)
      }
    }
    if isWithinLongLine { return out.append(contentsOf: rest) }
    pending.append(contentsOf: rest)
    if pending.count > LineScanner.maximumLength {
      // Counts as a line, and is longer than any that is changed.
      finish(to: &out, change)
      isWithinLongLine = true
    }
  }

  /// Appends the last line, if it has no newline, to `out`.
  mutating func finish(
    to out: inout [UInt8], _ change: (_ line: UnsafeRawBufferPointer, _ out: inout [UInt8]) -> Void
  ) {
    guard !pending.isEmpty else { return }
    pending.withUnsafeBytes { change($0, &out) }
    pending.removeAll(keepingCapacity: false)
  }
}
