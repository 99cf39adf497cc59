import Bytes

/// Interprets the names of transcripts.
enum TranscriptName {
  /// Returns the stem of the original file when `stem` is that of a copy that a synchronisation program made; otherwise
  /// `stem` itself.
  ///
  /// Syncthing writes `x.sync-conflict-20260301-101010-ABCDEFG`; Dropbox and Nextcloud write `x (Jane's conflicted copy
  /// 2026-03-01)` or `x_conflict-20260301-101010`. After a UUID, any text that does not begin with a letter or digit,
  /// such as ` (1)` or `-HOST`, marks a copy.
  static func stem(_ stem: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
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
  /// Returns the index of the first occurrence of `bytes`.
  fileprivate func firstIndex(of bytes: [UInt8]) -> Int? {
    guard count >= bytes.count else { return nil }
    return (startIndex...endIndex - bytes.count).first { self[$0..<$0 + bytes.count].elementsEqual(bytes) }
  }
}
