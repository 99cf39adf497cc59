import Bytes
import SegmentedLog

extension SyncState {
  /// Folds in neighbouring records of one source and generation together, and returns the row after them.
  mutating func applyRecords(
    _ block: BlockColumns, from first: Int, _ numbers: IntegerView, _ generations: IntegerView,
    _ pieces: IntegerView, _ defects: IntegerView, _ homes: BytesView, _ dropped: DroppedBodyColumns,
    _ lengths: inout RowLengths?
  ) throws -> Int {
    guard let number = numbers[first], let generation = generations[first] else { return first + 1 }
    let kind = block.kinds[first]
    var row = first
    var bad: Int64 = 0
    var erased = OffsetRanges()
    let home = homes.entry(first)
    while row < block.count, numbers[row] == number, generations[row] == generation, block.kinds[row] == kind,
      homes.entry(row) == home
    {
      if let defect = defects[row], LineCount.isBad(defect), pieces[row].map({ $0 & 1 == 0 }) ?? true { bad += 1 }
      if let range = dropped.range(row) { erased.insert(range) }
      row += 1
    }
    let last = row - 1
    let sequence = block.block.firstSequence
    let key = GenerationKey(source: number, generation: generation)
    let isNew = self.generation(key) == nil
    beginReading(key, offset: dropped.offsets[first] ?? 0, sequence + UInt64(first))
    withGeneration(number, generation) { state in
      if state.firstSequence == 0 { state.firstSequence = sequence + UInt64(first) }
      state.lastSequence = sequence + UInt64(last)
      state.badLines &+= bad
      if !erased.isEmpty { state.erase(erased) }
    }
    let isStated =
      row < block.count && (block.kind(row) == .progress || block.kind(row) == .decision) && numbers[row] == number
      && generations[row] == generation && homes.entry(row) == home
    if !isStated { try extend(key, isNew: isNew, block, first..<row, &lengths) }
    return row
  }

  /// Takes records into the length of their generation that no event states directly after them. A log, or a block, can
  /// end between the two.
  private mutating func extend(
    _ key: GenerationKey, isNew: Bool, _ block: BlockColumns, _ rows: Range<Int>, _ lengths: inout RowLengths?
  ) throws {
    guard let known = generation(key) else { return }
    let columns = try lengths ?? RowLengths(block)
    lengths = columns
    let (last, offsets) = (rows.upperBound - 1, columns.offsets)
    guard let offset = offsets[last], let length = columns[last], offset >= 0, length >= 0, length <= .max - offset
    else {
      return
    }
    let start = offsets[rows.lowerBound] ?? 0
    guard isNew || start == known.length, offset >= start else { return }
    let line = block.kind(last) == .record ? columns.lines[last] : nil
    let form = RecordForm(rawValue: columns.pieces[last] ?? 0)
    withGeneration(key.source, key.generation) { state in
      if state.unstated == nil { state.unstated = UnstatedRecords(offset: start, areAll: isNew) }
      state.length = offset + length
      if let line { state.lines = line &+ 1 }
      state.endsOpen = form.contains(.isOpen)
      state.md5 = []
      state.keyedMD5 = []
    }
    withSource(key.source) { $0.stamp = nil }
  }

  /// Notes the offset where a run begins to store a generation. When it begins there a second time, the records that it
  /// stored before are ignored. Only old versions read a file twice in one run.
  private mutating func beginReading(_ key: GenerationKey, offset: Int64, _ sequence: UInt64) {
    let known = generation(key)
    if let reading = readings.byGeneration[key] {
      guard let known, offset < known.length, offset == reading.offset else { return }
      lastRepeat = sequence
      withGeneration(key.source, key.generation) { state in
        state.repeated.append(reading.sequence...max(reading.sequence, sequence - 1))
        state.badLines = reading.badLines
      }
    }
    readings.byGeneration[key] = GenerationReading(
      offset: offset, sequence: sequence, badLines: known?.badLines ?? 0)
  }
}

/// The columns that tell where records and pieces end in their file.
struct RowLengths {
  let offsets, lines, pieces: IntegerView
  private let lengths: IntegerView
  private let bodies: IntegerColumn
  private let dropped: DroppedBodies?

  init(_ block: BlockColumns) throws {
    offsets = try block.view(integers: .offset)
    lines = try block.view(integers: .line)
    pieces = try block.view(integers: .piece)
    lengths = try block.view(integers: .length)
    bodies = try block.block.bodyLengths()
    dropped = try block.block.droppedBodies()
  }

  /// The number of bytes of the file that the record or piece in a row stands for.
  subscript(row: Int) -> Int64? { lengths[row] ?? dropped?[row].map { Int64($0.length) } ?? bodies[row] }
}

/// The columns that reveal a record or piece whose bytes were erased: FORMAT.md, Erasure.
struct DroppedBodyColumns {
  let offsets, lengths: IntegerView

  /// Returns the range of the bytes that such an event stands for; nil if the event has its bytes.
  func range(_ row: Int) -> Range<Int64>? {
    guard let length = lengths[row], length > 0, let offset = offsets[row], offset >= 0, length <= .max - offset else {
      return nil
    }
    return offset..<offset + length
  }
}

/// The rule for bad lines.
package enum LineCount {
  /// Returns whether a defect makes a line a bad one: every defect but 9, a blank line.
  package static func isBad(_ defect: Int64) -> Bool { defect != 9 }
}
