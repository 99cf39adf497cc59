/// What encoders may do to make a block small. Everything, but for measuring what each gives: decoders do not ask.
public struct Transforms: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Lines taken apart into shape and values: codec 3.
  public static let shapes = Transforms(rawValue: 1 << 0)
  /// Values that the envelope has are left out of the body.
  public static let envelope = Transforms(rawValue: 1 << 1)
  /// Short strings are referred to by how lately they stood in the same place.
  public static let recentStrings = Transforms(rawValue: 1 << 2)
  /// UUIDs and other identifiers as bytes, or as references to where they stood.
  public static let identifiers = Transforms(rawValue: 1 << 3)
  /// Times as differences.
  public static let times = Transforms(rawValue: 1 << 4)
  /// Base64 and hexadecimal digits as bytes.
  public static let binary = Transforms(rawValue: 1 << 5)
  /// Line numbers are taken out of numbered lines.
  public static let numberedLines = Transforms(rawValue: 1 << 6)
  /// Repetitions further apart than LZ4 sees.
  public static let longMatches = Transforms(rawValue: 1 << 7)
  /// Frequent words as one or two bytes, in archives.
  public static let words = Transforms(rawValue: 1 << 8)
  /// Columns that refer to other rows and columns.
  public static let columns = Transforms(rawValue: 1 << 9)

  public static let all = Transforms(rawValue: (1 << 10) - 1)

  /// All of them by name, in the order in which they work.
  public static let named: [(name: String, transform: Transforms)] = [
    ("shapes", .shapes), ("envelope", .envelope), ("recent-strings", .recentStrings), ("identifiers", .identifiers),
    ("times", .times), ("binary", .binary), ("numbered-lines", .numberedLines), ("long-matches", .longMatches),
    ("words", .words), ("columns", .columns),
  ]
}
