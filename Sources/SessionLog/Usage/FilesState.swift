import Bytes
import SegmentedLog
import Transcripts

/// One call of a tool that reads or writes a file. It counts once over all files of the store.
package struct FileCall: Sendable, Equatable {
  package var key: ResponseKey
  /// The index in `FilesState.paths`.
  package var path: UInt32
  /// The index in `FilesState.sessions`.
  package var session: UInt32
  /// The time of the record with the call in milliseconds since 1970-01-01 UTC; nil if it has none.
  package var time: Int64?
  package var isWrite: Bool
}

/// The projection of the files that calls of tools read and wrote, as the arguments of the calls name them; the format
/// of the agent knows these tools. Calls that were refused or failed are included.
///
/// A call is identified as in `ToolsState`, so that forks and new generations repeat nothing. Cost: the envelopes say
/// which records have such calls, and only the bodies of blocks with one are decoded, and only these lines read; of
/// blocks with `BlockColumns.touches` not even these. Memory: 64 to 80 bytes per call, and the paths.
package struct FilesState: ErasureAwareProjection {
  package static let name = "files"
  package static let version: UInt16 = 1

  /// A longer path is left out; no system has one. In bytes.
  static let pathMax = 4096

  /// The calls in the order in which they were first seen.
  package private(set) var calls: [FileCall] = []
  package private(set) var sessions = SessionAttribution()
  package private(set) var paths = StringTable()
  /// Derived and made on first use; not part of the encoding.
  private var index: KeyIndex?
  /// The content that is ignored. Not part of the encoding.
  private var erased = ErasedRanges()

  package init() {}

  package mutating func exclude(_ sync: SyncState) { erased = ErasedRanges(sync) }

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    let isErased = try ErasedRows(block, erased)
    var cache = try sessions.cache(block)
    let sources = try block.view(integers: .source)
    let columns = try ToolColumns(block)
    let format = Agent.unstated.format
    // Names are separated by newlines.
    let named = (0..<columns.tools.entryCount).map { entry in
      columns.tools.bytes(ofEntry: entry).split(separator: 0x0a).contains { name in
        format.fileTools.contains { name.elementsEqual($0.utf8) }
      }
    }
    for row in first..<block.count {
      switch block.kind(row) {
      case .source: try sessions.addSource(block, row)
      case .record where !isErased[row]:
        guard let source = sources[row], let session = sessions.session(ofRecord: row, source: source, &cache),
          !RecordForm(rawValue: columns.piece[row] ?? 0).contains(.continues),
          let entry = columns.tools.entry(row), named[entry]
        else { continue }
        for touch in try Self.touches(of: row, block, format) {
          add(
            touch, try columns.key(row, ToolCallHash(id: touch.call, isError: false)), UInt32(session),
            columns.timestamp[row])
        }
      default: break
      }
    }
  }

  /// Returns the files that the calls in a record name; none if its body is lost.
  private static func touches(
    of row: Int, _ block: BlockColumns, _ format: any AgentFormat.Type
  ) throws -> [FileTouch] {
    if let known = block.touches { return known[row] }
    guard let bodies = try block.bodies(), bodies.isIntact(row..<row + 1) else { return [] }
    return bodies.withBody(row) { touches(in: $0, format) }
  }

  /// Returns the files that the calls in a line name, which has been accepted as a record. Cost: one pass over it.
  package static func touches(
    in line: UnsafeRawBufferPointer, _ format: any AgentFormat.Type = Agent.unstated.format
  ) -> [FileTouch] {
    guard line.count <= LineScanner.maximumLength else { return [] }
    return format.fileTouches(in: line.assumingMemoryBound(to: UInt8.self)).filter { $0.path.count <= pathMax }
  }

  private mutating func add(_ touch: FileTouch, _ key: ResponseKey, _ session: UInt32, _ time: Int64?) {
    if index == nil { index = KeyIndex(calls.lazy.map(\.key)) }
    guard index!.find(key, { calls[$0].key }) == nil else { return }
    index!.insert(key, item: calls.count)
    calls.append(
      FileCall(key: key, path: paths.number(touch.path), session: session, time: time, isWrite: touch.isWrite))
  }

  package func encode(into writer: inout ByteWriter) {
    sessions.encode(into: &writer)
    paths.encode(into: &writer)
    writer.varint(calls.count)
    var last: Int64 = 0
    for call in calls {
      call.key.encode(into: &writer)
      writer.u8((call.isWrite ? 1 : 0) | (call.time == nil ? 0 : 2))
      writer.varint(UInt64(call.path))
      writer.varint(UInt64(call.session))
      guard let time = call.time else { continue }
      writer.zigzag(time &- last)
      last = time
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    sessions = try SessionAttribution(decoding: &reader)
    paths = try StringTable(decoding: &reader)
    let count = try reader.count(limit: reader.remaining)
    calls.reserveCapacity(count)
    var last: Int64 = 0
    for _ in 0..<count {
      let key = try ResponseKey(decoding: &reader)
      let flags = try reader.u8()
      guard flags < 4 else { throw .malformed }
      let path: UInt32 = try reader.number(below: paths.strings.count)
      var call = FileCall(
        key: key, path: path, session: try reader.number(below: sessions.ids.count), isWrite: flags & 1 != 0)
      if flags & 2 != 0 {
        last &+= try reader.zigzag()
        call.time = last
      }
      calls.append(call)
    }
  }
}
