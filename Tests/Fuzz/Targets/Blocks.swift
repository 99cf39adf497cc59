import FileIO
import TestSupport

@testable import SegmentedLog

/// The location of a block that is in no file.
let noPlace = BlockPlace(reader: nil, offset: 128, bodies: [])

/// The number of events (`u16`) and the raw payload of an EVENTS frame. What is decoded is encoded again and must have
/// the same hashes.
enum EventBlockTarget: FuzzTarget {
  static let name = "event-block"
  /// The maximum number of bytes of the bodies that are made up for the hashes.
  private static let bodyBytesMax = 1 << 16

  static func seeds() throws -> [[UInt8]] {
    let compact = compactSample()
    return try SampleStore.eventPayloads() + [[UInt8(compact.count), 0] + compact.rawEvents()]
  }
  static var tokens: [[UInt8]] { varintTokens }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) { repairPayload(&bytes) }

  /// Makes the directory of columns valid: the first two columns are those of the log, the ids ascend, and the last
  /// column ends with the payload.
  static func repairPayload(_ bytes: inout [UInt8]) {
    guard bytes.count >= 6 + 16 else { return }
    // Few events are as good as many, and faster.
    bytes[1] &= 1
    let used = min(max(2, Int(bytes[2])), (bytes.count - 6) / 8)
    bytes.put([UInt8(used), 0, 0, 0], at: 2)
    var left = bytes.count - 6 - 8 * used
    var id = -1
    for slot in 0..<used {
      let place = 6 + 8 * slot
      id = slot < 2 ? slot : min(255 - (used - slot - 1), max(id + 1, Int(bytes[place])))
      bytes.put([UInt8(id), bytes[place + 1] % 7, 0, 0], at: place)
      if slot == 0 { bytes[place + 1] = 0 }
      let length = slot == used - 1 ? left : min(left, Int(bytes.u32(at: place + 4)))
      bytes.put(UInt32(length), at: place + 4)
      left -= length
    }
  }

  /// The block of an input; nil where the input is invalid.
  static func block(_ bytes: [UInt8]) -> EventBlock? {
    guard bytes.count >= 2 else { return nil }
    let count = Int(bytes[0]) | Int(bytes[1]) << 8
    return try? EventBlock(decoding: Array(bytes[2...]), firstSequence: 1, count: count, place: noPlace)
  }

  static func run(_ bytes: [UInt8]) {
    guard let block = block(bytes) else { return }
    require(block.columns == block.columns.sorted() && Set(block.columns).count == block.columns.count, "columns fall")
    for column in block.columns { checkColumn(column, of: block) }
    guard let bodies = bodies(of: block), let hashes = try? block.eventHashes(bodies) else { return }
    var builder = EventBlockBuilder(blockSize: 4096, splits: false)
    rebuild(block, bodies, &builder)
    let again = builder.finish().first!
    require(again.eventHashes == hashes, "the encoder gives the events other hashes")
    let copy = must("the encoder's own block") { try again.envelopes(firstSequence: 1) }
    require(try copy.eventHashes(bodies) == hashes, "a block does not survive encoding")
    var compact = EventBlockBuilder(
      blockSize: 64 << 10, compression: .high(level: 3), identifiers: identifiers, splits: false)
    rebuild(block, bodies, &compact)
    let smaller = must("a compaction's own block") { try compact.finish().first!.envelopes(firstSequence: 1) }
    require(try smaller.eventHashes(bodies) == hashes, "a block does not survive compaction")
  }

  private static func checkColumn(_ column: UInt8, of block: EventBlock) {
    let integers = try? block.integers(column)
    let strings = try? block.bytes(column)
    require(integers == nil || strings == nil, "column \(column) has two types")
    checkViews(column, of: block, integers, strings)
    for row in 0..<block.count {
      _ = integers?[row]
      guard let entry = strings?.entry(row) else { continue }
      require(entry < strings!.entryCount, "an entry that is not there")
      require(strings![row]! == strings!.withBytes(ofEntry: entry) { [UInt8]($0) }, "two ways to one value differ")
    }
  }

  /// Checks that what is decoded into memory of its own is the same, or fails as well.
  private static func checkViews(
    _ column: UInt8, of block: EventBlock, _ integers: IntegerColumn?, _ strings: BytesColumn?
  ) {
    let memory = ColumnMemory()
    let integerView = try? block.integers(column, in: memory)
    let bytesView = try? block.bytes(column, in: memory)
    require((integerView == nil) == (integers == nil), "a view of integers that fails otherwise than the column")
    require((bytesView == nil) == (strings == nil), "a view of bytes that fails otherwise than the column")
    for row in 0..<block.count {
      require(integerView?[row] == integers?[row], "a view of integers that says something else")
      require(bytesView?[row] == strings?[row], "a view of bytes that says something else")
    }
  }

  /// Bodies of the lengths in the block; nil where the block has none, or where they are large.
  private static func bodies(of block: EventBlock) -> BlockBodies? {
    guard let lengths = try? block.bodyLengths() else { return nil }
    var ends: [Int] = []
    for row in 0..<block.count { ends.append((ends.last ?? 0) + Int(lengths[row]!)) }
    guard ends.last! <= bodyBytesMax else { return nil }
    return BlockBodies(storage: [UInt8](repeating: 0x61, count: ends.last!), ends: ends)
  }

  private static func rebuild(_ block: EventBlock, _ bodies: BlockBodies, _ builder: inout EventBlockBuilder) {
    let columns = block.columns.filter { $0 >= 16 }
    let integers = columns.map { id in must("a column") { block.isInteger(id)! ? try block.integers(id) : nil } }
    let strings = columns.map { id in must("a column") { block.isInteger(id)! ? nil : try block.bytes(id) } }
    let kinds = must("kinds") { try block.kinds() }
    for row in 0..<block.count {
      builder.begin(kind: UInt8(kinds[row]!))
      for (index, column) in columns.enumerated() {
        if let value = integers[index]?[row] { builder.set(column, value) }
        if let value = strings[index]?[row] { builder.set(column, value) }
      }
      bodies.withBody(row) { builder.end(body: $0) }
    }
  }
}
