import FileIO

/// Whether what is read of a file can be relied upon.
extension SourceReader {
  /// The status of an open file, taken when its last change is old enough that the next one will show; where its times move in ticks for which nobody
  /// waits, with the answer whether it is: if not, the file has to be looked at again next time.
  func settledStatus(_ file: any FileHandle) throws(FileError) -> (FileStatus, isSettled: Bool) {
    let now = context.clock.now()
    let status = try file.status()
    let age = now - status.changed
    if let tick = status.coarseTick { return (status, age <= -tick || age >= tick) }
    guard age >= 0, age < Self.tick else { return (status, true) }
    context.clock.sleep(Self.tick - age)
    return (try file.status(), true)
  }

  /// Whether what was read of a file is not what it has now: somebody has changed it meanwhile, and not just made it longer. Most often its status says
  /// that nobody has; then nothing is read again.
  mutating func isTorn(_ file: any FileHandle, _ before: FileStatus, _ cursor: SourceCursor) -> Bool {
    // Where nobody can tell any more, it is read again next time.
    guard let after = try? file.status() else { return true }
    // Only the name or the number of links may have changed, but that cannot be told.
    guard after.size != before.size || after.modified != before.modified || after.changed != before.changed else {
      return false
    }
    var again = SourceCursor(item: cursor.item, size: after.size, marks: nil)
    return (try? pass(file, to: cursor.length, &again)) != true || again.md5 != cursor.md5
  }
}
