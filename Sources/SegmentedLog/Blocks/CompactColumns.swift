import Bytes
import LineCodecs

/// Encodes columns as a compaction writes them: smaller, at the cost of more work. FORMAT.md, EVENTS.
extension IntegerColumnBuilder {
  /// Encodes the column as running values (encoding 6) when this is smaller and most values equal the value before them
  /// plus the length of its body, so that only the others cost more than a byte; otherwise like `encode`. `lengths` are
  /// the body lengths of all rows in bytes.
  func encodeCompactly(into writer: inout ByteWriter, count: Int, lengths: [Int64]) -> ColumnEncoding {
    let values = integers()
    var running = ByteWriter(capacity: values.count)
    var expected: Int64 = 0
    var hits = 0
    for (row, value) in zip(rows, values) {
      if value == expected { hits += 1 }
      running.zigzag(value &- expected)
      expected = value &+ lengths[Int(row)]
    }
    guard hits * 2 > values.count, running.count < self.values.count else { return encode(into: &writer, count: count) }
    writer.presence(of: rows, count: count)
    writer.append(running.bytes)
    return .running
  }

  /// Returns the values of the rows that have one, in order.
  func integers() -> [Int64] {
    values.bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      var value: Int64 = 0
      return rows.map { _ in
        // The builder wrote these bytes itself, so there is a number for each row and no error can occur.
        value &+= (try? reader.zigzag()) ?? 0
        return value
      }
    }
  }
}

extension BytesColumnBuilder {
  /// Returns true when at least half of `count` rows have a value, all values are UUIDs, and at least half of the
  /// values are distinct.
  func isMostlyUUIDs(of count: Int) -> Bool {
    rows.count * 2 >= count && entries.count * 2 >= rows.count && entries.storage.count == 36 * entries.count
      && uuids() != nil
  }

  /// Encodes the column: with encoding 5 when `base` holds at least half of the values; otherwise with 2 or 3 when all
  /// values are distinct and are UUIDs or have one length; otherwise with 4. `base` is a column of lower id that holds
  /// mostly distinct UUIDs.
  func encodeCompactly(
    into writer: inout ByteWriter, count: Int, base: (id: UInt8, column: BytesColumnBuilder)?,
    _ identifiers: Identifiers
  ) -> ColumnEncoding {
    if let base, encodeElsewhere(into: &writer, count: count, base.id, base.column, identifiers) { return .elsewhere }
    if entries.count == indexes.count, uuids() != nil || commonWidth() != nil {
      return encode(into: &writer, count: count)
    }
    writer.presence(of: rows, count: count)
    encodeDistinct(into: &writer, entries: entries.ends.indices, indexes: indexes, identifiers)
    return .distinct
  }

  /// Encodes each value as the row of `base` that holds it (encoding 5). Returns false, and writes nothing, when `base`
  /// holds less than half of the values.
  private func encodeElsewhere(
    into writer: inout ByteWriter, count: Int, _ id: UInt8, _ base: BytesColumnBuilder, _ identifiers: Identifiers
  ) -> Bool {
    let targets = entries.storage.withUnsafeBytes { storage in
      entries.ends.indices.map { base.entries.find(UnsafeRawBufferPointer(rebasing: storage[entries.range($0)])) }
    }
    guard indexes.count(where: { targets[Int($0)] != nil }) * 2 >= indexes.count else { return false }
    // The row of each entry of `base`: the last one up to the current row, or the first one when it appears only later.
    var rowOfEntry = [Int32](repeating: -1, count: base.entries.count)
    for (row, entry) in zip(base.rows, base.indexes).reversed() { rowOfEntry[Int(entry)] = row }
    var nextBase = 0
    writer.presence(of: rows, count: count)
    writer.u8(id)
    var rest: [Int32] = []
    for (row, index) in zip(rows, indexes) {
      while nextBase < base.rows.count, base.rows[nextBase] <= row {
        rowOfEntry[Int(base.indexes[nextBase])] = base.rows[nextBase]
        nextBase += 1
      }
      if let target = targets[Int(index)] {
        let distance = Int64(row - rowOfEntry[target])
        writer.varint(UInt64(bitPattern: (distance << 1) ^ (distance >> 63)) + 1)
      } else {
        writer.u8(0)
        rest.append(index)
      }
    }
    // The remaining entries are renumbered in the order in which they first appear.
    var order: [Int] = []
    var numbers: [Int32: Int32] = [:]
    let renumbered = rest.map { index in
      if let number = numbers[index] { return number }
      let number = Int32(order.count)
      numbers[index] = number
      order.append(Int(index))
      return number
    }
    encodeDistinct(into: &writer, entries: order, indexes: renumbered, identifiers)
    return true
  }

  /// Writes the entries, each once, then one number for each value: 0 for the next new entry, otherwise the distance
  /// back to its entry.
  private func encodeDistinct(
    into writer: inout ByteWriter, entries order: some Collection<Int>, indexes: [Int32], _ identifiers: Identifiers
  ) {
    entries.storage.withUnsafeBytes { storage in
      var prefixes: [Int] = []
      var kinds: [UInt8] = []
      var lengths = ByteWriter(capacity: order.count)
      var data = ByteBuffer(capacity: storage.count)
      for entry in order {
        let value = UnsafeRawBufferPointer(rebasing: storage[entries.range(entry)])
        if let uuid = BinaryText.uuid(value) {
          kinds.append(1)
          uuid.bytes.withUnsafeBytes { data.append($0) }
        } else if let prefix = identifiers.prefix(of: value) {
          let place = prefixes.firstIndex(of: prefix) ?? prefixes.count
          if place == prefixes.count { prefixes.append(prefix) }
          kinds.append(UInt8(2 + place))
          let rest = UnsafeRawBufferPointer(rebasing: value[identifiers.prefixes[prefix].count...])
          lengths.varint(rest.count)
          _ = BinaryText.decodeBase62(rest, into: &data)
        } else {
          kinds.append(0)
          lengths.varint(value.count)
          data.append(value)
        }
      }
      writer.varint(kinds.count)
      writer.u8(UInt8(prefixes.count))
      for prefix in prefixes {
        writer.u8(UInt8(identifiers.prefixes[prefix].count))
        writer.append(identifiers.prefixes[prefix])
      }
      writer.append(kinds)
      writer.append(lengths.bytes)
      writer.append(data.bytes)
    }
    var used: Int32 = 0
    for index in indexes {
      if index == used {
        writer.u8(0)
        used += 1
      } else {
        writer.varint(UInt64(used - index))
      }
    }
  }
}

extension EventBlock {
  /// Decodes encoding 4.
  func distinct(_ range: Range<Int>, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    try payload.withReader(range) { (reader) throws(ByteError) in
      let (bits, filled) = try reader.presence(of: storedCount, in: memory)
      let values = try DistinctValues(&reader, count: filled)
      guard reader.remaining == 0 else { throw .malformed }
      let places = places(bits, in: memory)
      var next = 0
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        places[row] = values.entries[next]
        next += 1
      }
      let (ends, storage) = memory.append(values, to: .none)
      return view(places, ends, storage, entries: values.ends.count)
    }
  }

  /// Decodes encoding 5, in which values refer to those of another column.
  func elsewhere(_ slot: Slot, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    try payload.withReader(slot.range) { (reader) throws(ByteError) in
      let (bits, _) = try reader.presence(of: storedCount, in: memory)
      let id = try reader.u8()
      guard id < slot.column, let encoding = encoding(of: id), encoding != ColumnEncoding.elsewhere.rawValue else {
        throw .malformed
      }
      let scratch = ColumnMemory()
      defer { withExtendedLifetime(scratch) {} }
      let base = try whole.bytes(id, in: scratch)
      let places = places(bits, in: memory)
      var open: [Int] = []
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        let code = try reader.varint()
        if code == 0 { return open.append(row) }
        let distance = Int64(bitPattern: (code - 1) >> 1) ^ -Int64(bitPattern: (code - 1) & 1)
        let (target, overflow) = Int64(row).subtractingReportingOverflow(distance)
        guard !overflow, target >= 0, target < Int64(storedCount), let entry = base.entry(Int(target)) else {
          throw .malformed
        }
        places[row] = Int32(entry)
      }
      // Entries of the base column come first, then the entries that only this column has.
      let rest = try DistinctValues(&reader, count: open.count)
      guard reader.remaining == 0 else { throw .malformed }
      for (row, entry) in zip(open, rest.entries) { places[row] = entry + Int32(base.entryCount) }
      let (ends, storage) = memory.append(rest, to: base)
      return view(places, ends, storage, entries: base.entryCount + rest.ends.count)
    }
  }
}

extension ColumnMemory {
  /// Returns the ends and the bytes of the entries of `base`, followed by those of `values`.
  fileprivate func append(
    _ values: DistinctValues, to base: BytesView
  ) -> (ends: UnsafePointer<Int32>, storage: UnsafeRawPointer) {
    let ends = allocate(base.entryCount + values.ends.count, of: Int32.self)
    if let known = base.ends { ends.update(from: known, count: base.entryCount) }
    let offset = Int32(base.storageCount)
    for (entry, end) in values.ends.enumerated() { ends[base.entryCount + entry] = offset + end }
    let storage = UnsafeMutableRawPointer(allocate(base.storageCount + values.storage.count, of: UInt8.self))
    if let known = base.storage { storage.copyMemory(from: known, byteCount: base.storageCount) }
    values.storage.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      (storage + base.storageCount).copyMemory(from: start, byteCount: bytes.count)
    }
    return (UnsafePointer(ends), UnsafeRawPointer(storage))
  }
}

/// The decoded values of encoding 4, in which each distinct value is an entry.
private struct DistinctValues {
  /// The entry of each value.
  let entries: [Int32]
  /// The end of each entry in `storage`, in bytes.
  let ends: [Int32]
  let storage: [UInt8]

  /// Decodes `values` values.
  init(_ reader: inout ByteReader, count values: Int) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    var prefixes: [[UInt8]] = []
    for _ in 0..<(try reader.u8()) {
      let length = Int(try reader.u8())
      prefixes.append([UInt8](try reader.bytes(length)))
    }
    let kinds = [UInt8](try reader.bytes(count))
    var lengths: [Int] = []
    for kind in kinds { lengths.append(kind == 1 ? 16 : try reader.count(limit: reader.buffer.count)) }
    var storage = ByteBuffer(capacity: reader.remaining * 2)
    var ends: [Int32] = []
    ends.reserveCapacity(count)
    for (kind, length) in zip(kinds, lengths) {
      switch kind {
      case 0: storage.append(try reader.bytes(length))
      case 1:
        let bytes = try reader.bytes(16).baseAddress!.assumingMemoryBound(to: UInt8.self)
        storage.withRoom(for: 36) { BinaryText.encodeUUID(bytes, to: $0) }
      default:
        guard Int(kind) - 2 < prefixes.count else { throw .malformed }
        prefixes[Int(kind) - 2].withUnsafeBytes { storage.append($0) }
        let packed = try reader.bytes(Identifiers.packedLength(length))
        var isRight = true
        storage.withRoom(for: length) { place in
          guard length > 0 else { return }
          isRight = BinaryText.encodeBase62(
            packed.baseAddress!.assumingMemoryBound(to: UInt8.self), length, to: place)
        }
        guard isRight else { throw .malformed }
      }
      guard storage.count <= Format.blockEnvelopesMax else { throw .tooLarge }
      ends.append(Int32(storage.count))
    }
    var rows: [Int32] = []
    rows.reserveCapacity(values)
    var used = 0
    for _ in 0..<values {
      let back = try reader.varint()
      if back == 0 {
        guard used < count else { throw .malformed }
        rows.append(Int32(used))
        used += 1
      } else {
        guard back <= UInt64(used) else { throw .malformed }
        rows.append(Int32(used - Int(back)))
      }
    }
    guard used == count else { throw .malformed }
    (entries, self.ends, self.storage) = (rows, ends, [UInt8](storage.bytes))
  }
}
