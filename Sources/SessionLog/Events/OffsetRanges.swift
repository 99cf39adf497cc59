import Bytes

/// Ranges of offsets in a file, apart from each other and in rising order.
package struct OffsetRanges: Sendable, Equatable {
  package private(set) var ranges: [Range<Int64>] = []

  package init() {}

  package init(_ range: Range<Int64>) { insert(range) }

  /// Bytes.
  package var count: Int64 { ranges.reduce(0) { $0 &+ ($1.upperBound - $1.lowerBound) } }

  package var isEmpty: Bool { ranges.isEmpty }

  /// Adds a range; an empty one adds nothing. O(1) behind all others, else O(ranges).
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

  package mutating func formUnion(_ other: OffsetRanges, below limit: Int64 = .max) {
    for range in other.ranges where range.lowerBound < limit { insert(range.clamped(to: 0..<limit)) }
  }

  /// O(log ranges).
  package func contains(_ offset: Int64) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= offset
  }

  /// What of a range is in none of these.
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
  package func encode(into writer: inout ByteWriter) {
    writer.varint(ranges.count)
    for range in ranges {
      writer.zigzag(range.lowerBound)
      writer.zigzag(range.upperBound)
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count()) {
      let (start, end) = (try reader.zigzag(), try reader.zigzag())
      guard start >= 0, start < end, start > ranges.last?.upperBound ?? -1 else { throw .malformed }
      ranges.append(start..<end)
    }
  }
}
