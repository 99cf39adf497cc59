import Tables

extension JSON {
  /// The document with every text on one line and without what nobody sees.
  ///
  /// A client that reads a document gives it to its model in its own writing, in which what was escaped here may stand
  /// as it is. Cost: linear.
  var visible: JSON {
    switch self {
    case .string(let text): .string(PastText.clean(text))
    case .array(let values): .array(values.map(\.visible))
    case .object(let members): .object(members.map { ($0.0, $0.1.visible) })
    case .null, .bool, .integer, .decimal: self
    }
  }
}
