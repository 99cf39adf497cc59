import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

@Suite("logs with forged fields")
struct ForgedFieldsTests {
  private static let path: FilePath = "/store"
  private static let name = "projects/-p/aaaaaaaa-1111-4111-8111-111111111111.jsonl"

  private static func store(_ events: [ForgedEvent]) throws -> (Store, MemoryFileSystem) {
    let disk = MemoryFileSystem()
    try ForgedLog.append(events, to: path, on: disk)
    return (
      Store(at: path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2), machine: .desk), disk
    )
  }

  private static var events: [ForgedEvent] {
    ForgedLog.run(ForgedLog.file(0, name, [ForgedLog.line(0), ForgedLog.line(1)]))
  }

  @Test(
    "a source with a path that cannot be written does not prevent the export of other sources",
    arguments: [
      "../../x.jsonl", "/x.jsonl", "a//b", "", "a/./b", "a\0b", String(repeating: "n", count: 256),
      String(repeating: "n/", count: 2100) + "n",
    ])
  func badPath(bad: String) throws {
    let (store, disk) = try Self.store(Self.events + ForgedLog.file(1, bad, [Array("{}\n".utf8)]))
    let report = try store.export(to: "/out")
    #expect(report.failed.map(\.path) == [bad])
    #expect(report.files == 1)
    #expect(disk[FilePath("/out/" + Self.name)] == ForgedLog.line(0) + ForgedLog.line(1))
    #expect(try disk.list("/out").map { String(decoding: $0.name, as: UTF8.self) } == ["projects"])
  }

  @Test("a source with missing bytes is exported as incomplete and does not prevent the export of other sources")
  func missingBytes() throws {
    var other = ForgedLog.file(1, "projects/-p/b.jsonl", [ForgedLog.line(2), ForgedLog.line(3)])
    other[3][72] = other[3][72]! + 5
    let (store, disk) = try Self.store(Self.events + other)
    let report = try store.export(to: "/out")
    #expect(report.failed.map(\.path) == ["projects/-p/b.jsonl"])
    #expect(disk[FilePath("/out/" + Self.name)] == ForgedLog.line(0) + ForgedLog.line(1))
    #expect(disk["/out/projects/-p/b.jsonl"] == nil)
    #expect(disk["/out/projects/-p/b.jsonl.incomplete"] == ForgedLog.line(2) + ForgedLog.line(3))
  }

  @Test(
    "a version whose bytes do not have its MD5 is found by verify and by the check of a snapshot",
    arguments: [false, true])
  func wrongMD5(hasBase: Bool) throws {
    var events = Self.events
    if hasBase {
      // The base has grown, so that it is read again to be hashed.
      let base = (source: Int64(0), generation: Int64(0), bytes: ForgedLog.line(0))
      events += ForgedLog.run(
        ForgedLog.file(1, "projects/-q/aaaaaaaa-1111-4111-8111-111111111111.jsonl", [ForgedLog.line(2)], base: base),
        number: 2)
    }
    let (right, _) = try Self.store(events)
    #expect(try right.verify().findings == [])
    events[events.lastIndex { $0.kind == 5 }!][bytes: 74] = [UInt8](repeating: 1, count: 16)
    let (store, disk) = try Self.store(events)
    let findings = try store.verify().findings
    #expect(findings.count == 1 && findings[0].message.contains("MD5"))
    _ = try store.exportSnapshot(to: "/forged.ccsnap")
    let error = #expect(throws: StoreError.self) {
      try StoreSnapshot("/forged.ccsnap", fileSystem: disk).verifyEvents()
    }
    #expect(error?.code == .snapshotRefused && error?.message.contains("MD5") == true)
  }

  @Test("a small snapshot with a very large number of events is refused")
  func tooManyEvents() throws {
    let reset = ForgedEvent(9, [97: .bytes(Array("default".utf8)), 98: .integer(1_764_000_000_000)])
    let (store, disk) = try Self.store(Self.events + Array(repeatElement(reset, count: 200_000)))
    _ = try store.exportSnapshot(to: "/forged.ccsnap")
    let error = #expect(throws: StoreError.self) {
      try StoreSnapshot("/forged.ccsnap", fileSystem: disk).verifyEvents()
    }
    #expect(error?.code == .snapshotRefused && error?.message.contains("neither records nor pieces") == true)
  }

  @Test(
    "an integer outside the range of its column counts as absent",
    arguments: [
      (19, -1), (19, .max), (19, .min), (17, 1 << 40), (17, -1), (28, .max), (28, .min), (20, 4), (16, .min), (50, 0),
    ] as [(UInt8, Int64)])
  func outOfRange(column: UInt8, value: Int64) throws {
    var events = Self.events
    events[2][column] = value
    let log = try LogReader(try StoreDirectory.open(Self.path, fileSystem: Self.store(events).1))
    let known = try #require(Column(rawValue: column))
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      for (row, event) in events.enumerated() {
        let expected = row == 2 ? nil : event[column]
        #expect(try columns.view(integers: known)[row] == expected)
        #expect(try columns.integers(known)[row] == expected)
      }
      // A part of the block gives the same values.
      let part = try BlockColumns(block.cut(to: 3...4))
      #expect(try part.view(integers: known)[0] == nil)
      #expect(try part.integers(known)[0] == nil)
      #expect(try part.view(integers: known)[1] == events[3][column])
    }
  }

  @Test("the smallest and the largest value of each integer column are read as they are")
  func inRange() throws {
    for column in Column.allCases where column.isInteger {
      let range = column.range ?? Int64.min...Int64.max
      var builder = EventBlockBuilder()
      for value in [range.lowerBound, range.upperBound] {
        builder.begin(.record)
        builder.set(column, value)
        builder.end()
      }
      let block = try BlockColumns(try #require(builder.finish().first).envelopes(firstSequence: 1))
      #expect(try block.view(integers: column)[0] == range.lowerBound, "\(column)")
      #expect(try block.view(integers: column)[1] == range.upperBound, "\(column)")
      #expect(try block.integers(column)[1] == range.upperBound, "\(column)")
    }
  }

  @Test(
    "a stored path is valid where its names have 1 to 255 bytes, none leads up, and none has a zero byte",
    arguments: ["projects/-p/a.jsonl", "a", "...", "a/..b", String(repeating: "n", count: 255)])
  func goodPath(path: String) {
    #expect(StoredPath.problem(Array(path.utf8)) == nil)
  }
}
