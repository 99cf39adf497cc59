import Bytes

/// Writes JSON, value by value, as UTF-8. It is the one place that knows how a string is escaped and where a comma
/// stands; members and elements come in the order of the calls.
///
/// Only characters that must be escaped are, until `escapeHidden` is called.
package struct JSONWriter {
  private enum Position {
    /// No comma belongs before the next value: it is the first one of all, or its key was just written.
    case value
    /// An array or object was just opened.
    case first
    /// A value of the innermost array or object was just written.
    case next
  }

  package private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private var position = Position.value
  /// The number of open arrays and objects.
  private var depth = 0

  /// With `pretty`, every member and element begins an indented line; without, everything is on one line.
  package init(pretty: Bool = false) { isPretty = pretty }

  package mutating func beginObject() { open(0x7b) }
  package mutating func endObject() { close(0x7d) }
  package mutating func beginArray() { open(0x5b) }
  package mutating func endArray() { close(0x5d) }

  /// Writes the key of the member whose value comes next.
  package mutating func key(_ key: String) {
    string(key)
    endKey()
  }

  /// Writes a key that needs no escapes.
  package mutating func key(_ key: StaticString) {
    startValue()
    bytes.append(0x22)
    bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(0x22)
    endKey()
  }

  /// Writes `null`, `true`, `false`, or a number by its digits.
  package mutating func literal(_ text: String) {
    startValue()
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func string(_ text: String) {
    startValue()
    var text = text
    text.withUTF8 { appendString(UnsafeRawBufferPointer($0)) }
  }

  /// Writes a string of arbitrary bytes. Invalid UTF-8 becomes U+FFFD.
  package mutating func string(bytes text: UnsafeRawBufferPointer) {
    guard String(validating: text, as: UTF8.self) != nil else { return string(String(decoding: text, as: UTF8.self)) }
    startValue()
    appendString(text)
  }

  /// Writes a value that is JSON already.
  package mutating func json(_ value: UnsafeRawBufferPointer) {
    startValue()
    bytes.append(contentsOf: value)
  }

  /// Ends a line of NDJSON.
  package mutating func endLine() { bytes.append(0x0a) }

  /// Writes every hidden character from byte `start` on as a `\u` escape instead, so that the JSON is harmless wherever
  /// it is shown. The values stay the same. Cost: linear.
  package mutating func escapeHidden(from start: Int = 0) {
    if let escaped = HiddenCharacters.escaped(json: bytes, from: start) {
      bytes.replaceSubrange(start..., with: escaped)
    }
  }

  /// Removes everything that was written, and keeps the memory. No array or object may be open.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func open(_ bracket: UInt8) {
    startValue()
    bytes.append(bracket)
    depth += 1
    position = .first
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    if position != .first { startLine() }
    bytes.append(bracket)
    position = depth == 0 ? .value : .next
  }

  private mutating func startValue() {
    switch position {
    case .value: break
    case .first: startLine()
    case .next:
      bytes.append(0x2c)
      startLine()
    }
    position = depth == 0 ? .value : .next
  }

  private mutating func endKey() {
    bytes.append(0x3a)
    if isPretty { bytes.append(0x20) }
    position = .value
  }

  private mutating func startLine() {
    guard isPretty else { return }
    bytes.append(0x0a)
    for _ in 0..<2 * depth { bytes.append(0x20) }
  }

  /// Appends valid UTF-8 as a string with its quotes.
  private mutating func appendString(_ text: UnsafeRawBufferPointer) {
    bytes.append(0x22)
    var start = 0
    for (place, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5c {
      bytes.append(contentsOf: text[start..<place])
      start = place + 1
      bytes.append(0x5c)
      switch byte {
      case 0x22, 0x5c: bytes.append(byte)
      case 0x0a: bytes.append(UInt8(ascii: "n"))
      case 0x0d: bytes.append(UInt8(ascii: "r"))
      case 0x09: bytes.append(UInt8(ascii: "t"))
      default: bytes.append(contentsOf: "u00\(hexadecimal([byte]))".utf8)
      }
    }
    bytes.append(contentsOf: text[start...])
    bytes.append(0x22)
  }
}
