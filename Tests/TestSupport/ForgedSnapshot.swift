import Bytes
import FileIO
import SegmentedLog

private func crc32c(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { Bytes.crc32c($0) } }

/// A whole snapshot, built byte by byte as FORMAT.md describes it, for what no writer would write.
public struct ForgedSnapshot {
  /// A payload as it is in a frame.
  public struct Payload {
    public var codec: UInt8
    public var stored: [UInt8]
    public var rawLength: Int
    public var rawChecksum: UInt32

    public init(codec: UInt8 = 0, stored: [UInt8], rawLength: Int, rawChecksum: UInt32) {
      (self.codec, self.stored, self.rawLength, self.rawChecksum) = (codec, stored, rawLength, rawChecksum)
    }

    public init(_ bytes: [UInt8]) { self.init(stored: bytes, rawLength: bytes.count, rawChecksum: crc32c(bytes)) }

    /// A payload of `count` zero bytes, which takes about 20 bytes.
    public init(zeros count: Int) {
      self.init(repeated: [0], count: count, checksum: crc32c([UInt8](repeating: 0, count: count)))
    }

    /// `count` bytes that begin with `start` and repeat themselves from there on: one long match.
    public init(repeated start: [UInt8], count: Int, checksum: UInt32) {
      var operations = ByteWriter()
      operations.varint(start.count)
      operations.varint(start.count)
      operations.varint(count - start.count)
      operations.varint(0)
      operations.varint(0)
      var writer = ByteWriter()
      writer.varint(count)
      writer.u8(2)
      for stream in [start, operations.bytes] {
        writer.varint(stream.count)
        writer.u8(0)
        writer.append(stream)
      }
      self.init(codec: 2, stored: writer.bytes, rawLength: count, rawChecksum: checksum)
    }
  }

  private let store = [0xde, 0xad, 0xbe, 0xef, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1] as [UInt8]
  private var segment: [UInt8]
  private var chain = [UInt8](repeating: 0, count: 32)
  private var next: UInt64 = 1
  private var frames: UInt64 = 0
  private var pending: UInt32 = 0
  private static let time: Int64 = 1_764_000_000_000

  public init() { segment = Self.header(store, ordinal: 0, first: 1, chain: [UInt8](repeating: 0, count: 32)) }

  private static func header(_ store: [UInt8], ordinal: UInt32, first: UInt64, chain: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append([0x89, 0x43, 0x43, 0x53, 0x0d, 0x0a, 0x1a, 0x0a])
    writer.fixed(UInt16(1))
    writer.fixed(UInt16(0))
    writer.fixed(UInt32(128))
    writer.zeros(16)
    writer.append(store)
    writer.fixed(ordinal)
    writer.fixed(UInt32(0))
    writer.fixed(ordinal)
    writer.zeros(4)
    writer.fixed(first)
    writer.append(chain)
    writer.fixed(time)
    writer.zeros(12)
    writer.fixed(crc32c(writer.bytes))
    return writer.bytes
  }

  private mutating func frame(_ type: UInt8, _ payload: Payload, sequence: UInt64, count: Int) {
    var writer = ByteWriter()
    writer.append([0xc5, 0x43, 0x46, 0x52, type, payload.codec, 0, 0])
    writer.fixed(UInt32(payload.stored.count))
    writer.fixed(UInt32(payload.rawLength))
    writer.fixed(UInt64(segment.count))
    writer.fixed(UInt64(0))
    writer.fixed(sequence)
    writer.fixed(UInt32(count))
    writer.zeros(8)
    writer.fixed(crc32c(payload.stored))
    writer.fixed(payload.rawChecksum)
    writer.fixed(crc32c(writer.bytes))
    segment += writer.bytes + payload.stored
    segment += [UInt8](repeating: 0, count: (8 - segment.count % 8) % 8)
    frames += 1
  }

  /// Adds a block. `hashes` are those of its events, 32 bytes each, one after the other.
  public mutating func add(events: Payload, count: Int, bodies: [Payload] = [], hashes: [UInt8]) {
    frame(1, events, sequence: next, count: count)
    for body in bodies { frame(2, body, sequence: next, count: count) }
    for start in stride(from: 0, to: hashes.count, by: 32) {
      chain = Digest(of: chain + hashes[start..<start + 32]).bytes
    }
    next += UInt64(count)
    pending += UInt32(1 + bodies.count)
  }

  /// Ends the commit, which began with event `first`.
  public mutating func commit(from first: UInt64) {
    var writer = ByteWriter()
    writer.append(chain)
    writer.fixed(Self.time)
    writer.fixed(pending)
    writer.zeros(4)
    frame(3, Payload(writer.bytes), sequence: first, count: Int(next - first))
    pending = 0
  }

  /// The bytes of the file.
  public consuming func finish() -> [UInt8] {
    var seal = ByteWriter()
    seal.append(chain)
    seal.fixed(next - 1)
    seal.fixed(frames)
    frame(5, Payload(seal.bytes), sequence: next, count: 0)
    let active = Self.header(store, ordinal: 1, first: next, chain: chain)
    var identity = Array("ccstore 1\nstore \(UUID16(store))\ncreated 2025-11-24T16:00:00.000Z\n".utf8)
    identity += Array("crc32c \(hexadecimal(withUnsafeBytes(of: crc32c(identity).bigEndian) { Array($0) }))\n".utf8)
    return file([(1, 0, identity), (2, 0, manifest()), (3, 0, segment), (3, 1, active)])
  }

  private func manifest() -> [UInt8] {
    var manifest = ByteWriter()
    manifest.append([0x89, 0x43, 0x43, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a])
    manifest.fixed(UInt16(1))
    manifest.fixed(UInt16(0))
    manifest.fixed(UInt32(128 + 2 * 112 + 4))
    manifest.zeros(16)
    manifest.append(store)
    manifest.fixed(UInt64(1))
    manifest.fixed(Self.time)
    manifest.zeros(32)
    manifest.fixed(UInt32(2))
    manifest.zeros(28)
    for (ordinal, state, length, first, before) in [
      (UInt32(0), UInt8(2), segment.count, UInt64(1), [UInt8](repeating: 0, count: 32)), (1, 1, 128, next, chain),
    ] {
      manifest.fixed(ordinal)
      manifest.fixed(UInt32(0))
      manifest.fixed(ordinal)
      manifest.u8(state)
      manifest.zeros(3)
      manifest.fixed(UInt64(length))
      manifest.fixed(first)
      manifest.fixed(next)
      manifest.append(before)
      manifest.append(chain)
      manifest.zeros(8)
    }
    manifest.fixed(crc32c(manifest.bytes))
    return manifest.bytes
  }

  private func file(_ parts: [(kind: UInt32, ordinal: UInt32, bytes: [UInt8])]) -> [UInt8] {
    var position = UInt64(192 + 64 * parts.count)
    var table = ByteWriter()
    for part in parts {
      var entry = ByteWriter()
      entry.fixed(part.kind)
      entry.fixed(part.ordinal)
      entry.zeros(8)
      entry.fixed(position)
      entry.fixed(UInt64(part.bytes.count))
      entry.zeros(28)
      entry.fixed(crc32c(entry.bytes))
      table.append(entry.bytes)
      position += UInt64(part.bytes.count)
    }
    var file = ByteWriter()
    file.append([0x89, 0x43, 0x43, 0x58, 0x0d, 0x0a, 0x1a, 0x0a])
    file.fixed(UInt16(1))
    file.fixed(UInt16(0))
    file.fixed(UInt32(192))
    file.zeros(16)
    file.append(store)
    file.fixed(UInt64(0))
    file.fixed(next - 1)
    file.zeros(32)
    file.append(chain)
    file.fixed(position + 32)
    file.fixed(UInt32(parts.count))
    file.zeros(48)
    file.fixed(crc32c(file.bytes))
    file.append(table.bytes)
    for part in parts { file.append(part.bytes) }
    return file.bytes + Digest(of: file.bytes).bytes
  }
}

extension ForgedSnapshot {
  /// A column of an EVENTS payload: its id, its encoding, and its data.
  public typealias Column = (id: UInt8, encoding: UInt8, data: [UInt8])

  public static func events(_ columns: [Column]) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(UInt16(columns.count))
    writer.zeros(2)
    for column in columns {
      writer.u8(column.id)
      writer.u8(column.encoding)
      writer.zeros(2)
      writer.fixed(UInt32(column.data.count))
    }
    for column in columns { writer.append(column.data) }
    return writer.bytes
  }

  /// A column of integers, one per row.
  public static func deltas(_ id: UInt8, _ values: [Int64]) -> Column {
    var writer = ByteWriter()
    writer.u8(0)
    var last: Int64 = 0
    for value in values {
      writer.zigzag(value &- last)
      last = value
    }
    return (id, 0, writer.bytes)
  }

  /// A column with one value in all rows.
  public static func constant(_ id: UInt8, _ value: [UInt8], rows: Int) -> Column {
    var writer = ByteWriter()
    writer.u8(0)
    writer.varint(1)
    writer.varint(value.count)
    writer.append(value)
    writer.zeros(rows)
    return (id, 1, writer.bytes)
  }

  /// A snapshot of a few bytes whose one transcript has `lines` lines of zero bytes, each of `frames` frames of 64 MiB.
  public static func bomb(lines: Int, frames: Int) -> [UInt8] {
    let length = frames * (64 << 20)
    let hash = Digest(of: [UInt8](repeating: 0, count: length)).bytes
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let part = Payload(zeros: 64 << 20)
    var md5 = RunningMD5()
    for _ in 0..<lines * frames { zeros.withUnsafeBytes { md5.update($0) } }
    let path = "projects/-p/aaaaaaaa-1111-4111-8111-111111111111.jsonl"
    var events = ForgedLog.file(0, path, [])
    for line in 0..<lines {
      events.insert(
        ForgedEvent(
          2,
          [
            16: .integer(0), 17: .integer(0), 18: .integer(Int64(line)), 19: .integer(Int64(line * length)),
            25: .bytes(ForgedLog.session), 26: .bytes(Array("user".utf8)),
          ]), at: 1 + line)
    }
    events[lines + 1][72] = Int64(lines * length)
    events[lines + 1][73] = Int64(lines)
    events[lines + 1][75] = Int64(lines * length)
    events[lines + 1][bytes: 74] = md5.digest
    var snapshot = ForgedSnapshot()
    for event in events {
      let isLine = event.kind == 2
      var columns = [deltas(0, [Int64(event.kind)]), deltas(1, [isLine ? Int64(length) : 0])]
      for (id, value) in event.values.sorted(by: { $0.key < $1.key }) {
        switch value {
        case .integer(let value): columns.append(deltas(id, [value]))
        case .bytes(let bytes): columns.append(constant(id, bytes, rows: 1))
        }
      }
      snapshot.add(
        events: Payload(Self.events(columns)), count: 1, bodies: isLine ? (0..<frames).map { _ in part } : [],
        hashes: event.hash(length: isLine ? length : 0, body: isLine ? hash : Digest(of: []).bytes))
    }
    snapshot.commit(from: 1)
    return snapshot.finish()
  }
}

extension ForgedEvent {
  /// The hash `h` of FORMAT.md, Chain. `body` is the SHA-256 of the body.
  func hash(length: Int, body: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(kind)
    writer.fixed(UInt16(values.count))
    for (id, value) in values.sorted(by: { $0.key < $1.key }) {
      writer.u8(id)
      switch value {
      case .integer(let value):
        writer.u8(0)
        writer.fixed(value)
      case .bytes(let bytes):
        writer.u8(1)
        writer.fixed(UInt32(bytes.count))
        writer.append(bytes)
      }
    }
    writer.fixed(UInt64(length))
    writer.append(body)
    return Digest(of: writer.bytes).bytes
  }
}
