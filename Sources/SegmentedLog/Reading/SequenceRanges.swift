/// A set of sequence numbers, stored as ranges.
package struct SequenceRanges: Sendable, Equatable {
  /// The ranges, rising. No two of them overlap or touch.
  package private(set) var ranges: [ClosedRange<UInt64>] = []

  /// Creates the union of ranges, which may be in any order and may overlap.
  package init(_ ranges: some Sequence<ClosedRange<UInt64>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
        self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// The range from the first to the last number; nil when the set is empty.
  var bounds: ClosedRange<UInt64>? {
    guard let first = ranges.first, let last = ranges.last else { return nil }
    return first.lowerBound...last.upperBound
  }

  /// Returns true when the set contains a number of `range`. O(log ranges).
  package func overlaps(_ range: ClosedRange<UInt64>) -> Bool {
    // Searches for the first range that does not end before `range`.
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= range.upperBound
  }
}
