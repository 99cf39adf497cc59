import Bytes

/// The encodings of a column: FORMAT.md, EVENTS.
enum ColumnEncoding: UInt8, Sendable {
  case deltas = 0
  case dictionary = 1
  case uuids = 2
  case fixed = 3
  case distinct = 4
  case elsewhere = 5
  case running = 6
}

/// Collects the integers of one column of a block that is being built.
struct IntegerColumnBuilder {
  private(set) var rows: [Int32] = []
  private(set) var values = ByteWriter()
  private var previous: Int64 = 0

  mutating func add(_ value: Int64, row: Int) {
    rows.append(Int32(row))
    values.zigzag(value &- previous)
    previous = value
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    values.bytes.removeAll(keepingCapacity: true)
    previous = 0
  }

  func encode(into writer: inout ByteWriter, count: Int) -> ColumnEncoding {
    writer.presence(of: rows, count: count)
    writer.append(values.bytes)
    return .deltas
  }
}

/// Collects the byte strings of one column of a block that is being built. Each distinct value is stored once.
struct BytesColumnBuilder {
  private(set) var rows: [Int32] = []
  /// The entry number of each row that has a value. Entries are numbered in the order in which they first appear.
  private(set) var indexes: [Int32] = []
  /// The distinct values. A block limits their number, so the fast hash will do.
  private(set) var entries = PackedStrings(isKeyed: false)

  mutating func add(_ value: UnsafeRawBufferPointer, row: Int) {
    rows.append(Int32(row))
    indexes.append(Int32(entries.add(value)))
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    indexes.removeAll(keepingCapacity: true)
    entries.removeAll()
  }

  func encode(into writer: inout ByteWriter, count: Int) -> ColumnEncoding {
    writer.presence(of: rows, count: count)
    // A UUID costs 16 bytes a row; a dictionary entry costs 37 bytes once and about one byte a row.
    if indexes.count * 16 <= entries.count * 37 + indexes.count, let uuids = uuids() {
      for index in indexes {
        let uuid = uuids[Int(index)]
        writer.fixed(uuid.high.byteSwapped)
        writer.fixed(uuid.low.byteSwapped)
      }
      return .uuids
    }
    if entries.count == indexes.count, let width = commonWidth() {
      writer.u8(UInt8(width))
      writer.append(entries.storage)
      return .fixed
    }
    writer.varint(entries.count)
    var start = 0
    for end in entries.ends {
      writer.varint(end - start)
      start = end
    }
    writer.append(entries.storage)
    for index in indexes { writer.varint(UInt64(index)) }
    return .dictionary
  }

  /// Returns all entries as UUIDs; nil when any of them is not the lower-case text of a UUID.
  func uuids() -> [UUID16]? {
    guard entries.storage.count == 36 * entries.count else { return nil }
    return entries.storage.withUnsafeBufferPointer { text in
      var uuids: [UUID16] = []
      uuids.reserveCapacity(entries.count)
      for (index, end) in entries.ends.enumerated() {
        guard end == 36 * (index + 1),
          let uuid = UUID16(text: UnsafeBufferPointer(rebasing: text[36 * index..<36 * index + 36]))
        else { return nil }
        uuids.append(uuid)
      }
      return uuids
    }
  }

  /// Returns the length that all entries share, 1 to 255 bytes; nil when they differ or there are none.
  func commonWidth() -> Int? {
    guard let width = entries.ends.first, (1...255).contains(width) else { return nil }
    for (index, end) in entries.ends.enumerated() where end != width * (index + 1) { return nil }
    return width
  }
}

extension ByteWriter {
  /// Writes the presence byte of a column and, when some rows lack a value, its bitmap.
  mutating func presence(of rows: [Int32], count: Int) {
    if rows.count == count { return u8(0) }
    u8(1)
    let start = self.count
    zeros((count + 7) / 8)
    for row in rows { bytes[start + Int(row) / 8] |= 1 << UInt8(row & 7) }
  }
}
