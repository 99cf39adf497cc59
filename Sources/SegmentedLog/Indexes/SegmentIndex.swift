import Bytes
import FileIO
import LineCodecs

/// Data derived from the first events of a segment, so that they need not be read again to answer a certain question.
/// The log always takes precedence.
package struct SegmentIndex: Sendable, Equatable {
  static let headerLength = 128

  /// The version of the layout of `state`. An index of another version is discarded.
  package var version: UInt16
  package var ordinal: UInt32
  package var generation: UInt32
  /// The last event that it covers, and the chain hash after that event.
  package var head: LogHead
  /// The number of bytes of the segment that it covers, up to `head`.
  package var covered: UInt64
  /// The data, in a layout that belongs to the program.
  package var state: [UInt8]

  /// Creates an index of the events of `extent` up to `head`. `state` has at most 1 GiB.
  package init(version: UInt16, of extent: SegmentExtent, head: LogHead, state: [UInt8]) {
    precondition(state.count <= Format.checkpointLengthMax)
    (self.version, self.head, self.state) = (version, head, state)
    (ordinal, generation, covered) = (extent.ordinal, extent.generation, extent.length)
  }

  private init(
    version: UInt16, _ id: SegmentID, head: LogHead, covered: UInt64, state: [UInt8]
  ) {
    (self.version, self.head, self.covered, self.state) = (version, head, covered, state)
    (ordinal, generation) = (id.ordinal, id.generation)
  }

  /// Returns the path of the index of a segment, relative to the store's directory.
  package static func path(_ id: SegmentID) -> String { "idx/" + id.path.dropFirst(4).dropLast(4) + ".idx" }

  /// The path relative to the store's directory.
  package var path: String { Self.path(SegmentID(ordinal: ordinal, generation: generation)) }

  /// Returns the bytes of the file.
  package func encoded(store: UUID16) -> [UInt8] {
    let payload = DerivedPayload(state)
    var writer = ByteWriter(magic: Format.indexMagic, capacity: Self.headerLength + payload.stored.count)
    writer.fixed(version)
    writer.u8(payload.codec)
    writer.u8(0)
    writer.fixed(ordinal)
    writer.fixed(generation)
    writer.append(store.bytes)
    writer.fixed(head.sequence)
    writer.append(head.chain.bytes)
    writer.fixed(covered)
    payload.encode(into: &writer)
    return writer.bytes
  }

  /// Decodes an index. `file` is its path relative to the store's directory, which must match the content. Throws
  /// `damaged`, with a finding of severity `notice` when it is not intact or belongs to another store.
  package static func decode(_ bytes: [UInt8], file: String, store: UUID16) throws(LogError) -> SegmentIndex {
    let index: SegmentIndex? = try decodeFile(
      bytes, named: file, kind: "index", magic: Format.indexMagic, checksumAt: 124
    ) { (reader) throws(ByteError) in
      let version: UInt16 = try reader.fixed()
      let codec = try reader.u8()
      try reader.zeros(1)
      let id = SegmentID(ordinal: try reader.fixed(), generation: try reader.fixed())
      let owner = UUID16(try reader.bytes(16))
      let head = LogHead(sequence: try reader.fixed(), chain: try reader.digest())
      let covered: UInt64 = try reader.fixed()
      guard owner == store, let state = try DerivedPayload.decode(&reader, codec: codec) else { return nil }
      return SegmentIndex(version: version, id, head: head, covered: covered, state: state)
    }
    guard let index, index.path == file else {
      throw .damaged(Finding(.notice, file: file, "this index is not intact; it is derived and can be deleted"))
    }
    return index
  }
}

extension LogReader {
  /// Returns the index of a segment if there is one that fits this log; otherwise nil. Cost: reading the index; for one
  /// that ends within a sealed segment, a small read for every frame as well.
  package func index(of extent: SegmentExtent, version: UInt16) throws(LogError) -> SegmentIndex? {
    let file = SegmentIndex.path(extent.id)
    guard let bytes = try? directory.fileSystem.contents(directory.file(file)),
      let index = try? SegmentIndex.decode(bytes, file: file, store: directory.uuid), index.version == version,
      index.head.sequence >= extent.first, index.head.sequence < extent.next, index.covered <= extent.length,
      try chain(at: index.head.sequence) == index.head.chain
    else { return nil }
    return index
  }

  /// Stores indexes that were made from this log as it was opened, and removes those of segments that no longer exist.
  /// Returns false, and does nothing, when another writer is active or has written since: an erasure may have come in
  /// between. The files are not synced: a torn one is discarded when it is read.
  package func keep(_ indexes: [SegmentIndex]) throws(LogError) -> Bool {
    try whileUnchanged { () throws(LogError) in
      for index in indexes {
        try directory.replace(index.path, with: index.encoded(store: directory.uuid), durable: false)
      }
      try directory.removeIndexes(except: manifest.segments.map(\.id))
    }
  }
}

extension StoreDirectory {
  /// Returns how many bytes of a segment its index covers, judging by the header of the index alone; 0 when there is no
  /// index of this version. Cost: a small read.
  package func coveredBytes(of id: SegmentID, version: UInt16) -> UInt64 {
    guard let handle = try? fileSystem.open(file(SegmentIndex.path(id)), followLinks: false) else { return 0 }
    defer { handle.close() }
    guard let bytes = try? handle.bytes(at: 0, count: SegmentIndex.headerLength),
      bytes.count == SegmentIndex.headerLength
    else { return 0 }
    return bytes.withUnsafeBytes { bytes in
      func load<Value: FixedWidthInteger>(_ offset: Int, _: Value.Type) -> Value {
        Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
      }
      guard load(124, UInt32.self) == crc32c(UnsafeRawBufferPointer(rebasing: bytes[..<124])),
        load(12, UInt16.self) == version
      else { return 0 }
      return load(80, UInt64.self)
    }
  }

  /// Removes the indexes of all segments except `kept`.
  package func removeIndexes(except kept: [SegmentID]) throws(LogError) {
    let kept = Set(kept.map(SegmentIndex.path))
    let names = try names(in: "idx").filter { !kept.contains("idx/" + $0) }
    guard !names.isEmpty else { return }
    try io { () throws(FileError) in
      for name in names { try fileSystem.remove(file("idx/" + name)) }
      try fileSystem.syncDirectory(file("idx"))
    }
  }
}
