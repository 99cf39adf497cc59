/// The places of the parts of a JSON text, so that it can be changed without touching the rest of it.
///
/// The text must have been accepted by `JSONValue.parse`; ranges are byte offsets into it. Cost: linear in what is
/// looked through.
package struct JSONOutline {
  /// A key of an object with its value.
  package struct Member {
    package var key: String
    /// From the quote before the key to the end of the value.
    package var range: Range<Int>
    package var value: Range<Int>
  }

  private let bytes: [UInt8]
  /// The range of the whole value.
  package let root: Range<Int>

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let start = Self.skipSpace(bytes, bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)
    root = start..<Self.end(bytes, start)
  }

  /// Returns whether a value is an object.
  package func isObject(_ value: Range<Int>) -> Bool { bytes[value.lowerBound] == UInt8(ascii: "{") }

  /// Returns whether a value is an array.
  package func isArray(_ value: Range<Int>) -> Bool { bytes[value.lowerBound] == UInt8(ascii: "[") }

  /// Returns a value in a form to be read.
  package func value(_ range: Range<Int>) -> JSONValue {
    Array(bytes[range]).withUnsafeBufferPointer { JSONValue.parse($0) } ?? .null
  }

  /// Returns the members of an object in their order, duplicates included.
  package func members(_ object: Range<Int>) -> [Member] {
    var members: [Member] = []
    var place = Self.skipSpace(bytes, object.lowerBound + 1)
    while bytes[place] != UInt8(ascii: "}") {
      let start = place
      place = Self.end(bytes, place)
      let key = value(start..<place).stringValue ?? ""
      // The colon.
      place = Self.skipSpace(bytes, Self.skipSpace(bytes, place) + 1)
      let end = Self.end(bytes, place)
      members.append(Member(key: key, range: start..<end, value: place..<end))
      place = next(end)
    }
    return members
  }

  /// Returns the value of the last member with a key, which is the one that counts; nil if there is none.
  package func member(_ key: String, of object: Range<Int>) -> Member? { members(object).last { $0.key == key } }

  /// Returns the elements of an array in their order.
  package func elements(_ array: Range<Int>) -> [Range<Int>] {
    var elements: [Range<Int>] = []
    var place = Self.skipSpace(bytes, array.lowerBound + 1)
    while bytes[place] != UInt8(ascii: "]") {
      let end = Self.end(bytes, place)
      elements.append(place..<end)
      place = next(end)
    }
    return elements
  }

  /// Returns where the next part of a container begins, or its closing bracket, after a part that ends at `end`.
  private func next(_ end: Int) -> Int {
    let place = Self.skipSpace(bytes, end)
    return bytes[place] == UInt8(ascii: ",") ? Self.skipSpace(bytes, place + 1) : place
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes[start...].firstIndex { !isSpace($0) } ?? bytes.count
  }

  /// Returns the end of the value that begins at `start`.
  private static func end(_ bytes: [UInt8], _ start: Int) -> Int {
    var depth = 0
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\""): place = endOfString(bytes, place) - 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default:
        // A number or a word ends before what cannot belong to it.
        if depth == 0 {
          return bytes[place...].firstIndex { isSpace($0) || $0 == 0x2c || $0 == 0x5d || $0 == 0x7d } ?? bytes.count
        }
      }
      place += 1
      if depth == 0 { return place }
    }
    return bytes.count
  }

  private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
    var place = start + 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, bytes.count)
  }
}
