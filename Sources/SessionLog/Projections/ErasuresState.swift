import Bytes
import SegmentedLog

/// Bits of the column `options` of an erasure.
package enum ErasureOptions {
  /// The tokens of the erased lines no longer count.
  package static let includesUsage: Int64 = 1
}

/// One event of an erasure: it covers bytes of one generation.
package struct ErasureEntry: Sendable, Equatable {
  /// The sequence number of the event.
  package var sequence: UInt64
  /// The time of the erasure in milliseconds since 1970-01-01 UTC.
  package var time: Int64
  package var source: Int64
  package var generation: Int64
  /// The offset of the first erased byte in the file.
  package var offset: Int64
  /// The number of erased bytes.
  package var length: Int64
  /// The number of erased lines; 0 for a file that is kept whole.
  package var lines: Int64
  /// True if the tokens of the erased lines no longer count.
  package var includesUsage: Bool
  /// The session that was named when the erasure was requested; empty if none was.
  package var session: [UInt8]
  /// The store that made the erasure; nil for this one.
  package var home: UUID16?
}

/// The projection of everything that is erased, with the keys and digests by which it is recognised when it comes
/// again.
package struct ErasuresState: Projection, Equatable {
  package static let name = "erasures"
  package static let version: UInt16 = 2

  package private(set) var entries: [ErasureEntry] = []
  /// This store's key; nil before its first erasure.
  package private(set) var key: ErasureKey?
  /// This store's key and those of other stores, in the order in which they were first used.
  package private(set) var keys: [ErasureKey] = []
  /// The digests of the content that this store has erased. Erasures of other stores do not keep anything out of what
  /// is ingested here.
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
          includesUsage: (try block.view(integers: .options)[row] ?? 0) & ErasureOptions.includesUsage != 0,
          session: try block.view(bytes: .session)[row] ?? [], home: home))
    }
  }

  package func encode(into writer: inout ByteWriter) {
    writer.varint(entries.count)
    for entry in entries {
      writer.varint(entry.sequence)
      for number in [
        entry.time, entry.source, entry.generation, entry.offset, entry.length, entry.lines,
        entry.includesUsage ? 1 : 0,
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
          length: numbers[4], lines: numbers[5], includesUsage: numbers[6] != 0, session: session,
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
