import Bytes

/// The columns of a block that are part of its events, decoded once in order to copy or hash the events one after the
/// other. The columns must not be used after `memory` was reset, when that was given.
package struct EnvelopeColumns {
  private enum Values {
    case integers(IntegerView)
    case bytes(BytesView)
  }

  /// The memory that the views refer to.
  private let memory: ColumnMemory
  private let kinds: IntegerView
  private var columns: [(id: UInt8, values: Values)] = []

  /// Decodes the columns into `memory`. Throws when one cannot be decoded, and `tooLarge` when the byte strings have
  /// more than `limit` bytes.
  package init(
    _ block: EventBlock, _ memory: ColumnMemory = ColumnMemory(), limit: Int = .max
  ) throws(ByteError) {
    self.memory = memory
    kinds = try block.integers(0, in: memory)
    for row in 0..<block.count {
      guard let kind = kinds[row], UInt8(exactly: kind) != nil else { throw .malformed }
    }
    var size = 0
    for id in block.columns where id >= 16 {
      if block.isInteger(id) == true {
        columns.append((id, .integers(try block.integers(id, in: memory))))
      } else {
        let column = try block.bytes(id, in: memory)
        size += column.storageCount
        guard size <= limit else { throw .tooLarge }
        columns.append((id, .bytes(column)))
      }
    }
  }

  /// Begins an event in `builder` that equals the event of a row except for its body and for `changes`. The caller ends
  /// it.
  package func copy(_ row: Int, _ changes: ColumnChanges, to builder: inout EventBlockBuilder) {
    builder.begin(kind: UInt8(kinds[row]!))
    forEachValue(row, changes) { id, value in
      switch value {
      case .integer(let value): builder.set(id, value)
      case .bytes(let bytes): builder.set(id, bytes)
      }
    }
  }

  /// Appends the 32-byte hash of an event with `changes` to `hashes`. `dropped` is the record of its body when that was
  /// dropped; otherwise the body is read from `bodies`.
  package func hash(
    _ row: Int, _ changes: ColumnChanges, dropped: DroppedBody?, _ bodies: BlockBodies, into hashes: inout [UInt8]
  ) {
    var hasher = EventHasher()
    hasher.begin(kind: UInt8(kinds[row]!))
    forEachValue(row, changes) { id, value in
      switch value {
      case .integer(let value): hasher.add(id, integer: value)
      case .bytes(let bytes): hasher.add(id, bytes: bytes)
      }
    }
    if let dropped {
      hasher.end(dropped)
      hasher.finish(into: &hashes)
    } else {
      bodies.withBody(row) {
        hasher.end(body: $0)
        hasher.finish(into: &hashes)
      }
    }
  }

  private enum Value {
    case integer(Int64)
    case bytes(UnsafeRawBufferPointer)
  }

  /// Calls `body` with each value of an event, by rising column id.
  private func forEachValue(_ row: Int, _ changes: ColumnChanges, _ body: (UInt8, Value) -> Void) {
    defer { withExtendedLifetime(memory) {} }
    var next = 0
    func visit(_ change: ColumnChanges.Change) {
      switch change.value {
      case .integer(let value): body(change.column, .integer(value))
      case .bytes(let bytes): bytes.withUnsafeBytes { body(change.column, .bytes($0)) }
      case nil: break
      }
    }
    for (id, values) in columns {
      while next < changes.changes.count, changes.changes[next].column < id {
        visit(changes.changes[next])
        next += 1
      }
      if next < changes.changes.count, changes.changes[next].column == id {
        visit(changes.changes[next])
        next += 1
        continue
      }
      switch values {
      case .integers(let column): if let value = column[row] { body(id, .integer(value)) }
      case .bytes(let column): if let entry = column.entry(row) { body(id, .bytes(column.bytes(ofEntry: entry))) }
      }
    }
    while next < changes.changes.count {
      visit(changes.changes[next])
      next += 1
    }
  }

  /// Begins an event in `builder` that equals the event of a row except for its body. The caller ends it.
  package func copy(_ row: Int, to builder: inout EventBlockBuilder) {
    defer { withExtendedLifetime(memory) {} }
    builder.begin(kind: UInt8(kinds[row]!))
    for (id, values) in columns {
      switch values {
      case .integers(let column): if let value = column[row] { builder.set(id, value) }
      case .bytes(let column): if let entry = column.entry(row) { builder.set(id, column.bytes(ofEntry: entry)) }
      }
    }
  }

  /// Adds kind and values of an event to `hasher`. The caller keeps the columns alive.
  @inline(__always)
  fileprivate func hash(_ row: Int, into hasher: inout EventHasher) {
    hasher.begin(kind: UInt8(truncatingIfNeeded: kinds[row]!))
    for (id, values) in columns {
      switch values {
      case .integers(let column): if let value = column[row] { hasher.add(id, integer: value) }
      case .bytes(let column): if let entry = column.entry(row) { hasher.add(id, bytes: column.bytes(ofEntry: entry)) }
      }
    }
  }

  /// Returns an upper bound for the bytes that the event's values add to a block's columns.
  package func size(_ row: Int) -> Int {
    defer { withExtendedLifetime(memory) {} }
    return columns.reduce(EventBlockBuilder.valueMax) { sum, column in
      switch column.values {
      case .integers(let values): sum + (values[row] == nil ? 0 : EventBlockBuilder.valueMax)
      case .bytes(let values):
        sum + (values.entry(row).map { values.bytes(ofEntry: $0).count + EventBlockBuilder.valueMax } ?? 0)
      }
    }
  }
}

extension EventBlock {
  /// Returns the hashes of all events, 32 bytes each, recomputed from columns and bodies. The columns are decoded into
  /// `memory`, which is reset first. Throws `tooLarge` when the envelopes exceed the limit of a block.
  package func eventHashes(_ bodies: BlockBodies, _ memory: ColumnMemory = ColumnMemory()) throws(ByteError) -> [UInt8]
  {
    memory.reset()
    let columns = try EnvelopeColumns(self, memory, limit: Format.blockEnvelopesMax)
    let dropped = try droppedBodies()
    var hasher = EventHasher()
    var hashes: [UInt8] = []
    hashes.reserveCapacity(32 * count)
    var size = 0
    withExtendedLifetime(memory) {
      bodies.withAll { bodies in
        for row in 0..<count {
          let before = hasher.pendingBytes
          columns.hash(row, into: &hasher)
          size += hasher.pendingBytes - before
          if size > Format.blockEnvelopesMax { break }
          if let body = dropped?[row] { hasher.end(body) } else { hasher.end(body: bodies[row]) }
          // 64 KiB stay in the processor's cache.
          if hasher.pendingBytes > 64 << 10 { hasher.finish(into: &hashes) }
        }
        hasher.finish(into: &hashes)
      }
    }
    guard size <= Format.blockEnvelopesMax else { throw .tooLarge }
    return hashes
  }
}
