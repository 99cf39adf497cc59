import FileIO

/// The checks whether the bytes read from a file can be relied upon.
extension SourceReader {
  /// Returns the status of an open file when its last change is old enough that the next change will be visible, after
  /// a sleep if necessary. On file systems with coarse times, for which a sleep would be too long, `isSettled` is false
  /// if that is not so, and the file must be examined again next time.
  func settledStatus(_ file: any FileHandle) throws(FileError) -> (FileStatus, isSettled: Bool) {
    let now = context.clock.now()
    let status = try file.status()
    let age = now - status.changed
    if let tick = status.coarseTick { return (status, age <= -tick || age >= tick) }
    guard age >= 0, age < Self.tick else { return (status, true) }
    context.clock.sleep(Self.tick - age)
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
    return (try? pass(file, to: cursor.length, &again)) != true || again.md5 != cursor.md5
  }
}
