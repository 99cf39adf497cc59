import Bytes

/// The payload of a COMMIT frame: 48 bytes, or 64 when it names its writer.
package struct CommitPayload: Sendable, Equatable {
  /// The length without an origin, in bytes.
  package static let length = 48

  /// The writer of a commit, and the state of the log that the writer built on.
  struct Origin: Sendable, Equatable {
    static let length = 16

    /// The random number of the writer that had the store open; not 0.
    var writer: UInt64
    /// The first eight bytes of the chain hash before the first event of the commit.
    var before: UInt64

    init(writer: UInt64, before: Digest) { (self.writer, self.before) = (writer, before.prefix) }

    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
      writer = try reader.fixed()
      before = try reader.fixed()
      guard writer != 0 else { throw .malformed }
    }
  }

  /// The chain hash after the last event of the commit.
  package var chain: Digest
  /// The time of the commit in milliseconds since 1970-01-01 UTC.
  package var time: Int64
  /// The number of EVENTS and BODIES frames in the commit.
  package var frames: UInt32
  /// The writer; nil when the commit was made from others, by a compaction, a purge or an import, or by an old version.
  var origin: Origin?

  /// Returns the bytes of the payload.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.length + Origin.length)
    writer.append(chain.bytes)
    writer.fixed(time)
    writer.fixed(frames)
    writer.zeros(4)
    if let origin {
      writer.fixed(origin.writer)
      writer.fixed(origin.before)
    }
    return writer.bytes
  }

  init(chain: Digest, time: Int64, frames: UInt32, origin: Origin? = nil) {
    (self.chain, self.time, self.frames, self.origin) = (chain, time, frames, origin)
  }

  /// Decodes a payload of 48 or 64 bytes; throws when it is malformed.
  package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard [Self.length, Self.length + Origin.length].contains(bytes.count) else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    time = try reader.fixed()
    frames = try reader.fixed()
    try reader.zeros(4)
    if reader.remaining > 0 { origin = try Origin(&reader) }
  }

  /// Returns true when the commit was written directly after an event with the chain hash `chain`, or does not say
  /// after which.
  func follows(_ chain: Digest) -> Bool { origin.map { $0.before == chain.prefix } ?? true }
}

/// The payload of a MERGED frame: the times at which the events of one commit were committed, before that commit was
/// made from several commits or parts of commits.
struct MergedPayload: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    /// The number of events; at least 1.
    var events: UInt64
    /// Their commit time in milliseconds since 1970-01-01 UTC.
    var time: Int64
  }

  /// The parts in order. No two neighbours have the same time.
  private(set) var parts: [Part] = []

  init() {}

  mutating func add(_ part: Part) {
    if let last = parts.last, last.time == part.time {
      parts[parts.count - 1].events += part.events
    } else {
      parts.append(part)
    }
  }

  /// Returns true when the parts make up a commit of `events` events at `time`: the numbers add up, and the last part
  /// has that time.
  func fits(events: UInt64, time: Int64) -> Bool {
    var sum: UInt64 = 0
    for part in parts {
      let (next, overflow) = sum.addingReportingOverflow(part.events)
      guard part.events > 0, !overflow else { return false }
      sum = next
    }
    return sum == events && parts.last?.time == time
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: 8 * parts.count)
    var time: Int64 = 0
    writer.varint(parts.count)
    for part in parts {
      writer.varint(part.events)
      writer.zigzag(part.time &- time)
      time = part.time
    }
    return writer.bytes
  }

  /// Decodes a payload. `events` is the number of events in the commit, which bounds the number of parts because each
  /// has at least one.
  init(decoding bytes: UnsafeRawBufferPointer, events: UInt32) throws(ByteError) {
    var reader = ByteReader(bytes)
    var time: Int64 = 0
    for _ in 0..<(try reader.count(limit: min(bytes.count, Int(events)))) {
      let events = try reader.varint()
      time &+= try reader.zigzag()
      parts.append(Part(events: events, time: time))
    }
    guard reader.remaining == 0 else { throw .malformed }
  }
}

/// The payload of a SEAL frame: 48 bytes.
package struct SealPayload: Sendable, Equatable {
  /// The length of the payload in bytes.
  package static let length = 48

  /// The chain hash after the last event of the segment.
  package var chain: Digest
  /// The number of events in the segment.
  package var events: UInt64
  /// The number of frames before the SEAL, of any type.
  package var frames: UInt64

  /// Returns the bytes of the payload.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter(capacity: Self.length)
    writer.append(chain.bytes)
    writer.fixed(events)
    writer.fixed(frames)
    return writer.bytes
  }

  package init(chain: Digest, events: UInt64, frames: UInt64) {
    (self.chain, self.events, self.frames) = (chain, events, frames)
  }

  /// Decodes a payload of 48 bytes; throws when it is malformed.
  package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard bytes.count == Self.length else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    events = try reader.fixed()
    frames = try reader.fixed()
  }
}
