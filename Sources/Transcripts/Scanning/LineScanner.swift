/// What became of a line.
package enum ScanResult: Sendable {
  /// A record. The defects it can have are ``LineDefect/loneSurrogate`` and ``LineDefect/tooDeep``, which `JSON.parse` accepts.
  case record(LineFields, defect: LineDefect?)
  /// No record. `offset` is that of the first byte which no record can have there: the length of the line when it ends
  /// too early, 0 when it is blank.
  case rejected(LineDefect, offset: Int)
}

/// Checks a line of a transcript and takes the wanted fields out of it, in one pass.
///
///     var scanner = LineScanner()
///     switch scanner.scan(line) {
///     case .record(let fields, _): index(fields)
///     case .rejected(let defect, let offset): report(defect, at: offset)
///     }
///
/// The whole line is checked, the parts nothing is taken from too: the grammar of RFC 8259 and UTF-8, exactly, but for a byte order mark in front. No
/// input
/// makes it trap or read outside of the buffer. Cost: linear in the length of the line; memory is allocated only for
/// the names of tools, for names written with escapes, and below 64 levels of nesting.
package struct LineScanner {
  /// The version of the rules by which fields are taken out of a line. It rises whenever a line may give other fields than before; what was
  /// scanned by older rules is scanned anew. Written to disk.
  package static let version: Int64 = 2

  /// The most containers inside of each other, the record included, that are no defect. Transcripts have 10. What is said of a deeper record is
  /// taken all the same.
  package static let maximumDepth = 1024

  /// The most bytes in a line, its terminator not counted: 64 MiB. The longest line seen has 2.1 MB.
  package static let maximumLength = 64 << 20

  package init() {}

  /// Reads one line, given with or without its final `\n` or `\r\n`.
  ///
  /// - Precondition: the line has at most ``maximumLength`` bytes and its terminator.
  package mutating func scan(_ line: UnsafeBufferPointer<UInt8>) -> ScanResult {
    precondition(line.count <= Self.maximumLength + 2, "a line longer than LineScanner.maximumLength")
    do throws(ScanFailure) {
      return try Self.record(in: line, depthMax: Self.maximumDepth)
    } catch {
      guard error.defect == .tooDeep, let result = try? Self.record(in: line, depthMax: .max),
        case .record(let fields, _) = result
      else { return .rejected(Self.isUTF16(line) ? .utf16 : error.defect, offset: error.offset) }
      return .record(fields, defect: .tooDeep)
    }
  }

  /// Whether a line that is no record is one in UTF-16: it begins with that mark, or every other byte of its beginning is zero.
  private static func isUTF16(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count >= 2 else { return false }
    if (line[0] == 0xff && line[1] == 0xfe) || (line[0] == 0xfe && line[1] == 0xff) { return true }
    let head = line.prefix(16)
    guard head.count >= 8 else { return false }
    return [0, 1].contains { odd in head.indices.allSatisfy { (head[$0] == 0) == ($0 % 2 == odd) } }
  }

  private static func record(
    in line: UnsafeBufferPointer<UInt8>, depthMax: Int
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

    var reader = RecordReader(cursor)
    try reader.readRecord()
    cursor = reader.cursor
    try expectEnd(&cursor)
    return .record(reader.fields, defect: cursor.sawLoneSurrogate ? .loneSurrogate : nil)
  }

  /// Nothing but whitespace may follow the value.
  private static func expectEnd(_ cursor: inout ByteCursor) throws(ScanFailure) {
    cursor.skipWhitespace()
    if cursor.current == .openBrace { throw ScanFailure(defect: .gluedObjects, offset: cursor.offset) }
    if cursor.position < cursor.end { throw cursor.unexpected() }
  }
}
