import FileIO

/// The difference of a log that ends before the last event that was acknowledged. Either it is a copy whose files were
/// copied one after the other while a writer continued, or data was lost. The files alone cannot tell which.
public struct Shortfall: Sendable, Equatable, CustomStringConvertible {
  /// The sequence number of the last event that was acknowledged, as far as the files tell.
  public var acknowledged: UInt64
  /// The sequence number of the last event that is present.
  public var last: UInt64

  /// The number of missing events; at least 1.
  public var events: UInt64 { acknowledged - last }

  public var description: String {
    "the store ends \(events) \(events == 1 ? "event" : "events") before what was acknowledged (event \(acknowledged)): it is a copy that was taken while ccstore wrote to it, or data was lost"
  }

  /// Advice for a store that nothing marks as a copy.
  package static let advice = "if there is no better copy, 'ccstore repair --accept-earlier' continues from its end"
}

extension StoreDirectory {
  /// The largest sequence number that an event can state: FORMAT.md, Values of columns.
  private static let acknowledgedMax: UInt64 = 1 << 53

  /// Returns by how much the log ends early, according to HEAD, the manifest and the names of checkpoints. Returns nil
  /// when the log has all that they speak of, or when HEAD is binding or missing. Cost: listing one folder and reading
  /// the manifest.
  package func shortfall(_ head: LogHead, _ end: AcknowledgedEnd?) throws(LogError) -> Shortfall? {
    guard let end, !end.isBinding else { return nil }
    // HEAD and the file names may come from somebody else and contain any number, so implausible ones are ignored.
    var known = [end.nextSequence == 0 ? 0 : end.nextSequence - 1]
    if let newest = try manifest()?.segments.last { known.append(newest.nextSequence - 1) }
    known += try names(in: "snap").compactMap { Checkpoint.sequence(ofName: $0) }
    let acknowledged = known.filter { $0 <= Self.acknowledgedMax }.max() ?? 0
    guard acknowledged > head.sequence else { return nil }
    return Shortfall(acknowledged: acknowledged, last: head.sequence)
  }

  /// Returns what is wrong with the active segment; nil when nothing is.
  func damage(
    _ walk: SegmentScan, of entry: Manifest.Segment, _ end: AcknowledgedEnd?
  ) -> Finding? {
    guard walk.isDamaged else { return nil }
    let (offset, problem) = walk.damage
    var message = problem.message
    if problem == .short, let end, end.nextSequence > walk.nextSequence {
      message = "\(Shortfall(acknowledged: end.nextSequence - 1, last: walk.nextSequence - 1)); \(Shortfall.advice)"
    }
    return Finding(file: entry.id.path, offset: offset, message)
  }

  /// Returns the newest manifest; nil when there is none. In a copy whose manifest does not fit its segments, because
  /// they were copied at another moment, returns the manifest that the segments themselves imply.
  ///
  /// Cost: in a copy only, a `stat` for every segment, and, when the manifest does not fit, a small read for every
  /// frame.
  package func manifest(_ end: AcknowledgedEnd?) throws(LogError) -> Manifest? {
    guard let end, !end.isBinding else { return try manifest() }
    let newest = try manifest()
    if let newest, try fits(newest, end) { return newest }
    var rebuild = ManifestRebuild(self)
    guard var made = try rebuild.run(), rebuild.isGapless else { return newest }
    made.generation = newest?.generation ?? 1
    return made.isConsistent ? made : newest
  }

  /// Returns true when every segment that a manifest names is complete, and no segment with a higher ordinal exists.
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
