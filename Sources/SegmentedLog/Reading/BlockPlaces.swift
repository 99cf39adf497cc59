import Synchronization

/// Where the blocks of segments begin, as far as they have been passed by readers of one log. Each of them begins with
/// the last one that is known, so that the headers before it are read once, not for each part of the log that is read.
///
/// Memory: 16 bytes for a block.
package final class BlockPlaces: Sendable {
  struct Place: Sendable {
    /// The sequence number of the first event.
    var sequence: UInt64
    /// The offset of the block in its segment, in bytes.
    var offset: UInt64
  }

  /// From the first block of a segment on, without gaps but those of damage.
  private let places = Mutex<[SegmentID: [Place]]>([:])

  package init() {}

  /// Returns the last block that is known and begins at or before `sequence`.
  func last(of segment: SegmentID, before sequence: UInt64) -> Place? {
    places.withLock { places in
      guard let known = places[segment], let first = known.first, first.sequence <= sequence else { return nil }
      var (low, high) = (0, known.count)
      while low + 1 < high {
        let middle = (low + high) / 2
        if known[middle].sequence <= sequence { low = middle } else { high = middle }
      }
      return known[low]
    }
  }

  /// Adds neighbouring blocks, the first of which is the first one of the segment, or one that is known.
  func add(_ passed: [Place], of segment: SegmentID) {
    guard let end = passed.last?.sequence else { return }
    places.withLock { places in
      let known = places[segment]?.last?.sequence
      guard known.map({ $0 < end }) ?? true else { return }
      places[segment, default: []] += passed.drop { place in known.map { place.sequence <= $0 } ?? false }
    }
  }
}
