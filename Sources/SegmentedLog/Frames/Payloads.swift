import Bytes

/// The payload of a COMMIT frame: 48 bytes, and 16 more where it says who wrote it.
package struct CommitPayload: Sendable, Equatable {
  package static let length = 48

  /// Who wrote a commit, and after what.
  struct Origin: Sendable, Equatable {
    static let length = 16

    /// Of whoever had the store open for writing. Not 0.
    var writer: UInt64
    /// The first eight bytes of the chain hash after the event before the commit.
    var before: UInt64

    init(writer: UInt64, before: Digest) { (self.writer, self.before) = (writer, before.prefix) }

    fileprivate init(_ reader: inout ByteReader) throws(ByteError) {
      writer = try reader.fixed()
      before = try reader.fixed()
      guard writer != 0 else { throw .malformed }
    }
  }

  /// After the last event of the commit.
  package var chain: Digest
  /// Milliseconds since 1970 UTC.
  package var time: Int64
  /// EVENTS and BODIES frames of the commit.
  package var frames: UInt32
  /// nil: the commit was made of others, or by an old version.
  var origin: Origin?

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

  package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard [Self.length, Self.length + Origin.length].contains(bytes.count) else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    time = try reader.fixed()
    frames = try reader.fixed()
    try reader.zeros(4)
    if reader.remaining > 0 { origin = try Origin(&reader) }
  }

  /// Whether it was written after an event with this chain hash after it, as far as it says.
  func follows(_ chain: Digest) -> Bool { origin.map { $0.before == chain.prefix } ?? true }
}

/// The payload of a MERGED frame: when the events of one commit were committed before a compaction made it of several, or of parts of them.
struct MergedPayload: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    /// At least 1.
    var events: UInt64
    /// Milliseconds since 1970 UTC.
    var time: Int64
  }

  /// In order, without neighbours of the same time.
  private(set) var parts: [Part] = []

  init() {}

  mutating func add(_ part: Part) {
    if let last = parts.last, last.time == part.time {
      parts[parts.count - 1].events += part.events
    } else {
      parts.append(part)
    }
  }

  /// Whether they are the parts of a commit of so many events and this time.
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

  /// `events`: of the commit, each part has one.
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
  package static let length = 48

  /// After the last event of the segment.
  package var chain: Digest
  package var events: UInt64
  /// Frames before the SEAL.
  package var frames: UInt64

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

  package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    guard bytes.count == Self.length else { throw .malformed }
    var reader = ByteReader(bytes)
    chain = try reader.digest()
    events = try reader.fixed()
    frames = try reader.fixed()
  }
}
