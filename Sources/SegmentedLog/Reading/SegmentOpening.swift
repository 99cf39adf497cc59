import Bytes
import FileIO

/// The result of opening a segment that a manifest names.
enum SegmentOpening {
  case opened(OpenSegment)
  /// Nothing of it can be read. This is recorded as a loss.
  case lost
  /// A compaction has replaced it: a newer manifest names another segment in its place. `newerManifest` has both.
  case replaced
}

extension StoreDirectory {
  /// Opens a segment of `manifest` for a reader, in parallel with which a compaction may run. With `losses`, opens
  /// whatever is there of the segment; without, throws like `openSegment`.
  func open(
    _ entry: Manifest.Segment, of manifest: Manifest, _ losses: LossLog?
  ) throws(LogError) -> SegmentOpening {
    do throws(LogError) { return .opened(try openSegment(entry)) } catch {
      guard case .damaged(let finding) = error else { throw error }
      if try isReplaced(entry, manifest) { return .replaced }
      guard let losses else { throw error }
      return try salvage(entry, finding, losses).map { .opened($0) } ?? .lost
    }
  }

  /// Returns true when a compaction has replaced the segment: its file is missing and a newer manifest exists. A
  /// compaction makes that manifest durable before it removes the file.
  package func isReplaced(_ entry: Manifest.Segment, _ manifest: Manifest) throws(LogError) -> Bool {
    if try io({ () throws(FileError) in try fileSystem.exists(file(entry.id.path)) }) { return false }
    return try manifestGenerations().last ?? 0 > manifest.generation
  }

  /// Returns the newest manifest, for a reader of a segment that was replaced, and the index of the segment in it that
  /// holds event `sequence`, or will hold it.
  func newerManifest(holding sequence: UInt64) throws(LogError) -> (manifest: Manifest, index: Int) {
    guard let newer = try manifest() else { throw .notAStore(path) }
    // The manifest need not know how far the last segment goes.
    return (newer, newer.segments.firstIndex { $0.nextSequence > sequence } ?? newer.segments.count - 1)
  }

  /// Opens a damaged segment with the data of the manifest in place of its header; returns nil when the file is
  /// missing.
  private func salvage(
    _ entry: Manifest.Segment, _ finding: Finding, _ losses: LossLog
  ) throws(LogError) -> OpenSegment? {
    let handle: any FileHandle
    do throws(FileError) {
      handle = try fileSystem.open(file(entry.id.path), followLinks: true)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
      if entry.nextSequence > entry.firstSequence, entry.state != .active {
        losses.add(.events(entry.firstSequence...entry.nextSequence - 1), finding)
      } else {
        losses.add(.eventsFrom(entry.firstSequence), finding)
      }
      return nil
    }
    losses.add(.nothing, finding)
    let length = UInt64(try io { () throws(FileError) in try handle.status() }.size)
    let header = SegmentHeader(
      store: uuid, ordinal: entry.id.ordinal, generation: entry.id.generation, lastOrdinal: entry.lastOrdinal,
      firstSequence: entry.firstSequence, chain: entry.chainBefore, created: 0)
    return OpenSegment(reader: FrameReader(file: handle, id: entry.id), header: header, length: length, damage: finding)
  }

  /// Opens a segment of the manifest and checks header and length. Throws `damaged` when it is not the segment that the
  /// manifest names.
  func openSegment(_ entry: Manifest.Segment) throws(LogError) -> OpenSegment {
    let name = entry.id.path
    let handle: any FileHandle
    do throws(FileError) {
      handle = try fileSystem.open(file(name), followLinks: true)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw .damaged(Finding(file: name, "this segment is missing")) }
      throw .file(error)
    }
    let bytes = try io { () throws(FileError) in try handle.bytes(at: 0, count: SegmentHeader.length) }
    let header = try SegmentHeader.decode(bytes, file: name)
    guard header.store == uuid, header.ordinal == entry.id.ordinal, header.generation == entry.id.generation,
      header.lastOrdinal == entry.lastOrdinal, header.firstSequence == entry.firstSequence,
      header.chain == entry.chainBefore
    else { throw .damaged(Finding(file: name, "this segment is not the one that the manifest names")) }
    let length = try io { () throws(FileError) in try handle.status() }.size
    guard length >= Int64(entry.length), entry.state != .sealed || length == Int64(entry.length) else {
      throw .damaged(
        Finding(file: name, offset: UInt64(length), "the file has \(length) bytes instead of \(entry.length)"))
    }
    return OpenSegment(reader: FrameReader(file: handle, id: entry.id), header: header, length: UInt64(length))
  }
}
