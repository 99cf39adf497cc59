import Bytes
import LineCodecs

/// A block that is ready to be appended: its payloads and event hashes, without a place in the log. Blocks are encoded
/// in parallel and appended in order.
package struct EncodedBlock: Sendable {
  /// The number of events; at least 1.
  package let count: Int
  /// The total length of all bodies before encoding, in bytes.
  package let bodyBytes: Int
  /// The EVENTS payload, then the BODIES payloads.
  package let payloads: [EncodedPayload]
  /// The hashes of the events, 32 bytes each.
  package let eventHashes: [UInt8]

  /// The approximate number of bytes that the block will occupy in a segment: payloads and headers, without padding.
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
///
/// The columns of an event are set by rising id. Any number of events can be added: when a block has reached its
/// limits, the builder begins another. A caller that wants blocks to end at certain events, or to hold at most
/// `blockSize` bytes of bodies, asks `isFull` and calls `finish`. A builder is reused for many blocks and belongs to
/// one thread.
package struct EventBlockBuilder: ~Copyable {
  /// The raw length of a BODIES frame in bytes.
  package let blockSize: Int
  package let compression: Compression
  /// The transforms that the compression may apply.
  private let transforms: Transforms

  /// The largest number of events in a block.
  private let eventsMax: Int
  /// True when the builder begins another block as soon as one is full.
  private let splits: Bool
  /// The blocks that are full, which precede the one that is being filled.
  private var full: [EncodedBlock] = []

  /// The number of events in the block that is being filled.
  package private(set) var count = 0
  /// The total length of their bodies in bytes.
  package private(set) var bodyBytes = 0

  /// The builders by column id. A column has one type in all events of a block.
  private var integers = [IntegerColumnBuilder](repeating: IntegerColumnBuilder(), count: 256)
  private var strings = [BytesColumnBuilder](repeating: BytesColumnBuilder(), count: 256)
  private var hasher = EventHasher()
  private var hashes: [UInt8] = []
  /// The bodies that are not encoded yet, less than a frame. Their address must not change, because events that are not
  /// hashed yet point into this buffer.
  private var bodies = ByteBuffer()
  private var bodyPayloads: [EncodedPayload] = []
  private let identifiers: Identifiers
  private var scratch: CodecScratch
  private var lastColumn = 0
  /// An upper bound for the bytes of the columns, without presence bitmaps.
  private var columnBytes = 0

  /// Creates an empty builder.
  ///
  /// `blockSize` is the raw length of a frame of bodies in bytes, 1 to 64 MiB. Unless `compression` is `fast`, a frame
  /// begins and ends at the boundary of a body, except the frames of a body that is larger than one frame. `eventsMax`
  /// is the largest number of events in a block, 1 to 65,536. `splits` is false when the events are those of one stored
  /// block, which must stay one block.
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

  /// Returns true when the block should be finished before the next event is added. That event has a body of `bytes`
  /// bytes, and its values add at most `columns` bytes. With `fast` compression a block counts as full at a quarter of
  /// `eventsMax`.
  package func isFull(before bytes: Int, columns: Int = 0) -> Bool {
    count > 0
      && (bodyBytes + bytes > blockSize || columnBytes + columns > Self.columnBytesMax
        || count >= (isWhole ? eventsMax : max(1, eventsMax / 4)))
  }

  /// The number of envelope bytes that may wait to be hashed.
  private static let envelopesMax = 512 << 10
  /// The number of bytes that a value can take in addition to its own: a varint and its place in a dictionary.
  static let valueMax = 13
  /// The bytes of a payload that remain when the presence bitmaps of all 256 columns are subtracted.
  private static let columnBytesMax = Format.rawLengthMax - 256 * (Format.blockEventsMax / 8 + 16)

  /// True when frames hold whole bodies.
  private var isWhole: Bool { compression != .fast }

  /// Begins an event of a kind. When the block is full and `splits` is true, the event goes to another block.
  package mutating func begin(kind: UInt8) {
    if splits, count >= eventsMax || columnBytes > Self.columnBytesMax { full.append(close()) }
    precondition(count < Format.blockEventsMax)
    hasher.begin(kind: kind)
    add(0, integer: Int64(kind))
    lastColumn = 15
  }

  /// Sets an integer. `column` must be above the last column that was set for this event, and above 15.
  package mutating func set(_ column: UInt8, _ value: Int64) {
    rise(to: column)
    hasher.add(column, integer: value)
    add(column, integer: value)
  }

  /// Sets a byte string. `column` must be above the last column that was set for this event, and above 15. An empty
  /// value is a value: a column that is to have none is not set.
  package mutating func set(_ column: UInt8, _ value: UnsafeRawBufferPointer) {
    rise(to: column)
    hasher.add(column, bytes: value)
    columnBytes += value.count + Self.valueMax
    strings[Int(column)].add(value, row: count)
  }

  /// Sets a byte string, like the overload for a buffer.
  package mutating func set(_ column: UInt8, _ value: [UInt8]) {
    value.withUnsafeBytes { set(column, $0) }
  }

  /// Ends the event. A body has at most 1 GiB; its bytes are copied.
  package mutating func end(body: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)) {
    precondition(body.count <= Format.bodyLengthMax)
    add(1, integer: Int64(body.count))
    if bodies.count + body.count < blockSize {
      if body.count > 0 { bodies.reserve(blockSize) }
      let start = bodies.count
      bodies.append(body)
      // The body is hashed together with others later, because hashing two at once takes hardly longer than hashing
      // one.
      hasher.end(body: UnsafeRawBufferPointer(rebasing: bodies.bytes[start...]))
      if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    } else {
      hasher.end(body: body)
      addLast(body)
    }
    bodyBytes += body.count
    count += 1
  }

  /// Ends an event whose body was dropped and is not stored any more.
  package mutating func end(_ body: DroppedBody) {
    hasher.end(body)
    if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    add(1, integer: 0)
    add(DroppedBodies.lengthColumn, integer: Int64(body.length))
    body.hash.bytes.withUnsafeBytes { strings[Int(DroppedBodies.hashColumn)].add($0, row: count) }
    columnBytes += 32 + Self.valueMax
    count += 1
  }

  /// Ends an event of which only the envelope is needed, for `finishEnvelopes(of:)`. `bodyLength` is in bytes, 0 to
  /// 1 GiB.
  package mutating func end(bodyLength: Int64) {
    precondition(0...Int64(Format.bodyLengthMax) ~= bodyLength)
    hasher.end(body: UnsafeRawBufferPointer(start: nil, count: 0))
    if hasher.pendingBytes > Self.envelopesMax { hasher.finish(into: &hashes) }
    add(1, integer: bodyLength)
    count += 1
  }

  /// Returns the events that were added, as the events of `block` with other columns; their bodies stay where those of
  /// `block` are. There must be one event for each of the stored block. The builder is empty afterwards. The result
  /// cannot be appended to a log.
  package mutating func finishEnvelopes(of block: EventBlock) throws(ByteError) -> EventBlock {
    precondition(count == block.storedCount, "an event for each of the stored block")
    hasher.finish(into: &hashes)
    hashes.removeAll(keepingCapacity: true)
    (count, bodyBytes, columnBytes) = (0, 0, 0)
    return try block.whole.replacing(encodeColumns(of: block.storedCount))
  }

  /// Adds a body that fills the current frame or does not fit into it.
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

  /// Returns the blocks of all events that were added, to be appended in this order to one commit; an empty array when
  /// there are no events. The builder is empty afterwards.
  package mutating func finish() -> [EncodedBlock] {
    if count > 0 { full.append(close()) }
    defer { full.removeAll(keepingCapacity: true) }
    return full
  }

  /// Encodes the block of the events that are not in a finished block. There must be at least one.
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

  /// Checks that the columns of an event are set by rising id.
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

  /// Returns the bodies of the last frame, together with the envelopes as a reader will decode them; nil when the frame
  /// does not hold whole bodies.
  private func lastLines(_ payload: [UInt8]) -> BodyLines? {
    guard let block = try? EventBlock(decoding: payload, firstSequence: 1, count: count, place: .nowhere),
      let ends = try? block.bodyEnds(), var lines = try? FrameLines(block, ends: ends)
    else { return nil }
    for payload in bodyPayloads { _ = lines.next(UInt32(payload.rawLength)) }
    return lines.next(UInt32(bodies.count))
  }

  /// Encodes the raw payload of the EVENTS frame. Columns without values are omitted. All columns are empty afterwards,
  /// for the next block.
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
