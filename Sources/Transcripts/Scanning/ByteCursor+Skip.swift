extension ByteCursor {
  /// Moves past one value and checks all of it. `depth` is the number of containers around it.
  @inline(__always)
  mutating func skipValue(depth: Int) throws(ScanFailure) {
    switch current {
    case .quote: _ = try string()
    case .openBrace, .openBracket: try skipContainer(depth: depth)
    default: try scalar()
    }
  }

  /// Moves past an object or an array without recursion.
  @inline(never)
  mutating func skipContainer(depth: Int) throws(ScanFailure) {
    if isTrusted { return try skipTrustedContainer() }
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
  /// Throws when a container that begins at the position would exceed `depthMax`. `depth` is the number of containers
  /// around it.
  @inline(__always)
  func checkDepth(_ depth: Int) throws(ScanFailure) {
    guard depth < depthMax else { throw ScanFailure(defect: .tooDeep, offset: offset) }
  }

  /// Moves past the key of a member, its colon, and the whitespace before its value. Returns the key.
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

  /// Enters the object at the position. Returns true when a key follows; false when the object is empty, and moves past
  /// it.
  @inline(__always)
  mutating func beginObject(depth: Int) throws(ScanFailure) -> Bool {
    try begin(closing: .closeBrace, depth: depth)
  }

  /// Enters the array at the position. Returns true when a value follows; false when the array is empty, and moves past
  /// it.
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

  /// Continues after a member. Returns true when a comma was there and another key follows, false when the object has
  /// ended.
  @inline(__always)
  mutating func nextMember() throws(ScanFailure) -> Bool { try next(closing: .closeBrace) }

  /// Continues after an element. Returns true when a comma was there and another value follows, false when the array
  /// has ended.
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
