import Bytes
import FileIO
import LineCodecs
import SystemPackage

/// A file that holds a store as of some event, or a part of one. After `verify`, every byte of it is checked.
package struct StoreSnapshot: Sendable {
  package let path: FilePath
  let contents: SnapshotContents
  /// The content of `CCSTORE`.
  package let identity: [UInt8]
  /// The manifest in the snapshot, of generation 1.
  package let manifest: Manifest
  /// The open file of the snapshot.
  package let file: any FileHandle
  /// Ends the loops over the snapshot with `CancellationError`; nil: they cannot be cancelled.
  package var cancellation: Cancellation?

  package var store: UUID16 { contents.store }
  /// The last event before the first one in the snapshot; 0 in a whole snapshot.
  package var since: LogHead { contents.since }
  /// The last event in the snapshot.
  package var head: LogHead { contents.head }
  /// The length of the file in bytes.
  package var length: UInt64 { contents.length }

  /// Opens a file and reads its table of contents, identity and manifest. Throws `StoreError`, `LogError` and
  /// `FileError`.
  package init(_ path: FilePath, fileSystem: any FileSystem = POSIXFileSystem()) throws {
    self.path = path
    let (file, size) = try Self.open(path, fileSystem)
    self.file = file
    contents = try Self.naming(path) { () throws(LogError) in
      try SnapshotContents.read(file, size: size, name: path.string)
    }
    let (contents, parts) = (contents, contents.parts)
    identity = try Self.bytes(of: parts[0], file)
    let encoded = try Self.bytes(of: parts[1], file)
    let identity = identity
    manifest = try Self.naming(path, parts[1].start) { () throws(LogError) in
      try Manifest.decode(encoded, file: path.string)
    }
    let uuid = try Self.naming(path, parts[0].start) { () throws(LogError) in
      try StoreDirectory.decodeIdentity(identity)
    }
    guard uuid == contents.store, manifest.store == uuid else {
      throw Self.damaged(path, parts[0].start, "its parts are of different stores")
    }
    guard isConsistent else {
      throw Self.damaged(path, parts[1].start, "the segments are not those that the manifest names")
    }
  }

  private static func open(_ path: FilePath, _ fileSystem: any FileSystem) throws -> (any FileHandle, UInt64) {
    let file: any FileHandle
    let status: FileStatus
    do throws(FileError) {
      file = try fileSystem.open(path, followLinks: true)
      status = try file.status()
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      throw StoreError(.noSuchSnapshot, "there is no file \(path)", path: path)
    }
    let reason: String
    switch status.kind {
    case .directory: reason = "it is a directory"
    case .symbolicLink, .other: reason = "it is no regular file"
    case .regular where status.size == 0: reason = "it is empty"
    case .regular:
      let beginning = try file.bytes(at: 0, count: SnapshotContents.headerLength)
      if SnapshotContents.isBeginning(beginning) { return (file, UInt64(status.size)) }
      reason = "its first bytes are those of something else"
    }
    throw StoreError(.notASnapshot, "\(path) is no snapshot: \(reason)", path: path)
  }

  private static func bytes(of part: SnapshotContents.Part, _ file: any FileHandle) throws(LogError) -> [UInt8] {
    try io { () throws(FileError) in
      try file.bytes(at: Int64(part.start), count: Int(min(part.length, 256 << 20)))
    }
  }

  /// The segments of the manifest that hold events after `since`, with their parts.
  var segments: [(entry: Manifest.Segment, part: SnapshotContents.Part)] {
    Array(zip(wanted, contents.parts[2...].dropLast()))
  }

  private var wanted: [Manifest.Segment] {
    manifest.segments.dropLast().filter { $0.nextSequence > since.sequence + 1 }
  }

  /// True when manifest, header and parts agree.
  private var isConsistent: Bool {
    guard wanted.count == contents.parts.count - 3, let active = manifest.segments.last,
      let activePart = contents.parts.last, manifest.generation == 1, manifest.predecessor == .zero,
      active.firstSequence == active.nextSequence, active.firstSequence == head.sequence + 1,
      active.chainBefore == head.chain, active.length == UInt64(SegmentHeader.length),
      activePart.id == active.id, activePart.length == active.length, activePart.offset == 0,
      since.sequence > 0 || since.chain == .zero
    else { return false }
    return segments.allSatisfy { entry, part in
      part.id == entry.id && part.offset + part.length == entry.length
        && (part.offset == 0 || (part.offset >= UInt64(SegmentHeader.length) && entry.firstSequence <= since.sequence))
    }
  }

  /// Checks every byte: each checksum and required zero, counts, sequence numbers, the hash of every event, and the
  /// SHA-256 at the end. Returns the chain hash after event `sequence`, if a commit ends there. Throws `StoreError`
  /// for the first thing that is wrong. Speed: 250 MB/s.
  @discardableResult
  package func verify(
    chainAt sequence: UInt64? = nil, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> Digest? {
    var chain = since.chain
    var next = since.sequence + 1
    var found = sequence == since.sequence ? since.chain : nil
    for (entry, part) in segments {
      var check = SegmentCheck(reader: reader(part), chain: Chain(chain), next: next)
      try self.check(entry, part, &check) { head in
        if head.sequence == sequence { found = head.chain }
        progress(Int64(part.start), Int64(length))
      }
      (chain, next) = (check.chain.digest, check.next)
    }
    guard LogHead(sequence: next - 1, chain: chain) == head else {
      throw Self.damaged(path, 48, "the events do not give the chain hash of the snapshot")
    }
    try checkActive()
    try checkDigest(progress)
    return found
  }

  private func check(
    _ entry: Manifest.Segment, _ part: SnapshotContents.Part, _ check: inout SegmentCheck, _ commit: (LogHead) -> Void
  ) throws {
    let reader = check.reader
    var offset = part.offset
    if offset == 0 {
      let header = try Self.bytes(
        of: SnapshotContents.Part(kind: .segment, start: part.start, length: UInt64(SegmentHeader.length)), file)
      let decoded = try naming(part) { () throws(LogError) in
        try SegmentHeader.decode(header, file: entry.id.path)
      }
      guard decoded.store == store, decoded.id == entry.id, decoded.lastOrdinal == entry.lastOrdinal,
        decoded.firstSequence == entry.firstSequence, decoded.chain == entry.chainBefore
      else { throw Self.damaged(path, part.start, "this segment is not the one that the manifest names") }
      offset = UInt64(SegmentHeader.length)
    }
    var isSealed = false
    while offset < entry.length {
      try cancellation?.check()
      let frame = try naming(part) { () throws(LogError) in try reader.checkedHeader(at: offset, limit: entry.length) }
      if isSealed { throw Self.damaged(path, part.start + offset - part.offset, FrameProblem.structure.message) }
      if part.offset > 0, frame.type == FrameType.seal.rawValue {
        isSealed = true
        try checkSeal(frame, entry, part, check)
      } else {
        try naming(part) { () throws(LogError) in _ = try check.check(frame) }
        if frame.type == FrameType.commit.rawValue {
          commit(LogHead(sequence: check.next - 1, chain: check.chain.digest))
        }
      }
      offset = frame.next
    }
    guard !check.hasOpenBlock, check.next == entry.nextSequence, check.chain.digest == entry.chainAfter,
      (isSealed || check.isSealed) == (entry.state == .sealed)
    else { throw Self.damaged(path, part.end, "the segment does not end as the manifest says") }
  }

  /// Checks the SEAL of a segment whose beginning is not in the snapshot, so that its frames cannot be counted.
  private func checkSeal(
    _ frame: FrameHeader, _ entry: Manifest.Segment, _ part: SnapshotContents.Part, _ check: SegmentCheck
  ) throws {
    let bytes = try naming(part) { () throws(LogError) in try check.reader.checkedPayload(frame) }
    let payload = try? bytes.withUnsafeBytes { try SealPayload(decoding: $0) }
    guard payload?.chain == check.chain.digest, payload?.events == check.next - entry.firstSequence,
      frame.sequence == check.next
    else {
      throw Self.damaged(path, part.start + frame.offset - part.offset, FrameProblem.structure.message)
    }
  }

  private func checkActive() throws {
    let (part, entry) = (contents.parts[contents.parts.count - 1], manifest.segments[manifest.segments.count - 1])
    guard try Self.bytes(of: part, file) == entry.header(store: store, created: manifest.created).encoded() else {
      throw Self.damaged(path, part.start, "this segment is not the one that the manifest names")
    }
  }

  private func checkDigest(_ progress: (Int64, Int64) -> Void) throws {
    var hasher = SHA256()
    let end = length - UInt64(SnapshotContents.digestLength)
    var offset: UInt64 = 0
    while offset < end {
      try cancellation?.check()
      let piece = SnapshotContents.Part(kind: .segment, start: offset, length: min(1 << 20, end - offset))
      let bytes = try Self.bytes(of: piece, file)
      guard !bytes.isEmpty else { throw Self.damaged(path, offset, "the snapshot is cut off") }
      hasher.update(bytes)
      offset += UInt64(bytes.count)
      progress(Int64(offset), Int64(length))
    }
    let digest = try Self.bytes(
      of: SnapshotContents.Part(kind: .segment, start: end, length: length - end), file)
    guard digest == hasher.digest.bytes else {
      throw Self.damaged(path, end, "the SHA-256 of the snapshot is not that of its bytes")
    }
  }

  /// Returns a reader for the frames of a part, which addresses them by their offsets in the segment.
  func reader(_ part: SnapshotContents.Part) -> FrameReader {
    FrameReader(file: slice(part), id: part.id)
  }

  func slice(_ part: SnapshotContents.Part) -> any FileHandle { FileSlice(file, part) }

  /// Turns damage of a segment into damage of the snapshot, with its path and the offset in it.
  private func naming<Value>(
    _ part: SnapshotContents.Part, _ body: () throws(LogError) -> Value
  ) throws -> Value { try Self.naming(path, part.start &- part.offset, body) }

  private static func naming<Value>(
    _ path: FilePath, _ start: UInt64 = 0, _ body: () throws(LogError) -> Value
  ) throws -> Value {
    do throws(LogError) { return try body() } catch {
      switch error {
      case .damaged(let finding): throw damaged(path, start &+ finding.offset, finding.message)
      case .unsupported(_, let what): throw LogError.unsupported(file: path.string, what)
      default: throw error
      }
    }
  }

  private static func damaged(_ path: FilePath, _ offset: UInt64, _ what: String) -> StoreError {
    StoreError(.snapshotDamaged, "\(path) at byte \(offset): \(what)", path: path, offset: offset)
  }
}

/// A part of a snapshot, presented as the segment's file.
private final class FileSlice: FileHandle {
  private let file: any FileHandle
  private let part: SnapshotContents.Part

  var path: FilePath { file.path }

  init(_ file: any FileHandle, _ part: SnapshotContents.Part) { (self.file, self.part) = (file, part) }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    let position = Int64(part.start) + offset - Int64(part.offset)
    guard offset >= Int64(part.offset), position < Int64(part.end) else { return 0 }
    let count = min(buffer.count, Int(Int64(part.end) - position))
    return try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: position)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    throw FileError(.write, path, .readOnlyFileSystem)
  }

  func sync() throws(FileError) {}
  func lock() throws(FileError) -> Bool { try file.lock() }

  func status() throws(FileError) -> FileStatus {
    var status = try file.status()
    status.size = Int64(part.offset + part.length)
    return status
  }

  func close() {}
}
