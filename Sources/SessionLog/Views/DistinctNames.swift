import FileIO
import SystemPackage

/// Which names a file system takes for one.
package struct NameFolding: Sendable, Equatable {
  /// Whether `a` and `A` are one name.
  var ignoresCase = false
  /// Whether the composed and the decomposed form of a letter are one name.
  var ignoresNormalization = false

  /// Finds out by making two files in a directory that holds nothing else, which it removes again.
  package init(of directory: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    ignoresCase = try Self.isOne("a-name", "A-NAME", directory, fileSystem)
    // Where such a name cannot be made nothing is taken for it, either.
    ignoresNormalization = (try? Self.isOne("\u{e9}", "e\u{301}", directory, fileSystem)) ?? false
  }

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

  /// Equal for names that the file system takes for one, as far as that can be known without it.
  package func key(_ name: some Collection<UInt8>) -> String {
    var key = String(decoding: name, as: UTF8.self)
    let isText = key.utf8.elementsEqual(name)
    // What differs in nothing but case is the same in upper case, and that in lower case.
    if isText, ignoresCase { key = key.uppercased().lowercased() }
    // Strings are equal whatever form their letters have, unless they stand for bytes.
    if isText, ignoresNormalization { return key }
    let bytes = isText ? Array(key.utf8) : Array(name)
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}

/// Gives the files of an export names that no two of them share on a file system that takes some names for one.
package struct DistinctNames {
  private let folding: NameFolding
  /// Keys of the names in each folder that has been named, by its new path.
  private var taken: [[UInt8]: Set<String>] = [:]
  /// New paths of folders.
  private var folders: [[UInt8]: [UInt8]] = [[]: []]

  package init(_ folding: NameFolding) { self.folding = folding }

  /// The path of the next file: its own, or one in which names that are taken have a tilde or more.
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
