import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("views of columns")
struct ColumnViewTests {
  @Test(
    "a column view gives the values of the column, for whole blocks and for parts of them",
    arguments: 0..<40 as Range<UInt64>)
  func same(seed: UInt64) throws {
    var random = Seeded(seed &+ TestSettings.seed)
    let memory = ColumnMemory()
    let events = TestEvent.random(Int.random(in: 1...300, using: &random), using: &random)
    for encoded in [block(of: events), compactBlock(of: events)] {
      let whole = try encoded.envelopes(firstSequence: 10)
      let first = 10 + UInt64(Int.random(in: 0..<events.count, using: &random))
      let last = UInt64.random(in: first..<10 + UInt64(events.count), using: &random)
      for block in [whole, whole.cut(to: first...last)] {
        memory.reset()
        for id in 0...UInt8.max {
          #expect(try Self.view(block, id, memory) == Self.column(block, id), "column \(id), seed \(seed)")
        }
      }
    }
  }

  @Test("a column view refuses the damaged columns that the column decoder refuses", arguments: 0..<40 as Range<UInt64>)
  func refused(seed: UInt64) throws {
    var random = Seeded(seed &+ TestSettings.seed)
    let memory = ColumnMemory()
    let events = TestEvent.random(Int.random(in: 1...60, using: &random), using: &random)
    var refusals = 0
    for encoded in [block(of: events), compactBlock(of: events)] {
      let payload = try encoded.envelopes(firstSequence: 1).payload
      for _ in 0..<200 {
        var bytes = payload
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        guard
          let block = try? EventBlock(decoding: bytes, firstSequence: 1, count: events.count, place: .nowhere)
        else { continue }
        for id in block.columns {
          memory.reset()
          let column = Result { try Self.column(block, id) }
          let view = Result { try Self.view(block, id, memory) }
          #expect((try? view.get()) == (try? column.get()), "column \(id), seed \(seed)")
          if (try? column.get()) == nil { refusals += 1 }
        }
      }
    }
    #expect(refusals > 0)
  }

  @Test("a column view of the wrong type is refused as malformed")
  func otherType() throws {
    let events = [TestEvent(fields: [16: .integer(1), 17: .bytes([2])])]
    let block = try block(of: events).envelopes(firstSequence: 1)
    #expect(throws: ByteError.malformed) { try block.bytes(16, in: ColumnMemory()) }
    #expect(throws: ByteError.malformed) { try block.integers(17, in: ColumnMemory()) }
  }

  @Test("a column view hashes all its values as they would be hashed one by one")
  func hashes() throws {
    var random = Seeded(TestSettings.seed)
    let block = try block(of: TestEvent.random(200, using: &random)).envelopes(firstSequence: 1)
    let memory = ColumnMemory()
    var count = 0
    for id in block.columns where block.isInteger(id) == false {
      let view = try block.bytes(id, in: memory)
      let hashes = view.sha256Prefixes()
      #expect(hashes.count == view.entryCount)
      for (entry, hash) in hashes.enumerated() { #expect(hash == sha256Prefix(of: view.bytes(ofEntry: entry))) }
      count += hashes.count
    }
    #expect(count > 0)
  }

  /// The values by row, and for columns of bytes the entry of each row.
  private enum Values: Equatable {
    case integers([Int64?])
    case bytes([[UInt8]?], entries: [Int?])
  }

  private static func column(_ block: EventBlock, _ id: UInt8) throws -> Values {
    if block.isInteger(id) ?? (id % 2 == 0) {
      let column = try block.integers(id)
      return .integers((0..<block.count).map { column[$0] })
    }
    let column = try block.bytes(id)
    return .bytes((0..<block.count).map { column[$0] }, entries: (0..<block.count).map { column.entry($0) })
  }

  private static func view(_ block: EventBlock, _ id: UInt8, _ memory: ColumnMemory) throws -> Values {
    if block.isInteger(id) ?? (id % 2 == 0) {
      let view = try block.integers(id, in: memory)
      return .integers((0..<block.count).map { view[$0] })
    }
    let view = try block.bytes(id, in: memory)
    return .bytes((0..<block.count).map { view[$0] }, entries: (0..<block.count).map { view.entry($0) })
  }
}
