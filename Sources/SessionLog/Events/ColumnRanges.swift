import SegmentedLog

/// The values that the integer and byte columns of ccstore's events can have: FORMAT.md, Values of columns.
///
/// A value out of its range is refused when a log is checked and counts as absent when a log is read. Code that
/// computes with the values of a log can therefore rely on the ranges, whoever wrote the log.
extension Column {
  /// The largest length, offset, number of lines, count, position or sequence number. A sum of a thousand of them fits
  /// in an `Int64`.
  package static let numberMax: Int64 = 1 << 53

  /// The range of times in milliseconds since 1970-01-01 UTC: the years 0001 to 9999.
  package static let times: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// The range of an integer column; nil if every `Int64` is allowed. Meaningless for columns of bytes.
  package var range: ClosedRange<Int64>? {
    switch self {
    case .source, .related: -1 - Self.numberMax...Self.numberMax
    case .generation, .relatedGeneration: 0...Int64(Int32.max)
    case .line, .offset, .length, .lines, .size, .oldLength, .baseLength, .options, .number, .position, .events,
      .firstNumber, .sequence, .firstCount:
      0...Self.numberMax
    case .run: 1...Self.numberMax
    case .timestamp, .time: Self.times
    case .piece: 0...3
    case .defect, .speaker, .reason, .status: 0...255
    case .flags: 0...Int64(UInt32.max)
    case .form: 0...1
    case .scanner, .rules: 1...Int64(UInt16.max)
    case .inputTokens, .outputTokens, .cacheWrites, .cacheWrites5m, .cacheWrites1h, .cacheReads: 0...Int64.max
    case .cost: 0...1_000_000_000_000_000_000
    default: nil
    }
  }

  /// Says why a value of a column of bytes is not allowed, in words that follow "that"; nil if it is allowed.
  package func problem(_ bytes: UnsafeRawBufferPointer) -> String? {
    switch self {
    // Versions up to commit a76c6c5 wrote an empty value if a repair had left no MD5.
    case .oldMD5 where bytes.isEmpty: return nil
    case .origin, .md5, .oldMD5, .keyedMD5, .oldKeyedMD5, .home, .store:
      return bytes.count == 16 ? nil : "has \(bytes.count) bytes and not 16"
    case .key, .chainBefore, .chainAfter: return bytes.count == 32 ? nil : "has \(bytes.count) bytes and not 32"
    case .digests: return bytes.count % 16 == 0 ? nil : "has \(bytes.count) bytes, not a multiple of 16"
    case .calls, .results:
      return bytes.count % 4 == 0 && bytes.count <= Self.textMax
        ? nil : "has \(bytes.count) bytes, not a multiple of 4 up to \(Self.textMax)"
    case .path, .root, .host, .billing, .iterations: return nil
    default:
      if bytes.count > Self.textMax, self != .text, self != .syncKey { return "has more than \(Self.textMax) bytes" }
      return String(validating: bytes, as: UTF8.self) == nil ? "is not UTF-8" : nil
    }
  }

  /// The largest number of bytes of a string that is taken from a line.
  package static let textMax = 4096
}
