#if os(Linux)
  import Foundation

  /// Records which files of some directories are opened by any process, with inotify(7).
  struct OpenWatch: ~Copyable {
    private let descriptor: Int32

    init(_ directories: [String]) throws {
      descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
      for directory in directories {
        guard inotify_add_watch(descriptor, directory, UInt32(IN_OPEN)) >= 0 else {
          throw Unexpected("cannot watch \(directory)")
        }
      }
    }

    deinit { close(descriptor) }

    /// The names of the files opened since the last call. Directories do not count, since they have to be listed.
    func opened() -> Set<String> {
      var names = Set<String>()
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return names }
        var place = 0
        while place < count {
          // struct inotify_event: wd, mask, cookie, length of the name; then the name, padded with zeros.
          let (mask, length) = buffer.withUnsafeBytes {
            (
              $0.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self),
              Int($0.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
            )
          }
          let name = buffer[place + 16..<place + 16 + length].prefix { $0 != 0 }
          if mask & 0x4000_0000 == 0 { names.insert(String(decoding: name, as: UTF8.self)) }
          place += 16 + length
        }
      }
    }
  }
#endif
