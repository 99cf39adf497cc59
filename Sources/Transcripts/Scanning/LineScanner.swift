/// The result of scanning a line.
package enum ScanResult: Sendable {
  /// The line is a record. Its only possible defects are ``LineDefect/loneSurrogate`` and ``LineDefect/tooDeep``, which
  /// `JSON.parse` accepts.
  case record(LineFields, defect: LineDefect?)
  /// The line is not a record. `offset` is that of the first byte that no record can have there: the length of the line
  /// when it ends too early, 0 when it is blank.
  case rejected(LineDefect, offset: Int)
}

/// Checks lines of JSON, while the format of an agent takes its fields from them, in one pass.
///
/// The whole line is checked, including the parts from which nothing is taken: exactly by the grammar of RFC 8259 and
/// the rules of UTF-8, except that a byte order mark may come first. No input makes it trap or read outside the buffer.
///
/// Cost: linear in the length of the line. Memory is allocated only for the lists in ``LineFields``, for names written
/// with escapes, and for more than 64 levels of nesting.
package enum LineScanner {
  /// The maximum number of nested containers, the record included, without a defect. Transcripts have 10. The fields of
  /// a deeper record are taken nevertheless.
  package static let maximumDepth = 1024

  /// The maximum number of bytes in a line without its terminator: 64 MiB. The longest line seen has 2.1 MB.
  package static let maximumLength = 64 << 20

  /// Scans one line, with or without its final `\n` or `\r\n`. `read` is given a cursor at the brace that opens the
  /// record, moves it past the record, and returns the fields.
  ///
  /// - Precondition: the line has at most ``maximumLength`` bytes, plus its terminator.
  @inline(__always)
  static func scan(
    _ line: UnsafeBufferPointer<UInt8>, _ read: (inout ByteCursor) throws(ScanFailure) -> LineFields
  ) -> ScanResult {
    precondition(line.count <= maximumLength + 2, "a line longer than LineScanner.maximumLength")
    do throws(ScanFailure) {
      return try record(in: line, depthMax: maximumDepth, read)
    } catch {
      guard error.defect == .tooDeep, let result = try? record(in: line, depthMax: .max, read),
        case .record(let fields, _) = result
      else { return .rejected(isUTF16(line) ? .utf16 : error.defect, offset: error.offset) }
      return .record(fields, defect: .tooDeep)
    }
  }

  /// Returns whether a line that is not a record is UTF-16: it begins with a byte order mark of UTF-16, or every other
  /// byte of its first 16 is zero.
  private static func isUTF16(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count >= 2 else { return false }
    if (line[0] == 0xff && line[1] == 0xfe) || (line[0] == 0xfe && line[1] == 0xff) { return true }
    let head = line.prefix(16)
    guard head.count >= 8 else { return false }
    return [0, 1].contains { odd in head.indices.allSatisfy { (head[$0] == 0) == ($0 % 2 == odd) } }
  }

  @inline(__always)
  private static func record(
    in line: UnsafeBufferPointer<UInt8>, depthMax: Int,
    _ read: (inout ByteCursor) throws(ScanFailure) -> LineFields
  ) throws(ScanFailure) -> ScanResult {
    guard var cursor = ByteCursor(line) else { return .rejected(.blank, offset: 0) }
    cursor.depthMax = depthMax
    cursor.skipByteOrderMark()
    if cursor.position == cursor.end { return .rejected(.blank, offset: 0) }
    guard cursor.current == .openBrace else {
      let first = cursor.offset
      try cursor.skipValue(depth: 0)
      try expectEnd(&cursor)
      return .rejected(.notAnObject, offset: first)
    }

    let fields = try read(&cursor)
    try expectEnd(&cursor)
    return .record(fields, defect: cursor.sawLoneSurrogate ? .loneSurrogate : nil)
  }

  /// Throws unless only whitespace follows the value.
  private static func expectEnd(_ cursor: inout ByteCursor) throws(ScanFailure) {
    cursor.skipWhitespace()
    if cursor.current == .openBrace { throw ScanFailure(defect: .gluedObjects, offset: cursor.offset) }
    if cursor.position < cursor.end { throw cursor.unexpected() }
  }
}
