import Bytes
import FileIO

/// The progress of a compaction, in bytes of decoded bodies.
public struct CompactionProgress: Sendable {
  /// The bytes of the bodies that have been rewritten.
  public var done: Int64 = 0
  /// The bytes of all bodies that are to be rewritten.
  public var total: Int64 = 0
}

/// The result of a compaction.
public struct CompactionResult: Sendable {
  /// The total length in bytes of the segments that were replaced. `bytesAfter` is that of the segments that replaced
  /// them.
  public var bytesBefore: UInt64 = 0
  /// The total length in bytes of the segments that replaced them.
  public var bytesAfter: UInt64 = 0
  /// The number of segments that were replaced. `segmentsAfter` is the number of those that replaced them.
  public var segmentsBefore = 0
  /// The number of segments that replaced them.
  public var segmentsAfter = 0
  /// The number of bytes of decoded bodies that were rewritten.
  public var bodyBytes: Int64 = 0

  /// Creates the result of a compaction that has changed nothing.
  public init() {}
}

extension LogWriter {
  /// Rewrites segments according to `options` where this is expected to save enough, or where `isForced` returns true
  /// for the range of sequence numbers of a segment. The events stay the same, except for the bodies that `editor`
  /// drops; head and chain do not change. When there is nothing to do, no file is changed.
  ///
  /// Each group of segments is replaced by a manifest of its own, so an interrupted compaction keeps what it has
  /// finished and continues when it is run again. Disk: the largest group is present twice meanwhile. Memory: a few
  /// blocks for each worker. Throws `interrupted` when `isStopped` returns true, and `noSpace`.
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

  /// Replaces segments by one that is complete in `tmp/`: renames it into place, installs the manifest, and only then
  /// removes the old ones.
  private mutating func replace(_ entries: [Manifest.Segment], with entry: Manifest.Segment) throws(LogError) {
    try directory.publishSegments([entry.id])
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

  /// Throws `noSpace` when a new segment might not fit on the disk in addition to the old ones.
  private func checkSpace(_ groups: [CompactionPlan.Group]) throws(LogError) {
    if let largest = groups.map(\.bytes).max() { try checkSpace(for: largest) }
  }

  /// Throws `noSpace` when `bytes` bytes, plus 1 MiB, might not fit on the disk.
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
  /// Returns the length of the decoded bodies in some segments, in bytes.
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
