import Bytes
import SessionLog

/// Names the folders that keep the files of several roots apart.
enum ExportLayout {
  /// The folder of each root, `<machine>/<root>`, in the order of `roots`; empty strings when there is at most one
  /// root. The names are unique and made of ASCII letters, digits, `.`, `_` and `-`.
  static func prefixes(_ roots: [RootState]) -> [String] {
    if roots.count <= 1 { return roots.map { _ in "" } }
    var names = [String](repeating: "", count: roots.count)
    var taken = Set<String>()
    // Sorted by origin and path instead of the order in the store, so that two stores with the same roots choose the
    // same names.
    let order = roots.indices.sorted { a, b in
      let (first, second) = (roots[a], roots[b])
      return first.origin == second.origin
        ? first.path.lexicographicallyPrecedes(second.path) : first.origin.lexicographicallyPrecedes(second.origin)
    }
    for index in order {
      let root = roots[index]
      var machine = root.host.isEmpty ? hexadecimal(root.origin.prefix(4)) : component(root.host)
      if roots.contains(where: { $0.host == root.host && $0.origin != root.origin }) {
        machine += "-" + hexadecimal(root.origin.prefix(4))
      }
      var name = "\(machine)/\(component(root.path))"
      while !taken.insert(name).inserted { name += "-" }
      names[index] = name
    }
    return names
  }

  /// A folder name in which every byte other than an ASCII letter, digit, `.` or `_` is `-`.
  private static func component(_ bytes: [UInt8]) -> String {
    let safe = bytes.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2e, 0x5f: byte
      default: UInt8(0x2d)
      }
    }
    return safe.allSatisfy { $0 == 0x2e } ? "-" : safe.text
  }
}
