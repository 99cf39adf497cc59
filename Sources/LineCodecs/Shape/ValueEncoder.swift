import Bytes

/// Writes the values of a block, each with the shortest code that fits. Like the decoder, it keeps the values that
/// later ones may refer to.
struct ValueEncoder: ~Copyable {
  /// The index of each slot's column, those of strings first; −1 when it has none.
  var columns: [Int32] = []
  /// The methods that it may use.
  var transforms = Transforms.all
  /// The id of the column to whose values in other rows strings may refer; 0 for none.
  private(set) var referenceID: UInt8 = 0

  private var recents = RecentStrings()
  private var lastNumbers: [Int64] = []
  private var lastTime: Int64 = 0
  /// The identifiers written so far, with their numbers.
  private var identifiers = StringIndex()
  private var identifierCount = 0
  /// The rows, by the value that the reference column has in them.
  private var references = StringIndex()
  /// The prefixes that this block uses, as indexes into those of `known`. `codeOfPrefix` is the inverse: the code of
  /// each prefix, 0 when it is not used.
  private var usedPrefixes: [Int] = []
  private var codeOfPrefix: [UInt8]
  private var isReferenced = false
  private let known: Identifiers

  init(_ identifiers: Identifiers) {
    known = identifiers
    codeOfPrefix = [UInt8](repeating: 0, count: identifiers.prefixes.count)
  }

  /// Prepares for a new block with `slots` slots.
  mutating func begin(slots: Int) {
    columns = [Int32](repeating: -1, count: slots)
    recents.reserve(slots: slots)
    recents.removeAll()
    lastNumbers = [Int64](repeating: 0, count: slots)
    lastTime = 0
    identifiers.removeAll()
    identifierCount = 0
    references.removeAll()
    (isReferenced, referenceID) = (false, 0)
    usedPrefixes.removeAll()
    for index in codeOfPrefix.indices { codeOfPrefix[index] = 0 }
  }

  /// Appends the prefixes that the block uses, as they stand in the payload.
  func appendPrefixes(to target: inout ByteBuffer) {
    target.append(UInt8(usedPrefixes.count))
    for index in usedPrefixes {
      target.append(UInt8(known.prefixes[index].count))
      known.prefixes[index].withUnsafeBytes { target.append($0) }
    }
  }

  /// Chooses the first column that has a string of 36 bytes, the length of a UUID, in at least half of the rows as the
  /// reference column.
  mutating func chooseReference(_ envelope: RowColumns.Reference) {
    guard transforms.contains([.envelope, .identifiers]) else { return }
    for column in envelope.stringIDs.indices {
      var count = 0
      for row in 0..<envelope.rows {
        if let value = envelope.string(column, row), value.count == 36 { count += 1 }
      }
      guard count * 2 >= envelope.rows else { continue }
      for row in 0..<envelope.rows {
        guard let value = envelope.string(column, row), value.count == 36 else { continue }
        references.set(envelope.storageRange(value), to: row, in: envelope.storage)
      }
      referenceID = envelope.stringIDs[column]
      isReferenced = true
      return
    }
  }

  mutating func integer(
    _ value: Int64, _ slot: Int, _ row: Int, _ envelope: RowColumns.Reference, _ streams: inout ShapeStreams
  ) {
    var expected = lastNumbers[slot]
    let column = Int(columns[slot]) - envelope.stringIDs.count
    if column >= 0, let value = envelope.integer(column, row) { expected = value }
    streams.numbers.zigzag(value &- expected)
    lastNumbers[slot] = value
  }

  mutating func string(
    _ token: LineToken, _ slot: Int, _ block: UnsafeRawBufferPointer, _ row: Int, _ envelope: RowColumns.Reference,
    _ streams: inout ShapeStreams
  ) {
    let range = Int(token.start)..<Int(token.start) &+ Int(token.length)
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    if isInColumn(text, slot, row, envelope) {
      streams.codes.append(ValueCode.column)
      return
    }
    guard text.count <= RecentStrings.lengthMax else { return long(text, &streams) }
    let hash = StringIndex.hash(text)
    if transforms.contains(.recentStrings), let index = recents.index(of: text, hash: hash, in: block, slot: slot) {
      streams.codes.append(UInt8(index + 1))
      _ = recents.moveToFront(index, of: slot)
      return
    }
    if transforms.contains(.times), let time = TimeText.milliseconds(text) {
      streams.codes.append(ValueCode.time)
      streams.numbers.zigzag(time - lastTime)
      lastTime = time
      return
    }
    recents.add(.init(start: token.start, length: token.length, hash: hash), to: slot)
    guard transforms.contains(.identifiers) else { return long(text, &streams) }
    if let uuid = BinaryText.uuid(text) {
      if isReferenced, let other = references.find(text, hash: hash, in: envelope.storage) {
        streams.codes.append(ValueCode.reference)
        streams.numbers.zigzag(Int64(other - row))
      } else if !again(text, range, hash, block, &streams) {
        streams.codes.append(ValueCode.uuid)
        uuid.bytes.withUnsafeBytes { streams.identifiers.append($0) }
      }
    } else if let prefix = known.prefix(of: text) {
      let rest = UnsafeRawBufferPointer(rebasing: text[known.prefixes[prefix].count...])
      if again(text, range, hash, block, &streams) { return }
      streams.codes.append(code(ofPrefix: prefix))
      streams.numbers.varint(rest.count)
      _ = BinaryText.decodeBase62(rest, into: &streams.identifiers)
    } else {
      long(text, &streams)
    }
  }

  @inline(__always)
  private mutating func isInColumn(
    _ text: UnsafeRawBufferPointer, _ slot: Int, _ row: Int, _ envelope: RowColumns.Reference
  ) -> Bool {
    let column = Int(columns[slot])
    if column < 0 { return false }
    if column < envelope.stringIDs.count {
      guard let value = envelope.string(column, row), value.count == text.count else { return false }
      return value.hasSameBytes(as: text)
    }
    guard let value = envelope.integer(column - envelope.stringIDs.count, row),
      TimeText.milliseconds(text) == value
    else { return false }
    lastTime = value
    return true
  }

  /// Gives an identifier the next number, and writes a reference when it was written before. Returns false when it must
  /// be written in full.
  private mutating func again(
    _ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ hash: UInt32, _ block: UnsafeRawBufferPointer,
    _ streams: inout ShapeStreams
  ) -> Bool {
    let known = identifiers.find(text, hash: hash, in: block)
    if let known {
      streams.codes.append(ValueCode.again)
      streams.numbers.varint(identifierCount - 1 - known)
    }
    identifiers.set(range, hash: hash, to: identifierCount, in: block)
    identifierCount += 1
    return known != nil
  }

  private mutating func long(_ text: UnsafeRawBufferPointer, _ streams: inout ShapeStreams) {
    let isBinary = transforms.contains(.binary)
    if isBinary, text.count >= 16, text.count <= 128, BinaryText.decodeHexadecimal(text, into: &streams.identifiers) {
      streams.codes.append(ValueCode.hexadecimal)
      streams.numbers.varint(text.count / 2)
      return
    }
    let before = streams.binary.count
    if isBinary, text.count >= 48, Self.looksRandom(text), BinaryText.decodeBase64(text, into: &streams.binary) {
      streams.codes.append(ValueCode.base64)
      streams.numbers.varint(streams.binary.count - before)
      return
    }
    let start = streams.text.count
    TextEscapes.remove(text, into: &streams.text)
    let plain = UnsafeRawBufferPointer(rebasing: streams.text.bytes[start...])
    if transforms.contains(.numberedLines), let numbered = NumberedLines(plain) {
      streams.codes.append(ValueCode.numberedLines + numbered.style.code)
      streams.numbers.varint(numbered.first)
      let kept = streams.text.removeNumbers(numbered, from: start)
      streams.numbers.varint(kept)
      streams.numbers.varint(plain.count - numbered.length)
    } else {
      streams.codes.append(ValueCode.text)
      streams.numbers.varint(plain.count)
    }
  }

  private mutating func code(ofPrefix prefix: Int) -> UInt8 {
    if codeOfPrefix[prefix] == 0 {
      codeOfPrefix[prefix] = ValueCode.identifier + UInt8(usedPrefixes.count)
      usedPrefixes.append(prefix)
    }
    return codeOfPrefix[prefix]
  }

  /// Returns whether the start of a text has the mixture of characters that base64 has, and a path or a word does not.
  private static func looksRandom(_ text: UnsafeRawBufferPointer) -> Bool {
    var (upper, lower, digits, slashes) = (0, 0, 0, 0)
    for byte in text[..<48] {
      switch byte {
      case 0x41...0x5a: upper += 1
      case 0x61...0x7a: lower += 1
      case 0x30...0x39, 0x2b: digits += 1
      case 0x2f: slashes += 1
      default: return false
      }
    }
    return upper >= 4 && lower >= 4 && slashes <= 6
  }
}

/// Finds shapes by their bytes; all of them lie in one buffer, one after the other.
struct ShapeIndex {
  private var index = StringIndex()
  private var count = 0

  mutating func removeAll() {
    index.removeAll()
    count = 0
  }

  /// Returns the number of the shape at `start`, which ends where the buffer ends; nil when it is new.
  func find(_ shapes: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let shape = UnsafeRawBufferPointer(rebasing: shapes[start...])
    return index.find(shape, hash: StringIndex.hash(shape), in: shapes)
  }

  mutating func add(_ shapes: UnsafeRawBufferPointer, _ start: Int) {
    index.set(start..<shapes.count, to: count, in: shapes)
    count += 1
  }
}
