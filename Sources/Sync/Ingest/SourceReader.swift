import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Transcripts

/// The output of a worker for the writer.
enum WorkOutput: Sendable {
  /// Blocks, the counts of the records in them, the bad lines found, and what was learned about them; nil if that is
  /// not known. They can be committed together, because every source in them has its progress there, too.
  case blocks([EncodedBlock], RunCounts, [BadLine], BlockFindings?)
  /// A source is finished.
  case done(WorkItem, SourceOutcome)
}

/// The outcome for a source.
enum SourceOutcome: Sendable {
  /// The decision, and what is stored of the source now.
  case decided(FileDecision, StoredGeneration?)
  /// The file disappeared between listing and reading.
  case vanished
  case failed(IngestFailure)
}

/// Reads batches of files and turns them into blocks. Each thread has one.
package struct SourceReader: ~Copyable {
  /// The size in bytes of the pieces in which a longer line is stored.
  package static let lineMax = 64 << 20
  static let readSize = 256 << 10
  /// The resolution of file times in nanoseconds. A change within this time after the previous one may not be visible.
  package static let tick: Int64 = 10_000_000
  /// The time in nanoseconds without a change after which a last line without a newline is stored as it is.
  package static let quiet: Int64 = 3_600_000_000_000

  package let context: IngestContext
  /// The known states of the MD5 of the file that is being read.
  package private(set) var marks: MD5Checkpoints?
  private var emit: (WorkOutput, Int) -> Bool = { _, _ in false }
  var builder: EventBlockBuilder
  private var encoder = RecordEncoder()
  /// Collects the words for the search index; nil if there will be none.
  private var words: WordCollector?
  /// Collects the files that calls of tools name.
  private var touches = BlockTouches()
  package var buffer = ReadBuffer(capacity: readSize)
  private var counts = RunCounts()
  private var badLines: [BadLine] = []
  /// The sources whose last event is in the builder.
  private var finished: [(item: WorkItem, outcome: SourceOutcome)] = []

  init(_ context: IngestContext) {
    self.context = context
    builder = EventBlockBuilder(eventsMax: context.blockEvents)
    words = context.collectsWords ? WordCollector() : nil
  }

  /// Begins a batch. `emit` takes an output and its size in bytes, and returns false when the ingest has been stopped.
  mutating func begin(emit: @escaping (WorkOutput, Int) -> Bool) { self.emit = emit }

  /// Reads one file. `marks` are the known states of its MD5. Returns nil if the ingest has been stopped.
  mutating func read(_ item: WorkItem, _ marks: MD5Checkpoints?) -> SourceOutcome? {
    self.marks = marks
    defer { self.marks = nil }
    if encoder.agent != item.file.agent { encoder = RecordEncoder(item.file.agent) }
    let outcome: SourceOutcome
    do throws(FileError) {
      guard let decided = try ingest(item) else { return nil }
      outcome = decided
    } catch {
      if error.errno == .noSuchFileOrDirectory {
        outcome = .vanished
      } else {
        outcome = .failed(IngestFailure(path: item.displayPath, message: error.description))
      }
    }
    finished.append((item, outcome))
    return outcome
  }

  /// Hands over the rest of the batch.
  package mutating func finish() {
    guard flush() else { return }
    for (item, outcome) in finished where !emit(.done(item, outcome), 0) { return }
    finished.removeAll()
  }

  /// Returns nil if the ingest has been stopped.
  private mutating func ingest(_ item: WorkItem) throws(FileError) -> SourceOutcome? {
    if item.isSkipped { return skip(item) }
    let file = try item.fileSystem.open(item.path, followLinks: false)
    defer { file.close() }
    guard try isWhereItWasListed(item) else { return .vanished }
    let (status, isSettled) = try settledStatus(file)
    guard status.kind == .regular else { return .vanished }
    var cursor = SourceCursor(item: item, size: status.size, marks: marks)
    let reason = try decide(file, &cursor)
    let before = (bytes: cursor.length, lines: cursor.lines)
    if !item.isKnown { addSource(item) }
    if reason != .identical {
      let isGoingOn: Bool
      do throws(FileError) {
        isGoingOn = item.form == .lines ? try readLines(file, status, &cursor) : try readWhole(file, &cursor)
      } catch {
        // The lines before the error are in the builder, so the progress of the file must be there, too.
        addProgress(cursor)
        throw error
      }
      guard isGoingOn else { return nil }
    }
    let isTorn = reason != .identical && self.isTorn(file, status, cursor)
    var decision = FileDecision(path: item.displayPath, reason: reason, file: FileInfo(item, status))
    decision.isTorn = isTorn
    decision.newBytes = cursor.length - before.bytes
    decision.newLines = cursor.lines - before.lines
    decision.waitingBytes = cursor.waitingBytes
    // An unfinished last line alone is nothing new yet.
    if reason == .appended, decision.newBytes == 0 { decision.reason = .identical }
    decision.file.isUpdated = !decision.file.isNew && decision.reason != .identical
    addDecision(cursor, decision, status, isSettled: isSettled && !isTorn)
    if cursor.waitingBytes > 0 { counts.waiting += 1 }
    return .decided(decision, cursor.stored)
  }

  /// Returns whether the folder of a file is the one that was listed. If another folder has replaced it, the next
  /// ingest lists that one.
  private func isWhereItWasListed(_ item: WorkItem) throws(FileError) -> Bool {
    let folder = try item.fileSystem.status(item.path.removingLastComponent(), followLinks: true)
    return folder.identity == item.file.directory
  }

  /// Case H of the decision table: the file is not read.
  private mutating func skip(_ item: WorkItem) -> SourceOutcome {
    if !item.isKnown { addSource(item) }
    builder.begin(.decision)
    builder.set(.source, item.number)
    builder.set(.reason, DecisionReason.existing.rawValue)
    builder.set(.rules, DecisionReason.rules)
    builder.end()
    let decision = FileDecision(path: item.displayPath, reason: .existing, file: FileInfo(item, item.file.status))
    return .decided(decision, item.stored)
  }

  /// Stores lines from the cursor on. An incomplete last line is left for a later run and counted in `waitingBytes` of
  /// the cursor. Returns false if the ingest has been stopped.
  private mutating func readLines(
    _ file: any FileHandle, _ status: FileStatus, _ cursor: inout SourceCursor
  ) throws(FileError) -> Bool {
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
      cursor.beginWindow(buffer.bytes)
      var used = 0
      while let newline = buffer.bytes.firstIndex(of: 0x0a, from: max(used, searched)) {
        guard addLine(used..<newline + 1, ended: true, &cursor) else { return false }
        used = newline + 1
      }
      cursor.endWindow(buffer.bytes)
      buffer.removeFirst(used)
      searched = buffer.count
      if buffer.count >= Self.lineMax {
        guard addLine(0..<buffer.count, ended: false, &cursor) else { return false }
        cursor.endWindow(buffer.bytes)
        buffer.removeAll()
        searched = 0
      } else {
        buffer.makeRoom(limit: Self.lineMax)
      }
    }
    guard buffer.count > 0 else { return true }
    let isQuiet = context.clock.now() - status.modified > Self.quiet
    guard cursor.endsOpen || isQuiet || encoder.isComplete(buffer.bytes) else {
      cursor.waitingBytes = Int64(buffer.count)
      return true
    }
    guard addLine(0..<buffer.count, ended: false, &cursor) else { return false }
    cursor.endWindow(buffer.bytes)
    return true
  }

  /// Adds the bytes of the buffer in `range` as a record. Returns false if the ingest has been stopped.
  private mutating func addLine(_ range: Range<Int>, ended: Bool, _ cursor: inout SourceCursor) -> Bool {
    let line = UnsafeRawBufferPointer(rebasing: buffer.bytes[range])
    if builder.isFull(before: line.count) {
      cursor.updateHash(in: buffer.bytes)
      addProgress(cursor)
      guard flush() else { return false }
    }
    var position = RecordEncoder.Position(
      source: cursor.item.number, generation: cursor.generation,
      line: cursor.endsOpen ? cursor.lines - 1 : cursor.lines,
      offset: cursor.length)
    if cursor.endsOpen { position.piece.insert(.continues) }
    if !ended { position.piece.insert(.isOpen) }
    // The continuation of an erased line belongs to it and is erased, too.
    if (cursor.endsOpen && cursor.endsErased) || context.erasureFilter.contains(line: line) {
      addErased(line, at: position, ended: ended, &cursor)
      return true
    }
    let defect: LineDefect?
    if cursor.endsOpen || line.count >= Self.lineMax {
      defect = Self.defect(ofPiece: line, continues: cursor.endsOpen)
      words?.add(record: line, row: builder.count, cursor.format, .init(time: nil))
      encoder.addOpaque(line, at: position, defect: defect, to: &builder)
    } else {
      let row = builder.count
      defect = encoder.add(line, at: position, to: &builder)
      words?.add(record: line, row: row, cursor.format, .init(encoder, defect))
      if context.collectsTouches, encoder.mayNameFiles { touches.add(FilesState.touches(in: line), row: row) }
    }
    if !cursor.endsOpen {
      cursor.lines += 1
      counts.records += 1
      if let defect, LineCount.isBad(Int64(defect.rawValue)) { note(defect, cursor) }
    }
    cursor.endsOpen = !ended
    cursor.advance(by: line.count)
    counts.bytes += Int64(line.count)
    return true
  }

  /// Adds a record for an erased line; none of its bytes are stored.
  private mutating func addErased(
    _ line: UnsafeRawBufferPointer, at position: RecordEncoder.Position, ended: Bool, _ cursor: inout SourceCursor
  ) {
    encoder.addErased(line.count, at: position, to: &builder)
    if !cursor.endsOpen {
      cursor.lines += 1
      counts.erased += 1
    }
    cursor.endsOpen = !ended
    cursor.advance(byErased: line.count)
  }

  /// Returns the defect of a piece of a line: a line that is too long, or more bytes after a line that had seemed
  /// complete.
  package static func defect(ofPiece piece: UnsafeRawBufferPointer, continues: Bool) -> LineDefect? {
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

  /// Stores a file as pieces. Returns false if the ingest has been stopped.
  private mutating func readWhole(_ file: any FileHandle, _ cursor: inout SourceCursor) throws(FileError) -> Bool {
    if try skipErased(file, &cursor) { return true }
    let isOutput = cursor.item.format.isToolOutput(cursor.item.file.path)
    while true {
      buffer.removeAll()
      let limit = Int(min(Int64(builder.blockSize), cursor.size - cursor.length))
      if try buffer.read(file, at: cursor.length, limit: limit) == 0 { break }
      if builder.isFull(before: buffer.count) {
        addProgress(cursor)
        guard flush() else { return false }
      }
      builder.begin(.piece)
      builder.set(.source, cursor.item.number)
      builder.set(.generation, cursor.generation)
      builder.set(.offset, cursor.length)
      builder.end(body: buffer.bytes)
      if isOutput { words?.add(output: buffer.bytes) }
      cursor.advance(over: buffer.bytes)
      counts.bytes += Int64(buffer.count)
    }
    return true
  }

  /// Checks whether a file that would be kept whole is erased, which requires that all its bytes are the same. If so,
  /// only its length is stored.
  private mutating func skipErased(_ file: any FileHandle, _ cursor: inout SourceCursor) throws(FileError) -> Bool {
    guard !context.erasureFilter.isEmpty, cursor.size > 0 else { return false }
    var hashers = context.erasureFilter.fileHashers()
    var passed = cursor
    while passed.length < cursor.size {
      buffer.removeAll()
      let limit = Int(min(Int64(Self.readSize), cursor.size - passed.length))
      if try buffer.read(file, at: passed.length, limit: limit) == 0 { return false }
      for index in hashers.indices { hashers[index].update(buffer.bytes) }
      passed.advance(overErased: buffer.bytes)
    }
    guard context.erasureFilter.contains(hashers) else { return false }
    builder.begin(.piece)
    builder.set(.source, cursor.item.number)
    builder.set(.generation, cursor.generation)
    builder.set(.offset, cursor.length)
    builder.set(.length, passed.length - cursor.length)
    builder.end()
    cursor = passed
    counts.erased += 1
    return true
  }

  /// Hands over the blocks, and then the sources that they complete. Returns false if the ingest has been stopped.
  private mutating func flush() -> Bool {
    let blocks = builder.finish()
    guard !blocks.isEmpty else { return true }
    let (words, touches) = (words?.take(), touches.take())
    let findings = blocks.count == 1 ? words.map { BlockFindings(words: $0, touches: touches) } : nil
    let output = WorkOutput.blocks(blocks, counts, badLines, findings)
    counts = RunCounts()
    badLines.removeAll()
    guard emit(output, blocks.reduce(words?.size ?? 0) { $0 + $1.storedBytes }) else { return false }
    for (item, outcome) in finished where !emit(.done(item, outcome), 0) { return false }
    finished.removeAll()
    return true
  }
}
