/// The methods that encoders may use to make a block small. All of them are normally used; single ones are switched off
/// to measure their effect. Decoders need no such choice.
public struct Transforms: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Splits lines into shape and values: codec 3.
  public static let shapes = Transforms(rawValue: 1 << 0)
  /// Leaves out of a body the values that its envelope has.
  public static let envelope = Transforms(rawValue: 1 << 1)
  /// Refers to a short string by its rank among the recent ones of the same slot.
  public static let recentStrings = Transforms(rawValue: 1 << 2)
  /// Writes UUIDs and other identifiers as bytes, or as references to an earlier one.
  public static let identifiers = Transforms(rawValue: 1 << 3)
  /// Writes times as differences.
  public static let times = Transforms(rawValue: 1 << 4)
  /// Writes base64 and hexadecimal digits as bytes.
  public static let binary = Transforms(rawValue: 1 << 5)
  /// Removes the numbers of numbered lines.
  public static let numberedLines = Transforms(rawValue: 1 << 6)
  /// Removes repetitions that are further apart than LZ4 can see.
  public static let longMatches = Transforms(rawValue: 1 << 7)
  /// Writes frequent words as one or two bytes; in archives only.
  public static let words = Transforms(rawValue: 1 << 8)
  /// Lets columns of envelopes refer to other rows and columns.
  public static let columns = Transforms(rawValue: 1 << 9)

  /// All transforms.
  public static let all = Transforms(rawValue: (1 << 10) - 1)

  /// All transforms with their names, in the order in which they are applied.
  public static let named: [(name: String, transform: Transforms)] = [
    ("shapes", .shapes), ("envelope", .envelope), ("recent-strings", .recentStrings), ("identifiers", .identifiers),
    ("times", .times), ("binary", .binary), ("numbered-lines", .numberedLines), ("long-matches", .longMatches),
    ("words", .words), ("columns", .columns),
  ]
}
