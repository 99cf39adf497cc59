extension JSONValue {
  /// As JSON on one line, the members in their order. Cost: linear; it recurses, ``LineScanner/maximumDepth`` deep at most for what was parsed.
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

  /// A text as a JSON string, its quotes included: only what has to be is escaped.
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
