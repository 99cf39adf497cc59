import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The advisory lock of an open file, in both forms in which another program may ask for it (`flock` and `fcntl`): some
/// file systems pass only one of the two on to other machines.
enum Exclusion {
  /// Tries to take both locks without waiting. Returns false when somebody else holds one of them. Throws `noLocks`
  /// where the file system has no locks.
  static func tryLock(_ descriptor: CInt, _ path: FilePath) throws(FileError) -> Bool {
    guard try repeated(path, { flock(descriptor, LOCK_EX | LOCK_NB) }) else { return false }
    // This form belongs to the open file, not to the process: closing another descriptor of the same file does not
    // release it.
    var range = flock()
    range.l_type = Int16(F_WRLCK)
    range.l_whence = Int16(SEEK_SET)
    guard try repeated(path, { fcntl(descriptor, setLock, &range) }, isOptional: true) else {
      _ = flock(descriptor, LOCK_UN)
      return false
    }
    return true
  }

  /// Releases both locks explicitly, because closing the descriptor may not be enough: a child process that another
  /// thread is starting has a copy of the descriptor until it runs its own program, and would keep the lock.
  static func release(_ descriptor: CInt) {
    var range = flock()
    range.l_type = Int16(F_UNLCK)
    range.l_whence = Int16(SEEK_SET)
    _ = fcntl(descriptor, setLock, &range)
    _ = flock(descriptor, LOCK_UN)
  }

  private static func repeated(
    _ path: FilePath, _ call: () -> CInt, isOptional: Bool = false
  ) throws(FileError) -> Bool {
    while call() != 0 {
      switch Errno(rawValue: errno) {
      case .interrupted: continue
      case .wouldBlock, .permissionDenied: return false
      // An old kernel has only the first form.
      case .invalidArgument where isOptional: return true
      case .noLocks, .noFunction, .notSupported, .notSupportedOnSocket, .invalidArgument:
        throw FileError(.lock, path, .noLocks)
      case let other: throw FileError(.lock, path, other)
      }
    }
    return true
  }

  /// The value of `F_OFD_SETLK`.
  #if canImport(Darwin)
    private static let setLock: CInt = 90
  #else
    private static let setLock: CInt = 37
  #endif
}
