import FileIO

/// The columns of a block that are part of its events, decoded once to copy or hash one event after the other.
public struct EnvelopeColumns: Sendable {
  private enum Values: Sendable {
    case integers(IntegerColumn)
    case bytes(BytesColumn)
  }

  private let kinds: IntegerColumn
  private let columns: [(id: UInt8, values: Values)]

  /// Throws where a column cannot be decoded.
  public init(_ block: EventBlock) throws(ByteError) {
    kinds = try block.kinds()
    guard kinds.values.allSatisfy({ UInt8(exactly: $0) != nil }) else { throw .malformed }
    var columns: [(id: UInt8, values: Values)] = []
    for id in block.columns where id >= 16 {
      columns.append(
        (id, block.isInteger(id) == true ? .integers(try block.integers(id)) : .bytes(try block.bytes(id))))
    }
    self.columns = columns
  }

  /// Those of `ids` that can be decoded.
  init(_ block: EventBlock, ahead ids: [UInt8]) throws(ByteError) {
    kinds = try block.kinds()
    columns = block.columns.filter(ids.contains).compactMap { id in
      if block.isInteger(id) == true { return (try? block.integers(id)).map { (id, .integers($0)) } }
      return (try? block.bytes(id)).map { (id, .bytes($0)) }
    }
  }

  /// Begins an event that is the same but for its body and `changes`.
  public func copy(_ row: Int, _ changes: ColumnChanges, to builder: inout EventBlockBuilder) {
    builder.begin(kind: UInt8(kinds[row]!))
    forEachValue(row, changes) { id, value in
      switch value {
      case .integer(let value): builder.set(id, value)
      case .bytes(let bytes): builder.set(id, bytes)
      }
    }
  }

  /// The 32-byte hash of an event with `changes`, appended to `hashes`.
  public func hash(
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

  /// The values of an event by rising column.
  private func forEachValue(_ row: Int, _ changes: ColumnChanges, _ body: (UInt8, Value) -> Void) {
    var next = 0
    func give(_ change: ColumnChanges.Change) {
      switch change.value {
      case .integer(let value): body(change.column, .integer(value))
      case .bytes(let bytes): bytes.withUnsafeBytes { body(change.column, .bytes($0)) }
      case nil: break
      }
    }
    for (id, values) in columns {
      while next < changes.changes.count, changes.changes[next].column < id {
        give(changes.changes[next])
        next += 1
      }
      if next < changes.changes.count, changes.changes[next].column == id {
        give(changes.changes[next])
        next += 1
        continue
      }
      switch values {
      case .integers(let column): if let value = column[row] { body(id, .integer(value)) }
      case .bytes(let column):
        if let entry = column.entry(row) { column.withBytes(ofEntry: entry) { body(id, .bytes($0)) } }
      }
    }
    while next < changes.changes.count {
      give(changes.changes[next])
      next += 1
    }
  }

  /// The column, where it is one of integers.
  func integers(_ id: UInt8) -> IntegerColumn? {
    if id == 0 { return kinds }
    for column in columns where column.id == id {
      guard case .integers(let values) = column.values else { return nil }
      return values
    }
    return nil
  }

  /// The column, where it is one of bytes.
  func bytes(_ id: UInt8) -> BytesColumn? {
    for column in columns where column.id == id {
      guard case .bytes(let values) = column.values else { return nil }
      return values
    }
    return nil
  }

  /// Begins an event that is the same but for its body.
  public func copy(_ row: Int, to builder: inout EventBlockBuilder) {
    builder.begin(kind: UInt8(kinds[row]!))
    for (id, values) in columns {
      switch values {
      case .integers(let column): if let value = column[row] { builder.set(id, value) }
      case .bytes(let column):
        if let entry = column.entry(row) { column.withBytes(ofEntry: entry) { builder.set(id, $0) } }
      }
    }
  }

  /// Gives `body` all columns at once.
  func withPointers<Value>(_ body: (EnvelopePointers) -> Value) -> Value {
    withPointers(columns[...], EnvelopePointers(kinds: kinds), body)
  }

  private func withPointers<Value>(
    _ rest: ArraySlice<(id: UInt8, values: Values)>, _ pointers: EnvelopePointers, _ body: (EnvelopePointers) -> Value
  ) -> Value {
    guard let (id, values) = rest.first else { return body(pointers) }
    switch values {
    case .integers(let column):
      return column.withPointers { withPointers(rest.dropFirst(), pointers.adding(id, .integers($0)), body) }
    case .bytes(let column):
      return column.withPointers { withPointers(rest.dropFirst(), pointers.adding(id, .bytes($0)), body) }
    }
  }

  /// Most bytes that the event's values can add to a block's columns.
  public func size(_ row: Int) -> Int {
    columns.reduce(EventBlockBuilder.valueMax) { sum, column in
      switch column.values {
      case .integers(let values): sum + (values[row] == nil ? 0 : EventBlockBuilder.valueMax)
      case .bytes(let values):
        sum + (values.entry(row).map { values.withBytes(ofEntry: $0) { $0.count } + EventBlockBuilder.valueMax } ?? 0)
      }
    }
  }
}

extension EventBlock {
  /// The 32-byte hashes of all events, recomputed from columns and bodies.
  func eventHashes(_ bodies: BlockBodies) throws(ByteError) -> [UInt8] {
    try eventHashes(try EnvelopeColumns(self), bodies)
  }

  /// `columns`: of this block.
  func eventHashes(_ columns: EnvelopeColumns, _ bodies: BlockBodies) throws(ByteError) -> [UInt8] {
    let dropped = try droppedBodies()
    var hasher = EventHasher()
    var hashes: [UInt8] = []
    hashes.reserveCapacity(32 * count)
    bodies.withAll { bodies in
      columns.withPointers { columns in
        for row in 0..<count {
          columns.hash(row, into: &hasher)
          if let body = dropped?[row] { hasher.end(body) } else { hasher.end(body: bodies[row]) }
          // As much as stays in the processor's cache.
          if hasher.pendingBytes > 64 << 10 { hasher.finish(into: &hashes) }
        }
        hasher.finish(into: &hashes)
      }
    }
    return hashes
  }
}

/// The columns of a block, while they stay where they are: one event after the other without counting references.
struct EnvelopePointers {
  enum Values {
    case integers(IntegerPointers)
    case bytes(BytesPointers)
  }

  private let kinds: IntegerColumn
  private var columns: [(id: UInt8, values: Values)] = []

  init(kinds: IntegerColumn) { self.kinds = kinds }

  func adding(_ id: UInt8, _ values: Values) -> EnvelopePointers {
    var more = self
    more.columns.append((id, values))
    return more
  }

  @inline(__always)
  func hash(_ row: Int, into hasher: inout EventHasher) {
    hasher.begin(kind: UInt8(kinds[row]!))
    for (id, values) in columns {
      switch values {
      case .integers(let column): if let value = column[row] { hasher.add(id, integer: value) }
      case .bytes(let column): if let value = column[row] { hasher.add(id, bytes: value) }
      }
    }
  }
}
