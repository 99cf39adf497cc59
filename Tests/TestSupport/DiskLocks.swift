/// What the locks of a disk are worth.
public enum DiskLocks: Sendable {
  case working
  /// Every call fails with `noLocks`.
  case missing
  /// Whoever asks is told that the lock is his.
  case pretended
}
