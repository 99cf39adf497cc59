import Bytes

/// What the name of a transcript says.
package enum TranscriptName {
  /// The stem of the file that a stem names: of a copy that a synchronisation has put beside a file, that of the file.
  ///
  /// Syncthing: `x.sync-conflict-20260301-101010-ABCDEFG`. Dropbox, Nextcloud: `x (Jane's conflicted copy 2026-03-01)`, `x_conflict-20260301-101010`.
  /// Whatever else follows a UUID, such as ` (1)` or `-HOST`, tells a copy, too.
  package static func stem(_ stem: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if stem.count > 36, ProjectFolder.isUUID(stem.prefix(36)), !isAlphanumeric(stem[stem.startIndex + 36]) {
      return stem.prefix(36)
    }
    for mark in [".sync-conflict-2", "_conflict-2"] {
      if let place = stem.firstIndex(of: Array(mark.utf8)), place > stem.startIndex { return stem[..<place] }
    }
    if stem.last == 0x29, let place = stem.firstIndex(of: Array(" (".utf8)), place > stem.startIndex,
      stem[place...].firstIndex(of: Array("conflicted copy".utf8)) != nil
    {
      return stem[..<place]
    }
    return stem
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
  }
}

extension ArraySlice<UInt8> {
  /// Where these bytes first occur.
  fileprivate func firstIndex(of bytes: [UInt8]) -> Int? {
    guard count >= bytes.count else { return nil }
    return (startIndex...endIndex - bytes.count).first { self[$0..<$0 + bytes.count].elementsEqual(bytes) }
  }
}
