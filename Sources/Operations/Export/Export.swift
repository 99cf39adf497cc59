import Answers
import Bytes
import FileIO
public import SegmentedLog
import SessionLog
import Sync
public import SystemPackage
import Transcripts

extension Store {
  /// Writes the original files, byte for byte except for what was erased, below `target`, which must be empty or
  /// absent. The layout is `projects/…` for a store with one root, and `<machine>/<root>/projects/…` for a store with
  /// several.
  ///
  /// With `marks`, extended attributes of the directory and of its files say what was written, and a directory with
  /// such an attribute may be written to again: files that still have the bytes that an export wrote are replaced, and
  /// so are those that are the beginning of what is stored now. All others stay, and the stored file gets another name.
  ///
  /// `sessions` limits the export to the files of these sessions, including their subagents and tool results.
  /// `generation` is the number of the version to write, from 0, for those files that have it; nil means the latest of
  /// each. `position` exports what the store knew then; nil means now. `progress` receives the bytes written and the
  /// bytes to write.
  ///
  /// A file gets its name only when it is complete. The files are not synced one by one, as those of a restore are, so
  /// a power cut soon afterwards may still take something from them: export again then, into a new directory. A file
  /// that cannot be written is named in the report and does not stop the others. Cost: one pass over the log. Memory:
  /// one block. Throws `noSuchSession`, `targetIsFile` or `targetNotEmpty`.
  public func export(
    to target: FilePath, of sessions: SessionChoice = SessionChoice(), generation: Int? = nil,
    asOf position: LogPosition? = nil, marks: Bool = false,
    progress: @escaping (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> ExportReport {
    try throwingStoreErrors { try export(target, sessions, generation, view(at: position), marks: marks, progress) }
  }

  /// Does the same on another thread. When the task is cancelled, the export ends and throws `CancellationError`; files
  /// that have their names stay. `progress` is called on that thread.
  public func export(
    to target: FilePath, of sessions: SessionChoice = SessionChoice(), generation: Int? = nil,
    asOf position: LogPosition? = nil,
    progress: @escaping @Sendable (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) async throws -> ExportReport {
    try await onThread { cancellation in
      try throwingStoreErrors {
        try export(target, sessions, generation, view(at: position).cancellable(by: cancellation), progress)
      }
    }
  }

  private func export(
    _ target: FilePath, _ sessions: SessionChoice, _ generation: Int?, _ view: StoreView, marks: Bool = false,
    _ progress: @escaping (Int64, Int64) -> Void
  ) throws -> ExportReport {
    let numbers = sessions.isEverything ? nil : try view.sync.sources(of: view.chosen(sessions))
    var export = try TreeExport(
      view.log, view.sync, of: numbers, target: target, generation: generation, fileSystem: fileSystem)
    export.marks = marks
    return try export.run(progress)
  }
}

extension FileSystem {
  /// Throws `targetIsFile` or `targetNotEmpty` unless there is nothing, or an empty directory, at `target`.
  package func requireNewDirectory(_ target: FilePath) throws {
    guard try exists(target) else { return }
    guard try status(target, followLinks: true).kind == .directory else {
      throw StoreError(.targetIsFile, "\(target) is a file", path: target)
    }
    guard try list(target).isEmpty else {
      throw StoreError(.targetNotEmpty, "\(target) is not empty", path: target)
    }
  }
}

/// One pass over the log that writes the bodies of every source to its file.
struct TreeExport {
  let log: LogReader
  let target: FilePath
  let fileSystem: any FileSystem
  /// Reaches what lies below the target without following links.
  private let inside: any FileSystem
  /// Files by source number.
  var files: [Int64: ExportFile]
  /// Source numbers of the files with open handles, in the order in which they were opened.
  var open: [Int64] = []
  var report = ExportReport()
  private let walk: GenerationReader
  private let total: Int64
  private var drafts: ExportDrafts?
  /// True to mark what is written, and to replace what an earlier export has marked.
  var marks = false
  /// True if an earlier export has written there.
  private var isMarked = false

  static let openMax = 64

  /// `numbers` are the sources to write; nil means all.
  init(
    _ log: LogReader, _ sync: SyncState, of numbers: Set<Int64>?, target: FilePath, generation: Int?,
    fileSystem: any FileSystem
  ) throws {
    self.log = log
    self.target = target
    self.fileSystem = fileSystem
    inside = fileSystem.confined(to: [target])
    let prefixes = ExportLayout.prefixes(sync.roots)
    let duplicates = sync.duplicates { source in
      let wanted = generation ?? source.generations.count - 1
      return source.generations.indices.contains(wanted) ? wanted : nil
    }
    var files: [Int64: ExportFile] = [:]
    for (number, source) in sync.sources.enumerated() {
      guard let source, duplicates[Int64(number)] != .same, numbers?.contains(Int64(number)) ?? true else { continue }
      let wanted = generation ?? source.generations.count - 1
      guard source.generations.indices.contains(wanted) else { continue }
      let key = GenerationKey(source: Int64(number), generation: Int64(wanted))
      if sync.isErased(key) {
        report.erasedFiles += 1
        continue
      }
      if let problem = StoredPath.problem(source.path) {
        report.failed.append((source.path.text, problem))
        continue
      }
      files[Int64(number)] = ExportFile(
        path: (prefixes[source.root].isEmpty ? [] : Array(prefixes[source.root].utf8) + [0x2f]) + source.path,
        generation: Int64(wanted),
        length: source.generations[wanted].length,
        modified: wanted == source.generations.count - 1 ? source.stamp?.modified : nil, isMissing: source.isMissing)
      files[Int64(number)]!.isKnownIncomplete = sync.lacksBytes(key)
      files[Int64(number)]!.erased = sync.erased(in: key)
      if !files[Int64(number)]!.erased.isEmpty { report.filesWithErasedLines += 1 }
    }
    if let generation, files.isEmpty, report.erasedFiles == 0, report.failed.isEmpty, numbers?.isEmpty != true {
      throw StoreError(
        .noSuchGeneration, "no file in the store has a generation \(generation); they count from 0")
    }
    walk = GenerationReader(
      log, sync, files.map { GenerationKey(source: $0.key, generation: $0.value.generation) })
    total = files.values.reduce(0) { $0 &+ $1.length }
    self.files = files
    renameDuplicates(duplicates.keys.sorted())
    renameShadowed()
  }

  /// The folder in which files are written before they get their names. No stored file lies in it.
  private var staging: FilePath {
    var name = ".ccstore-export"
    while files.values.contains(where: { $0.path.starts(with: name.utf8) }) { name += "-" }
    return target.appending(name)
  }

  mutating func run(_ progress: (Int64, Int64) -> Void) throws -> ExportReport {
    isMarked = marks && ExportMarker.isMarked(target, inside)
    if !isMarked { try fileSystem.requireNewDirectory(target) }
    try fileSystem.makeDirectories(target)
    if marks { ExportMarker.mark(directory: target, inside) }
    let drafts = try ExportDrafts(staging, replaces: isMarked, in: target, inside)
    self.drafts = drafts
    do {
      nameApart(try NameFolding(of: drafts.path, inside))
      try createFiles()
      let walk = walk
      try walk.run(
        block: { progress(report.bytes, total) }, dropped: { files[$0]?.isDropped = true },
        piece: { try append($2, at: $1, to: $0) })
      try finishIncomplete()
      try drafts.remove()
    } catch {
      removePartial()
      throw error
    }
    report.head = log.head
    return report
  }

  private mutating func createFiles() throws {
    var made = Set<FilePath>()
    for number in files.keys.sorted() {
      let file = files[number]!
      let directory = target.appending(bytes: file.path).removingLastComponent()
      do throws(FileError) {
        if !made.contains(directory) { try inside.makeDirectories(directory) }
        made.insert(directory)
      } catch {
        try fail(number, error)
        continue
      }
      if file.length == 0 {
        try inside.create(draft(number)).close()
        try finish(number)
      }
    }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, at position: Int64, to number: Int64) throws {
    if files[number]!.isDropped || files[number]!.isFailed { return }
    guard position >= files[number]!.position, !files[number]!.isFinished else {
      // Damage may have taken the event that says how long the generation is.
      if !(log.losses?.isEmpty ?? true) { return }
      return try fail(number, "its records do not follow each other; 'ccstore verify' says more")
    }
    skip(to: position, number)
    if files[number]!.handle == nil { try openHandle(number) }
    try files[number]!.handle!.write(bytes, at: files[number]!.written)
    files[number]!.written += Int64(bytes.count)
    if marks { files[number]!.checksum = crc32c(bytes, from: files[number]!.checksum) }
    files[number]!.position += Int64(bytes.count)
    report.bytes += Int64(bytes.count)
    if files[number]!.position == files[number]!.length { try finish(number) }
  }

  /// Advances to `position`. Bytes that are erased are passed over; all others in between are recorded as lost.
  private mutating func skip(to position: Int64, _ number: Int64) {
    guard position > files[number]!.position else { return }
    files[number]!.lost += files[number]!.erased.gaps(in: files[number]!.position..<position)
    files[number]!.position = position
  }

  private mutating func openHandle(_ number: Int64) throws {
    if open.count >= Self.openMax {
      let idle = open.removeFirst()
      files[idle]?.handle?.close()
      files[idle]?.handle = nil
    }
    let file = files[number]!
    files[number]!.handle =
      file.written == 0 ? try inside.create(draft(number)) : try inside.openForWriting(draft(number))
    open.append(number)
  }

  private func draft(_ number: Int64) -> FilePath { drafts!.path.appending(String(number)) }

  /// Publishes a complete file under its name, and a file with gaps under a name that ends in `.incomplete`.
  private mutating func finish(_ number: Int64) throws {
    let file = files[number]!
    file.handle?.close()
    files[number]!.handle = nil
    open.removeAll { $0 == number }
    var name = file.lost.isEmpty ? file.path : incompleteName(file.path)
    if marks { ExportMarker.mark(draft(number), length: file.written, checksum: file.checksum, inside) }
    do throws(FileError) {
      while try !place(number, as: name) { name.append(0x7e) }
    } catch {
      return try fail(number, error)
    }
    if !file.lost.isEmpty {
      report.incomplete.append((name.text, file.lost))
    } else if name != file.path {
      rename(number, name)
    }
    // A file is exported even when the file system cannot hold its modification time.
    if let modified = file.modified { try? inside.setModified(target.appending(bytes: name), modified) }
    files[number]!.isFinished = true
    report.files += 1
  }

  /// Gives a complete file its name. Returns false if the file of that name stays: one that somebody has made or
  /// changed, another one of this export, or one whose name the file system takes for this one after all.
  private func place(_ number: Int64, as name: [UInt8]) throws(FileError) -> Bool {
    let path = target.appending(bytes: name)
    let isOther = name != files[number]!.path && files.values.contains { $0.path == name }
    if !isOther, try isReplaceable(name, number) {
      try inside.rename(draft(number), to: path)
      return true
    }
    return try inside.renameIfFree(draft(number), to: path)
  }

  /// Returns whether the file under a name may be replaced: it has the bytes that an earlier export has written, or it
  /// is the beginning of the new one, so that nothing of it is lost.
  private func isReplaceable(_ name: [UInt8], _ number: Int64) throws(FileError) -> Bool {
    guard isMarked else { return false }
    let path = target.appending(bytes: name)
    if ExportMarker.isUnchanged(path, inside) { return true }
    return try inside.isBeginning(path, of: draft(number))
  }

  /// Leaves a file out when its name is the reason that it cannot be written. Throws errors that concern the other
  /// files, too.
  private mutating func fail(_ number: Int64, _ error: FileError) throws {
    switch error.errno {
    case .fileNameTooLong, .invalidArgument, .illegalByteSequence, .notDirectory, .isDirectory, .fileExists,
      .tooManySymbolicLinkLevels:
      try fail(number, "the name cannot be written there: \(error)")
    default: throw error
    }
  }

  /// Reports a file as failed, so that the export continues with the others.
  private mutating func fail(_ number: Int64, _ reason: String) throws {
    report.failed.append((files[number]!.path.text, reason))
    files[number]!.handle?.close()
    files[number]!.handle = nil
    open.removeAll { $0 == number }
    if !files[number]!.isFinished, try inside.exists(draft(number)) { try inside.remove(draft(number)) }
    if files[number]!.isFinished {
      // The file got its name before more bytes came that have no place in it.
      try? inside.remove(target.appending(bytes: files[number]!.path))
      report.files -= 1
    }
    files[number]!.isFinished = true
    files[number]!.isFailed = true
  }

  /// Finishes the files whose last bytes are lost, and those that were dropped. Where bytes are missing although no
  /// damage was found, the report names the file as one that could not be written as it was.
  private mutating func finishIncomplete() throws {
    for number in files.keys.sorted() where files[number]!.isDropped && !files[number]!.isFinished {
      report.dropped.append(files[number]!.path.text)
      files[number]!.handle?.close()
      if files[number]!.written > 0 { try inside.remove(draft(number)) }
      files[number]!.isFinished = true
    }
    for number in files.keys.sorted() where !files[number]!.isFinished {
      skip(to: files[number]!.length, number)
      if files[number]!.handle == nil { try openHandle(number) }
      try finish(number)
    }
    guard log.losses?.isEmpty ?? true else { return }
    for number in files.keys.sorted() {
      let file = files[number]!
      guard !file.lost.isEmpty, !file.isKnownIncomplete, !file.isFailed else { continue }
      report.failed.append((file.path.text, "the store does not have all bytes of it; 'ccstore verify' says more"))
    }
  }

  /// Removes all temporary files; files that have their names already stay.
  private mutating func removePartial() {
    for number in files.keys where !files[number]!.isFinished {
      files[number]!.handle?.close()
      files[number]!.handle = nil
      try? inside.remove(draft(number))
    }
    try? drafts?.remove()
  }
}
