import FileIO
public import SystemPackage

/// Where a remote is: a directory, or a place that the program rclone reaches.
public struct RemotePlace: Sendable, Equatable {
  /// The ways in which a remote is reached.
  public enum Kind: Sendable, Equatable {
    /// A directory of this machine: a disk, or a share that is mounted.
    case directory(FilePath)
    /// A remote as rclone writes it, such as `b2:bucket/dir`, `:sftp,host=nas:backup` or that of `rclone crypt`.
    case rclone(String)
  }

  /// How it is reached.
  public var kind: Kind
  /// The text that names it, as it was given; a directory as an absolute path.
  public let text: String

  /// Reads a place. A text with a colon before its first slash is a remote of rclone; any other is the path of a
  /// directory, which must begin with `/`, `~` or `.`, so that it is not taken for the name of a remote. `expand` makes
  /// a path absolute. Throws `invalidRemote`.
  public init(_ text: String, expand: (String) -> String) throws {
    func invalid(_ why: String) -> StoreError {
      StoreError(.invalidRemote, "'\(Self.redacted(text))' is no place of a remote: \(why)")
    }
    guard !text.isEmpty, text.utf8.count <= 2000 else { throw invalid("it is empty, or too long") }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
      throw invalid("it has control characters")
    }
    guard !text.hasPrefix("-") else { throw invalid("it begins like an option") }
    if Self.isOfRclone(text) {
      guard !Self.hasDots(text.split(separator: ":").last ?? "") else { throw invalid("it has '..' in its path") }
      var text = text
      while text.hasSuffix("/"), !text.hasSuffix(":/") { text.removeLast() }
      (kind, self.text) = (.rclone(text), text)
      return
    }
    guard let first = text.first, "/~.".contains(first) else {
      throw invalid("a directory is written with a slash, such as ./\(text)")
    }
    let path = FilePath(expand(text)).lexicallyNormalized()
    guard path.isAbsolute else { throw invalid("it is no absolute path") }
    (kind, self.text) = (.directory(path), path.string)
  }

  private static func isOfRclone(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    // The parameters of a remote that is written in full may hold slashes.
    return text.hasPrefix(":") ? text.dropFirst().contains(":") : !text[..<colon].contains("/")
  }

  private static func hasDots(_ path: some StringProtocol) -> Bool { path.split(separator: "/").contains("..") }

  /// The place without what may be a password or a key in it, for people and for notes.
  public var shown: String {
    // A name and a path, as rclone's configuration knows them, hold none.
    isDirectory || !text.contains(where: { $0 == "=" || $0 == "," }) && !text.contains("//")
      ? text : Self.redacted(text)
  }

  /// True when the text states what may be a password or a key.
  public var hasSecret: Bool { shown != text }

  /// True for a directory.
  public var isDirectory: Bool { if case .directory = kind { true } else { false } }

  // MARK: Secrets

  private static let secretWords = [
    "pass", "secret", "token", "key", "credential", "auth", "bearer", "signature", "sas",
  ]

  /// Replaces what may be a password or a key in a text of rclone: the values of parameters with such names, the user
  /// part of addresses, and long words that look like keys. Names of objects stay.
  static func redacted(_ text: String) -> String {
    var result = ""
    var word = ""
    var value: Substring?
    func isSecret(_ name: some StringProtocol) -> Bool {
      let name = name.lowercased()
      return secretWords.contains { name.contains($0) }
    }
    /// Ends a word; `next` is the character after it.
    func end(_ next: Character?) {
      if let name = value, isSecret(name), !word.isEmpty {
        result += "…"
      } else {
        result += looksLikeKey(word) ? "…" : word
      }
      value =
        next == "=" || (next == ":" && isSecret(word)) ? Substring(word) : next == " " || next == "\"" ? value : nil
      if next == " ", !word.isEmpty { value = nil }
      word = ""
    }
    for character in withoutUsers(text) {
      if "=,:;&? \t\"'/()[]{}<>".contains(character) {
        end(character)
        result.append(character)
      } else {
        word.append(character)
      }
    }
    end(nil)
    return result
  }

  /// Replaces what stands between `//` and `@` of an address.
  private static func withoutUsers(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let slashes = rest.firstRange(of: "//") {
      result += rest[..<slashes.upperBound]
      rest = rest[slashes.upperBound...]
      let host = rest.prefix { !"/ \"'".contains($0) }
      if let at = host.lastIndex(of: "@") {
        result += "…"
        rest = rest[at...]
      }
    }
    return result + rest
  }

  /// True for a word of 20 or more letters, digits and signs of base64, with a digit and a letter among them. One with
  /// dots may be the name of a host, and must be longer.
  private static func looksLikeKey(_ word: String) -> Bool {
    guard word.utf8.count >= (word.contains(".") ? 60 : 20), !word.hasSuffix(RemoteObject.suffix) else { return false }
    let isBase64 = word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x5f, 0x2e, 0x25: true
      default: false
      }
    }
    let isUUID = word.utf8.count == 36 && word.utf8.count(where: { $0 == 0x2d }) == 4
    return isBase64 && !isUUID && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
  }
}
