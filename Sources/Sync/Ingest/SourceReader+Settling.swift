import FileIO

/// The checks whether the bytes read from a file can be relied upon.
extension SourceReader {
  /// The number of nanoseconds that the clock of a file server may be ahead of this machine's. A change that seems to
  /// be further in the future was made before a clock was set back, so the next one has another time.
  private static let skew: Int64 = 60_000_000_000

  /// Returns the status of an open file when its last change is old enough that the next change will be visible, after
  /// a sleep if necessary. On file systems with coarse times, for which a sleep would be too long, `isSettled` is false
  /// if that is not so, and the file must be examined again next time.
  ///
  /// A change that seems to be in the near future may have been made just now, on a server whose clock is ahead. After
  /// a sleep of one tick, that clock is a tick further, too.
  func settledStatus(_ file: any FileHandle) throws(FileError) -> (FileStatus, isSettled: Bool) {
    let now = context.clock.now()
    let status = try file.status()
    let age = now - status.changed
    if let tick = status.coarseTick { return (status, age <= -Self.skew || age >= tick) }
    guard age > -Self.skew, age < Self.tick else { return (status, true) }
    context.clock.sleep(min(Self.tick, Self.tick - age))
    return (try file.status(), true)
  }

  /// Returns whether the bytes read from a file differ from what it has now, because somebody has changed it in the
  /// meantime other than by appending. Most often its status shows that it has not changed, and nothing is read again.
  mutating func isTorn(_ file: any FileHandle, _ before: FileStatus, _ cursor: SourceCursor) -> Bool {
    // If nobody can tell any more, the file is read again next time.
    guard let after = try? file.status() else { return true }
    // Possibly only the name or the number of links has changed, but that cannot be told.
    guard after.size != before.size || after.modified != before.modified || after.changed != before.changed else {
      return false
    }
    var again = SourceCursor(item: cursor.item, size: after.size, marks: nil)
    return (try? hash(file, to: cursor.length, &again)) != true || again.md5 != cursor.md5
  }
}
