import Bytes
import FileIO
import SystemPackage

extension FileSystem {
  /// Returns whether a regular file exists at `path` and another file begins with all of its bytes. Memory: 2 MB.
  func isBeginning(_ path: FilePath, of other: FilePath) throws(FileError) -> Bool {
    let found = try? status(path, followLinks: false)
    guard found?.kind == .regular else { return false }
    let (one, two) = (try open(path, followLinks: false), try open(other, followLinks: false))
    defer {
      one.close()
      two.close()
    }
    var offset: Int64 = 0
    while true {
      let bytes = try one.bytes(at: offset, count: 1 << 20)
      if bytes.isEmpty { return true }
      guard try two.bytes(at: offset, count: bytes.count) == bytes else { return false }
      offset += Int64(bytes.count)
    }
  }
}
