import Bytes
import LineCodecs

/// The decoded envelopes of one block. Columns are decoded when they are requested.
package struct EventBlock: Sendable {
  /// The sequence number of the first event.
  package private(set) var firstSequence: UInt64
  /// The number of events; at least 1.
  package private(set) var count: Int
  /// The place of the block in its segment.
  package let place: BlockPlace
  /// The rows of the stored block that this value covers: all of them, unless it was cut to a range.
  package private(set) var rows: Range<Int>
  /// The number of events in the stored block.
  let storedCount: Int
  /// The raw payload of the EVENTS frame.
  package let payload: [UInt8]
  private let slots: [Slot]
  /// The payload of the frame when this block has other envelopes; nil when `payload` is that of the frame.
  private var storedPayload: [UInt8]?

  struct Slot: Sendable {
    var column: UInt8
    var encoding: UInt8
    var range: Range<Int>
  }

  /// The sequence numbers of the events.
  package var sequences: Range<UInt64> { firstSequence..<firstSequence + UInt64(count) }

  /// Reads the column directory of a raw payload. Throws when `payload` is not the raw payload of an EVENTS frame of
  /// `count` events.
  package init(decoding payload: [UInt8], firstSequence: UInt64, count: Int, place: BlockPlace) throws(ByteError) {
    guard count >= 1, count <= Format.blockEventsMax else { throw .malformed }
    self.payload = payload
    self.firstSequence = firstSequence
    self.count = count
    storedCount = count
    rows = 0..<count
    self.place = place
    slots = try payload.withReader { (reader) throws(ByteError) in
      let used = Int(try reader.fixed(UInt16.self))
      try reader.zeros(2)
      var slots: [Slot] = []
      var start = 4 + 8 * used
      for _ in 0..<used {
        let column = try reader.u8()
        let encoding = try reader.u8()
        try reader.zeros(2)
        let end = start + Int(try reader.fixed(UInt32.self))
        if let last = slots.last, last.column >= column { throw .malformed }
        guard end <= reader.buffer.count else { throw .truncated }
        slots.append(Slot(column: column, encoding: encoding, range: start..<end))
        start = end
      }
      guard start == reader.buffer.count, slots.count >= 2, slots[0].column == 0, slots[1].column == 1 else {
        throw .malformed
      }
      return slots
    }
  }

  /// Returns the events of this block, which must not be cut to a range, with other envelopes, given as the raw payload
  /// of an EVENTS frame.
  package func replacing(_ payload: [UInt8]) throws(ByteError) -> EventBlock {
    var block = try EventBlock(decoding: payload, firstSequence: firstSequence, count: count, place: place)
    block.storedPayload = storedPayload ?? self.payload
    return block
  }

  /// The whole block with the envelopes of its frame, on which the encoding of its bodies depends.
  var stored: EventBlock {
    guard let storedPayload else { return whole }
    let first = firstSequence - UInt64(rows.lowerBound)
    // The payload was decoded before.
    return try! EventBlock(decoding: storedPayload, firstSequence: first, count: storedCount, place: place)
  }

  /// The block as it is stored, even when this value was cut to a range.
  package var whole: EventBlock {
    var whole = self
    whole.firstSequence -= UInt64(rows.lowerBound)
    (whole.count, whole.rows) = (storedCount, 0..<storedCount)
    return whole
  }

  /// The approximate number of bytes of memory that the envelopes take.
  package var memory: Int { payload.count + 1024 }

  /// Returns the events of the block within a range of sequence numbers. The block must contain at least one of them.
  package func cut(to range: ClosedRange<UInt64>) -> EventBlock {
    let kept = sequences.clamped(to: range.lowerBound..<(range.upperBound == .max ? .max : range.upperBound + 1))
    precondition(!kept.isEmpty)
    if kept == sequences { return self }
    var cut = self
    let start = rows.lowerBound + Int(kept.lowerBound - firstSequence)
    cut.firstSequence = kept.lowerBound
    cut.count = kept.count
    cut.rows = start..<start + kept.count
    return cut
  }

  /// The ids of the columns that have a value anywhere in the stored block, rising.
  package var columns: [UInt8] { slots.map(\.column) }

  /// Returns the place of a column in the payload; nil when it has no value.
  func slot(of column: UInt8) -> Slot? { slots.first { $0.column == column } }

  /// Returns the encoding of a column; nil when it has no value.
  package func encoding(of column: UInt8) -> UInt8? { slot(of: column)?.encoding }

  /// Returns the kind of each event.
  package func kinds() throws(ByteError) -> IntegerColumn { try integers(0) }

  /// Returns the body length of each event in bytes; 0 for a body that was dropped. Throws when a length is out of
  /// range.
  package func bodyLengths() throws(ByteError) -> IntegerColumn {
    let lengths = try integers(1)
    guard lengths.values.allSatisfy({ $0 >= 0 && $0 <= Format.bodyLengthMax }) else { throw .malformed }
    return lengths
  }

  /// Returns the end of each body, in bytes, in the concatenation of all bodies.
  package func bodyEnds() throws(ByteError) -> [Int] {
    let lengths = try bodyLengths()
    var end = 0
    return (0..<count).map { row in
      end += Int(lengths[row] ?? 0)
      return end
    }
  }

  /// Returns true when the column holds integers, false when it holds byte strings; nil when it has no value.
  package func isInteger(_ column: UInt8) -> Bool? {
    slot(of: column).map {
      $0.encoding == ColumnEncoding.deltas.rawValue || $0.encoding == ColumnEncoding.running.rawValue
    }
  }
}

extension EncodedBlock {
  /// Returns the envelopes of a block whose first event has, or will have, the number `firstSequence`. The bodies
  /// cannot be read from the result.
  package func envelopes(firstSequence: UInt64) throws(ByteError) -> EventBlock {
    let events = payloads[0]
    var raw = [UInt8](repeating: 0, count: events.rawLength)
    var failure: ByteError?
    events.bytes.withUnsafeBytes { stored in
      raw.withUnsafeMutableBytes { target in
        do throws(ByteError) { try Codec.decode(stored, codec: events.codec.rawValue, into: target) } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
    return try EventBlock(decoding: raw, firstSequence: firstSequence, count: count, place: .nowhere)
  }
}

/// The place of a block. Its bodies can be read from here even after a compaction has removed the name of the file.
package struct BlockPlace: Sendable {
  /// The reader of the segment; nil when the block is not stored.
  package var reader: FrameReader?
  /// The offset of the EVENTS frame in the segment, in bytes.
  package var offset: UInt64
  /// The headers of the BODIES frames, in order.
  package var bodies: [FrameHeader]

  static let nowhere = BlockPlace(reader: nil, offset: 0, bodies: [])
}

extension [UInt8] {
  /// Calls `body` with a reader over the bytes of `range`, or over all bytes when it is nil.
  func withReader<Value>(
    _ range: Range<Int>? = nil, _ body: (inout ByteReader) throws(ByteError) -> Value
  ) throws(ByteError) -> Value {
    let result = withUnsafeBytes { buffer -> Result<Value, ByteError> in
      var reader = ByteReader(range.map { UnsafeRawBufferPointer(rebasing: buffer[$0]) } ?? buffer)
      do throws(ByteError) { return .success(try body(&reader)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
