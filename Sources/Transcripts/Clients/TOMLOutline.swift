/// Where the parts of a TOML text stand (https://toml.io/en/v1.0.0), so that one table can be added or removed without
/// touching the rest of it.
///
/// It knows the shape of every statement, and the values of strings and of arrays of strings; other values are only
/// delimited. It accepts more than TOML does, such as a key twice, and never less, apart from values that are more than
/// `depthMax` levels deep. Cost: linear.
struct TOMLOutline {
  enum Value: Equatable {
    case string(String)
    case array([Value])
    /// A number, a date, a boolean, an inline table or a text of several lines.
    case other
  }

  enum Kind: Equatable {
    /// `[a.b]`
    case table
    /// `[[a.b]]`
    case tableOfArray
    /// `a.b = …`
    case value(Value)
    /// A comment, alone or after another statement.
    case comment
  }

  struct Statement: Equatable {
    var kind: Kind
    /// The keys as they stand there, which for a value are relative to the table.
    var path: [String]
    /// The lines of the statement with the last line end; for a comment the comment alone.
    var range: Range<Int>
  }

  /// What is wrong, and the number of the line, from 1.
  struct Problem: Error, Equatable {
    var line: Int
  }

  private(set) var statements: [Statement] = []
  private static let depthMax = 64

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) throws(Problem) {
    self.bytes = bytes
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
    while true {
      try skipLines()
      guard let byte = current else { return }
      let start = place
      let statement = byte == UInt8(ascii: "[") ? try header() : try member()
      let end = place
      try endLine()
      // A comment at the end of the line was recorded by `endLine`, and belongs after its statement.
      let comments = statements.suffix(while: { $0.kind == .comment && $0.range.lowerBound >= end })
      statements.removeLast(comments.count)
      statements.append(Statement(kind: statement.kind, path: statement.path, range: start..<place))
      statements += comments
    }
  }

  // MARK: - Statements

  private mutating func header() throws(Problem) -> (kind: Kind, path: [String]) {
    place += 1
    let isArray = current == UInt8(ascii: "[")
    if isArray { place += 1 }
    let path = try keys()
    try expect("]")
    if isArray { try expect("]") }
    return (isArray ? .tableOfArray : .table, path)
  }

  private mutating func member() throws(Problem) -> (kind: Kind, path: [String]) {
    let path = try keys()
    try expect("=")
    skipSpaces()
    return (.value(try value(depth: 0)), path)
  }

  /// Reads keys that are separated by dots, with the spaces around them.
  private mutating func keys() throws(Problem) -> [String] {
    var keys: [String] = []
    repeat {
      skipSpaces()
      switch current {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard case .string(let key) = try text() else { throw problem }
        keys.append(key)
      default:
        let start = place
        while let byte = current, Self.isBare(byte) { place += 1 }
        if place == start { throw problem }
        keys.append(String(decoding: bytes[start..<place], as: UTF8.self))
      }
      skipSpaces()
    } while skip(".")
    return keys
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(Problem) -> Value {
    if depth > Self.depthMax { throw problem }
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try text()
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "{"):
      try inlineTable(depth: depth)
      return .other
    default:
      let start = place
      skipWord()
      if place == start { throw problem }
      // A date and a time may be separated by a space.
      if place - start == 10, bytes[start + 4] == UInt8(ascii: "-"), current == 0x20, place + 1 < bytes.count,
        (0x30...0x39).contains(bytes[place + 1])
      {
        place += 1
        skipWord()
      }
      return .other
    }
  }

  private mutating func skipWord() {
    while let byte = current, Self.isBare(byte) || [0x2b, 0x2e, 0x3a].contains(byte) { place += 1 }
  }

  private mutating func array(depth: Int) throws(Problem) -> [Value] {
    place += 1
    var elements: [Value] = []
    while true {
      try skipLines()
      if skip("]") { return elements }
      elements.append(try value(depth: depth + 1))
      try skipLines()
      if skip(",") { continue }
      try expect("]")
      return elements
    }
  }

  private mutating func inlineTable(depth: Int) throws(Problem) {
    place += 1
    while true {
      try skipLines()
      if skip("}") { return }
      _ = try keys()
      try expect("=")
      skipSpaces()
      _ = try value(depth: depth + 1)
      try skipLines()
      if skip(",") { continue }
      return try expect("}")
    }
  }

  private mutating func text() throws(Problem) -> Value {
    let quote = bytes[place]
    let isBasic = quote == UInt8(ascii: "\"")
    if bytes[place...].starts(with: [quote, quote, quote]) {
      try skipLongText(quote, isBasic)
      return .other
    }
    place += 1
    var text: [UInt8] = []
    while let byte = current, byte != quote {
      if byte < 0x20, byte != 0x09 { throw problem }
      place += 1
      if isBasic, byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    guard current == quote else { throw problem }
    place += 1
    return .string(String(decoding: text, as: UTF8.self))
  }

  private mutating func skipLongText(_ quote: UInt8, _ isBasic: Bool) throws(Problem) {
    place += 3
    while !bytes[place...].starts(with: [quote, quote, quote]) {
      guard let byte = current else { throw problem }
      place += isBasic && byte == UInt8(ascii: "\\") ? 2 : 1
      if place > bytes.count { throw problem }
    }
    place += 3
    // One or two quotes may stand before the three that end the text.
    var more = 0
    while more < 2, current == quote { (place, more) = (place + 1, more + 1) }
  }

  private mutating func escape(into text: inout [UInt8]) throws(Problem) {
    guard let byte = current else { throw problem }
    place += 1
    let digits: Int
    switch byte {
    case UInt8(ascii: "b"): return text.append(0x08)
    case UInt8(ascii: "t"): return text.append(0x09)
    case UInt8(ascii: "n"): return text.append(0x0a)
    case UInt8(ascii: "f"): return text.append(0x0c)
    case UInt8(ascii: "r"): return text.append(0x0d)
    case UInt8(ascii: "e"): return text.append(0x1b)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return text.append(byte)
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default: throw problem
    }
    guard place + digits <= bytes.count,
      bytes[place..<place + digits].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(String(decoding: bytes[place..<place + digits], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(number)
    else { throw problem }
    place += digits
    text += String(scalar).utf8
  }

  // MARK: - Places

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private var problem: Problem {
    Problem(line: 1 + bytes[..<min(place, bytes.count)].count { $0 == 0x0a })
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
    default: false
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Problem) {
    if !skip(character) { throw problem }
  }

  private mutating func skipSpaces() { while current == 0x20 || current == 0x09 { place += 1 } }

  /// Skips spaces, line ends and comments, which it records.
  private mutating func skipLines() throws(Problem) {
    while let byte = current {
      switch byte {
      case 0x20, 0x09, 0x0a: place += 1
      case 0x0d where place + 1 < bytes.count && bytes[place + 1] == 0x0a: place += 2
      case UInt8(ascii: "#"): try comment()
      default: return
      }
    }
  }

  private mutating func comment() throws(Problem) {
    let start = place
    while let byte = current, byte != 0x0a {
      let isEnd = byte == 0x0d && place + 1 < bytes.count && bytes[place + 1] == 0x0a
      if isEnd { break }
      if byte < 0x20 && byte != 0x09 || byte == 0x7f { throw problem }
      place += 1
    }
    statements.append(Statement(kind: .comment, path: [], range: start..<place))
  }

  /// Skips what may follow a statement on its line, and the line end.
  private mutating func endLine() throws(Problem) {
    skipSpaces()
    if current == UInt8(ascii: "#") { try comment() }
    if current == nil || skip("\n") { return }
    guard bytes[place...].starts(with: [0x0d, 0x0a]) else { throw problem }
    place += 2
  }
}

extension Array {
  /// Returns the longest end of the array whose elements all fulfil a condition.
  fileprivate func suffix(while isMeant: (Element) -> Bool) -> ArraySlice<Element> {
    self[(lastIndex { !isMeant($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
