import CChecksum
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension POSIXFileSystem {
  package func attribute(_ name: String, of path: FilePath) throws(FileError) -> [UInt8]? {
    let file = try descriptor(.open, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
    defer { _ = close(file) }
    var value = [UInt8](repeating: 0, count: attributeLengthMax)
    do throws(FileError) {
      let length = try retried(.inspect, path) { CInt(ccs_get_attribute(file, name, &value, value.count)) }
      return Array(value.prefix(Int(length)))
    } catch {
      // Other errors mean that the file system, or the kind of file, has no attributes.
      if ccs_is_attribute_missing(error.errno.rawValue) != 0 { return nil }
      if [.notSupported, .notSupportedOnSocket, .noFunction].contains(error.errno) { return nil }
      throw error
    }
  }

  package func setAttribute(_ name: String, _ value: [UInt8], of path: FilePath) throws(FileError) {
    let file = try descriptor(.open, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
    defer { _ = close(file) }
    _ = try retried(.setAttribute, path) { ccs_set_attribute(file, name, value, value.count) }
  }
}
