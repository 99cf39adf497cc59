import FileIO

/// How the files of several roots lie beside each other.
enum ExportLayout {
  /// Where the files of each root go, `<machine>/<root>`; empty where there is only one.
  static func prefixes(_ roots: [RootState]) -> [String] {
    if roots.count <= 1 { return roots.map { _ in "" } }
    var names: [String] = []
    for root in roots {
      var machine = root.host.isEmpty ? hexadecimal(root.origin.prefix(4)) : component(root.host)
      if roots.contains(where: { $0.host == root.host && $0.origin != root.origin }) {
        machine += "-" + hexadecimal(root.origin.prefix(4))
      }
      var name = "\(machine)/\(component(root.path))"
      while names.contains(name) { name += "-" }
      names.append(name)
    }
    return names
  }

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
