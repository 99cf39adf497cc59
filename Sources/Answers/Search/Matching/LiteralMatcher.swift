import Bytes
import SessionLog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds a byte string, with or without regard to the case of ASCII letters. `memchr` finds the byte of it that is
/// rarest in transcripts, and the other bytes are compared there.
struct LiteralMatcher: Sendable {
  /// The bytes to be found, folded if case is ignored.
  let bytes: [UInt8]
  let isCaseSensitive: Bool
  /// The index of the rarest byte in `bytes`.
  private let anchor: Int

  /// Makes a needle of `bytes`, which must not be empty.
  init(_ bytes: [UInt8], isCaseSensitive: Bool) {
    self.bytes = isCaseSensitive ? bytes : bytes.map { Folding.fold($0) }
    self.isCaseSensitive = isCaseSensitive
    anchor = self.bytes.indices.max { Self.rarity(bytes[$0]) < Self.rarity(bytes[$1]) }!
  }

  /// The bytes of JSON and prose from the most common to the rarest.
  private static let common = Array(
    " etaoinsrld\\u0c\"hpmfgbu0.,1:y2v/wk3-4_56789=()E{}STACxIRONDLPMFBU[]GHWVYKjzqJXQZ".utf8)

  private static func rarity(_ byte: UInt8) -> Int {
    let byte = Folding.fold(byte)
    return common.firstIndex(of: byte) ?? common.count
  }

  /// Calls `found` with the offset of each occurrence, ascending, including overlapping ones. `found` returns the
  /// offset from which the search continues; one past the end of the text ends it.
  func forEach(in text: UnsafeRawBufferPointer, _ found: (Int) -> Int) {
    guard text.count >= bytes.count, let base = text.baseAddress else { return }
    let last = text.count - bytes.count + anchor
    let lower = bytes[anchor]
    let upper = !isCaseSensitive && lower &- 0x61 < 26 ? lower & ~0x20 : lower
    var place = anchor
    var nextLower = -1
    var nextUpper = -1
    bytes.withUnsafeBufferPointer { bytes in
      while place <= last {
        if nextLower < place { nextLower = Self.find(lower, base, place, last) }
        if upper != lower, nextUpper < place { nextUpper = Self.find(upper, base, place, last) }
        let candidate = upper == lower ? nextLower : min(nextLower, nextUpper)
        guard candidate <= last else { return }
        let start = candidate - anchor
        var place2 = candidate + 1
        if isHere(base + start, bytes) { place2 = max(place2, found(start) + anchor) }
        place = place2
      }
    }
  }

  /// Returns true if a text contains the bytes.
  func isIn(_ text: UnsafeRawBufferPointer) -> Bool {
    var isFound = false
    forEach(in: text) { _ in
      isFound = true
      return text.count
    }
    return isFound
  }

  @inline(__always)
  private func isHere(_ text: UnsafeRawPointer, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<bytes.count {
      let byte = text.load(fromByteOffset: index, as: UInt8.self)
      if (isCaseSensitive ? byte : Folding.fold(byte)) != bytes[index] { return false }
    }
    return true
  }

  /// Returns the offset of the next occurrence of a byte; `Int.max` if there is none.
  @inline(__always)
  private static func find(_ byte: UInt8, _ base: UnsafeRawPointer, _ start: Int, _ last: Int) -> Int {
    guard let found = memchr(base + start, CInt(byte), last - start + 1) else { return .max }
    return UnsafeRawPointer(found) - base
  }
}
