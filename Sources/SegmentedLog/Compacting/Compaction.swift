import Bytes
import FileIO

/// How far a compaction has come, bytes of bodies.
public struct CompactionProgress: Sendable {
  public var done: Int64 = 0
  public var total: Int64 = 0
}

/// What a compaction did.
public struct CompactionResult: Sendable {
  /// Bytes of the segments that were replaced, and of those that replaced them.
  public var bytesBefore: UInt64 = 0
  public var bytesAfter: UInt64 = 0
  /// Segments, of those alone.
  public var segmentsBefore = 0
  public var segmentsAfter = 0
  /// Bytes of bodies written anew.
  public var bodyBytes: Int64 = 0

  public init() {}
}

extension LogWriter {
  /// Writes segments anew as `options` say where that is expected to save enough, or where `isForced` says so for the sequence numbers of their
  /// events. Nothing of the log changes but what `editor` drops; head and chain stay. Nothing is touched where nothing is to be done.
  ///
  /// Each group of segments is replaced by its own manifest, so an interrupted compaction has done what it had finished, and goes on when it is
  /// run again. Disk: the largest group, twice, meanwhile. Memory: a few blocks for each worker. Throws `interrupted` when `isStopped` says so.
  package mutating func compact(
    _ options: CompactionOptions, isForced: (ClosedRange<UInt64>) throws -> Bool = { _ in false },
    editor: BlockEditor? = nil, progress: @escaping (CompactionProgress) -> Void = { _ in },
    isStopped: @escaping () -> Bool = { false }
  ) throws -> CompactionResult {
    precondition(options.compression != .fast && options.blockSize > 0 && options.blockSize <= Format.rawLengthMax)
    var result = CompactionResult()
    func plan() throws -> CompactionPlan {
      try CompactionPlan(
        directory, manifest, activeLength: segmentLength, activeNext: head.sequence + 1, options, isForced: isForced)
    }
    var groups = try plan().groups
    try checkSpace(groups)
    if groups.contains(where: { $0.segments.contains { $0.state == .active } }) {
      try sealActive()
      groups = try plan().groups
    }
    var seen = CompactionProgress(total: try groups.reduce(0) { $0 + (try directory.bodyBytes($1.segments)) })
    for group in groups {
      if isStopped() { throw LogError.interrupted }
      try checkSpace([group])
      let before = seen.done
      let rewriter = SegmentRewriter(
        directory: directory, entries: group.segments, options: options, editor: editor, clock: clock,
        progress: {
          seen.done += Int64($0)
          progress(seen)
        }, isStopped: isStopped)
      let entry = try rewriter.run()
      try replace(group.segments, with: entry)
      result.bytesBefore += group.segments.reduce(0) { $0 + $1.length }
      result.bytesAfter += entry.length
      result.segmentsBefore += group.segments.count
      result.segmentsAfter += 1
      result.bodyBytes += seen.done - before
    }
    return result
  }

  /// Puts a segment that is ready in `tmp/` in the place of others: its name, the manifest, and only then do the others go.
  private mutating func replace(_ entries: [Manifest.Segment], with entry: Manifest.Segment) throws(LogError) {
    let directory = directory
    try io { () throws(FileError) in
      try directory.fileSystem.rename(
        directory.file("tmp/" + entry.id.path.dropFirst(4)), to: directory.file(entry.id.path))
      try directory.fileSystem.syncDirectory(directory.file("seg"))
    }
    let first = entries[0].id
    try installManifest { segments in
      let index = segments.firstIndex { $0.id == first }!
      segments.replaceSubrange(index..<index + entries.count, with: [entry])
    }
    for old in entries {
      try io { () throws(FileError) in try directory.fileSystem.remove(directory.file(old.id.path)) }
    }
    try directory.removeIndexes(except: manifest.segments.map(\.id))
  }

  /// Throws `noSpace` where a new segment might not find room beside the old ones.
  private func checkSpace(_ groups: [CompactionPlan.Group]) throws(LogError) {
    if let largest = groups.map(\.bytes).max() { try checkSpace(for: largest) }
  }

  /// Throws `noSpace` where so many bytes might not find room.
  func checkSpace(for bytes: UInt64) throws(LogError) {
    let needed = Int64(bytes) + 1 << 20
    let path = directory.path
    guard let free = try io({ () throws(FileError) in try directory.fileSystem.freeSpace(path) }), free < needed else {
      return
    }
    throw .noSpace(path, needed: needed, free: free)
  }
}

extension StoreDirectory {
  /// Of the bodies in some segments, decoded.
  fileprivate func bodyBytes(_ entries: [Manifest.Segment]) throws(LogError) -> Int64 {
    var bytes: Int64 = 0
    for entry in entries {
      let reader = try openSegment(entry).reader
      var blocks = BlockIterator(reader: reader, limit: entry.length, nextSequence: entry.firstSequence)
      while let place = try blocks.next() { bytes += place.bodies.reduce(0) { $0 + Int64($1.rawLength) } }
    }
    return bytes
  }
}
