import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("blocks that expand from a few bytes")
struct BlockLimitTests {
  /// The problem that verification finds in a snapshot; nil where the snapshot is valid.
  private func problem(_ bytes: [UInt8]) throws -> String? {
    let disk = MemoryFileSystem()
    disk["/x.ccsnap"] = bytes
    do { try StoreSnapshot("/x.ccsnap", fileSystem: disk).verify() } catch let error as StoreError {
      return error.description
    }
    return nil
  }

  @Test("a block whose bodies are larger than 128 MiB together is refused before they are in memory")
  func bodies() throws {
    let bomb = ForgedSnapshot.bomb(lines: 1, frames: 2)
    #expect(bomb.count < 4096)
    #expect(try problem(bomb)?.contains("a block holds more than a block can") == true)
    #expect(try problem(ForgedSnapshot.bomb(lines: 1, frames: 1)) == nil)
  }

  @Test("a block whose envelopes are larger than 80 MiB together is refused before they are in memory")
  func envelopes() throws {
    let rows = Format.blockEventsMax
    func snapshot(_ columns: [ForgedSnapshot.Column]) -> [UInt8] {
      let events = ForgedSnapshot.events(
        [
          ForgedSnapshot.deltas(0, [Int64](repeating: 9, count: rows)),
          ForgedSnapshot.deltas(1, [Int64](repeating: 0, count: rows)),
        ] + columns)
      var forged = ForgedSnapshot()
      forged.add(events: ForgedSnapshot.Payload(events), count: rows, hashes: [UInt8](repeating: 0, count: 32 * rows))
      forged.commit(from: 1)
      return forged.finish()
    }
    // The same long value in every row.
    let long = ForgedSnapshot.constant(97, [UInt8](repeating: 0x61, count: 2048), rows: rows)
    #expect(try problem(snapshot([long]))?.contains("a block holds more than a block can") == true)
    // Values that become long only through the prefix that they share, in many columns.
    var data = ByteWriter()
    data.u8(0)
    data.varint(rows)
    data.append([1, 255] + [UInt8](repeating: 0x61, count: 255))
    data.append([UInt8](repeating: 2, count: rows))
    data.zeros(2 * rows)
    let prefixed = (UInt8(120)...126).map { ForgedSnapshot.Column(id: $0, encoding: 4, data: data.bytes) }
    #expect(try problem(snapshot(prefixed))?.contains("a block holds more than a block can") == true)
    let short = ForgedSnapshot.constant(97, Array("default".utf8), rows: rows)
    // Valid apart from its hashes.
    #expect(try problem(snapshot([short]))?.contains("chain hash") == true)
  }

  @Test("a MERGED payload that has more events than its frame is malformed")
  func merged() throws {
    var merged = MergedPayload()
    for time in 0..<10 { merged.add(MergedPayload.Part(events: 1, time: Int64(time))) }
    let bytes = merged.encoded()
    #expect(try bytes.withUnsafeBytes { try MergedPayload(decoding: $0, events: 10) } == merged)
    #expect(throws: ByteError.malformed) { try bytes.withUnsafeBytes { try MergedPayload(decoding: $0, events: 9) } }
  }
}
