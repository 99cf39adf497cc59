import Bytes
import Times
import Transcripts

/// Writes JSON objects as lines of bytes, key by key. Invisible characters are escaped, whatever their source.
struct JSONLine {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true
  /// The index in `bytes` at which the line begins.
  private var start = 0

  mutating func begin() {
    start = bytes.count
    bytes.append(0x7b)
    isFirst = true
  }

  mutating func end() {
    bytes.append(0x7d)
    bytes.append(0x0a)
    if let escaped = bytes.withUnsafeBufferPointer({ HiddenCharacters.escaped(json: $0, from: start) }) {
      bytes.replaceSubrange(start..., with: escaped)
    }
  }

  mutating func add(_ key: StaticString, _ value: Int64?) { add(key, raw: value.map { Array("\($0)".utf8) }) }

  mutating func add(_ key: StaticString, _ value: Bool) { add(key, raw: Array((value ? "true" : "false").utf8)) }

  mutating func add(_ key: StaticString, time: Int64?) { add(key, time.map { Array(Time.rfc3339($0).utf8) }) }

  mutating func add(_ key: StaticString, _ text: [UInt8]?) {
    put(key)
    guard let text else { return bytes.append(contentsOf: "null".utf8) }
    text.withUnsafeBytes { put(text: $0) }
  }

  /// Adds a string of arbitrary bytes; nil is null. Invalid UTF-8 becomes U+FFFD.
  mutating func add(_ key: StaticString, text: UnsafeRawBufferPointer?) {
    put(key)
    guard let text else { return bytes.append(contentsOf: "null".utf8) }
    put(text: text)
  }

  /// Adds a JSON value, which must be on one line; nil is null.
  mutating func add(_ key: StaticString, json: UnsafeRawBufferPointer?) {
    put(key)
    if let json { bytes.append(contentsOf: json) } else { bytes.append(contentsOf: "null".utf8) }
  }

  /// Adds an integer under a key that is not a literal. The key must need no escapes.
  mutating func add(name: String, integer value: Int64) {
    put(name: name)
    bytes.append(contentsOf: "\(value)".utf8)
  }

  mutating func add(name: String, text: [UInt8]) {
    put(name: name)
    text.withUnsafeBytes { put(text: $0) }
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func add(_ key: StaticString, raw: [UInt8]?) {
    put(key)
    if let raw { bytes.append(contentsOf: raw) } else { bytes.append(contentsOf: "null".utf8) }
  }

  private mutating func put(_ key: StaticString) {
    if !isFirst { bytes.append(0x2c) }
    isFirst = false
    bytes.append(0x22)
    bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(0x22)
    bytes.append(0x3a)
  }

  private mutating func put(name: String) {
    bytes.append(contentsOf: (isFirst ? "\"" : ",\"").utf8)
    bytes.append(contentsOf: name.utf8)
    bytes.append(contentsOf: "\":".utf8)
    isFirst = false
  }

  private mutating func put(text: UnsafeRawBufferPointer) {
    bytes.append(0x22)
    if String(validating: text, as: UTF8.self) != nil {
      put(valid: text)
    } else {
      var repaired = String(decoding: text, as: UTF8.self)
      repaired.withUTF8 { put(valid: UnsafeRawBufferPointer($0)) }
    }
    bytes.append(0x22)
  }

  private mutating func put(valid text: UnsafeRawBufferPointer) {
    var start = 0
    for (index, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5c {
      bytes.append(contentsOf: text[start..<index])
      start = index + 1
      switch byte {
      case 0x22: bytes.append(contentsOf: "\\\"".utf8)
      case 0x5c: bytes.append(contentsOf: "\\\\".utf8)
      case 0x0a: bytes.append(contentsOf: "\\n".utf8)
      case 0x0d: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      default: bytes.append(contentsOf: "\\u00\(hexadecimal([byte]))".utf8)
      }
    }
    bytes.append(contentsOf: text[start...])
  }
}
