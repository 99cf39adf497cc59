/// The reasons why a line is not a faultless record. The raw values are written to disk: never renumber them.
public enum LineDefect: UInt8, Sendable, CaseIterable {
  /// The line breaks the grammar of RFC 8259, or is cut off.
  case notJSON = 1
  /// Another `{` follows a complete value: two programs wrote to one file (anthropics/claude-code#81843).
  case gluedObjects = 2
  /// The first invalid byte is 0x00: a hole that a file system left after a crash (anthropics/claude-code#49876).
  case nulBytes = 3
  /// Bytes are not UTF-8 by Unicode's table 3-7: overlong, a surrogate, above U+10FFFF, or cut off.
  case invalidUTF8 = 4
  /// More than `LineScanner.maximumDepth` containers are nested. `JSON.parse` accepts this, so the line is a record
  /// nevertheless if it is an object.
  case tooDeep = 5
  /// An escape stands for half a surrogate pair. `JSON.parse` accepts this, so the line is a record nevertheless.
  case loneSurrogate = 6
  /// The line has more than `LineScanner.maximumLength` bytes. The code that splits a file into lines reports it.
  case tooLong = 7
  /// The line is JSON, but not an object.
  case notAnObject = 8
  /// The line has only whitespace.
  case blank = 9
  /// The line is text in UTF-16, as some Windows programs write it.
  case utf16 = 10

  /// The reason for people, in a few words.
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

/// The place where reading stopped, and the reason.
struct ScanFailure: Error {
  var defect: LineDefect
  /// The offset of the first byte that no acceptable line can have there; the length of the line when it ends too
  /// early.
  var offset: Int
}
