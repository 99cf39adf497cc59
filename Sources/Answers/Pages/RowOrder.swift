/// Compares rows by one value.
struct RowOrder {
  let isReversed: Bool

  /// Returns whether `x` comes before `y`; nil if neither comes before the other. An unknown value (nil) comes last,
  /// also in reverse order.
  func precedes<Value: Comparable>(_ x: Value?, _ y: Value?, largestFirst: Bool = true) -> Bool? {
    guard let x, let y else { return (x == nil) == (y == nil) ? nil : y == nil }
    return x == y ? nil : (x > y) == (largestFirst != isReversed)
  }
}
