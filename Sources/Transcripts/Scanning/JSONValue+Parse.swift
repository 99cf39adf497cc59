extension JSONValue {
  /// Parses one JSON value by the rules of `LineScanner`; nil when `bytes` are not one.
  ///
  /// Half a surrogate pair becomes U+FFFD. The function does not recurse, and the value is at most
  /// `LineScanner.maximumDepth` levels deep, so that comparing or releasing it fits on the stack of any thread. Cost:
  /// linear.
  ///
  /// - Precondition: `bytes` are at most `LineScanner.maximumLength`, plus a line terminator.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    precondition(bytes.count <= LineScanner.maximumLength + 2, "a line longer than LineScanner.maximumLength")
    guard var cursor = ByteCursor(bytes) else { return nil }
    cursor.skipByteOrderMark()
    guard let value = try? Self.value(&cursor) else { return nil }
    cursor.skipWhitespace()
    return cursor.position == cursor.end ? value : nil
  }

  /// Returns an object with those of its members that have one of these keys; the others are passed over, at the speed
  /// of `memchr` in long strings. Nil when `bytes` are no object. They must have been accepted by the scanner: what is
  /// passed over is not checked.
  package static func members(_ keys: [String], of bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    precondition(bytes.count <= LineScanner.maximumLength + 2, "a line longer than LineScanner.maximumLength")
    guard var cursor = ByteCursor(bytes) else { return nil }
    cursor.isTrusted = true
    cursor.skipByteOrderMark()
    guard cursor.current == .openBrace else { return nil }
    var members: [JSONMember] = []
    do {
      guard try cursor.beginObject(depth: 0) else { return .object([]) }
      repeat {
        let key = text(try cursor.key(), cursor)
        if keys.contains(key) {
          members.append(JSONMember(key: key, value: try value(&cursor)))
        } else {
          try cursor.skipValue(depth: 1)
        }
      } while try cursor.nextMember()
    } catch { return nil }
    return .object(members)
  }

  /// A container whose end was not reached yet.
  private struct Open {
    let isObject: Bool
    /// The key of the member that is being read.
    var key = ""
    var elements: [JSONValue] = []
    var members: [JSONMember] = []

    mutating func append(_ value: JSONValue) {
      if isObject { members.append(JSONMember(key: key, value: value)) } else { elements.append(value) }
    }

    var value: JSONValue { isObject ? .object(members) : .array(elements) }
  }

  private static func value(_ cursor: inout ByteCursor) throws(ScanFailure) -> JSONValue {
    var open: [Open] = []
    while true {
      var value: JSONValue
      switch cursor.current {
      case .openBrace:
        if try cursor.beginObject(depth: open.count) {
          open.append(Open(isObject: true, key: text(try cursor.key(), cursor)))
          continue
        }
        value = .object([])
      case .openBracket:
        if try cursor.beginArray(depth: open.count) {
          open.append(Open(isObject: false))
          continue
        }
        value = .array([])
      default:
        value = try leaf(&cursor)
      }

      while true {
        guard var innermost = open.popLast() else { return value }
        innermost.append(value)
        if innermost.isObject {
          if try cursor.nextMember() {
            innermost.key = text(try cursor.key(), cursor)
            open.append(innermost)
            break
          }
        } else if try cursor.nextElement() {
          open.append(innermost)
          break
        }
        value = innermost.value
      }
    }
  }

  /// Reads a value that is not a container.
  private static func leaf(_ cursor: inout ByteCursor) throws(ScanFailure) -> JSONValue {
    let first = cursor.position
    switch cursor.current {
    case .quote: return .string(text(try cursor.string(), cursor))
    default: try cursor.scalar()
    }
    switch first.pointee {
    case UInt8(ascii: "t"): return .bool(true)
    case UInt8(ascii: "f"): return .bool(false)
    case UInt8(ascii: "n"): return .null
    default:
      return .number(String(decoding: UnsafeBufferPointer(start: first, count: cursor.position - first), as: UTF8.self))
    }
  }

  private static func text(_ span: Span, _ cursor: ByteCursor) -> String {
    let raw = UnsafeBufferPointer(start: cursor.start + Int(span.start), count: Int(span.count))
    guard span.hasEscapes else { return String(decoding: raw, as: UTF8.self) }
    var text: [UInt8] = []
    LineScanner.unescape(raw, into: &text)
    return String(decoding: text, as: UTF8.self)
  }
}
