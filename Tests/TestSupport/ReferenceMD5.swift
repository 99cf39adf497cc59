import Foundation

/// MD5 as in RFC 1321, to compare the fast implementation with. 20 MB/s in release builds.
public struct ReferenceMD5 {
  private var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
  private var rest: [UInt8] = []
  private var length: UInt64 = 0

  /// RFC 1321, 3.4: the integer part of 2^32 times the sine of i, in radians.
  private static let table = (1...64).map { UInt32(4_294_967_296 * abs(sin(Double($0)))) }
  private static let turns: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]

  public init() {}

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    rest += bytes
    var start = 0
    while rest.count - start >= 64 {
      compress(start)
      start += 64
    }
    rest.removeFirst(start)
  }

  private mutating func compress(_ start: Int) {
    let words = (0..<16).map { word in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(rest[start + 4 * word + $1]) << UInt32(8 * $1) }
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for step in 0..<64 {
      let (mix, word): (UInt32, Int)
      switch step / 16 {
      case 0: (mix, word) = (b & c | ~b & d, step)
      case 1: (mix, word) = (b & d | c & ~d, (5 * step + 1) % 16)
      case 2: (mix, word) = (b ^ c ^ d, (3 * step + 5) % 16)
      default: (mix, word) = (c ^ (b | ~d), 7 * step % 16)
      }
      let sum = a &+ mix &+ words[word] &+ Self.table[step]
      let turn = Self.turns[step / 16][step % 4]
      (a, d, c, b) = (d, c, b, b &+ (sum << turn | sum >> (32 - turn)))
    }
    state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
  }

  /// The digest of the bytes so far, 16 bytes. The hash can be continued.
  public var digest: [UInt8] {
    var last = self
    let bits = (0..<8).map { UInt8(truncatingIfNeeded: (length &* 8) >> UInt64(8 * $0)) }
    let padding = [0x80] + [UInt8](repeating: 0, count: (119 - Int(length % 64)) % 64)
    (padding + bits).withUnsafeBytes { last.update($0) }
    return last.state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
  }
}
