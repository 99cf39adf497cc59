import Bytes
import FileIO
import SystemPackage

/// The secret that requests to the API must show.
package struct AccessToken: Sendable {
  /// Letters and digits that need no escape in an address.
  package let text: String

  /// The least length of a token that the user states.
  package static let leastLength = 32

  /// Makes a token of 256 random bits.
  package static func random() -> AccessToken { AccessToken(text: hexadecimal(SystemEntropy().bytes(32))) }

  /// Takes a token that the user states. Returns nil if it is shorter than `leastLength`, or has other characters than
  /// letters and digits of ASCII, `-`, `.`, `_` and `~`.
  package init?(stated text: String) {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    guard text.utf8.count >= Self.leastLength, text.utf8.allSatisfy(allowed.contains) else { return nil }
    self.text = text
  }

  private init(text: String) { self.text = text }

  /// Returns whether `authorization` is the scheme Bearer with this token. The time depends on the length of the given
  /// text only.
  func isShown(by authorization: String?) -> Bool {
    guard let given = authorization.map({ Array($0.utf8) }) else { return false }
    let scheme = Array("bearer ".utf8)
    guard given.count > scheme.count,
      given.prefix(scheme.count).elementsEqual(scheme, by: { $0 | 0x20 == $1 | 0x20 })
    else { return false }
    let (shown, secret) = (given[scheme.count...], Array(text.utf8))
    var difference = shown.count ^ secret.count
    for (offset, byte) in shown.enumerated() { difference |= Int(byte ^ secret[offset % secret.count]) }
    return difference == 0
  }

  /// The directory of the files with tokens: one in `$XDG_RUNTIME_DIR`, else the state directory, which only its owner
  /// can enter.
  package static func directory(runtime: String?, state: FilePath) -> FilePath {
    if let runtime, runtime.hasPrefix("/") { return FilePath(runtime).appending("ccstore") }
    return state
  }

  /// Writes the token into a file that only its owner can read, in a directory that nobody else can write to. Throws
  /// `FileError`, and `ServerError` where the directory is another one.
  package func write(to file: FilePath) throws { try Self.write(text + "\n", to: file) }

  /// Writes a text that has a token in it.
  static func write(_ text: String, to file: FilePath) throws {
    let fileSystem = POSIXFileSystem()
    try fileSystem.makeDirectories(file.removingLastComponent())
    try check(file.removingLastComponent(), fileSystem)
    let draft = file.removingLastComponent().appending(".token.\(hexadecimal(SystemEntropy().bytes(4)))")
    try fileSystem.replace(file, draft: draft, isDurable: false) { (handle) throws(FileError) in
      try handle.write(Array(text.utf8), at: 0)
    }
  }

  /// Refuses a directory in which somebody else could put a file in the place of that with the token: the token that
  /// programs would then read is one of theirs.
  private static func check(_ directory: FilePath, _ fileSystem: POSIXFileSystem) throws {
    let status = try fileSystem.status(directory, followLinks: true)
    if status.owner != Users.current {
      throw ServerError(
        reason: .token,
        message: "\(directory), where the token is to be written, belongs to another user; remove it, or set "
          + "XDG_RUNTIME_DIR to a directory of yours")
    }
    if status.permissions & 0o022 != 0 {
      throw ServerError(
        reason: .token,
        message:
          "others can write to \(directory), where the token is to be written; take that from them with chmod go-w")
    }
  }
}
