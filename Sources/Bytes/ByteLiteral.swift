import CChecksum

/// Bytes to be found in texts, with or without regard to the case of ASCII letters.
package struct ByteLiteral: Sendable {
  /// The bytes, of which there is at least one.
  package let bytes: [UInt8]
  private let first, second: Int
  private let ignoresCase: Bool

  /// Takes bytes, which must not be empty, and the places of two of them that are rare in texts: they are looked for,
  /// and the others compared where they are. With `ignoresCase` the bytes must not have capital letters.
  package init(_ bytes: [UInt8], rarest first: Int, _ second: Int?, ignoresCase: Bool) {
    precondition(bytes.indices.contains(first) && bytes.indices.contains(second ?? first))
    (self.bytes, self.first, self.second, self.ignoresCase) = (bytes, first, second ?? first, ignoresCase)
  }

  /// Returns the offset of the first occurrence at or after `start`, which is at least 0; nil if there is none. Cost:
  /// about 0.1 ns per byte, more where both of the rare bytes are frequent.
  package func first(in text: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
    guard let base = text.baseAddress, start < text.count else { return nil }
    let place = bytes.withUnsafeBufferPointer { bytes in
      var literal = ccs_literal(
        bytes: bytes.baseAddress!, count: bytes.count, first: first, second: second, ignores_case: ignoresCase)
      return ccs_find_literal(base.assumingMemoryBound(to: UInt8.self), text.count, start, &literal)
    }
    return place < 0 ? nil : place
  }
}
