import Crypto
import FileIO
import SegmentedLog
import Transcripts

/// What a worker hands to the writer.
enum WorkOutput: Sendable {
  /// A block, the counts of the records in it, the bad lines found. May be committed at once: every source in it has its progress there too.
  case block(EncodedBlock, RunCounts, [BadLine])
  /// A source has been dealt with.
  case done(WorkItem, SourceOutcome)
}

/// What became of a source.
enum SourceOutcome: Sendable {
  case decided(DecisionReason, isWaiting: Bool)
  /// The file went away between listing and reading.
  case vanished
  case failed(IngestFailure)
}

/// Reads the files of one batch and turns them into blocks. One a worker and batch.
struct SourceReader: ~Copyable {
  /// A longer line is stored in pieces of this size.
  static let lineMax = 64 << 20
  static let readSize = 1 << 20
  /// Timestamps of files move in ticks; a change within the tick of the last one cannot be seen. Nanoseconds.
  static let tick: Int64 = 10_000_000
  /// A last line without newline is taken as it is when the file has been quiet for so long. Nanoseconds.
  static let quiet: Int64 = 3_600_000_000_000

  private let context: IngestContext
  private let emit: (WorkOutput, Int) -> Bool
  private var builder = EventBlockBuilder()
  private var encoder = RecordEncoder()
  private var buffer = ReadBuffer(capacity: readSize)
  private var counts = RunCounts()
  private var badLines: [BadLine] = []
  /// Sources whose last event is in the builder.
  private var finished: [(WorkItem, SourceOutcome)] = []

  init(_ context: IngestContext, emit: @escaping (WorkOutput, Int) -> Bool) {
    self.context = context
    self.emit = emit
  }

  /// Reads one file. false: the ingest has been stopped.
  mutating func read(_ item: WorkItem) -> Bool {
    let outcome: SourceOutcome
    do throws(FileError) {
      guard let decided = try ingest(item) else { return false }
      outcome = decided
    } catch {
      if error.errno == .noSuchFileOrDirectory {
        outcome = .vanished
      } else {
        outcome = .failed(IngestFailure(path: item.displayPath, message: error.description))
      }
    }
    finished.append((item, outcome))
    return true
  }

  /// Hands over what is left.
  mutating func finish() -> Bool {
    guard flush() else { return false }
    for (item, outcome) in finished where !emit(.done(item, outcome), 0) { return false }
    finished.removeAll()
    return true
  }

  /// nil: the ingest has been stopped.
  private mutating func ingest(_ item: WorkItem) throws(FileError) -> SourceOutcome? {
    let file = try context.fileSystem.open(item.rootPath.appending(bytes: item.file.path), followLinks: false)
    defer { file.close() }
    let status = try settledStatus(file)
    guard status.kind == .regular else { return .vanished }
    var cursor = SourceCursor(item: item, size: status.size)
    let previous = item.stored.flatMap { $0.generationNumber >= 0 ? $0 : nil }
    var reason = DecisionReason.insert
    if let previous {
      reason = try compare(file, status.size, with: previous, &cursor)
      let isWholeChange = item.form == .whole && reason == .appended
      if isWholeChange { reason = .rewritten }
      switch reason {
      case .identical, .appended: break
      case .rewritten, .truncated, .insert:
        cursor = SourceCursor(item: item, size: status.size)
        cursor.generation = previous.generationNumber + 1
      }
    }
    if item.stored == nil { addSource(item) }
    var isWaiting = false
    if reason != .identical {
      let result: Bool?
      do throws(FileError) {
        result = item.form == .lines ? try readLines(file, status, &cursor) : try readWhole(file, &cursor)
      } catch {
        // What was read before the error is in the builder, and so must be how far it goes.
        addProgress(cursor)
        throw error
      }
      guard let result else { return nil }
      isWaiting = result
    }
    // An unfinished last line is no reason to write anything as long as nothing else is new.
    if reason == .appended, cursor.length == previous?.generation.length { reason = .identical }
    addDecision(cursor, reason, status, previous)
    if isWaiting { counts.waiting += 1 }
    return .decided(reason, isWaiting: isWaiting)
  }

  /// The status of an open file, taken when its last change is old enough that the next one will show.
  private func settledStatus(_ file: any FileHandle) throws(FileError) -> FileStatus {
    let status = try file.status()
    let age = context.clock.now() - status.changed
    guard age >= 0, age < Self.tick else { return status }
    context.clock.sleep(Self.tick - age)
    return try file.status()
  }

  /// Whether the stored bytes are still there, by length and MD5. Leaves the cursor behind them where they are.
  private mutating func compare(
    _ file: any FileHandle, _ size: Int64, with stored: StoredSource, _ cursor: inout SourceCursor
  ) throws(FileError) -> DecisionReason {
    let generation = stored.generation
    if size < generation.length { return .truncated }
    buffer.removeAll()
    while cursor.length < generation.length {
      let count = try buffer.read(
        file, at: cursor.length, limit: Int(min(Int64(Self.readSize), generation.length - cursor.length)))
      if count == 0 { return .truncated }
      cursor.advance(over: buffer.bytes)
      buffer.removeAll()
    }
    guard cursor.md5 == generation.md5 || generation.length == 0 else { return .rewritten }
    cursor.generation = stored.generationNumber
    cursor.lines = generation.lines
    cursor.endsOpen = generation.endsOpen
    return size == generation.length ? .identical : .appended
  }

  /// Stores complete lines from the cursor on. true: an incomplete last line waits. nil: stopped.
  private mutating func readLines(
    _ file: any FileHandle, _ status: FileStatus, _ cursor: inout SourceCursor
  ) throws(FileError) -> Bool? {
    buffer.removeAll()
    defer {
      buffer.removeAll()
      buffer.shrink(to: Self.readSize)
    }
    var searched = 0
    while true {
      let position = cursor.length + Int64(buffer.count)
      let limit = Int(min(Int64(Self.lineMax), cursor.size - position))
      if try buffer.read(file, at: position, limit: limit) == 0 { break }
      var used = 0
      while let newline = buffer.bytes.firstIndex(of: 0x0a, from: max(used, searched)) {
        guard addLine(used..<newline + 1, ended: true, &cursor) else { return nil }
        used = newline + 1
      }
      buffer.removeFirst(used)
      searched = buffer.count
      if buffer.count >= Self.lineMax {
        guard addLine(0..<buffer.count, ended: false, &cursor) else { return nil }
        buffer.removeAll()
        searched = 0
      } else {
        buffer.makeRoom(limit: Self.lineMax)
      }
    }
    guard buffer.count > 0 else { return false }
    let isQuiet = context.clock.now() - status.modified > Self.quiet
    guard cursor.endsOpen || isQuiet || encoder.isComplete(buffer.bytes) else { return true }
    guard addLine(0..<buffer.count, ended: false, &cursor) else { return nil }
    return false
  }

  /// Adds the bytes of the buffer in `range` as a record.
  private mutating func addLine(_ range: Range<Int>, ended: Bool, _ cursor: inout SourceCursor) -> Bool {
    let line = UnsafeRawBufferPointer(rebasing: buffer.bytes[range])
    if builder.isFull(before: line.count) {
      addProgress(cursor)
      guard flush() else { return false }
    }
    var position = RecordEncoder.Position(
      source: cursor.item.number, generation: cursor.generation,
      line: cursor.endsOpen ? cursor.lines - 1 : cursor.lines,
      offset: cursor.length)
    if cursor.endsOpen { position.piece.insert(.continues) }
    if !ended { position.piece.insert(.isOpen) }
    let defect: LineDefect?
    if cursor.endsOpen || line.count >= Self.lineMax {
      defect = Self.defect(ofPiece: line, continues: cursor.endsOpen)
      encoder.addOpaque(line, at: position, defect: defect, to: &builder)
    } else {
      defect = encoder.add(line, at: position, to: &builder)
    }
    if !cursor.endsOpen {
      cursor.lines += 1
      counts.records += 1
      if let defect, LineCount.isBad(Int64(defect.rawValue)) { note(defect, cursor) }
    }
    cursor.endsOpen = !ended
    cursor.advance(over: line)
    counts.bytes += Int64(line.count)
    return true
  }

  /// What is wrong with a piece of a line: a line too long, or something behind a line that had seemed complete.
  private static func defect(ofPiece piece: UnsafeRawBufferPointer, continues: Bool) -> LineDefect? {
    if piece.count >= lineMax { return .tooLong }
    guard continues, let first = piece.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }) else {
      return nil
    }
    return first == 0x7b ? .gluedObjects : .notJSON
  }

  private mutating func note(_ defect: LineDefect, _ cursor: SourceCursor) {
    counts.badLines += 1
    guard badLines.count < IngestReport.badLinesMax else { return }
    badLines.append(
      BadLine(file: cursor.item.displayPath, line: cursor.lines, offset: cursor.length, reason: defect.reason))
  }

  /// Stores a file as pieces. nil: stopped.
  private mutating func readWhole(_ file: any FileHandle, _ cursor: inout SourceCursor) throws(FileError) -> Bool? {
    while true {
      buffer.removeAll()
      let limit = Int(min(Int64(builder.blockSize), cursor.size - cursor.length))
      if try buffer.read(file, at: cursor.length, limit: limit) == 0 { break }
      if builder.isFull(before: buffer.count) {
        addProgress(cursor)
        guard flush() else { return nil }
      }
      builder.begin(.piece)
      builder.set(.source, cursor.item.number)
      builder.set(.generation, cursor.generation)
      builder.set(.offset, cursor.length)
      builder.end(body: buffer.bytes)
      cursor.advance(over: buffer.bytes)
      counts.bytes += Int64(buffer.count)
    }
    return false
  }

  private mutating func addSource(_ item: WorkItem) {
    builder.begin(.source)
    builder.set(.source, item.number)
    builder.set(.origin, context.machine.id)
    builder.set(.root, item.rootPath.bytes)
    builder.set(.path, item.file.path)
    builder.set(.form, item.form.rawValue)
    builder.set(.host, context.machine.name)
    builder.end()
  }

  private mutating func addProgress(_ cursor: SourceCursor) {
    guard cursor.hasProgressed else { return }
    builder.begin(.progress)
    builder.set(.source, cursor.item.number)
    builder.set(.generation, cursor.generation)
    builder.set(.length, cursor.length)
    builder.set(.lines, cursor.lines)
    builder.set(.md5, cursor.md5)
    builder.end()
  }

  private mutating func addDecision(
    _ cursor: SourceCursor, _ reason: DecisionReason, _ status: FileStatus, _ previous: StoredSource?
  ) {
    builder.begin(.decision)
    builder.set(.source, cursor.item.number)
    builder.set(.generation, cursor.generation)
    builder.set(.length, cursor.length)
    builder.set(.lines, cursor.lines)
    builder.set(.md5, cursor.md5)
    builder.set(.size, status.size)
    builder.set(.mtime, status.modified)
    builder.set(.ctime, status.changed)
    builder.set(.inode, Int64(bitPattern: status.inode))
    builder.set(.device, Int64(bitPattern: status.device))
    builder.set(.reason, reason.rawValue)
    if let previous {
      builder.set(.oldLength, previous.generation.length)
      builder.set(.oldMD5, previous.generation.md5)
    }
    builder.set(.rules, DecisionReason.rules)
    builder.end()
  }

  /// Hands the block over, and then the sources that it completed.
  private mutating func flush() -> Bool {
    guard let block = builder.finish() else { return true }
    let output = WorkOutput.block(block, counts, badLines)
    counts = RunCounts()
    badLines.removeAll()
    guard emit(output, block.storedBytes) else { return false }
    for (item, outcome) in finished where !emit(.done(item, outcome), 0) { return false }
    finished.removeAll()
    return true
  }
}

/// How far a source has been read and hashed.
struct SourceCursor {
  let item: WorkItem
  /// Bytes of the file that are looked at: what it had when it was opened.
  let size: Int64
  var generation: Int64 = 0
  /// Bytes behind the cursor: stored, or found to be what is stored.
  private(set) var length: Int64 = 0
  var lines: Int64 = 0
  var endsOpen = false
  private var hasher = Insecure.MD5()

  init(item: WorkItem, size: Int64) {
    (self.item, self.size) = (item, size)
  }

  var hasProgressed: Bool { length > 0 }

  /// Of the bytes behind the cursor.
  var md5: [UInt8] { Array(hasher.finalize()) }

  mutating func advance(over bytes: UnsafeRawBufferPointer) {
    hasher.update(bufferPointer: bytes)
    length += Int64(bytes.count)
  }
}
