import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension POSIXFileSystem {
  package func copyPermissions(from: FilePath, to: FilePath) throws(FileError) {
    var raw = stat()
    try call(.inspect, from) { fstatat($0, $1, &raw, 0) }
    let mode = raw.st_mode & 0o777
    try call(.setPermissions, to) { fchmodat($0, $1, mode, 0) }
  }
}
