import Transcripts

/// Text as a word of somebody else's language: whatever it holds, it is one word and nothing of it is a command.
enum Quoting {
  /// Of /bin/sh.
  static func shell(_ text: String) -> String {
    isPlain(text) ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// Of a command line of a crontab, which is one of /bin/sh in which an unescaped % ends the line.
  static func cron(_ text: String) -> String { shell(text).replacing("%", with: #"\%"#) }

  /// Of ExecStart= in a unit of systemd (systemd.syntax(7)): % begins a specifier and $ a variable, but for the program itself no variable.
  static func systemd(_ text: String, isProgram: Bool = false) -> String {
    let text = setting(text)
    return isProgram ? text : text.replacing("$", with: "$$")
  }

  /// Of Environment= in a unit of systemd, where $ means nothing.
  static func setting(_ text: String) -> String {
    if isPlain(text) { return text }
    var quoted = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "\"": quoted += "\\" + String(character)
      case "%": quoted += "%%"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case let other where HiddenCharacters.contains(other):
        for byte in String(other).utf8 { quoted += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
      default: quoted.unicodeScalars.append(character)
      }
    }
    return "\"" + quoted + "\""
  }

  /// Of an element in XML.
  static func xml(_ text: String) -> String {
    var quoted = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": quoted += "&amp;"
      case "<": quoted += "&lt;"
      case ">": quoted += "&gt;"
      case let other where HiddenCharacters.contains(other): quoted += "&#x" + String(other.value, radix: 16) + ";"
      default: quoted.unicodeScalars.append(character)
      }
    }
    return quoted
  }

  /// Whether nobody takes any of it for anything else.
  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2f, 0x2e, 0x2d, 0x5f: true
        default: false
        }
      }
  }
}
