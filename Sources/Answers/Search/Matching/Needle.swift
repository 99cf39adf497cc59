import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A byte string to be found, with or without regard to the case of ASCII letters. One byte of it, the one that is rarest in transcripts, is looked
/// for with `memchr`; the rest is compared where that is found.
struct Needle: Sendable {
  /// Folded where case does not count.
  let bytes: [UInt8]
  let isCaseSensitive: Bool
  /// Place of the rarest byte in `bytes`.
  private let anchor: Int

  /// `bytes` must not be empty.
  init(_ bytes: [UInt8], isCaseSensitive: Bool) {
    self.bytes = isCaseSensitive ? bytes : bytes.map { Folding.fold($0) }
    self.isCaseSensitive = isCaseSensitive
    anchor = self.bytes.indices.max { Self.rarity(bytes[$0]) < Self.rarity(bytes[$1]) }!
  }

  /// From the most common to the rarest byte of JSON and prose.
  private static let common = Array(
    " etaoinsrld\\u0c\"hpmfgbu0.,1:y2v/wk3-4_56789=()E{}STACxIRONDLPMFBU[]GHWVYKjzqJXQZ".utf8)

  private static func rarity(_ byte: UInt8) -> Int {
    let byte = Folding.fold(byte)
    return common.firstIndex(of: byte) ?? common.count
  }

  /// Calls `found` with the offset of every occurrence, overlapping ones included, in rising order, until it returns an offset to go on
  /// from that lies behind the text.
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

  /// Whether the text holds it.
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

  /// `Int.max` where it is not.
  @inline(__always)
  private static func find(_ byte: UInt8, _ base: UnsafeRawPointer, _ start: Int, _ last: Int) -> Int {
    guard let found = memchr(base + start, CInt(byte), last - start + 1) else { return .max }
    return UnsafeRawPointer(found) - base
  }
}
