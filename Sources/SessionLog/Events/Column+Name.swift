extension Column {
  /// The name of the column in snake_case, such as `custom_title`.
  package var name: String { Self.snakeCase("\(self)") }

  fileprivate static func snakeCase(_ name: String) -> String {
    var out = ""
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { out += "_" }
      out += character.lowercased()
      wasLower = !character.isUppercase
    }
    return out
  }
}

extension EventKind {
  /// The name of the kind in snake_case, as JSON output has it.
  package var name: String { Column.snakeCase("\(self)") }
}
