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
      StoreError(
        .invalidRemote,
        "'\(Self.redacted(text))' is no place of a remote: \(why); a place is a directory such as /media/usb/ccstore, or a remote of rclone such as b2:bucket/dir"
      )
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
    "pass", "secret", "token", "key", "cred", "auth", "bearer", "signature", "sas", "cookie", "2fa", "otp",
  ]
  /// Words that may stand between the name of a secret and the secret.
  private static let schemes: Set<String> = ["basic", "bearer"]

  private static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return secretWords.contains { name.contains($0) }
  }

  /// What the text states that may be a password or a key: the values themselves, so that they are found in what
  /// rclone prints, whatever stands around them there.
  var secrets: [String] { hasSecret ? Self.hidden(in: text).secrets : [] }

  /// Replaces what may be a password or a key in a text of rclone: the values of parameters with such names, in quotes
  /// or without, the user part of addresses, and long words that look like keys. Names of objects stay.
  static func redacted(_ text: String) -> String { hidden(in: text).shown }

  /// Returns the text with a sign in the place of each secret, and the secrets.
  private static func hidden(in text: String) -> (shown: String, secrets: [String]) {
    var (shown, secrets) = ("", [String]())
    let (text, users) = withoutUsers(text)
    secrets += users
    var rest = text[...]
    // The last word, while it may be the name of a value.
    var name = ""
    var expectsSecret = false
    func hide(_ value: some StringProtocol) {
      if !value.isEmpty {
        shown += "…"
        secrets.append(String(value))
      }
      expectsSecret = false
    }
    while let character = rest.first {
      if expectsSecret, character == "'" || character == "\"" {
        let value = quoted(rest)
        shown.append(character)
        hide(value.text)
        if value.isClosed { shown.append(character) }
        rest = rest[value.end...]
        name = ""
      } else if ends(character) {
        switch character {
        case "=", ":": (expectsSecret, name) = (isSecret(name), "")
        case " ", "\t", "'", "\"": break
        default: (expectsSecret, name) = (false, "")
        }
        shown.append(character)
        rest.removeFirst()
      } else {
        let word = rest.prefix { expectsSecret ? !endsValue($0) : !ends($0) }
        rest = rest[word.endIndex...]
        if expectsSecret, schemes.contains(word.lowercased()) {
          shown += word
        } else if expectsSecret || looksLikeKey(String(word)) {
          hide(word)
        } else {
          shown += word
        }
        name = String(word)
      }
    }
    return (shown, secrets)
  }

  private static func ends(_ character: Character) -> Bool { "=,:;&? \t\"'/()[]{}<>".contains(character) }

  /// True for what ends a value without quotes, as rclone reads the parameters of a remote.
  private static func endsValue(_ character: Character) -> Bool { ",:;& \t\"'".contains(character) }

  /// Returns the text between a quote, with which `rest` begins, and the next one, and where the text after that
  /// begins. A quote that is written twice is a part of the text.
  private static func quoted(_ rest: Substring) -> (text: String, end: String.Index, isClosed: Bool) {
    var text = ""
    let quote = rest[rest.startIndex]
    var place = rest.index(after: rest.startIndex)
    while place < rest.endIndex {
      let character = rest[place]
      place = rest.index(after: place)
      if character == quote {
        guard place < rest.endIndex, rest[place] == quote else { return (text, place, true) }
        place = rest.index(after: place)
      }
      text.append(character)
    }
    return (text, place, false)
  }

  /// Replaces what stands between `//` and `@` of an address. Returns that, too: whole, and the password in it.
  private static func withoutUsers(_ text: String) -> (text: String, users: [String]) {
    var (result, users) = ("", [String]())
    var rest = text[...]
    while let slashes = rest.firstRange(of: "//") {
      result += rest[..<slashes.upperBound]
      rest = rest[slashes.upperBound...]
      let host = rest.prefix { !"/ \"'".contains($0) }
      if let at = host.lastIndex(of: "@") {
        let user = host[..<at]
        users.append(String(user))
        if let colon = user.firstIndex(of: ":") { users.append(String(user[user.index(after: colon)...])) }
        result += "…"
        rest = rest[at...]
      }
    }
    return (result + rest, users)
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
