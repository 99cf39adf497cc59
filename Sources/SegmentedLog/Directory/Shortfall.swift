import FileIO

/// A log that ends before what was acknowledged of it: it is a copy whose files were taken one after the other while a writer went on, or data was lost.
/// From the files alone the two cannot be told apart.
public struct Shortfall: Sendable, Equatable, CustomStringConvertible {
  /// The last event that is known to have been acknowledged.
  public var acknowledged: UInt64
  /// The last event that is there.
  public var last: UInt64

  /// How many are not there. At least 1.
  public var events: UInt64 { acknowledged - last }

  public var description: String {
    "the store ends \(events) \(events == 1 ? "event" : "events") before what was acknowledged (event \(acknowledged)): it is a copy that was taken while ccstore wrote to it, or data was lost"
  }

  /// What to do where nothing says that the store is a copy.
  package static let advice = "if there is no better copy, 'ccstore repair --accept-earlier' goes on from what is there"
}

extension StoreDirectory {
  /// The largest sequence number that an event can tell of: FORMAT.md, Values of columns.
  private static let acknowledgedMax: UInt64 = 1 << 53

  /// nil where the log has all that HEAD, the manifest or the name of a snapshot speaks of, or none of them counts. Cost: one look at a folder.
  package func shortfall(_ head: LogHead, _ end: AcknowledgedEnd?) throws(LogError) -> Shortfall? {
    guard let end, !end.isBinding else { return nil }
    // A stranger may have written any number into HEAD and into names.
    var known = [end.nextSequence == 0 ? 0 : end.nextSequence - 1]
    if let newest = try manifest()?.segments.last { known.append(newest.nextSequence - 1) }
    known += try names(in: "snap").compactMap { ProjectionSnapshot.sequence(ofName: $0) }
    let acknowledged = known.filter { $0 <= Self.acknowledgedMax }.max() ?? 0
    guard acknowledged > head.sequence else { return nil }
    return Shortfall(acknowledged: acknowledged, last: head.sequence)
  }

  /// What is wrong with the active segment; nil where nothing is.
  func damage(
    _ walk: SegmentWalk, of entry: Manifest.Segment, _ end: AcknowledgedEnd?
  ) -> Finding? {
    guard walk.isDamaged else { return nil }
    let (offset, problem) = walk.damage
    var message = problem.message
    if problem == .short, let end, end.nextSequence > walk.nextSequence {
      message = "\(Shortfall(acknowledged: end.nextSequence - 1, last: walk.nextSequence - 1)); \(Shortfall.advice)"
    }
    return Finding(file: entry.id.path, offset: offset, message)
  }

  /// The newest manifest, or, in a copy where that one does not fit the segments, which were copied at another moment, what they say themselves. nil where
  /// there is none.
  ///
  /// Cost, in a copy alone: a `stat` for every segment, and where the manifest does not fit a small read for every frame.
  package func manifest(_ end: AcknowledgedEnd?) throws(LogError) -> Manifest? {
    guard let end, !end.isBinding else { return try manifest() }
    let newest = try manifest()
    if let newest, try fits(newest, end) { return newest }
    var rebuild = ManifestRebuild(self)
    guard var made = try rebuild.run(), rebuild.isGapless else { return newest }
    made.generation = newest?.generation ?? 1
    return made.isConsistent ? made : newest
  }

  /// Whether all that a manifest names is there, and nothing that follows it.
  private func fits(_ manifest: Manifest, _ end: AcknowledgedEnd) throws(LogError) -> Bool {
    let last = manifest.segments[manifest.segments.count - 1].lastOrdinal
    if end.segment.ordinal > last { return false }
    for entry in manifest.segments {
      let size: Int64
      do throws(FileError) {
        size = try fileSystem.status(file(entry.id.path), followLinks: false).size
      } catch {
        guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
        return false
      }
      guard size >= Int64(entry.length), entry.state != .sealed || size == Int64(entry.length) else { return false }
    }
    return try names(in: "seg").allSatisfy { SegmentID(path: "seg/" + $0).map { $0.ordinal <= last } ?? true }
  }
}
