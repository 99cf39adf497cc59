import Bytes

/// A set of byte offsets in a file, kept as ranges in ascending order that neither overlap nor touch.
package struct OffsetRanges: Sendable, Equatable {
  package private(set) var ranges: [Range<Int64>] = []

  package init() {}

  package init(_ range: Range<Int64>) { insert(range) }

  /// The number of bytes in all ranges.
  package var count: Int64 { ranges.reduce(0) { $0 &+ ($1.upperBound - $1.lowerBound) } }

  package var isEmpty: Bool { ranges.isEmpty }

  /// Adds a range and merges it with those that it overlaps or touches; an empty range adds nothing. O(1) at or after
  /// the last range, else O(number of ranges).
  package mutating func insert(_ range: Range<Int64>) {
    guard !range.isEmpty else { return }
    guard let last = ranges.last, range.lowerBound <= last.upperBound else { return ranges.append(range) }
    if range.lowerBound >= last.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      return
    }
    let first = ranges.firstIndex { $0.upperBound >= range.lowerBound }!
    var end = first
    var merged = range
    while end < ranges.count, ranges[end].lowerBound <= range.upperBound {
      merged = min(merged.lowerBound, ranges[end].lowerBound)..<max(merged.upperBound, ranges[end].upperBound)
      end += 1
    }
    ranges.replaceSubrange(first..<end, with: [merged])
  }

  /// Adds the parts of all ranges of `other` that lie below `limit`.
  package mutating func formUnion(_ other: OffsetRanges, below limit: Int64 = .max) {
    for range in other.ranges where range.lowerBound < limit { insert(range.clamped(to: 0..<limit)) }
  }

  /// Returns whether an offset is in one of the ranges. O(log number of ranges).
  package func contains(_ offset: Int64) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= offset
  }

  /// Returns the parts of `range` that no range of this set covers, in ascending order.
  package func gaps(in range: Range<Int64>) -> [Range<Int64>] {
    var gaps: [Range<Int64>] = []
    var position = range.lowerBound
    for known in ranges where known.upperBound > range.lowerBound && known.lowerBound < range.upperBound {
      if known.lowerBound > position { gaps.append(position..<known.lowerBound) }
      position = max(position, known.upperBound)
    }
    if position < range.upperBound { gaps.append(position..<range.upperBound) }
    return gaps
  }
}

extension OffsetRanges {
  /// Writes the number of ranges, then the bounds of each.
  package func encode(into writer: inout ByteWriter) {
    writer.varint(ranges.count)
    for range in ranges {
      writer.zigzag(range.lowerBound)
      writer.zigzag(range.upperBound)
    }
  }

  /// Throws `malformed` unless the ranges are ascending and apart from each other.
  package init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count()) {
      let (start, end) = (try reader.zigzag(), try reader.zigzag())
      guard start >= 0, start < end, start > ranges.last?.upperBound ?? -1 else { throw .malformed }
      ranges.append(start..<end)
    }
  }
}
