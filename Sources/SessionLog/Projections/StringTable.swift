import Bytes

/// Byte strings with numbers from 0, in the order in which they were first seen. What a saved state holds by number is
/// encoded as numbers, and the strings once. Looking a string up costs one hash of it.
package struct StringTable: Sendable, Equatable {
  /// The strings by number.
  package private(set) var strings: [[UInt8]] = []
  /// Derived, not part of the encoding.
  private var numbers: [[UInt8]: UInt32] = [:]

  /// Returns the number of a string. A new string gets the next number.
  package mutating func number(_ string: [UInt8]) -> UInt32 {
    if let number = numbers[string] { return number }
    let number = UInt32(strings.count)
    strings.append(string)
    numbers[string] = number
    return number
  }

  /// Writes the strings in the order of their numbers.
  package func encode(into writer: inout ByteWriter) { writer.strings(strings) }

  package init() {}

  /// Reads what `encode` wrote. Throws `malformed` when a string is there twice.
  package init(decoding reader: inout ByteReader) throws(ByteError) {
    strings = try reader.strings()
    numbers.reserveCapacity(strings.count)
    for (number, string) in strings.enumerated() {
      guard numbers.updateValue(UInt32(number), forKey: string) == nil else { throw .malformed }
    }
  }
}

extension ByteWriter {
  /// Writes the number of strings, then each with its length.
  package mutating func strings(_ strings: [[UInt8]]) {
    varint(strings.count)
    for string in strings { sized(string) }
  }
}

extension ByteReader {
  /// Reads what `ByteWriter.strings` wrote.
  package mutating func strings() throws(ByteError) -> [[UInt8]] {
    let count = try count(limit: remaining)
    var strings: [[UInt8]] = []
    strings.reserveCapacity(count)
    for _ in 0..<count { strings.append(try sized()) }
    return strings
  }
}
