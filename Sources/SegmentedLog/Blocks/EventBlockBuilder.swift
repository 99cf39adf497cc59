import Bytes
import LineCodecs

/// A block that is ready to be appended: payloads, event hashes, no place yet. Made in parallel, appended in order.
package struct EncodedBlock: Sendable {
  /// Events; at least 1.
  package let count: Int
  /// Bytes of all bodies before encoding.
  package let bodyBytes: Int
  /// EVENTS, then BODIES.
  package let payloads: [EncodedPayload]
  /// 32 bytes an event.
  package let eventHashes: [UInt8]

  /// Bytes that the block will occupy, about.
  package var storedBytes: Int { payloads.reduce(0) { $0 + $1.bytes.count + FrameHeader.length } }
}

/// Collects events and encodes them as blocks: columns, bodies, hashes.
///
/// ```swift
/// builder.begin(kind: 2)
/// builder.set(16, 7)
/// builder.set(26, bytes)
/// builder.end(body: line)
/// for block in builder.finish() { try writer.append(block) }
/// ```
/// The columns of an event are set by rising id. However many events are added, no block gets more than it can hold: the builder begins another. Who
/// wants blocks to end at certain events, or to hold no more than `blockSize`, asks `isFull` and calls `finish`. One builder is used again and
/// again, by one thread.
package struct EventBlockBuilder: ~Copyable {
  /// Raw bytes of a BODIES frame.
  package let blockSize: Int
  package let compression: Compression
  /// What the compression may do.
  private let transforms: Transforms

  /// Most events of a block.
  private let eventsMax: Int
  /// Whether another block is begun when one is full.
  private let splits: Bool
  /// Blocks that are full, before the one that is being filled.
  private var full: [EncodedBlock] = []

  /// Events of the block that is being filled.
  package private(set) var count = 0
  /// Bytes of their bodies.
  package private(set) var bodyBytes = 0

  /// By column id; a column is of one type in all events of a block.
  private var integers = [IntegerColumnBuilder](repeating: IntegerColumnBuilder(), count: 256)
  private var strings = [BytesColumnBuilder](repeating: BytesColumnBuilder(), count: 256)
  private var hasher = EventHasher()
  private var hashes: [UInt8] = []
  /// Bodies that are not encoded yet: less than a frame. Their place is kept, as events that are not hashed yet point into it.
  private var bodies = ByteBuffer()
  private var bodyPayloads: [EncodedPayload] = []
  private let identifiers: Identifiers
  private var scratch: CodecScratch
  private var lastColumn = 0
  /// Most bytes that the columns can take, presence bitmaps apart.
  private var columnBytes = 0

  /// `blockSize` in bytes, at most 64 MiB. Unless `compression` is `fast`, a frame of bodies begins and ends where a body does, but for those of a
  /// body that is larger than a frame. `eventsMax`: most events of a block, 1 to 65,536. `splits`: false where the events are those of one stored block.
  package init(
    blockSize: Int = 512 << 10, compression: Compression = .fast, transforms: Transforms = .all,
    identifiers: Identifiers = .none, eventsMax: Int = Format.blockEventsMax, splits: Bool = true
  ) {
    precondition(blockSize > 0 && blockSize <= Format.rawLengthMax)
    precondition(1...Format.blockEventsMax ~= eventsMax)
    (self.blockSize, self.compression, self.transforms) = (blockSize, compression, transforms)
    (self.eventsMax, self.splits) = (eventsMax, splits)
    self.identifiers = identifiers
    scratch = CodecScratch(identifiers)
  }

  /// Whether the block should be finished before an event with a body of so many bytes is added, whose values add `columns` bytes at most.
  package func isFull(before bytes: Int, columns: Int = 0) -> Bool {
    count > 0
      && (bodyBytes + bytes > blockSize || columnBytes + columns > Self.columnBytesMax
        || count >= (isWhole ? eventsMax : max(1, eventsMax / 4)))
  }

  /// Envelopes that may wait to be hashed, in bytes.
  private static let envelopesMax = 512 << 10
  /// Bytes beside its own that a value can take: a varint and its place in a dictionary.
  static let valueMax = 13
  /// What is left of a payload when all presence bitmaps are taken off.
  private static let columnBytesMax = Format.rawLengthMax - 256 * (Format.blockEventsMax / 8 + 16)

  /// Whether frames hold whole bodies.
  private var isWhole: Bool { compression != .fast }

  package mutating func begin(kind: UInt8) {
    if splits, count >= eventsMax || columnBytes > Self.columnBytesMax { full.append(close()) }
    precondition(count < Format.blockEventsMax)
    hasher.begin(kind: kind)
    add(0, integer: Int64(kind))
    lastColumn = 15
  }

  package mutating func set(_ column: UInt8, _ value: Int64) {
    rise(to: column)
    hasher.add(column, integer: value)
    add(column, integer: value)
  }

  /// An empty value is a value: to leave the column out do not set it.
  package mutating func set(_ column: UInt8, _ value: UnsafeRawBufferPointer) {
    rise(to: column)
    hasher.add(column, bytes: value)
    columnBytes += value.count + Self.valueMax
    strings[Int(column)].add(value, row: count)
  }

  package mutating func set(_ column: UInt8, _ value: [UInt8]) {
    value.withUnsafeBytes { set(column, $0) }
  }

  /// Ends the event. A body is at most 1 GiB.
  package mutating func end(body: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
    precondition(body.count <= Format.bodyLengthMax)
    add(1, integer: Int64(body.count))
    if bodies.count + body.count < blockSize {
      if body.count > 0 { bodies.reserve(blockSize) }
      let start = bodies.count
      bodies.append(body)
      // Hashed together with others, two of which take hardly longer than one.
      hasher.end(body: UnsafeRawBufferPointer(rebasing: bodies.bytes[start...]))
      if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    } else {
      hasher.end(body: body)
      addLast(body)
    }
    bodyBytes += body.count
    count += 1
  }

  /// Ends an event whose body is not stored any more.
  package mutating func end(_ body: DroppedBody) {
    hasher.end(body)
    if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    add(1, integer: 0)
    add(DroppedBodies.lengthColumn, integer: Int64(body.length))
    body.hash.bytes.withUnsafeBytes { strings[Int(DroppedBodies.hashColumn)].add($0, row: count) }
    columnBytes += 32 + Self.valueMax
    count += 1
  }

  /// Ends an event of which only the envelope is wanted: see `finishEnvelopes(of:)`. `bodyLength` in bytes, 0 to 1 GiB.
  package mutating func end(bodyLength: Int64) {
    precondition(0...Int64(Format.bodyLengthMax) ~= bodyLength)
    hasher.end(body: UnsafeRawBufferPointer(start: nil, count: 0))
    if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    add(1, integer: bodyLength)
    count += 1
  }

  /// The events so far, which are those of `block` with other columns: their bodies are where those of `block` are. The builder is empty
  /// afterwards. Nothing of it can be appended to a log.
  package mutating func finishEnvelopes(of block: EventBlock) throws(ByteError) -> EventBlock {
    precondition(count == block.storedCount, "an event for each of the stored block")
    hasher.finish(into: &hashes)
    hashes.removeAll(keepingCapacity: true)
    (count, bodyBytes, columnBytes) = (0, 0, 0)
    return try block.whole.replacing(encodeColumns(of: block.storedCount))
  }

  /// Adds a body that does not leave room in the frame.
  private mutating func addLast(_ body: UnsafeRawBufferPointer) {
    hasher.finish(into: &hashes)
    if isWhole, bodies.count > 0, bodies.count + body.count > blockSize { encodeBodies() }
    var rest = body
    while bodies.count + rest.count >= blockSize, rest.count > 0 {
      let part = blockSize - bodies.count
      if bodies.count == 0 {
        bodyPayloads.append(
          Codec.encodeBodies(
            UnsafeRawBufferPointer(rebasing: rest[..<part]), compression, transforms, lines: nil, scratch: &scratch))
      } else {
        bodies.append(UnsafeRawBufferPointer(rebasing: rest[..<part]))
        encodeBodies()
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[part...])
    }
    bodies.append(rest)
    if isWhole, rest.count < body.count, bodies.count > 0 { encodeBodies() }
  }

  /// The blocks of all events so far, to be appended in this order to one commit; none where there are no events. The builder is empty afterwards.
  package mutating func finish() -> [EncodedBlock] {
    if count > 0 { full.append(close()) }
    defer { full.removeAll(keepingCapacity: true) }
    return full
  }

  /// The block of the events that are not in one yet, of which there must be some.
  private mutating func close() -> EncodedBlock {
    hasher.finish(into: &hashes)
    let payload = encodeColumns(of: count)
    if bodies.count > 0 { encodeBodies(lines: isWhole ? lastLines(payload) : nil) }
    let events = payload.withUnsafeBytes { Codec.encodeEvents($0, compression, scratch: &scratch) }
    let block = EncodedBlock(
      count: count, bodyBytes: bodyBytes, payloads: [events] + bodyPayloads, eventHashes: hashes)
    bodyPayloads.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    (count, bodyBytes, columnBytes) = (0, 0, 0)
    return block
  }

  private mutating func rise(to column: UInt8) {
    precondition(Int(column) > lastColumn, "columns of an event are set by rising id")
    lastColumn = Int(column)
  }

  private mutating func add(_ column: UInt8, integer value: Int64) {
    columnBytes += Self.valueMax
    integers[Int(column)].add(value, row: count)
  }

  private mutating func encodeBodies(lines: BodyLines? = nil) {
    bodyPayloads.append(
      Codec.encodeBodies(bodies.bytes, compression, transforms, lines: lines, scratch: &scratch))
    bodies.removeAll()
  }

  /// The bodies that are left for the last frame, beside the envelopes as a reader will see them; nil where they are not whole.
  private func lastLines(_ payload: [UInt8]) -> BodyLines? {
    guard let block = try? EventBlock(decoding: payload, firstSequence: 1, count: count, place: .nowhere),
      let ends = try? block.bodyEnds(), var lines = try? FrameLines(block, ends: ends)
    else { return nil }
    for payload in bodyPayloads { _ = lines.next(UInt32(payload.rawLength)) }
    return lines.next(UInt32(bodies.count))
  }

  /// The raw payload of the EVENTS frame. Columns without values are left out, and emptied for the next block.
  private mutating func encodeColumns(of count: Int) -> [UInt8] {
    var directory = ByteWriter()
    var data = ByteWriter(capacity: count * 64)
    var used: UInt16 = 0
    let isCompact = isWhole && transforms.contains(.columns)
    let lengths = isCompact ? integers[1].integers() : []
    var base: (id: UInt8, column: BytesColumnBuilder)?
    for column in 0..<256 {
      let start = data.count
      let encoding: ColumnEncoding
      if !integers[column].rows.isEmpty {
        precondition(strings[column].rows.isEmpty, "a column is of one type")
        encoding =
          isCompact && column > 1
          ? integers[column].encodeCompactly(into: &data, count: count, lengths: lengths)
          : integers[column].encode(into: &data, count: count)
        integers[column].removeAll()
      } else if !strings[column].rows.isEmpty {
        if isCompact {
          encoding = strings[column].encodeCompactly(into: &data, count: count, base: base, identifiers)
          if base == nil, strings[column].isMostlyUUIDs(of: count) { base = (UInt8(column), strings[column]) }
        } else {
          encoding = strings[column].encode(into: &data, count: count)
        }
        strings[column].removeAll()
      } else {
        continue
      }
      directory.u8(UInt8(column))
      directory.u8(encoding.rawValue)
      directory.zeros(2)
      directory.fixed(UInt32(data.count - start))
      used += 1
    }
    var payload = ByteWriter(capacity: 4 + directory.count + data.count)
    payload.fixed(used)
    payload.zeros(2)
    payload.append(directory.bytes)
    payload.append(data.bytes)
    return payload.bytes
  }
}
