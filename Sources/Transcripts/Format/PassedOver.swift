/// Something in a root that is not stored, with the reason.
public struct PassedOver: Sendable, Equatable {
  /// The reason why something is not stored. The raw values appear in JSON.
  public enum Reason: String, Sendable, CaseIterable {
    /// Passwords, tokens, keys, and settings that hold them.
    case credentials
    /// The files of a version control system.
    case versionControl = "version-control"
    /// Packages that can be installed again.
    case packages
    /// A SQLite database or one of its journals. A copy made while it is written would be inconsistent.
    case database
    /// A symbolic link that is not followed.
    case link
  }

  /// The absolute path.
  public var path: String
  /// The reason why it is not stored.
  public var reason: Reason
  /// The reason in a few words for people.
  public var note: String

  /// Creates an entry. `note` is a more exact reason; nil stands for that of `reason`.
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

  /// Returns the reason why a directory of this name is not entered; nil when it is. Case does not matter.
  package static func directory(_ name: [UInt8]) -> Self? {
    // Most folders of projects and sessions have names that begin differently, so they need no look-up.
    guard let first = name.first, first == 0x2e || first | 0x20 == 0x6e || first | 0x20 == 0x63 else { return nil }
    return directories[lowercased(name)]
  }

  /// Returns the reason why a file of this name is not stored; nil when it is. Case does not matter.
  public static func file(_ name: [UInt8]) -> Self? {
    if name.suffix(6).elementsEqual(".jsonl".utf8) { return nil }
    let name = lowercased(name)
    if let reason = files[name] { return reason }
    if name.hasPrefix(".env.") || name.hasPrefix("id_rsa") || name.hasPrefix("id_ed25519") { return .credentials }
    return keyEndings.contains { name.hasSuffix($0) } ? .credentials : nil
  }

  /// Returns whether a file begins as a SQLite database, its rollback journal or its write-ahead log does. `start`
  /// should have at least the first 16 bytes.
  public static func isDatabase(_ start: some Sequence<UInt8>) -> Bool {
    let magics: [[UInt8]] = [
      Array("SQLite format 3\0".utf8), [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], [0x37, 0x7f, 0x06, 0x82],
      [0x37, 0x7f, 0x06, 0x83],
    ]
    return magics.contains { start.starts(with: $0) }
  }

  /// Returns the name of the SQLite database whose journal has this name; nil when it is not the name of a journal.
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
