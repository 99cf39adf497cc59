extension ByteCursor {
  /// Passes one value, checking all of it. `depth` is the number of containers open around it.
  @inline(__always)
  mutating func skipValue(depth: Int) throws(ScanFailure) {
    switch current {
    case .quote: _ = try string()
    case .openBrace, .openBracket: try skipContainer(depth: depth)
    default: try scalar()
    }
  }

  /// Passes an object or an array without recursion.
  @inline(never)
  mutating func skipContainer(depth: Int) throws(ScanFailure) {
    var cursor = self  // a copy stays in registers
    defer { self = cursor }
    var open = ContainerStack()

    while true {
      // A value begins here.
      switch cursor.current {
      case .quote:
        _ = try cursor.string()
      case .openBrace:
        try cursor.checkDepth(depth + open.depth)
        open.push(isObject: true)
        cursor.position += 1
        cursor.skipWhitespace()
        if cursor.current != .closeBrace {
          try cursor.key()
          continue
        }
      case .openBracket:
        try cursor.checkDepth(depth + open.depth)
        open.push(isObject: false)
        cursor.position += 1
        cursor.skipWhitespace()
        if cursor.current != .closeBracket { continue }
      default:
        try cursor.scalar()
      }

      // A value has ended, or an empty container is about to.
      while true {
        cursor.skipWhitespace()
        if cursor.current == .comma {
          break
        }
        guard cursor.current == (open.isInObject ? .closeBrace : .closeBracket) else { throw cursor.unexpected() }
        cursor.position += 1
        open.pop()
        if open.isEmpty { return }
      }
      cursor.position += 1
      cursor.skipWhitespace()
      if open.isInObject { try cursor.key() }
    }
  }
}

extension ByteCursor {
  /// Fails when a container that begins at the position would be one too many.
  @inline(__always)
  func checkDepth(_ depth: Int) throws(ScanFailure) {
    guard depth < depthMax else { throw ScanFailure(defect: .tooDeep, offset: offset) }
  }

  /// Passes a member's key, its colon and the whitespace up to its value.
  @discardableResult
  @inline(__always)
  mutating func key() throws(ScanFailure) -> Span {
    guard current == .quote else { throw unexpected() }
    let name = try string()
    skipWhitespace()
    try expect(.colon)
    skipWhitespace()
    return name
  }

  /// Enters the object at the position. False when it is empty, and passed; otherwise a key follows.
  @inline(__always)
  mutating func beginObject(depth: Int) throws(ScanFailure) -> Bool {
    try begin(closing: .closeBrace, depth: depth)
  }

  /// Enters the array at the position. False when it is empty, and passed; otherwise a value follows.
  @inline(__always)
  mutating func beginArray(depth: Int) throws(ScanFailure) -> Bool {
    try begin(closing: .closeBracket, depth: depth)
  }

  @inline(__always)
  private mutating func begin(closing: UInt8, depth: Int) throws(ScanFailure) -> Bool {
    try checkDepth(depth)
    position += 1
    skipWhitespace()
    guard current == closing else { return true }
    position += 1
    return false
  }

  /// After a member: true when a comma was passed and another key follows, false when the object has ended.
  @inline(__always)
  mutating func nextMember() throws(ScanFailure) -> Bool { try next(closing: .closeBrace) }

  /// After an element: true when a comma was passed and another value follows, false when the array has ended.
  @inline(__always)
  mutating func nextElement() throws(ScanFailure) -> Bool { try next(closing: .closeBracket) }

  @inline(__always)
  private mutating func next(closing: UInt8) throws(ScanFailure) -> Bool {
    skipWhitespace()
    let byte = current
    guard byte == .comma || byte == closing else { throw unexpected() }
    position += 1
    guard byte == .comma else { return false }
    skipWhitespace()
    return true
  }
}
