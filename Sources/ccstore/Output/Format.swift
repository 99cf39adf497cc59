import Answers
import Bytes
import Times

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes numbers and times for people.
enum Format {
  /// Returns a number of bytes such as `52.6 MB`. The units are powers of ten.
  static func megabytes(_ bytes: Int64) -> String { Quantity.bytes(bytes) }

  /// Returns a number with thousands separators: `19,002`.
  static func count(_ number: Int64) -> String { Quantity.count(number) }

  /// Returns a number with its noun: `1 file`, `2 files`.
  static func count(_ number: Int64, _ noun: String) -> String { Quantity.count(number, noun) }

  /// Returns a number of files and folders with its noun.
  static func places(_ number: Int) -> String {
    number == 1 ? "1 file or folder" : "\(count(Int64(number))) files and folders"
  }

  /// Returns a number with one or more decimal places: `2.3`.
  static func decimal(_ number: Double, places: Int = 1) -> String { Decimal.fixed(number, places: places) }

  /// Returns a cost: `$1,234.56`; `?` if it is unknown, with a `+` at the end if a part of it is unknown.
  static func cost(_ totals: UsageTotals) -> String { cost(totals.cost, isPartial: !totals.unpricedModels.isEmpty) }

  /// Returns the same for a cost, of which a part may be unknown.
  static func cost(_ cost: Money?, isPartial: Bool) -> String {
    guard let cost else { return "?" }
    return self.cost(cost) + (isPartial ? "+" : "")
  }

  /// Returns an amount of money: `$1,234.56`.
  static func cost(_ amount: Money) -> String { Quantity.dollars(amount) }

  /// Returns a number of seconds in the two largest units: `8 s`, `2 min 5 s`, `1 h 59 min`, `3 d 4 h`.
  static func duration(_ seconds: Int64) -> String { Quantity.duration(seconds: seconds) }

  /// Returns a number of milliseconds in a suitable unit: `85 ms`, `1.3 s`, `42 s`, `3 min 5 s`.
  static func milliseconds(_ milliseconds: Int64) -> String { Quantity.duration(milliseconds: milliseconds) }

  /// Returns a moment as `2026-03-25 01:33` in the time zone of the process.
  static func localTime(_ time: Instant) -> String { localTime(time.milliseconds) }

  /// Returns a time in milliseconds since 1970-01-01 UTC as `2026-03-25 01:33` in the time zone of the process.
  static func localTime(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return Time.rfc3339(milliseconds) }
    func pad(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(Int(parts.tm_year) + 1900)-\(pad(parts.tm_mon + 1))-\(pad(parts.tm_mday)) \(pad(parts.tm_hour)):\(pad(parts.tm_min))"
  }

  /// Returns a moment as `2026-03-25 01:33:23` in the time zone of the process.
  static func localSeconds(_ time: Instant) -> String {
    let minutes = localTime(time)
    // A time that the process has no date for is written in full already.
    if minutes.utf8.count != 16 { return minutes }
    let second = (time.milliseconds / 1000 % 60 + 60) % 60
    return "\(minutes):\(second < 10 ? "0" : "")\(second)"
  }

  /// Returns a text on one line, cleaned, and cut to at most `width` columns with an ellipsis.
  static func fit(_ text: String, _ width: Int) -> TerminalText {
    guard width > 0 else { return "" }
    let text = PlainText.clean(text)
    if isPlain(text) { return text.utf8.count <= width ? "\(text)" : "\(text.prefix(width - 1))…" }
    var used = 0
    var fitted = ""
    for character in text {
      let columns = Format.columns(character)
      if used + columns > width {
        while used + 1 > width, let last = fitted.popLast() { used -= Format.columns(last) }
        return "\(fitted)…"
      }
      fitted.append(character)
      used += columns
    }
    return "\(fitted)"
  }

  /// Returns a number in three digits: `950`, `12.3k`, `617M`.
  static func thousands(_ number: Int64) -> String {
    var value = Double(number)
    for unit in ["", "k", "M", "G", "T"] {
      if value < 999.5 {
        return unit.isEmpty ? String(number) : (value < 99.95 ? decimal(value) : decimal(value, places: 0)) + unit
      }
      value /= 1000
    }
    return decimal(value, places: 0) + "P"
  }

  /// Returns the name of a time zone for people: the names of UTC in the tables of zones are that.
  static func zone(_ name: String) -> String {
    ["Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu"].contains(name) ? "UTC" : name
  }

  /// Breaks a text into clean lines of at most `width` columns, at spaces if possible.
  static func wrap(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in PlainText.clean(text).split(separator: " ").map(String.init) {
      let joined = line.isEmpty ? word : line + " " + word
      if self.width(joined) <= width {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if self.width(line) + columns(character) > width {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  static func pad(_ text: String, _ width: Int) -> TerminalText { pad("\(text)" as TerminalText, width) }

  static func pad(_ text: TerminalText, _ width: Int) -> TerminalText {
    "\(text)\(String(repeating: " ", count: max(0, width - self.width(text.string))))"
  }

  static func padLeft(_ text: TerminalText, _ width: Int) -> TerminalText {
    "\(String(repeating: " ", count: max(0, width - self.width(text.string))))\(text)"
  }

  /// Returns the number of columns that a text takes on a terminal.
  static func width(_ text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + columns($1) }
  }

  /// Returns true if a text consists of printable ASCII characters, which take one column each.
  static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } }

  /// Returns the number of columns that a character takes on a terminal: two for East Asian wide characters and emoji.
  static func columns(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first?.value else { return 0 }
    switch scalar {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6,
      0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: return 1
    }
  }
}
