/// The rules for the path of a source below its root and for the path of a root: FORMAT.md, Values of columns.
package enum StoredPath {
  /// The largest number of bytes of one name that file systems accept.
  static let nameMax = 255
  static let pathMax = 4096

  /// Returns the reason why no file can have this path, in words that follow a colon; nil if one can.
  package static func problem(_ path: [UInt8]) -> String? {
    if path.isEmpty { return "the stored path is empty" }
    if path.count > pathMax { return "the stored path has more than \(pathMax) bytes" }
    if path.contains(0) { return "the stored path has a zero byte in it" }
    if path[0] == 0x2f { return "the stored path is not below its root" }
    for name in path.split(separator: 0x2f, omittingEmptySubsequences: false) {
      if name.isEmpty || name.elementsEqual(".".utf8) { return "the stored path has a name that is empty or '.'" }
      if name.elementsEqual("..".utf8) { return "the stored path leads out of its root" }
      if name.count > nameMax { return "the stored path has a name of more than \(nameMax) bytes" }
    }
    return nil
  }

  /// Returns the reason why no root can have this path, in words that follow a colon; nil if one can. A root is
  /// absolute.
  package static func problem(root path: [UInt8]) -> String? {
    if path.isEmpty { return "the stored root is empty" }
    if path.count > pathMax { return "the stored root has more than \(pathMax) bytes" }
    if path.contains(0) { return "the stored root has a zero byte in it" }
    if path[0] != 0x2f { return "the stored root is not an absolute path" }
    if path.split(separator: 0x2f).contains(where: { $0.elementsEqual("..".utf8) }) {
      return "the stored root has '..' in it"
    }
    return nil
  }
}
