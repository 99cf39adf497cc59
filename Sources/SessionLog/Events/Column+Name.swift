extension Column {
  /// As FORMAT.md calls it.
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
  /// The word that JSON has.
  package var name: String { Column.snakeCase("\(self)") }
}
