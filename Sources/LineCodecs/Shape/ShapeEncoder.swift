import Bytes

/// Encodes the bodies of a block with codec 3. One thread keeps it and uses it for many blocks. About 150 MB/s, without
/// the packing of the streams.
struct ShapeEncoder: ~Copyable {
  private struct Row {
    /// The number of the shape; −1 when the line is stored as it is.
    var shape: Int32
    var isNew: Bool
    var shapeLength: UInt32
    var firstToken: UInt32
    var firstCount: UInt32
  }

  private var streams = ShapeStreams()
  private var table = ShapeTable()
  private var knownShapes = ShapeIndex()
  private var tokens: [LineToken] = []
  private var counts: [UInt32] = []
  private var rows: [Row] = []
  private var values: ValueEncoder

  init(_ identifiers: Identifiers) { values = ValueEncoder(identifiers) }

  /// Appends the payload for the bodies in `block`. Returns false, and appends nothing, when the streams are larger
  /// than the block, which decoders refuse.
  mutating func encode(
    _ block: UnsafeRawBufferPointer, _ lines: BodyLines, _ transforms: Transforms, level: Int,
    packer: inout StreamPacker, into target: inout ByteBuffer
  ) -> Bool {
    values.transforms = transforms
    split(block, lines.ends)
    values.begin(slots: table.slotCount)
    lines.columns.withReference { columns in
      values.chooseReference(columns)
      chooseColumns(block, lines.firstRow, columns, isWanted: transforms.contains(.envelope))
      emit(block, lines.ends, lines.firstRow, columns)
    }
    guard streams.count <= block.count else { return false }
    target.append(values.referenceID)
    values.appendPrefixes(to: &target)
    streams.pack(with: &packer, transforms, level: level, into: &target)
    return true
  }

  /// Splits every line into shape and values.
  private mutating func split(_ block: UnsafeRawBufferPointer, _ ends: ArraySlice<Int>) {
    streams.removeAll()
    table = ShapeTable()
    knownShapes.removeAll()
    tokens.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    var start = 0
    for end in ends {
      let (shapeStart, tokenStart, countStart) = (streams.shapes.count, tokens.count, counts.count)
      var row = Row(
        shape: -1, isNew: false, shapeLength: 0, firstToken: UInt32(tokenStart), firstCount: UInt32(countStart))
      let isSplit = LineTokenizer.tokenize(
        block, start..<end, shape: &streams.shapes, tokens: &tokens, counts: &counts)
      if isSplit, let known = knownShapes.find(streams.shapes.bytes, shapeStart) {
        row.shape = Int32(known)
        streams.shapes.truncate(to: shapeStart)
      } else if isSplit, table.add(streams.shapes.bytes, shapeStart..<streams.shapes.count) {
        row.shape = Int32(table.count - 1)
        row.isNew = true
        row.shapeLength = UInt32(streams.shapes.count - shapeStart)
        knownShapes.add(streams.shapes.bytes, shapeStart)
      } else {
        streams.shapes.truncate(to: shapeStart)
        tokens.removeLast(tokens.count - tokenStart)
        counts.removeLast(counts.count - countStart)
      }
      rows.append(row)
      start = end
    }
  }

  /// Chooses for each slot the column that agrees most often with the slot's first values.
  private mutating func chooseColumns(
    _ block: UnsafeRawBufferPointer, _ firstRow: Int, _ columns: RowColumns.Reference, isWanted: Bool
  ) {
    var choice = ColumnChoice(slots: table.slotCount, columns: columns.stringIDs.count + columns.integerIDs.count)
    for (index, row) in rows.enumerated() where row.shape >= 0 {
      var step = table.firstStep(of: Int(row.shape))
      var token = Int(row.firstToken)
      var count = Int(row.firstCount)
      while table.steps[step].mark != 0 {
        let (mark, slot) = (table.steps[step].mark, Int(table.steps[step].slot))
        step += 1
        if mark == ShapeMark.strings {
          token += Int(counts[count])
          count += 1
          continue
        }
        if choice.wants(slot) {
          choice.note(tokens[token], isString: mark == ShapeMark.string, slot, block, index + firstRow, columns)
        }
        token += 1
      }
    }
    for slot in 0..<table.slotCount {
      let column = isWanted ? choice.best(slot) : nil
      values.columns[slot] = Int32(column ?? -1)
      let strings = columns.stringIDs.count
      streams.slotColumns.append(
        column.map { $0 < strings ? columns.stringIDs[$0] : columns.integerIDs[$0 - strings] } ?? 0)
    }
  }

  private mutating func emit(
    _ block: UnsafeRawBufferPointer, _ ends: ArraySlice<Int>, _ firstRow: Int,
    _ columns: RowColumns.Reference
  ) {
    var start = 0
    for (index, end) in ends.enumerated() {
      let row = rows[index]
      guard row.shape >= 0 else {
        streams.rows.append(0)
        streams.text.append(UnsafeRawBufferPointer(rebasing: block[start..<end]))
        start = end
        continue
      }
      if row.isNew {
        streams.rows.append(1)
        streams.rows.varint(Int(row.shapeLength))
      } else {
        streams.rows.varint(Int(row.shape) + 2)
      }
      var step = table.firstStep(of: Int(row.shape))
      var token = Int(row.firstToken)
      var count = Int(row.firstCount)
      while true {
        let (mark, slot) = (table.steps[step].mark, Int(table.steps[step].slot))
        step &+= 1
        switch mark {
        case ShapeMark.string:
          values.string(tokens[token], slot, block, index + firstRow, columns, &streams)
          token &+= 1
        case ShapeMark.integer:
          values.integer(tokens[token].number, slot, index + firstRow, columns, &streams)
          token &+= 1
        case ShapeMark.strings:
          let strings = Int(counts[count])
          count &+= 1
          streams.numbers.varint(strings)
          for _ in 0..<strings {
            values.string(tokens[token], slot, block, index + firstRow, columns, &streams)
            token &+= 1
          }
        default: break
        }
        if mark == 0 { break }
      }
      start = end
    }
  }
}

/// Counts how often each column agrees with the values of each slot.
private struct ColumnChoice {
  private static let samplesMax: UInt8 = 32
  private let columns: Int
  private var samples: [UInt8]
  private var matches: [UInt8]

  init(slots: Int, columns: Int) {
    self.columns = columns
    samples = [UInt8](repeating: 0, count: slots)
    matches = [UInt8](repeating: 0, count: slots * columns)
  }

  func wants(_ slot: Int) -> Bool { samples[slot] < Self.samplesMax }

  mutating func note(
    _ token: LineToken, isString: Bool, _ slot: Int, _ block: UnsafeRawBufferPointer, _ row: Int,
    _ envelope: RowColumns.Reference
  ) {
    samples[slot] += 1
    let strings = envelope.stringIDs.count
    if isString {
      let text = UnsafeRawBufferPointer(
        rebasing: block[Int(token.start)..<Int(token.start) + Int(token.length)])
      for column in 0..<strings {
        if let value = envelope.string(column, row), value.hasSameBytes(as: text) {
          matches[slot * columns + column] += 1
        }
      }
      guard let time = TimeText.milliseconds(text) else { return }
      for column in 0..<envelope.integerIDs.count where envelope.integer(column, row) == time {
        matches[slot * columns + strings + column] += 1
      }
    } else {
      for column in 0..<envelope.integerIDs.count where envelope.integer(column, row) == token.number {
        matches[slot * columns + strings + column] += 1
      }
    }
  }

  /// Returns the index of the column that agrees most often, those of strings first; nil when none agrees with at least
  /// half of the samples.
  func best(_ slot: Int) -> Int? {
    var best: Int?
    for column in 0..<columns
    where matches[slot * columns + column] * 2 >= max(1, samples[slot])
      && matches[slot * columns + column] > (best.map { matches[slot * columns + $0] } ?? 0)
    {
      best = column
    }
    return best
  }
}
