extension JSONValue {
  /// The value as JSON on one line, with the members in their order. Cost: linear. It recurses as deep as the value is,
  /// which is at most `LineScanner.maximumDepth` levels for a parsed one.
  public var text: String {
    var out = ""
    write(to: &out)
    return out
  }

  private func write(to out: inout String) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let text): out += text
    case .string(let text): Self.write(text, to: &out)
    case .array(let elements):
      out += "["
      for (place, element) in elements.enumerated() {
        if place > 0 { out += "," }
        element.write(to: &out)
      }
      out += "]"
    case .object(let members):
      out += "{"
      for (place, member) in members.enumerated() {
        if place > 0 { out += "," }
        Self.write(member.key, to: &out)
        out += ":"
        member.value.write(to: &out)
      }
      out += "}"
    }
  }

  private static func write(_ text: String, to out: inout String) { out += quoted(text) }

  /// Returns a text as a JSON string with its quotes. Only characters that must be escaped are escaped.
  public static func quoted(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var quoted: [UInt8] = []
      quoted.reserveCapacity(bytes.count + bytes.count / 8 + 2)
      quoted.append(0x22)
      var start = 0
      for (place, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5c {
        quoted.append(contentsOf: bytes[start..<place])
        start = place + 1
        quoted.append(0x5c)
        switch byte {
        case 0x22, 0x5c: quoted.append(byte)
        case 0x0a: quoted.append(UInt8(ascii: "n"))
        case 0x0d: quoted.append(UInt8(ascii: "r"))
        case 0x09: quoted.append(UInt8(ascii: "t"))
        default:
          let digits = Array("0123456789abcdef".utf8)
          quoted += Array("u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      }
      quoted.append(contentsOf: bytes[start...])
      quoted.append(0x22)
      return String(decoding: quoted, as: UTF8.self)
    }
  }
}
