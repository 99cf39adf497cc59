import FileIO
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

@Suite("features of the golden stores")
struct GoldenFeatureTests {
  private func log(_ name: String) throws -> LogReader {
    try LogReader(try StoreDirectory.open(GoldenFiles.store(name), fileSystem: POSIXFileSystem()))
  }

  /// The headers of all frames that count, segment by segment.
  private func frames(_ name: String) throws -> [[FrameHeader]] {
    let log = try log(name)
    return try log.manifest.segments.map { entry in
      let opened = try log.directory.openSegment(entry)
      let reader = opened.reader
      let walk = try SegmentScan(reader, header: opened.header, promised: 0, limit: opened.length)
      let limit = entry.state == .active ? walk.end : entry.length
      var frames: [FrameHeader] = []
      while (frames.last?.next ?? UInt64(SegmentHeader.length)) < limit {
        frames.append(try reader.checkedHeader(at: frames.last?.next ?? UInt64(SegmentHeader.length), limit: limit))
      }
      return frames
    }
  }

  /// The values of an integer column.
  private func values(_ column: Column, _ name: String) throws -> Set<Int64> {
    var values: Set<Int64> = []
    try log(name).forEachBlock { block in
      let integers = try block.integers(column.rawValue)
      values.formUnion((0..<block.count).compactMap { integers[$0] })
    }
    return values
  }

  @Test("the golden store event-kinds has every kind of event that an ingest writes")
  func eventKinds() throws {
    var kinds: Set<Int64> = []
    try log("event-kinds").forEachBlock { block in
      let column = try block.kinds()
      kinds.formUnion((0..<block.count).compactMap { column[$0] })
    }
    let others = [EventKind.lost, .erasure, .foreign, .imported, .mended, .earlier, .pruned].map { Int64($0.rawValue) }
    #expect(kinds == Set(EventKind.allCases.map { Int64($0.rawValue) }).subtracting(others))
  }

  @Test("the golden store line-columns has every column of the rules of scanner 2, and a file in UTF-16")
  func lineColumns() throws {
    var found: Set<UInt8> = []
    try log("line-columns").forEachBlock { found.formUnion($0.columns) }
    #expect(found.isSuperset(of: 50...59))
    #expect(try values(.scanner, "line-columns") == [2])
    #expect(try values(.speaker, "line-columns").count >= 2)
    #expect(try values(.defect, "line-columns").contains(10))
    #expect(try values(.cost, "line-columns") == [12_300_000])
  }

  @Test("the golden store foreign has events of another store, in two runs")
  func foreign() throws {
    var kinds: [EventKind?] = []
    var foreign = 0
    try log("foreign").forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count {
        if try columns.isForeign(row) { foreign += 1 } else { kinds.append(columns.kind(row)) }
      }
    }
    #expect(kinds.filter { $0 == .foreign }.count == 2 && kinds.filter { $0 == .imported }.count == 2)
    #expect(foreign > 8)
  }

  @Test("the golden store erasures has erasures, kept-out lines and a kept-out file, and keyed MD5s")
  func erasures() throws {
    var stubs: Set<Int64> = []
    var keyed = 0
    try log("erasures").forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count {
        let kind = columns.kind(row)
        if kind == .record || kind == .piece, try columns.integers(.length)[row] != nil {
          stubs.insert(Int64(kind!.rawValue))
        }
        if try columns.bytes(.keyedMD5)[row] != nil { keyed += 1 }
      }
    }
    #expect(stubs == [2, 3] && keyed >= 4)
    #expect(try Store(at: GoldenFiles.store("erasures")).erasures().count == 3)
  }

  @Test(
    "the golden store pruned has an event for each file that was deleted on request, and knows which is there again")
  func pruned() throws {
    var lengths: [Int64?] = []
    try log("pruned").forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count where columns.kind(row) == .pruned {
        lengths.append(try columns.integers(.length)[row])
      }
    }
    let files = try GoldenExpectation("pruned").files
    #expect(lengths.count == 2 && lengths.allSatisfy { ($0 ?? 0) > 0 })
    #expect(files["latest"]?.count == 3)
    let sources = try Projections(log("pruned"), .sync).sync.state.sources.compactMap { $0 }
    #expect(sources.count == 3 && sources.filter(\.isPruned).count == 1)
  }

  @Test("the golden store frame-types has every type of frame, and one to be skipped")
  func frameTypes() throws {
    #expect(Set(try frames("frame-types").joined().map(\.type)) == [1, 2, 3, 4, 5, 200])
  }

  @Test("the golden store versions states which versions can read it, and that a later one has written to it since")
  func versions() throws {
    let manifest = try log("versions").manifest
    #expect(manifest.generation == 2)
    #expect(manifest.versions == StatedVersions(needed: ProgramVersion(0, 1, 0), writer: ProgramVersion(0, 2, 0)))
  }

  @Test("the golden store codecs has both codecs")
  func codecs() throws {
    let bodies = try frames("codecs").joined().filter { $0.type == FrameType.bodies.rawValue }
    #expect(Set(bodies.map(\.codec)) == [0, 1])
  }

  @Test("the golden store bodies-frames has several BODIES frames after an EVENTS frame")
  func bodiesFrames() throws {
    let types = try frames("bodies-frames").joined().map(\.type)
    #expect(zip(types, types.dropFirst()).contains { $0 == 2 && $1 == 2 })
  }

  @Test("the golden store sealed-segments has at least three sealed segments")
  func sealed() throws {
    #expect(try log("sealed-segments").manifest.segments.count { $0.state == .sealed } >= 3)
  }

  @Test("the golden store compacted has a segment compacted twice, merged commits, and later events")
  func compacted() throws {
    let segments = try log("compacted").manifest.segments
    #expect(segments.contains { $0.id.generation == 2 && $0.lastOrdinal > $0.id.ordinal })
    let frames = try frames("compacted")
    #expect(frames.last?.isEmpty == false)
    #expect(frames.joined().contains { $0.type == FrameType.merged.rawValue })
  }

  @Test("the golden store torn-tail has a segment that is cut at a torn tail, which is in quarantine")
  func tornTail() throws {
    #expect(try log("torn-tail").manifest.segments.map(\.state) == [.cut, .active])
    #expect(try POSIXFileSystem().list(GoldenFiles.store("torn-tail").appending("quarantine")).count == 1)
  }

  @Test("the golden store unattested-commit has a commit that was appended again")
  func unattested() throws {
    let segments = try log("unattested-commit").manifest.segments
    #expect(segments.map(\.state) == [.cut, .active])
    #expect(segments[1].length > UInt64(SegmentHeader.length))
  }

  @Test("the golden store repeats has lines that an old version stored two and three times")
  func repeats() throws {
    let log = try log("repeats")
    let state = try Projected<SyncState>(log).state
    #expect(state.repeated.count == 5 && state.unmended == state.repeated)
    #expect(state.repeated.map { state.generation($0)!.repeated.count } == [1, 2, 1, 2, 1])
    #expect(Set(state.repeated.map(\.generation)) == [0, 1])
  }

  @Test("the golden store twin-sources has two files that an old version stored as two sources each")
  func twinSources() throws {
    let sources = try Projected<SyncState>(try log("twin-sources")).state.sources.compactMap { $0?.path }
    #expect(sources.count == 4 && Set(sources).count == 2)
  }

  @Test("the golden store decisions has every decision")
  func decisions() throws {
    #expect(try values(.reason, "decisions") == Set(DecisionReason.allCases.map(\.rawValue)))
  }

  @Test("the golden store copies has at least two lengths of bases and two related sources")
  func copies() throws {
    #expect(try values(.baseLength, "copies").count >= 2)
    #expect(try values(.related, "copies").count >= 2)
  }

  @Test("the golden stores sidecars and bad-lines have sidecars and every defect of the first rules")
  func sidecarsAndDefects() throws {
    #expect(try values(.form, "sidecars") == [0, 1])
    let defects = LineDefect.allCases.filter { $0 != .tooLong && $0 != .utf16 }.map { Int64($0.rawValue) }
    #expect(try values(.defect, "bad-lines") == Set(defects))
  }

  @Test("the golden store snapshots has checkpoints of version 1 that are used")
  func snapshots() throws {
    let log = try log("snapshots")
    for name in [SyncState.name, SessionsState.name, ConflictsState.name] {
      #expect(try log.directory.checkpointNames(of: name).count == 1)
      #expect(try log.checkpoint(name, version: 1) != nil)
    }
  }
}
