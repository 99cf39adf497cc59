import Bytes

/// Decodes codec 3 (FORMAT.md, Codec 3). Whatever the input, it writes only into the block and takes no more memory
/// than a few times the size of the block.
struct ShapeDecoder: ~Copyable {
  private let columns: RowColumns.Reference
  private let output: UnsafeMutablePointer<UInt8>

  private var rows: ByteSource
  private let shapes: UnsafeRawBufferPointer
  private var shapesUsed = 0
  private var slotColumns: ByteSource
  private var codes: ByteSource
  private var numbers: ByteSource
  private var identifiers: ByteSource
  private var binary: ByteSource
  private var text: ByteSource

  private var table = ShapeTable()
  private var recents = RecentStrings()
  /// The index of each slot's column, those of strings first; −1 when it has none.
  private var columnOfSlot: [Int32] = []
  private var lastNumbers: [Int64] = []
  private var lastTime: Int64 = 0
  private var known: [(start: UInt32, length: UInt32)] = []
  private let referenceColumn: Int?
  private let prefixes: [[UInt8]]

  /// Decodes `payload` into `block`, the bodies of a frame. Throws `malformed` when it does not give exactly these
  /// bytes, or is not used up. About 600 MB/s.
  static func decode(
    _ payload: UnsafeRawBufferPointer, _ lines: BodyLines, into block: UnsafeMutableRawBufferPointer
  ) throws(ByteError) {
    guard payload.count > 0, let output = block.baseAddress, lines.ends.last == block.count else { throw .malformed }
    var source = ByteSource(payload)
    let referenceID = source.byte()
    let prefixes = try prefixes(&source)
    var budget = block.count
    let rows = try UnpackedStream(&source, budget: &budget)
    let shapes = try UnpackedStream(&source, budget: &budget)
    let slotColumns = try UnpackedStream(&source, budget: &budget)
    let codes = try UnpackedStream(&source, budget: &budget)
    let numbers = try UnpackedStream(&source, budget: &budget)
    let identifiers = try UnpackedStream(&source, budget: &budget)
    let binary = try UnpackedStream(&source, budget: &budget)
    let text = try UnpackedStream(&source, budget: &budget)
    guard source.isAtEnd else { throw .malformed }
    let isDecoded = lines.columns.withReference { columns in
      var reference: Int?
      if referenceID != 0 {
        guard let index = columns.stringIDs.firstIndex(of: referenceID) else { return false }
        reference = index
      }
      var decoder = ShapeDecoder(
        columns: columns, output: output.assumingMemoryBound(to: UInt8.self), rows: ByteSource(rows.bytes),
        shapes: shapes.bytes, slotColumns: ByteSource(slotColumns.bytes), codes: ByteSource(codes.bytes),
        numbers: ByteSource(numbers.bytes), identifiers: ByteSource(identifiers.bytes),
        binary: ByteSource(binary.bytes), text: ByteSource(text.bytes), referenceColumn: reference,
        prefixes: prefixes)
      return decoder.run(lines.ends, firstRow: lines.firstRow)
    }
    guard isDecoded else { throw .malformed }
  }

  private init(
    columns: RowColumns.Reference, output: UnsafeMutablePointer<UInt8>, rows: ByteSource,
    shapes: UnsafeRawBufferPointer, slotColumns: ByteSource, codes: ByteSource, numbers: ByteSource,
    identifiers: ByteSource, binary: ByteSource, text: ByteSource, referenceColumn: Int?, prefixes: [[UInt8]]
  ) {
    (self.columns, self.output, self.rows, self.shapes) = (columns, output, rows, shapes)
    (self.slotColumns, self.codes, self.numbers) = (slotColumns, codes, numbers)
    (self.identifiers, self.binary, self.text) = (identifiers, binary, text)
    (self.referenceColumn, self.prefixes) = (referenceColumn, prefixes)
  }

  private static func prefixes(_ source: inout ByteSource) throws(ByteError) -> [[UInt8]] {
    let count = source.count(limit: ValueCode.prefixesMax)
    var prefixes: [[UInt8]] = []
    for _ in 0..<count {
      let length = Int(source.byte())
      guard let start = source.consume(length) else { throw .malformed }
      prefixes.append(Array(UnsafeBufferPointer(start: start, count: length)))
    }
    return prefixes
  }

  private mutating func run(_ ends: ArraySlice<Int>, firstRow: Int) -> Bool {
    var place = 0
    var row = firstRow
    for end in ends {
      guard line(place, end, row), !hasFailed else { return false }
      place = end
      row += 1
    }
    return !hasFailed && rows.isAtEnd && shapesUsed == shapes.count && slotColumns.isAtEnd && codes.isAtEnd
      && numbers.isAtEnd && identifiers.isAtEnd && binary.isAtEnd && text.isAtEnd
  }

  private var hasFailed: Bool {
    rows.hasFailed || slotColumns.hasFailed || codes.hasFailed || numbers.hasFailed || identifiers.hasFailed
      || binary.hasFailed || text.hasFailed
  }

  /// Writes the line of `row` to `start..<end`. Returns false when it is not exactly that long.
  private mutating func line(_ start: Int, _ end: Int, _ row: Int) -> Bool {
    let form = rows.varint()
    if form == 0 {
      guard let bytes = text.consume(end - start) else { return false }
      (output + start).update(from: bytes, count: end - start)
      return true
    }
    let shape: Int
    if form == 1 {
      guard addShape() else { return false }
      shape = table.count - 1
    } else {
      guard form - 2 < UInt64(table.count) else { return false }
      shape = Int(form - 2)
    }
    let shapeBytes = shapes.baseAddress!.assumingMemoryBound(to: UInt8.self)
    var step = table.firstStep(of: shape)
    var place = start
    while true {
      let (literal, count, mark, slot) = table.step(step)
      step &+= 1
      guard count <= end &- place else { return false }
      (output + place).update(from: shapeBytes + literal, count: count)
      place &+= count
      switch mark {
      case ShapeMark.string:
        guard let next = string(place, end, row, slot) else { return false }
        place = next
      case ShapeMark.integer:
        guard let next = integer(place, end, row, slot) else { return false }
        place = next
      case ShapeMark.strings:
        // Each string takes at least its two quotes, so this limit loses no valid count.
        let strings = numbers.count(limit: end - place)
        guard strings > 0 else { return false }
        for index in 0..<strings {
          if index > 0 {
            guard place < end else { return false }
            output[place] = 0x2c
            place &+= 1
          }
          guard let next = string(place, end, row, slot) else { return false }
          place = next
        }
      default: return place == end
      }
    }
  }

  private mutating func addShape() -> Bool {
    let length = rows.count(limit: shapes.count - shapesUsed)
    guard table.add(shapes, shapesUsed..<shapesUsed + length) else { return false }
    shapesUsed += length
    while columnOfSlot.count < table.slotCount {
      let id = slotColumns.byte()
      guard let column = columns.index(of: id) else { return false }
      columnOfSlot.append(Int32(column))
      lastNumbers.append(0)
    }
    recents.reserve(slots: table.slotCount)
    return true
  }

  private mutating func integer(_ start: Int, _ end: Int, _ row: Int, _ slot: Int) -> Int? {
    var expected = lastNumbers[slot]
    let column = Int(columnOfSlot[slot]) - columns.stringIDs.count
    if column >= 0, let value = columns.integer(column, row) { expected = value }
    let value = expected &+ numbers.zigzag()
    lastNumbers[slot] = value
    // The longest number has 20 characters. Nearer to the end of the line it is written elsewhere first.
    if end &- start >= 20 { return start &+ write(value, to: output + start) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      let count = write(value, to: digits.baseAddress!)
      guard count <= end - start else { return nil }
      (output + start).update(from: digits.baseAddress!, count: count)
      return start + count
    }
  }

  /// Writes a number in decimal, at most 20 characters, and returns how many.
  @inline(__always)
  private func write(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var rest = value.magnitude
    var digits = 1
    var power: UInt64 = 10
    while digits < 20, rest >= power {
      digits &+= 1
      power = power &* 10
    }
    let count = digits &+ (value < 0 ? 1 : 0)
    var place = count
    repeat {
      place &-= 1
      target[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if value < 0 { target[0] = 0x2d }
    return count
  }

  /// Writes a string with its quotes and returns its end; nil when the payload is damaged or the line too short.
  @inline(__always)
  private mutating func string(_ quote: Int, _ end: Int, _ row: Int, _ slot: Int) -> Int? {
    guard end &- quote >= 2 else { return nil }
    output[quote] = 0x22
    // One byte is kept free for the closing quote.
    guard let next = value(quote &+ 1, end &- 1, row, slot) else { return nil }
    output[next] = 0x22
    return next &+ 1
  }

  private mutating func value(_ start: Int, _ end: Int, _ row: Int, _ slot: Int) -> Int? {
    let code = codes.byte()
    if code == ValueCode.column { return fromColumn(start, end, row, slot) }
    if code <= UInt8(RecentStrings.countMax) {
      guard let entry = recents.moveToFront(Int(code) - 1, of: slot) else { return nil }
      return copy(entry.start, entry.length, start, end)
    }
    let next: Int?
    switch code {
    case ValueCode.text: next = escaped(numbers.count(limit: end - start), start, end)
    case ValueCode.reference: next = reference(start, end, row)
    case ValueCode.again:
      let distance = numbers.count(limit: known.count)
      guard distance < known.count else { return nil }
      let entry = known[known.count - 1 - distance]
      next = copy(entry.start, entry.length, start, end)
      known.append((UInt32(start), entry.length))
    case ValueCode.uuid:
      guard end - start >= 36, let bytes = identifiers.consume(16) else { return nil }
      BinaryText.encodeUUID(bytes, to: output + start)
      next = start + 36
      known.append((UInt32(start), 36))
    case ValueCode.time:
      let (time, overflow) = lastTime.addingReportingOverflow(numbers.zigzag())
      guard !overflow, time >= 0, time <= TimeText.max, end - start >= TimeText.length else { return nil }
      TimeText.write(time, to: output + start)
      lastTime = time
      return start + TimeText.length
    case ValueCode.base64:
      let count = numbers.count(limit: end - start)
      guard BinaryText.base64Length(count) <= end - start, let bytes = binary.consume(count) else { return nil }
      BinaryText.encodeBase64(bytes, count, to: output + start)
      next = start + BinaryText.base64Length(count)
    case ValueCode.hexadecimal:
      let count = numbers.count(limit: end - start)
      guard 2 * count <= end - start, let bytes = identifiers.consume(count) else { return nil }
      BinaryText.encodeHexadecimal(bytes, count, to: output + start)
      next = start + 2 * count
    case ValueCode.numberedLines..<ValueCode.numberedLines + 4:
      next = numberedLines(NumberedLines.Style(code: code - ValueCode.numberedLines), start, end)
    case ValueCode.identifier...:
      next = identifier(Int(code - ValueCode.identifier), start, end)
    default: return nil
    }
    guard let next else { return nil }
    if next &- start <= RecentStrings.lengthMax {
      recents.add(.init(start: UInt32(start), length: UInt32(next &- start), hash: 0), to: slot)
    }
    return next
  }

  private mutating func fromColumn(_ start: Int, _ end: Int, _ row: Int, _ slot: Int) -> Int? {
    let column = Int(columnOfSlot[slot])
    guard column >= 0 else { return nil }
    if column < columns.stringIDs.count { return copy(columns.string(column, row), start, end) }
    guard let time = columns.integer(column - columns.stringIDs.count, row), time >= 0, time <= TimeText.max,
      end - start >= TimeText.length
    else { return nil }
    TimeText.write(time, to: output + start)
    lastTime = time
    return start + TimeText.length
  }

  private mutating func reference(_ start: Int, _ end: Int, _ row: Int) -> Int? {
    let (other, overflow) = Int64(row).addingReportingOverflow(numbers.zigzag())
    guard !overflow, other >= 0, other < Int64(columns.rows), let referenceColumn else { return nil }
    return copy(columns.string(referenceColumn, Int(other)), start, end)
  }

  /// Copies bytes that were written to the block before.
  @inline(__always)
  private func copy(_ from: UInt32, _ count: UInt32, _ start: Int, _ end: Int) -> Int? {
    guard Int(count) <= end &- start else { return nil }
    (output + start).update(from: output + Int(from), count: Int(count))
    return start &+ Int(count)
  }

  /// Copies the value of a column, which is written without escapes.
  private func copy(_ value: UnsafeRawBufferPointer?, _ start: Int, _ end: Int) -> Int? {
    guard let value, value.count <= end - start else { return nil }
    guard value.count > 0 else { return start }
    (output + start).update(from: value.baseAddress!.assumingMemoryBound(to: UInt8.self), count: value.count)
    return start + value.count
  }

  private mutating func identifier(_ prefix: Int, _ start: Int, _ end: Int) -> Int? {
    guard prefix < prefixes.count else { return nil }
    let head = prefixes[prefix]
    let count = numbers.count(limit: end - start)
    guard head.count + count <= end - start, let bytes = identifiers.consume(Identifiers.packedLength(count)) else {
      return nil
    }
    for (index, byte) in head.enumerated() { output[start + index] = byte }
    guard BinaryText.encodeBase62(bytes, count, to: output + start + head.count) else { return nil }
    known.append((UInt32(start), UInt32(head.count + count)))
    return start + head.count + count
  }

  private mutating func numberedLines(_ style: NumberedLines.Style, _ start: Int, _ end: Int) -> Int? {
    let first = numbers.varint()
    guard first <= NumberedLines.numberMax else { return nil }
    let count = numbers.count(limit: end - start)
    let rest = numbers.count(limit: end - start)
    guard let bytes = text.consume(count) else { return nil }
    var place = start
    var from = 0
    var line = first
    while true {
      let prefix = NumberedLines.Prefix(line, style)
      guard prefix.escapedCount <= end - place else { return nil }
      prefix.write(to: output + place, isEscaped: true)
      place += prefix.escapedCount
      line += 1
      let lineEnd = UnsafeRawBufferPointer(start: bytes, count: count).firstIndex(of: 0x0a, from: from)
      let next = lineEnd.map { $0 + 1 } ?? count
      guard let written = write(bytes + from, next - from, place, end) else { return nil }
      place = written
      from = next
      if lineEnd == nil { break }
    }
    return escaped(rest, place, end)
  }

  /// Writes the next `count` bytes of `text` with escapes, and returns the end.
  @inline(__always)
  private mutating func escaped(_ count: Int, _ start: Int, _ end: Int) -> Int? {
    guard let bytes = text.consume(count) else { return nil }
    return write(bytes, count, start, end)
  }

  /// Writes text with escapes and returns the end; nil when there is too little room.
  private func write(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ start: Int, _ end: Int) -> Int? {
    var from = 0
    var to = start
    while from < count {
      // Eight bytes are copied at a time, as long as none of them has to be escaped.
      while from &+ 8 <= count, to &+ 8 <= end {
        let word = ByteWord.load(bytes + from)
        UnsafeMutableRawPointer(output + to).storeBytes(of: word.littleEndian, as: UInt64.self)
        let special = ByteWord.special(word)
        if special != 0 {
          let run = special.trailingZeroBitCount &>> 3
          from &+= run
          to &+= run
          break
        }
        from &+= 8
        to &+= 8
      }
      guard from < count else { break }
      let byte = bytes[from]
      from &+= 1
      let letter = TextEscapes.letter(of: byte)
      if letter == 0 {
        guard to < end else { return nil }
        output[to] = byte
        to &+= 1
        continue
      }
      let isLong = byte == 0x1b
      guard end &- to >= (isLong ? 6 : 2) else { return nil }
      output[to] = 0x5c
      output[to &+ 1] = letter
      to &+= 2
      if isLong {
        for digit in "001b".utf8 {
          output[to] = digit
          to &+= 1
        }
      }
    }
    return to
  }
}
