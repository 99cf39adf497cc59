import Bytes
import Transcripts

/// Quotes text as one word of another language, in which no part of it is interpreted as a command.
package enum Quoting {
  /// Returns a word of /bin/sh.
  package static func shell(_ text: String) -> String {
    isPlain(text) ? text : "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// Returns a word of a command in a crontab. It is executed by /bin/sh, but an unescaped % ends the line.
  package static func cron(_ text: String) -> String { shell(text).replacing("%", with: #"\%"#) }

  /// Returns a word of ExecStart= in a unit of systemd (systemd.syntax(7)). There % begins a specifier and $ a
  /// variable, except that the name of the program contains no variables.
  package static func systemd(_ text: String, isProgram: Bool = false) -> String {
    let text = setting(text)
    return isProgram ? text : text.replacing("$", with: "$$")
  }

  /// Returns a word of Environment= in a unit of systemd, where $ has no special meaning.
  package static func setting(_ text: String) -> String {
    if isPlain(text) { return text }
    var quoted = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "\"": quoted += "\\" + String(character)
      case "%": quoted += "%%"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case let other where HiddenCharacters.contains(other):
        for byte in String(other).utf8 { quoted += "\\x" + hexadecimal([byte]) }
      default: quoted.unicodeScalars.append(character)
      }
    }
    return "\"" + quoted + "\""
  }

  /// Returns the content of an XML element.
  package static func xml(_ text: String) -> String {
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

  /// Returns true if no character of a text has a special meaning in any of the languages.
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
