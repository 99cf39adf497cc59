import SegmentedLog
import SessionLog
public import Transcripts

/// A record of a session with the bytes of its line.
public struct SessionRecord: Sendable {
  public var outline: RecordOutline
  /// Path of its file below the root.
  public var path: String
  /// With its newline.
  public var bytes: [UInt8]

  public var sequence: UInt64 { outline.sequence }
  /// From 0, in its file.
  public var line: Int64 { outline.line }
  /// Why it is no acceptable record, if it is not.
  public var defect: LineDefect? { outline.defect }
}

/// A version of a file that is not stored any more.
public struct DroppedVersion: Error, CustomStringConvertible {
  public var path: String
  public var generation: Int64

  public var description: String {
    "version \(generation) of \(path) was dropped on request, by 'compact --drop-superseded'; later versions are there"
  }
}

extension Store {
  /// The records of a session in the order of their files and lines: the main transcript first, then subagents.
  ///
  /// `name`: an id or the beginning of one. `generation`: of its files; nil is the latest of each. `record`: only those with this uuid or
  /// beginning of one, or with this sequence number, written `@123`; they are looked for in former generations, too. Throws `NoSuchSession`,
  /// `DroppedVersion`.
  /// Only blocks that hold records of the session are decoded. `body` gets one record after the other; what a damaged store has lost is left out.
  public func forEachRecord(
    of name: String, generation: Int? = nil, record: String? = nil, _ body: (SessionRecord) throws -> Void
  ) throws {
    let reader = try SessionLibrary(try moment(nil)).reader(of: name)
    let found = try reader.find(generation: generation, record: record)
    for start in stride(from: 0, to: found.count, by: SessionReader.portion) {
      try reader.read(found[start..<min(start + SessionReader.portion, found.count)], body)
    }
  }
}

extension DroppedVersion {
  init(_ files: [SessionReader.File], _ version: SessionReader.Version) {
    self.init(path: files[version.file].path.text, generation: Int64(version.generation))
  }
}

extension SessionReader {
  /// Records that are read at once.
  fileprivate static let portion = 4096

  fileprivate struct Found {
    var version: Version
    var sequence: UInt64
    var isDropped: Bool
  }

  /// Where records are, in the order of files and lines. `record`: only those that it names, of each file in the latest version that has them. Memory: 32 bytes
  /// a record.
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
    if let lost = found.first(where: \.isDropped) { throw DroppedVersion(files, lost.version) }
    return found.sorted { ($0.version.file, $0.sequence) < ($1.version.file, $1.sequence) }
  }

  /// Reads some of them. What is damaged is left out.
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
      try body(SessionRecord(outline: outline, path: self.files[outline.file].path.text, bytes: bytes))
    }
  }
}
