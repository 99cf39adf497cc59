import FileIO
import SystemPackage

/// The differences between names that a file system ignores.
package struct NameFolding: Sendable, Equatable {
  /// True if `a` and `A` are one name.
  var ignoresCase = false
  /// True if the composed and the decomposed form of a letter are one name.
  var ignoresNormalization = false

  /// Determines the differences by creating files in `directory`, one at a time, and removing them again. The directory
  /// must be empty.
  package init(of directory: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    ignoresCase = try Self.isOne("a-name", "A-NAME", directory, fileSystem)
    // If such a name cannot be created, no name can be mistaken for it either.
    ignoresNormalization = (try? Self.isOne("\u{e9}", "e\u{301}", directory, fileSystem)) ?? false
  }

  /// Makes a folding of known differences, without a file system.
  package init(ignoresCase: Bool = false, ignoresNormalization: Bool = false) {
    (self.ignoresCase, self.ignoresNormalization) = (ignoresCase, ignoresNormalization)
  }

  private static func isOne(
    _ name: String, _ other: String, _ directory: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> Bool {
    let path = directory.appending(bytes: Array(name.utf8))
    try fileSystem.create(path).close()
    defer { try? fileSystem.remove(path) }
    return try fileSystem.exists(directory.appending(bytes: Array(other.utf8)))
  }

  /// Returns a key that is equal for names that the file system treats as one, as far as that is known without asking
  /// it.
  package func key(_ name: some Collection<UInt8>) -> String {
    var key = String(decoding: name, as: UTF8.self)
    let isText = key.utf8.elementsEqual(name)
    // Names that differ only in case become the same in upper case, and these in lower case.
    if isText, ignoresCase { key = key.uppercased().lowercased() }
    // Swift strings compare equal in any normalization form, unless their characters stand for bytes.
    if isText, ignoresNormalization { return key }
    let bytes = isText ? Array(key.utf8) : Array(name)
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}

/// Gives the files of an export paths that are distinct also on a file system that ignores some differences between
/// names.
package struct DistinctNames {
  private let folding: NameFolding
  /// The keys of the names used in each folder, by the new path of the folder.
  private var taken: [[UInt8]: Set<String>] = [:]
  /// The new paths of folders by their own paths.
  private var folders: [[UInt8]: [UInt8]] = [[]: []]

  package init(_ folding: NameFolding) { self.folding = folding }

  /// Returns the path for the next file: its own, or one in which names that are in use have one or more tildes
  /// appended.
  package mutating func path(_ path: [UInt8]) -> [UInt8] {
    guard let slash = path.lastIndex(of: 0x2f) else { return name(path[...], in: []) }
    return name(path[(slash + 1)...], in: folder(Array(path[..<slash])))
  }

  private mutating func folder(_ path: [UInt8]) -> [UInt8] {
    if let known = folders[path] { return known }
    let new: [UInt8]
    if let slash = path.lastIndex(of: 0x2f) {
      new = name(path[(slash + 1)...], in: folder(Array(path[..<slash])))
    } else {
      new = name(path[...], in: [])
    }
    folders[path] = new
    return new
  }

  private mutating func name(_ wanted: ArraySlice<UInt8>, in folder: [UInt8]) -> [UInt8] {
    var name = Array(wanted)
    while !taken[folder, default: []].insert(folding.key(name)).inserted { name.append(0x7e) }
    return folder.isEmpty ? name : folder + [0x2f] + name
  }
}
