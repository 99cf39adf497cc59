import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
public import Transcripts

/// A record of a session with the bytes of its line.
public struct SessionRecord: Sendable {
  /// The facts about the record that are known without its line.
  public var outline: RecordOutline
  /// The path of the record's file below the root.
  public var path: String
  /// The agent that has written the file.
  public var agent: Agent
  /// The bytes of the line, including its newline.
  public var bytes: [UInt8]

  /// The sequence number of its event.
  public var sequence: UInt64 { outline.sequence }
  /// The number of the line in its file, from 0.
  public var line: Int64 { outline.line }
  /// The reason why the line is not a valid record; nil if it is one.
  public var defect: LineDefect? { outline.defect }
}

extension StoreView {
  /// Calls `body` for the records of a session one after the other, in the order of their files and lines: those of the
  /// main transcript first, then those of subagents.
  ///
  /// `name` is an id or the beginning of one. `generation` is the version of its files; nil means the latest of each.
  /// `record` restricts the records to those whose uuid begins with it, or to the one with a sequence number, written
  /// `@123`; earlier versions of the files are searched, too, if `generation` is nil. Throws `noSuchSession`, or
  /// `versionDropped`.
  ///
  /// Only blocks that hold records of the session are decoded. Records lost to damage are left out.
  public func forEachRecord(
    of name: String, generation: Int? = nil, record: String? = nil, _ body: (SessionRecord) throws -> Void
  ) throws {
    try throwingStoreErrors {
      let reader = try reader(of: name)
      let found = try reader.find(generation: generation, record: record)
      for start in stride(from: 0, to: found.count, by: SessionReader.portion) {
        try reader.read(found[start..<min(start + SessionReader.portion, found.count)], body)
      }
    }
  }
}

extension SessionReader {
  /// The error that a version of a file is no longer stored.
  func dropped(_ version: Version) -> StoreError {
    let path = files[version.file].path.text
    return StoreError(
      .versionDropped,
      "version \(version.generation) of \(path) was dropped on request, by 'compact --drop-superseded'; later versions are there",
      path: FilePath(path))
  }
}

extension SessionReader {
  /// The number of records that are read together.
  fileprivate static let portion = 4096

  fileprivate struct Found {
    var version: Version
    var sequence: UInt64
    var isDropped: Bool
  }

  /// Returns the places of records in the order of files and lines. With `record`, only those that it names are
  /// returned, for each file from the latest version that has them. Memory: 32 bytes per record.
  fileprivate func find(generation: Int?, record: String?) throws -> [Found] {
    var wanted = versions(generation)
    if record != nil, generation == nil {
      wanted = files.indices.flatMap { file in
        (0..<files[file].generations).map { Version(file: file, generation: $0) }
      }
    }
    var found: [Found] = []
    try forEachBlock(of: wanted) { block, columns, places in
      let outlines = try record.map { _ in try OutlineColumns(columns) }
      let dropped = try block.droppedBodies()
      for place in places {
        if let record, let outlines, !outlines.isNamed(record, place.row) { continue }
        found.append(
          Found(
            version: place.version, sequence: block.firstSequence + UInt64(place.row),
            isDropped: dropped?[place.row] != nil))
      }
    }
    if record != nil {
      let latest = Dictionary(found.map { ($0.version.file, $0.version.generation) }, uniquingKeysWith: max)
      found = found.filter { $0.version.generation == latest[$0.version.file] }
    }
    if let lost = found.first(where: \.isDropped) { throw dropped(lost.version) }
    return found.sorted { ($0.version.file, $0.sequence) < ($1.version.file, $1.sequence) }
  }

  /// Reads some of the records found. Damaged ones are left out.
  fileprivate func read(_ found: ArraySlice<Found>, _ body: (SessionRecord) throws -> Void) throws {
    let sequences = found.map(\.sequence).sorted()
    let files = Dictionary(found.map { ($0.sequence, $0.version.file) }, uniquingKeysWith: min)
    var outlines: [UInt64: RecordOutline] = [:]
    var blocks: [BlockLocation] = []
    var rescan = RecordRescan(log)
    try log.forEachBlock(in: SequenceRanges(sequences.map { $0...$0 })) { stored in
      let block = try rescan.current(stored)
      let columns = try OutlineColumns(try BlockColumns(block))
      for row in 0..<block.count {
        guard let file = files[block.firstSequence + UInt64(row)] else { continue }
        outlines[block.firstSequence + UInt64(row)] = columns.outline(row, file: file)
      }
      blocks.append(block.location)
    }
    let lines = EventBodies(log, of: sequences, in: blocks, budget: SessionTranscript.linesMax)
    for place in found {
      guard let outline = outlines[place.sequence],
        let bytes = try lines.withBody(of: place.sequence, { [UInt8]($0) })
      else { continue }
      let file = self.files[outline.file]
      try body(SessionRecord(outline: outline, path: file.path.text, agent: file.agent, bytes: bytes))
    }
  }
}
