extension Conversation {
  /// Returns the entries from `count` messages before an entry to `count` messages after it, with everything between
  /// them. `place` is an index of `entries`.
  package func entries(around place: Int, messages count: Int) -> ArraySlice<ConversationEntry> {
    var (first, last) = (place, place)
    var left = count
    while first > 0, left > 0 {
      first -= 1
      if entries[first].isMessage { left -= 1 }
    }
    if left > 0 { first = 0 }
    left = count
    while last + 1 < entries.count, left > 0 {
      last += 1
      if entries[last].isMessage { left -= 1 }
    }
    return entries[first...last]
  }
}

extension SessionTranscript {
  /// Returns the index of the entry with a record: the one with a sequence number, written `@123`, else the first one
  /// whose uuid is `name` or begins with it. Nil if the conversation shows no such record.
  package func entry(ofRecord name: String) -> Int? {
    if name.hasPrefix("@") {
      guard let sequence = UInt64(name.dropFirst()) else { return nil }
      return entry { records.sequence(of: $0) == sequence }
    }
    if name.isEmpty { return nil }
    func uuid(_ record: Int) -> String? { records.uuid(of: record).map(records.text) }
    return entry { uuid($0) == name } ?? entry { uuid($0)?.utf8.starts(with: name.utf8) ?? false }
  }

  /// Returns the first entry with such a record, preferably not one of records that stood before already.
  private func entry(_ isWanted: (Int) -> Bool) -> Int? {
    let entries = conversation.entries
    return entries.firstIndex { $0.kind != .repetition && $0.records.contains(where: isWanted) }
      ?? entries.firstIndex { $0.records.contains(where: isWanted) }
  }
}
