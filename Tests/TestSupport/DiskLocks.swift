/// The quality of the locks of a disk.
public enum DiskLocks: Sendable {
  case working
  /// Every call fails with `noLocks`.
  case missing
  /// Every caller is told that it has the lock.
  case pretended
}
