import Times
import Transcripts

/// Writes JSON objects as lines of bytes, key by key. Invisible characters are escaped, whatever their source.
struct JSONLine {
  private var writer = JSONWriter()
  /// The index in `bytes` at which the line begins.
  private var start = 0

  var bytes: [UInt8] { writer.bytes }

  mutating func begin() {
    start = writer.bytes.count
    writer.beginObject()
  }

  mutating func end() {
    writer.endObject()
    writer.endLine()
    writer.escapeHidden(from: start)
  }

  mutating func add(_ key: StaticString, _ value: Int64?) {
    writer.key(key)
    writer.literal(value.map { String($0) } ?? "null")
  }

  mutating func add(_ key: StaticString, _ value: Bool) {
    writer.key(key)
    writer.literal(value ? "true" : "false")
  }

  mutating func add(_ key: StaticString, time: Int64?) { add(key, time.map { Array(Time.rfc3339($0).utf8) }) }

  mutating func add(_ key: StaticString, _ text: [UInt8]?) {
    writer.key(key)
    guard let text else { return writer.literal("null") }
    text.withUnsafeBytes { writer.string(bytes: $0) }
  }

  /// Adds a string of arbitrary bytes; nil is null. Invalid UTF-8 becomes U+FFFD.
  mutating func add(_ key: StaticString, text: UnsafeRawBufferPointer?) {
    writer.key(key)
    if let text { writer.string(bytes: text) } else { writer.literal("null") }
  }

  /// Adds a JSON value, which must be on one line; nil is null.
  mutating func add(_ key: StaticString, json: UnsafeRawBufferPointer?) {
    writer.key(key)
    if let json { writer.json(json) } else { writer.literal("null") }
  }

  /// Adds an integer under a key that is not a literal.
  mutating func add(name: String, integer value: Int64) {
    writer.key(name)
    writer.literal(String(value))
  }

  mutating func add(name: String, text: [UInt8]) {
    writer.key(name)
    text.withUnsafeBytes { writer.string(bytes: $0) }
  }

  mutating func removeAll() { writer.removeAll() }
}
