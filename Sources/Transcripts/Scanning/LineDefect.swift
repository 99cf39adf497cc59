/// Why a line is not an acceptable record. Raw values are written to disk: never renumber.
public enum LineDefect: UInt8, Sendable, CaseIterable {
  /// Not the grammar of RFC 8259, or cut off.
  case notJSON = 1
  /// After a complete value another `{` follows: two writers on one file (anthropics/claude-code#81843).
  case gluedObjects = 2
  /// The first byte that cannot be is 0x00: a file system's hole after a crash (anthropics/claude-code#49876).
  case nulBytes = 3
  /// Not the UTF-8 of Unicode's table 3-7: overlong, a surrogate, above U+10FFFF, or cut off.
  case invalidUTF8 = 4
  /// More than ``LineScanner/maximumDepth`` containers inside of each other. `JSON.parse` accepts it, so an object is a record all the same.
  case tooDeep = 5
  /// An escape of half a surrogate pair. `JSON.parse` accepts it, so the line is a record all the same.
  case loneSurrogate = 6
  /// Longer than ``LineScanner/maximumLength``; found by whoever cuts a file into lines.
  case tooLong = 7
  /// JSON, but no object.
  case notAnObject = 8
  /// Nothing but whitespace.
  case blank = 9
  /// Text in UTF-16, as some programs of Windows write it.
  case utf16 = 10

  /// A few lower-case words for a person.
  public var reason: String {
    switch self {
    case .notJSON: "not valid JSON"
    case .gluedObjects: "two objects glued together"
    case .nulBytes: "nul bytes in the line"
    case .invalidUTF8: "invalid UTF-8"
    case .tooDeep: "nested too deeply"
    case .loneSurrogate: "half of a surrogate pair"
    case .tooLong: "line too long"
    case .notAnObject: "not a JSON object"
    case .blank: "blank line"
    case .utf16: "UTF-16, not UTF-8"
    }
  }
}

/// Where reading stopped, and why.
struct ScanFailure: Error {
  var defect: LineDefect
  /// Offset of the first byte that no acceptable line can have there; the length of the line when it ends too early.
  var offset: Int
}
