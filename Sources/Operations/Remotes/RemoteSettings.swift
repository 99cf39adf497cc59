import FileIO
public import SystemPackage

/// The remotes to which a user has given names: a file of lines `NAME = PLACE` in the user's configuration. It is no
/// part of a store, because a copy of a store must not tell where the others are. Passwords belong to the configuration
/// of rclone, and a place that states one is refused.
public struct RemoteSettings: Sendable {
  /// A remote with a name.
  public struct Entry: Sendable, Equatable {
    /// The name: letters, digits, `.`, `_` and `-`.
    public var name: String
    /// The place, as it was given.
    public var place: RemotePlace
  }

  private static let sizeMax = 1 << 20
  private static let nameMax = 64

  /// The path of the file.
  public let path: FilePath
  private let fileSystem: any FileSystem
  private let expand: @Sendable (String) -> String

  /// `path` is the file, which need not exist; `expand` makes paths absolute.
  package init(
    _ path: FilePath, fileSystem: any FileSystem = POSIXFileSystem(), expand: @escaping @Sendable (String) -> String
  ) {
    (self.path, self.fileSystem, self.expand) = (path, fileSystem, expand)
  }

  /// The file of this user: `$XDG_CONFIG_HOME/ccstore/remotes`, else `~/.config/ccstore/remotes`. `expand` makes paths
  /// absolute.
  public init(environment: [String: String], expand: @escaping @Sendable (String) -> String) {
    let home = FilePath(Users.home(environment: environment))
    let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
    self.init((folder ?? home.appending(".config")).appending("ccstore/remotes"), expand: expand)
  }

  /// Returns whether a text can be the name of a remote.
  public static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= nameMax && !text.hasPrefix("-") && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
      }
  }

  private func lines() throws -> [String] {
    try throwingStoreErrors {
      guard try fileSystem.exists(path) else { return [] }
      let bytes = try fileSystem.contents(path, limit: Self.sizeMax)
      // By bytes: a line of another system ends with two characters that are one for Swift.
      return bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The lines to write again, with others among them. Throws `fileFailed` where they would not stay as they are.
  private func linesToKeep() throws -> [String] {
    let lines = try lines()
    // Bytes that are no text have become this character.
    guard !lines.contains(where: { $0.unicodeScalars.contains("\u{fffd}") }) else {
      throw StoreError(
        .fileFailed, "\(path) holds bytes that are no text, which would be lost: mend or remove it", path: path)
    }
    return lines
  }

  private func entry(_ line: String) -> Entry? {
    guard let mark = line.firstIndex(of: "=") else { return nil }
    func trimmed(_ text: Substring) -> String {
      func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" || character == "\r" }
      var text = text.drop(while: isBlank)
      while let last = text.last, isBlank(last) { text.removeLast() }
      return String(text)
    }
    let name = trimmed(line[..<mark])
    guard Self.isName(name), let place = try? RemotePlace(trimmed(line[line.index(after: mark)...]), expand: expand)
    else { return nil }
    return Entry(name: name, place: place)
  }

  /// The remotes in the order of the file. A line that is none is passed over. Throws `fileFailed`.
  public func entries() throws -> [Entry] { try lines().compactMap(entry) }

  /// Returns the place that a text stands for: that of a remote with this name, or the text itself where it is a place.
  /// Throws `noSuchRemote` and `invalidRemote`.
  public func place(_ text: String) throws -> RemotePlace {
    guard Self.isName(text) else { return try RemotePlace(text, expand: expand) }
    if let entry = try entries().last(where: { $0.name == text }) { return entry.place }
    throw StoreError(.noSuchRemote, "there is no remote '\(text)', and a directory of that name is written ./\(text)")
  }

  /// Gives a place a name, durably. Returns false, and changes nothing, when it has this name already. Throws
  /// `invalidRemote`, also when the name is that of another place, or the place states a password or key.
  public func add(_ name: String, _ place: RemotePlace) throws -> Bool {
    guard Self.isName(name) else {
      throw StoreError(
        .invalidRemote,
        "'\(name)' cannot be the name of a remote: it takes up to 64 letters, digits, dots, hyphens and underscores")
    }
    if let known = try entries().last(where: { $0.name == name }) {
      if known.place == place { return false }
      throw StoreError(
        .invalidRemote,
        "'\(name)' is the name of \(known.place.shown) already; 'ccstore remote forget \(name)' frees it")
    }
    if place.hasSecret {
      throw StoreError(
        .invalidRemote,
        "\(place.shown) seems to state a password or key, and these are not kept here; 'rclone config' keeps them, and gives the place a name"
      )
    }
    let line = "\(name) = \(place.text)"
    guard entry(line)?.place == place else {
      throw StoreError(.invalidRemote, "\(place.shown) cannot be kept here, because it begins or ends with a blank")
    }
    var lines = try linesToKeep()
    while lines.last?.isEmpty == true { lines.removeLast() }
    try write(lines + [line])
    return true
  }

  /// Takes a name out, durably. The remote keeps all that it has. Throws `noSuchRemote`.
  public func forget(_ name: String) throws {
    let lines = try linesToKeep()
    let kept = lines.filter { entry($0)?.name != name }
    guard kept.count < lines.count else { throw StoreError(.noSuchRemote, "there is no remote '\(name)'") }
    try write(kept)
  }

  private func write(_ lines: [String]) throws {
    try throwingStoreErrors {
      var text = lines.joined(separator: "\n")
      if !text.isEmpty, text.utf8.last != 0x0a { text += "\n" }
      // A link to the file, as a collection of such files uses them, stays one.
      let target = try fileSystem.exists(path) ? try fileSystem.resolve(path) : path
      try fileSystem.makeDirectories(target.removingLastComponent())
      let draft = FilePath(target.string + ".ccstore-draft")
      try fileSystem.replace(target, draft: draft) { (file) throws(FileError) in try file.write(Array(text.utf8), at: 0)
      }
    }
  }
}
