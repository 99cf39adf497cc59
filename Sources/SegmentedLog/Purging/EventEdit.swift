import Bytes

/// A change of one event that is rewritten without some of its content.
package struct EventEdit: Sendable {
  /// The columns that keep their value.
  package var keeps: Set<UInt8>
  /// True when the event keeps its body.
  package var keepsBody: Bool
  /// The columns that get a new integer, whether they are in `keeps` or not.
  package var integers: [UInt8: Int64] = [:]
  /// The columns that get a new byte string, whether they are in `keeps` or not.
  package var bytes: [UInt8: [UInt8]] = [:]

  package init(keeps: Set<UInt8>, keepsBody: Bool) { (self.keeps, self.keepsBody) = (keeps, keepsBody) }
}

/// The events of a block that must be changed, by row.
package typealias EventEdits = [Int: EventEdit]

extension EventBlock {
  /// Encodes the block again with some of its events changed. `builder` must be empty and must not split blocks.
  /// Memory: twice the block.
  func edited(_ edits: EventEdits, _ bodies: BlockBodies, _ builder: inout EventBlockBuilder) throws(ByteError)
    -> EncodedBlock
  {
    let kinds = try kinds()
    let dropped = try droppedBodies()
    var integers: [UInt8: IntegerColumn] = [:]
    var strings: [UInt8: BytesColumn] = [:]
    for column in columns where column >= 16 {
      if isInteger(column) == true {
        integers[column] = try self.integers(column)
      } else {
        strings[column] = try bytes(column)
      }
    }
    let new = edits.values.flatMap { Array($0.integers.keys) + Array($0.bytes.keys) }
    let ids = Set(columns.filter { $0 >= 16 } + new).sorted()
    for row in 0..<count {
      guard let kind = kinds[row].flatMap({ UInt8(exactly: $0) }) else { throw .malformed }
      let edit = edits[row]
      builder.begin(kind: kind)
      for id in ids {
        if let value = edit?.integers[id] {
          builder.set(id, value)
        } else if let value = edit?.bytes[id] {
          builder.set(id, value)
        } else if edit?.keeps.contains(id) ?? true {
          if let value = integers[id]?[row] {
            builder.set(id, value)
          } else if let entry = strings[id]?.entry(row) {
            strings[id]!.withBytes(ofEntry: entry) { builder.set(id, $0) }
          }
        }
      }
      if !(edit?.keepsBody ?? true) {
        builder.end()
      } else if let body = dropped?[row] {
        builder.end(body)
      } else {
        bodies.withBody(row) { builder.end(body: $0) }
      }
    }
    let blocks = builder.finish()
    guard blocks.count == 1 else { throw .malformed }
    return blocks[0]
  }
}
