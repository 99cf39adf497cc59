extension UnsafeBufferPointer<UInt8> {
  /// Returns whether these bytes are `text`, or end with `_` and `text`.
  @inline(__always)
  package func ends(_ text: StaticString) -> Bool {
    let rest = count - text.utf8CodeUnitCount
    guard rest >= 0, rest == 0 || self[rest - 1] == 0x5f else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[rest + index] != text.utf8Start[index] { return false }
    return true
  }

  /// Returns whether these bytes are exactly `text`.
  @inline(__always)
  package func spells(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index] != text.utf8Start[index] { return false }
    return true
  }
}
