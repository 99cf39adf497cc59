import Bytes
import FileIO

/// The table of contents of a snapshot: what it holds, and where. It is the beginning of the file. FORMAT.md,
/// Snapshots.
struct SnapshotContents: Sendable, Equatable {
  static let headerLength = 192
  static let entryLength = 64
  /// The length of the SHA-256 at the end of the file, in bytes.
  static let digestLength = 32

  enum Kind: UInt32, Sendable {
    case identity = 1
    case manifest = 2
    case segment = 3
  }

  /// A contiguous range of bytes of one file of the store.
  struct Part: Sendable, Equatable {
    var kind: Kind
    /// The segment; zeros for other kinds.
    var id = SegmentID(ordinal: 0, generation: 0)
    /// The offset in the snapshot.
    var start: UInt64
    var length: UInt64
    /// The offset of the first byte in the segment's file; 0 for other kinds.
    var offset: UInt64 = 0

    var end: UInt64 { start + length }
  }

  var store: UUID16
  /// The last event before the first one in the snapshot.
  var since: LogHead
  /// The last event in the snapshot.
  var head: LogHead
  private(set) var parts: [Part] = []
  /// The length of the whole file in bytes.
  private(set) var length: UInt64 = 0

  /// Returns the number of bytes before the first part.
  private static func start(parts: Int) -> UInt64 { UInt64(headerLength + parts * entryLength) }

  /// Places `parts` one after the other.
  init(store: UUID16, since: LogHead, head: LogHead, parts: [Part]) {
    (self.store, self.since, self.head) = (store, since, head)
    var position = Self.start(parts: parts.count)
    for part in parts {
      var part = part
      part.start = position
      position += part.length
      self.parts.append(part)
    }
    length = position + UInt64(Self.digestLength)
  }

  func encoded() -> [UInt8] {
    var writer = ByteWriter(magic: Format.storeSnapshotMagic, capacity: Int(Self.start(parts: parts.count)))
    writer.fixed(UInt32(Self.headerLength))
    writer.zeros(16)  // features and versions
    writer.append(store.bytes)
    writer.fixed(since.sequence)
    writer.fixed(head.sequence)
    writer.append(since.chain.bytes)
    writer.append(head.chain.bytes)
    writer.fixed(length)
    writer.fixed(UInt32(parts.count))
    writer.zeros(48)
    writer.fixed(crc32c(writer.bytes))
    for part in parts {
      var entry = ByteWriter(capacity: Self.entryLength)
      entry.fixed(part.kind.rawValue)
      entry.fixed(part.id.ordinal)
      entry.fixed(part.id.generation)
      entry.zeros(4)
      entry.fixed(part.start)
      entry.fixed(part.length)
      entry.fixed(part.offset)
      entry.zeros(20)
      entry.fixed(crc32c(entry.bytes))
      writer.append(entry.bytes)
    }
    return writer.bytes
  }

  /// Returns true if these first bytes of a file are those of a snapshot, however short or damaged: they begin as those
  /// of each snapshot do, or are intact from there on.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    let magic = Format.storeSnapshotMagic
    if bytes.starts(with: magic) || magic.starts(with: bytes) { return true }
    guard bytes.count >= headerLength else { return false }
    let header = magic + bytes[magic.count..<headerLength]
    return crc32c([UInt8](header.dropLast(4))) == header.withUnsafeBytes { $0.u32(at: headerLength - 4) }
  }

  /// Decodes the header. Returns contents without parts, and the number of parts.
  private static func header(_ bytes: [UInt8], file: String) throws(LogError) -> (SnapshotContents, Int) {
    try decodeFile(
      bytes, named: file, kind: "snapshot", magic: Format.storeSnapshotMagic, checksumAt: headerLength - 4,
      hasVersions: true
    ) { (reader) throws(ByteError) in
      guard try reader.fixed(UInt32.self) == UInt32(headerLength) else { throw .malformed }
      try reader.features()
      let store = UUID16(try reader.bytes(16))
      let (first, last): (UInt64, UInt64) = (try reader.fixed(), try reader.fixed())
      let since = LogHead(sequence: first, chain: try reader.digest())
      let head = LogHead(sequence: last, chain: try reader.digest())
      let length: UInt64 = try reader.fixed()
      let count = Int(try reader.fixed(UInt32.self))
      try reader.zeros(48)
      guard since.sequence <= head.sequence, head.sequence < Format.sequenceMax, count >= 3,
        count <= Format.segmentsMax + 2, length <= UInt64(Int64.max)
      else { throw .malformed }
      var contents = SnapshotContents(store: store, since: since, head: head, parts: [])
      contents.length = length
      return (contents, count)
    }
  }

  /// Reads the table of contents of a file of `size` bytes. Throws `damaged` with the offset in the file.
  static func read(_ file: any FileHandle, size: UInt64, name: String) throws(LogError) -> SnapshotContents {
    func damaged(_ offset: UInt64, _ what: String) -> LogError {
      .damaged(Finding(file: name, offset: offset, what))
    }
    let beginning = try io { () throws(FileError) in try file.bytes(at: 0, count: headerLength) }
    var (contents, count) = try header(beginning, file: name)
    guard size >= contents.length else {
      throw damaged(size, "the snapshot is cut off: it has \(size) bytes instead of \(contents.length)")
    }
    guard size == contents.length else {
      throw damaged(contents.length, "there are \(size - contents.length) bytes after the end of the snapshot")
    }
    guard start(parts: count) + UInt64(digestLength) <= size else {
      throw damaged(0, "the snapshot does not make sense")
    }
    let table = try io { () throws(FileError) in
      try file.bytes(at: Int64(headerLength), count: count * entryLength)
    }
    var position = start(parts: count)
    for index in 0..<count {
      let at = UInt64(headerLength + index * entryLength)
      let entry = Array(table[index * entryLength..<(index + 1) * entryLength])
      guard let part = Self.part(entry) else { throw damaged(at, "the table of contents is not intact") }
      guard part.start == position, part.length <= size - UInt64(digestLength) - position else {
        throw damaged(at, "the parts do not follow each other")
      }
      position = part.end
      contents.parts.append(part)
    }
    guard position + UInt64(digestLength) == size, contents.isInOrder else {
      throw damaged(UInt64(headerLength), "the parts do not make up a snapshot")
    }
    return contents
  }

  private static func part(_ bytes: [UInt8]) -> Part? {
    let checksum = crc32c(Array(bytes[..<(entryLength - 4)]))
    let part = try? bytes.withReader { (reader) throws(ByteError) -> Part in
      guard let kind = Kind(rawValue: try reader.fixed()) else { throw .malformed }
      let id = SegmentID(ordinal: try reader.fixed(), generation: try reader.fixed())
      try reader.zeros(4)
      let part = Part(
        kind: kind, id: id, start: try reader.fixed(), length: try reader.fixed(), offset: try reader.fixed())
      try reader.zeros(20)
      guard try reader.fixed() == checksum else { throw .malformed }
      return part
    }
    guard let part, part.offset <= Format.segmentLengthMax, part.length <= Format.segmentLengthMax else { return nil }
    let isPlain = part.id == SegmentID(ordinal: 0, generation: 0) && part.offset == 0
    return part.kind == .segment || isPlain ? part : nil
  }

  /// True when the parts are the identity, the manifest, then segments by rising ordinal, of which only the first may
  /// lack its beginning.
  private var isInOrder: Bool {
    guard parts[0].kind == .identity, parts[1].kind == .manifest else { return false }
    let segments = parts[2...]
    return segments.allSatisfy { $0.kind == .segment } && segments.dropFirst().allSatisfy { $0.offset == 0 }
      && zip(segments, segments.dropFirst()).allSatisfy { $0.id.ordinal < $1.id.ordinal }
  }
}
