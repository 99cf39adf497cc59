/// Any JSON value, for readers that show a line. Ingesting does not build these.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The exact text of a number: no precision is lost.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// The members in the order of the text, duplicates included.
  case object([JSONMember])

  /// The value of the last member with this key, as in JavaScript; nil when this is no object. Cost: linear.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  public var stringValue: String? {
    if case .string(let text) = self { text } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, when its text is an integer that fits: `12`, but neither `12.0` nor `1e3`.
  public var intValue: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }
}

extension JSONValue {
  /// Whether both are the same tree, members in the same order. It does not recurse: the derived one needs over 384 KiB
  /// of stack for the deepest objects.
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

/// A key and its value.
public struct JSONMember: Sendable, Equatable {
  public var key: String
  public var value: JSONValue

  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}
