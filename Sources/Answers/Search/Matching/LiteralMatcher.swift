import Bytes
import SessionLog

/// Finds a byte string, with or without regard to the case of ASCII letters; see `ByteLiteral`.
struct LiteralMatcher: Sendable {
  private let literal: ByteLiteral
  /// The bytes to be found, folded if case is ignored.
  var bytes: [UInt8] { literal.bytes }
  let isCaseSensitive: Bool

  /// Makes a needle of `bytes`, which must not be empty.
  init(_ bytes: [UInt8], isCaseSensitive: Bool) {
    self.isCaseSensitive = isCaseSensitive
    let bytes = isCaseSensitive ? bytes : bytes.map { Folding.fold($0) }
    let byRarity = bytes.indices.sorted { (Self.rarity(bytes[$0]), $1) > (Self.rarity(bytes[$1]), $0) }
    literal = ByteLiteral(bytes, rarest: byRarity[0], byRarity.dropFirst().first, ignoresCase: !isCaseSensitive)
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
    var start = 0
    while start < text.count, let place = literal.first(in: text, from: start) {
      start = max(place + 1, found(place))
    }
  }

  /// Returns true if a text contains the bytes.
  func isIn(_ text: UnsafeRawBufferPointer) -> Bool { literal.first(in: text) != nil }
}
