#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files that processes have open, as far as the system tells.
package enum OpenFiles {
  /// Returns the regular files that other processes have open. On Linux these are the files of the processes that this
  /// user may examine; elsewhere the set is empty. A file that is opened only for moments, as a program that appends
  /// lines does, is rarely among them. Cost: one `stat` for each open file.
  package static func ofOtherProcesses() -> Set<FileIdentity> {
    #if os(Linux)
      var found = Set<FileIdentity>()
      let own = String(getpid())
      for process in names(in: "/proc") where process != own && process.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
        let directory = "/proc/\(process)/fd"
        for descriptor in names(in: directory) {
          var raw = stat()
          guard stat("\(directory)/\(descriptor)", &raw) == 0, raw.st_mode & S_IFMT == S_IFREG else { continue }
          found.insert(FileIdentity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino)))
        }
      }
      return found
    #else
      return []
    #endif
  }

  #if os(Linux)
    private static func names(in directory: String) -> [String] {
      guard let stream = opendir(directory) else { return [] }
      defer { closedir(stream) }
      var names: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
      }
      return names
    }
  #endif
}
