/// Any JSON value, for code that shows a line. An ingest builds none.
public enum JSONValue: Sendable, Equatable {
  /// The word `null`.
  case null
  /// One of the words `true` and `false`.
  case bool(Bool)
  /// The exact text of a number, so that no precision is lost.
  case number(String)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// The members in the order of the text, duplicates included.
  case object([JSONMember])

  /// The value of the last member with this key, as in JavaScript; nil when there is none, or this is not an object.
  /// Cost: linear.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The text of a string; nil for other values.
  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The elements of an array; nil for other values.
  public var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The value of `true` or `false`; nil for other values.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number when its text is an integer that fits, such as `12`, but not `12.0` or `1e3`; nil for other values.
  public var intValue: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }
}

extension JSONValue {
  /// Returns whether both values are equal, with members in the same order. It does not recurse: the derived function
  /// would need more than 384 KiB of stack for the deepest objects.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    var pending = [(left, right)]
    while let pair = pending.popLast() {
      switch pair {
      case (.null, .null):
        continue
      case (.bool(let left), .bool(let right)):
        guard left == right else { return false }
      case (.number(let left), .number(let right)), (.string(let left), .string(let right)):
        guard left == right else { return false }
      case (.array(let left), .array(let right)):
        guard left.count == right.count else { return false }
        pending.append(contentsOf: zip(left, right))
      case (.object(let left), .object(let right)):
        guard left.map(\.key) == right.map(\.key) else { return false }
        pending.append(contentsOf: zip(left.map(\.value), right.map(\.value)))
      case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _):
        return false
      }
    }
    return true
  }
}

/// A key of an object with its value.
public struct JSONMember: Sendable, Equatable {
  /// The key.
  public var key: String
  /// The value.
  public var value: JSONValue

  /// Creates a member.
  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}
