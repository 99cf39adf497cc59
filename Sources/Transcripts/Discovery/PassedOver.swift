/// Something below a root that is not stored, and why.
public struct PassedOver: Sendable, Equatable {
  public enum Reason: String, Sendable, CaseIterable {
    /// Passwords, tokens, keys, and settings that hold them.
    case credentials
    /// What a version control system keeps.
    case versionControl = "version-control"
    /// Packages that can be installed again.
    case packages
    /// A SQLite database or one of its journals: copied while it is written it would be torn.
    case database
    /// A symbolic link that is not followed.
    case link
  }

  /// Absolute.
  public var path: String
  public var reason: Reason
  /// Why, in a few words.
  public var note: String

  public init(path: String, reason: Reason, note: String? = nil) {
    (self.path, self.reason) = (path, reason)
    self.note = note ?? reason.note
  }
}

extension PassedOver.Reason {
  fileprivate var note: String {
    switch self {
    case .credentials: "credentials or settings"
    case .versionControl: "version control"
    case .packages: "installed packages"
    case .database: "a SQLite database, which may be written just now"
    case .link: "a symbolic link"
    }
  }

  /// Why a directory of this name is not entered; nil: it is. Case does not matter.
  package static func directory(_ name: [UInt8]) -> Self? {
    // The folders of projects and sessions, most of all, have names that begin neither so nor so.
    guard let first = name.first, first == 0x2e || first | 0x20 == 0x6e || first | 0x20 == 0x63 else { return nil }
    return directories[lowercased(name)]
  }

  /// Why a file of this name is not stored; nil: it is. Case does not matter.
  public static func file(_ name: [UInt8]) -> Self? {
    if name.suffix(6).elementsEqual(".jsonl".utf8) { return nil }
    let name = lowercased(name)
    if let reason = files[name] { return reason }
    if name.hasPrefix(".env.") || name.hasPrefix("id_rsa") || name.hasPrefix("id_ed25519") { return .credentials }
    return keyEndings.contains { name.hasSuffix($0) } ? .credentials : nil
  }

  /// Whether a file begins as a SQLite database, its rollback journal or its write-ahead log does.
  public static func isDatabase(_ start: some Sequence<UInt8>) -> Bool {
    let magics: [[UInt8]] = [
      Array("SQLite format 3\0".utf8), [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], [0x37, 0x7f, 0x06, 0x82],
      [0x37, 0x7f, 0x06, 0x83],
    ]
    return magics.contains { start.starts(with: $0) }
  }

  /// The database whose journal a file of this name is; nil where it is none by its name.
  package static func database(ofJournal name: [UInt8]) -> ArraySlice<UInt8>? {
    let ending = ["-wal", "-shm", "-journal"].first { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
    return ending.map { name.dropLast($0.utf8.count) }
  }

  private static func lowercased(_ name: [UInt8]) -> String {
    String(decoding: name.lazy.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static let directories: [String: Self] = [
    ".git": .versionControl, ".hg": .versionControl, ".svn": .versionControl, ".jj": .versionControl,
    ".bzr": .versionControl, "cvs": .versionControl, "node_modules": .packages, ".ssh": .credentials,
    ".gnupg": .credentials, ".aws": .credentials, ".kube": .credentials, ".docker": .credentials,
  ]

  private static let files: [String: Self] = [
    "auth.json": .credentials, "credentials.json": .credentials, ".credentials.json": .credentials,
    "oauth_creds.json": .credentials, "credentials": .credentials, ".git-credentials": .credentials,
    ".netrc": .credentials, "_netrc": .credentials, ".npmrc": .credentials, ".pypirc": .credentials,
    ".pgpass": .credentials, ".htpasswd": .credentials, ".claude.json": .credentials, ".envrc": .credentials,
    "settings.json": .credentials, "settings.local.json": .credentials, "id_dsa": .credentials,
    "id_ecdsa": .credentials, ".git": .versionControl,
  ]

  private static let keyEndings = [
    ".env", ".pem", ".key", ".p8", ".p12", ".pfx", ".ppk", ".jks", ".keystore", ".kdbx", "private-key.asc",
  ]
}
