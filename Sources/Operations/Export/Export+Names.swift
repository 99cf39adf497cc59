import FileIO
import SessionLog

/// The names of the files of an export, where several would have the same.
extension TreeExport {
  /// Gives another store's version of a file that is also here a name with a tilde.
  mutating func renameDuplicates(_ duplicates: [Int64]) {
    if duplicates.isEmpty { return }
    var taken = Set(files.values.map(\.path))
    for number in duplicates {
      guard let file = files[number] else { continue }
      var name = file.path + [0x7e]
      while !taken.insert(name).inserted { name.append(0x7e) }
      files[number]!.path = name
      report.renamed.append((file.path.text, name.text))
    }
  }

  /// Over time one name may have been that of a file and of a folder. The one that is gone from disk, or otherwise the
  /// file, gets a tilde.
  mutating func renameShadowed() {
    var folders = Set<ArraySlice<UInt8>>()
    for file in files.values {
      for (index, byte) in file.path.enumerated() where byte == 0x2f { folders.insert(file.path[..<index]) }
    }
    var taken = folders.union(files.values.map { $0.path[...] })
    for number in files.keys.sorted() where folders.contains(files[number]!.path[...]) {
      let name = files[number]!.path
      var free = name + [0x7e]
      while taken.contains(free[...]) { free.append(0x7e) }
      taken.insert(free[...])
      let inside = files.keys.filter { files[$0]!.path.starts(with: name + [0x2f]) }
      if files[number]!.isMissing || inside.contains(where: { !files[$0]!.isMissing }) {
        files[number]!.path = free
      } else {
        for other in inside { files[other]!.path.replaceSubrange(..<name.count, with: free) }
      }
      report.renamed.append((name.text, free.text))
    }
  }

  /// Renames files whose names the file system takes for one another, in the order of the sources.
  mutating func nameApart(_ folding: NameFolding) {
    if folding == NameFolding() { return }
    var names = DistinctNames(folding)
    for number in files.keys.sorted() {
      let path = files[number]!.path
      let new = names.path(path)
      if new != path { rename(number, new) }
    }
  }

  /// Gives a file another name, which the report tells.
  mutating func rename(_ number: Int64, _ new: [UInt8]) {
    report.renamed.append((files[number]!.path.text, new.text))
    files[number]!.path = new
  }

  /// Returns a free name for a file of which bytes are missing.
  func incompleteName(_ path: [UInt8]) -> [UInt8] {
    var name = path + Array(".incomplete".utf8)
    while files.values.contains(where: { $0.path == name }) { name.append(0x7e) }
    return name
  }
}
