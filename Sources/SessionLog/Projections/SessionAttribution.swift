import Bytes
import SegmentedLog

/// Attributes each record to a session: the session in whose folder its file is; else the session that the record
/// names; else the session of the record before it in its file; else the session that the path of the file names.
package struct SessionAttribution: Sendable, Equatable {
  /// The ids of the sessions by number, in the order in which they were first seen.
  package var ids: [[UInt8]] { table.strings }
  private var table = StringTable()
  /// By source number, the session of its latest record; −1 before the first record.
  private var current: [Int32] = []
  /// By source number, the session that its path names.
  private var paths: [PathSession] = []
  /// Sessions by the id in a path, for main transcripts whose records name another session than their path does.
  private var aliases: [[UInt8]: Int32] = [:]

  /// The sessions of the distinct values in one block, so that each value is looked up once.
  package struct BlockCache {
    /// Keeps the memory alive that the view refers to.
    fileprivate let block: BlockColumns
    fileprivate let column: BytesView
    fileprivate var known: [Int32]
  }

  /// Returns an empty cache for a block.
  package func cache(_ block: BlockColumns) throws -> BlockCache {
    let column = try block.view(bytes: .session)
    return BlockCache(block: block, column: column, known: [Int32](repeating: -1, count: column.entryCount))
  }

  /// Records the path in a `source` event.
  package mutating func addSource(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row], block.isSourceNumber(number, row),
      let path = try block.view(bytes: .path)[row]
    else { return }
    while current.count <= Int(number) {
      current.append(-1)
      paths.append(PathSession())
    }
    paths[Int(number)] = PathSession(path, of: .unstated)
  }

  /// Returns the number of a record's session; nil if its source is unknown. The call must be made for every record, in
  /// the order of the log.
  package mutating func session(ofRecord row: Int, source: Int64, _ cache: inout BlockCache) -> Int32? {
    guard source >= 0, source < current.count else { return nil }
    let source = Int(source)
    let isFirst = current[source] < 0
    if !isFirst, paths[source].isNested { return current[source] }
    if paths[source].isNested {
      current[source] = aliases[paths[source].session] ?? number(paths[source].session)
    } else if let entry = cache.column.entry(row) {
      if cache.known[entry] < 0 { cache.known[entry] = number(cache.column[row]!) }
      current[source] = cache.known[entry]
      let path = paths[source].session
      if isFirst, !path.isEmpty, ids[Int(current[source])] != path, aliases[path] == nil {
        aliases[path] = current[source]
      }
    } else if isFirst {
      current[source] = number(paths[source].session)
    }
    return current[source]
  }

  private mutating func number(_ id: [UInt8]) -> Int32 { Int32(bitPattern: table.number(id)) }

  /// Returns whether the session of the next record of a source is known.
  func isKnown(_ source: Int64) -> Bool {
    source >= 0 && source < current.count && (current[Int(source)] >= 0 || !paths[Int(source)].session.isEmpty)
  }

  /// Returns the attribution of the records that follow in the sources of some sessions; other sources are not known.
  /// `numbers` are the numbers of the sessions there, by their number here, and −1 for those that are left out.
  func limited(to kept: [Bool]) -> (SessionAttribution, numbers: [Int32]) {
    var (limited, kept) = (SessionAttribution(), kept)
    var numbers = [Int32](repeating: -1, count: ids.count)
    for session in aliases.values { kept[Int(session)] = true }
    for (number, id) in ids.enumerated() where kept[number] { numbers[number] = limited.number(id) }
    limited.current = current.map { $0 < 0 ? -1 : numbers[Int($0)] }
    limited.paths = zip(limited.current, paths).map { $0 < 0 ? PathSession() : $1 }
    limited.aliases = aliases.mapValues { numbers[Int($0)] }
    return (limited, numbers)
  }

  package func encode(into writer: inout ByteWriter) {
    table.encode(into: &writer)
    writer.varint(current.count)
    for (session, path) in zip(current, paths) {
      writer.varint(UInt64(session + 1))
      path.encode(into: &writer)
    }
    writer.varint(aliases.count)
    for (name, session) in aliases.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      writer.sized(name)
      writer.varint(UInt64(session))
    }
  }

  package init() {}

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    table = try StringTable(decoding: &reader)
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let session = Int32(try reader.count(limit: ids.count)) - 1
      current.append(session)
      paths.append(try PathSession(decoding: &reader))
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let name = try reader.sized()
      let session = Int32(try reader.number(below: ids.count))
      guard aliases.updateValue(session, forKey: name) == nil else { throw .malformed }
    }
  }
}
