/// Sequence numbers of events, as ranges.
package struct SequenceRanges: Sendable, Equatable {
  /// Rising; none touches the next.
  package private(set) var ranges: [ClosedRange<UInt64>] = []

  /// Of ranges in any order, which may overlap.
  package init(_ ranges: some Sequence<ClosedRange<UInt64>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
        self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// From the first to the last number; nil where there is none.
  var bounds: ClosedRange<UInt64>? {
    guard let first = ranges.first, let last = ranges.last else { return nil }
    return first.lowerBound...last.upperBound
  }

  /// Whether they have a number of `range`. O(log ranges).
  package func overlaps(_ range: ClosedRange<UInt64>) -> Bool {
    // The first that does not end before it.
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= range.upperBound
  }
}
