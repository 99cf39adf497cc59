import Bytes
import SegmentedLog

/// Bits of the column `options` of an erasure.
package enum ErasureOptions {
  /// The tokens of what is forgotten do not count any more.
  package static let usageToo: Int64 = 1
}

/// One event of an erasure: bytes of one generation.
package struct ErasureEntry: Sendable, Equatable {
  /// Of the event.
  package var sequence: UInt64
  /// Milliseconds since 1970 UTC.
  package var time: Int64
  package var source: Int64
  package var generation: Int64
  package var offset: Int64
  /// Bytes.
  package var length: Int64
  package var lines: Int64
  package var usageToo: Bool
  /// The session that was named; empty where none was.
  package var session: [UInt8]
  /// The store that has erased it; nil: this one.
  package var home: UUID16?
}

/// Projection: what is forgotten, and how it is recognised when it comes again.
package struct ErasuresState: Projection, Equatable {
  package static let name = "erasures"
  package static let version: UInt16 = 2

  package private(set) var entries: [ErasureEntry] = []
  /// This store's key; nil before its first erasure.
  package private(set) var key: ErasureKey?
  /// The key, and those that came from other stores. In the order in which they were first used.
  package private(set) var keys: [ErasureKey] = []
  /// Of what this store has erased: what others have does not keep out what is ingested here.
  package private(set) var digests: Set<LineDigest> = []

  package init() {}

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    for row in first..<block.count where block.kind(row) == .erasure {
      let home = try block.home(row)
      if let key = try block.view(bytes: .key)[row].flatMap(ErasureKey.init) {
        if !keys.contains(key) { keys.append(key) }
        if home == nil, self.key == nil { self.key = key }
      }
      let digests = home == nil ? try block.view(bytes: .digests)[row] ?? [] : []
      for start in stride(from: 0, to: digests.count - LineDigest.length + 1, by: LineDigest.length) {
        self.digests.insert(LineDigest(digests[start..<start + LineDigest.length]))
      }
      entries.append(
        ErasureEntry(
          sequence: block.block.firstSequence + UInt64(row), time: try block.view(integers: .time)[row] ?? 0,
          source: try block.view(integers: .source)[row] ?? -1,
          generation: try block.view(integers: .generation)[row] ?? 0,
          offset: try block.view(integers: .offset)[row] ?? 0, length: try block.view(integers: .length)[row] ?? 0,
          lines: try block.view(integers: .lines)[row] ?? 0,
          usageToo: (try block.view(integers: .options)[row] ?? 0) & ErasureOptions.usageToo != 0,
          session: try block.view(bytes: .session)[row] ?? [], home: home))
    }
  }

  package func encode(into writer: inout ByteWriter) {
    writer.varint(entries.count)
    for entry in entries {
      writer.varint(entry.sequence)
      for number in [
        entry.time, entry.source, entry.generation, entry.offset, entry.length, entry.lines, entry.usageToo ? 1 : 0,
      ] {
        writer.zigzag(number)
      }
      writer.sized(entry.session)
      writer.sized(entry.home?.bytes ?? [])
    }
    writer.sized(key?.bytes ?? [])
    writer.varint(keys.count)
    for key in keys { writer.sized(key.bytes) }
    writer.varint(digests.count)
    for digest in digests.sorted() { writer.append(digest.bytes) }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count()) {
      let sequence = try reader.varint()
      var numbers: [Int64] = []
      for _ in 0..<7 { numbers.append(try reader.zigzag()) }
      let session = try reader.sized()
      let home = try reader.sized()
      guard home.isEmpty || home.count == 16 else { throw .malformed }
      entries.append(
        ErasureEntry(
          sequence: sequence, time: numbers[0], source: numbers[1], generation: numbers[2], offset: numbers[3],
          length: numbers[4], lines: numbers[5], usageToo: numbers[6] != 0, session: session,
          home: home.isEmpty ? nil : UUID16(home)))
    }
    let own = try reader.sized()
    key = ErasureKey(own)
    guard key != nil || own.isEmpty else { throw .malformed }
    for _ in 0..<(try reader.count()) {
      guard let key = ErasureKey(try reader.sized()) else { throw .malformed }
      keys.append(key)
    }
    let count = try reader.count(limit: reader.remaining / LineDigest.length)
    digests.reserveCapacity(count)
    for _ in 0..<count { digests.insert(LineDigest(try reader.bytes(LineDigest.length))) }
  }
}
