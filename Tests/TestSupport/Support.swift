import Bytes
import FileIO
import SystemPackage

/// Repeatable random numbers: SplitMix64 (Steele, Lea, Flood 2014).
public struct Seeded: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(_ seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// True once in `count` times.
  public mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }
}

/// The directory of the project.
public let projectRoot: FilePath = {
  var path = FilePath(#filePath)
  for _ in 0..<3 { path.removeLastComponent() }
  return path
}()

/// Bytes from hexadecimal digits; white space is ignored. nil where there is anything else.
public func bytes(hex: some StringProtocol) -> [UInt8]? {
  let digits = hex.filter { !$0.isWhitespace }
  guard digits.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  var rest = digits[...]
  while !rest.isEmpty {
    guard let byte = UInt8(String(rest.prefix(2)), radix: 16) else { return nil }
    bytes.append(byte)
    rest = rest.dropFirst(2)
  }
  return bytes
}

/// The bytes as `89 43 …`, with 32 bytes per line.
public func hexDump(_ bytes: [UInt8]) -> String {
  stride(from: 0, to: bytes.count, by: 32).map { start in
    bytes[start..<min(start + 32, bytes.count)].map { hexadecimal([$0]) }.joined(separator: " ")
  }.joined(separator: "\n")
}
