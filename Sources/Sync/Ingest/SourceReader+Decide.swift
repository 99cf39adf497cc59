import FileIO
import SegmentedLog
import SessionLog

/// The comparison of a file with what is stored.
extension SourceReader {
  /// Applies the decision table, cases A to E and G. Leaves the cursor where new bytes begin.
  package mutating func decide(_ file: any FileHandle, _ cursor: inout SourceCursor) throws(FileError) -> DecisionReason
  {
    let item = cursor.item
    if let stored = item.stored {
      let reason = try compare(file, with: stored, &cursor)
      switch reason {
      case .identical: return reason
      case .appended where item.form == .lines: return reason
      default:
        cursor = SourceCursor(item: item, size: cursor.size, marks: marks)
        cursor.generation = stored.number + 1
        return reason == .appended ? .rewritten : reason
      }
    }
    let start = cursor
    if let related = try findBase(file, item.candidates, &cursor) {
      cursor.resume(from: related)
      cursor.generation = 0
      cursor.related = related
      cursor.base = GenerationBase(
        source: related.source, generation: related.number, length: related.generation.length)
      return .copy
    }
    let foreign = try findBase(file, item.foreignCandidates, &cursor)
    cursor = start
    cursor.related = foreign
    if foreign != nil { return .copy }
    let isTranscript = item.form == .lines && cursor.size > 0
    let candidates = item.candidates + item.foreignCandidates
    cursor.related = isTranscript ? candidates.filter { $0.generation.length > 0 }.max(by: Self.isLess) : nil
    return cursor.related == nil ? .insert : .diverged
  }

  /// Orders candidates so that the file takes as many bytes as possible from stored ones; among equal lengths the
  /// source with the lowest number is the largest.
  private static func isLess(_ one: StoredGeneration, _ other: StoredGeneration) -> Bool {
    (one.generation.length, other.source) < (other.generation.length, one.source)
  }

  /// Returns the longest candidate that the file begins with, and leaves the cursor after its bytes. Returns nil if the
  /// file begins with none, and leaves the cursor at the start. The file is read once for all candidates.
  private mutating func findBase(
    _ file: any FileHandle, _ candidates: [StoredGeneration], _ cursor: inout SourceCursor
  ) throws(FileError) -> StoredGeneration? {
    let start = cursor
    // A file that is kept whole is a copy as a whole or not at all.
    let least = start.item.form == .lines ? 1 : max(1, start.size)
    let candidates = candidates.filter { (least...max(least, start.size)).contains($0.generation.length) }
    var base: (related: StoredGeneration, end: SourceCursor)?
    for related in candidates.sorted(by: Self.isLess) {
      guard try hash(file, to: related.generation.length, &cursor) else { break }
      guard context.erasureFilter.matches(cursor.md5, related.generation) else { continue }
      base = (related, cursor)
    }
    cursor = base?.end ?? start
    return base?.related
  }

  /// Compares the file with the stored bytes by length and MD5. Leaves the cursor after them if they are equal.
  private mutating func compare(
    _ file: any FileHandle, with stored: StoredGeneration, _ cursor: inout SourceCursor
  ) throws(FileError) -> DecisionReason {
    let generation = stored.generation
    guard cursor.size >= generation.length, try hash(file, to: generation.length, &cursor) else { return .truncated }
    guard generation.length == 0 || context.erasureFilter.matches(cursor.md5, generation) else { return .rewritten }
    cursor.resume(from: stored)
    return cursor.size == generation.length ? .identical : .appended
  }

  /// Moves the cursor to `end` by reading and hashing. Returns false if the file ends before it.
  mutating func hash(
    _ file: any FileHandle, to end: Int64, _ cursor: inout SourceCursor
  ) throws(FileError) -> Bool {
    buffer.removeAll()
    defer { buffer.removeAll() }
    while cursor.length < end {
      let limit = Int(min(Int64(Self.readSize), end - cursor.length))
      if try buffer.read(file, at: cursor.length, limit: limit) == 0 { return false }
      cursor.advance(over: buffer.bytes)
      buffer.removeAll()
    }
    return true
  }
}
