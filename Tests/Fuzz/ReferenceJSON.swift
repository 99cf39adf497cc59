/// A JSON reader of RFC 8259 in the most obvious way: a recursive descent over a whole array.
struct ReferenceJSON {
  /// True if there was an escape of an unpaired surrogate.
  private(set) var hasLoneSurrogate = false
  private let bytes: [UInt8]
  private var position = 0
  private struct Refused: Error {}

  /// nil where `bytes` are not one value and white space.
  init?(_ bytes: [UInt8], depthMax: Int) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    self.bytes = bytes
    do {
      try value(depthMax)
      skipSpace()
    } catch { return nil }
    guard position == bytes.count else { return nil }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ text: String) throws {
    guard bytes[position...].starts(with: text.utf8) else { throw Refused() }
    position += text.utf8.count
  }

  private mutating func value(_ depth: Int) throws {
    skipSpace()
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "{":
      try list("{", "}", depth) { reader, depth in
        reader.skipSpace()
        try reader.string()
        reader.skipSpace()
        try reader.take(":")
        try reader.value(depth)
      }
    case "[": try list("[", "]", depth) { reader, depth in try reader.value(depth) }
    case "\"": try string()
    case "t": try take("true")
    case "f": try take("false")
    case "n": try take("null")
    default: try number()
    }
  }

  private mutating func list(
    _ open: String, _ close: String, _ depth: Int, _ element: (inout ReferenceJSON, Int) throws -> Void
  ) throws {
    guard depth > 0 else { throw Refused() }
    try take(open)
    skipSpace()
    if (try? take(close)) != nil { return }
    while true {
      try element(&self, depth - 1)
      skipSpace()
      if (try? take(close)) != nil { return }
      try take(",")
    }
  }

  private mutating func string() throws {
    try take("\"")
    var units: [UInt16?] = []  // nil: a character that is no `\u` escape
    while let byte = next, byte != 0x22 {
      guard byte >= 0x20 else { throw Refused() }
      position += 1
      guard byte == 0x5c else {
        units.append(nil)
        continue
      }
      guard let escape = next else { throw Refused() }
      position += 1
      guard escape == 0x75 else {
        guard "\"\\/bfnrt".utf8.contains(escape) else { throw Refused() }
        units.append(nil)
        continue
      }
      guard position + 4 <= bytes.count,
        bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 })
      else { throw Refused() }
      units.append(UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)!)
      position += 4
    }
    try take("\"")
    var index = 0
    while index < units.count {
      if let unit = units[index], unit & 0xf800 == 0xd800 {
        let low = index + 1 < units.count ? units[index + 1] : nil
        if unit < 0xdc00, let low, low & 0xfc00 == 0xdc00 { index += 1 } else { hasLoneSurrogate = true }
      }
      index += 1
    }
  }

  private mutating func number() throws {
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { 0x30...0x39 ~= $0 } ?? false }
    if next == 0x2d { position += 1 }
    if next == 0x30 {
      position += 1
    } else {
      guard isDigit(next) else { throw Refused() }
      while isDigit(next) { position += 1 }
    }
    if next == 0x2e {
      position += 1
      guard isDigit(next) else { throw Refused() }
      while isDigit(next) { position += 1 }
    }
    guard let mark = next, mark | 0x20 == 0x65 else { return }
    position += 1
    if next == 0x2b || next == 0x2d { position += 1 }
    guard isDigit(next) else { throw Refused() }
    while isDigit(next) { position += 1 }
  }
}
