import Answers
import Documents

extension Shapes {
  package static let versionDiff = Shape<VersionReport>("diff", "What changed between two versions of a session.") {
    object("head", "The end of the log that was asked.", head) { $0.head }
    string("session", "The id of the session.") { $0.session }
    objects("files", "The files that have both versions, the main transcript first.", versionDifference) { $0.files }
  }

  private static let versionDifference = Shape<VersionDifference>("file_diff", "What changed in one file.") {
    string("path", "The path of the file below its root.") { $0.path }
    integer("from", nil, "The earlier version, from 0, as show --generation takes it.") { $0.from }
    integer("to", nil, "The later version.") { $0.to }
    integer("versions", "versions", "The stored versions of the file.") { $0.versions }
    integer("kept", "lines", "Lines that both versions have, byte for byte.") { $0.kept }
    integer("lost", "lines", "Lines that only the earlier version has.") { $0.lost }
    integer("new", "lines", "Lines that only the later version has.") { $0.new }
    integer("changed", "lines", "Lines of one record, by its uuid, with other bytes.") { $0.changed }
    boolean("reordered", "Whether the lines that both have are in another order.") { $0.isReordered }
    objects("changes", "The lines that differ, in the order of the later version.", versionChange) { $0.changes }
  }

  private static let versionChange = Shape<VersionChange>("change", "A line that differs.") {
    string("change", "One of lost, changed, new.") { $0.kind.rawValue }
    object("old", "The line in the earlier version; null where it is new.", changeSide, orNull: { $0.old })
    object("new", "The line in the later version; null where it is lost.", changeSide, orNull: { $0.new })
    strings("fields", "The keys of a changed record whose values differ.") { $0.fields }
    objects("words", "The difference of the texts of a changed record, in order; empty where they are equal.", words) {
      $0.words
    }
  }

  private static let changeSide = Shape<VersionChange.Side>("change_side", "A line in one version.") {
    integer("line", nil, "Its number in the file, from 0.") { $0.line }
    integer("seq", nil, "The sequence number of its event.") { $0.sequence }
    string("uuid", "The uuid of the record.", orNull: { $0.uuid })
    time("timestamp", "The time of the record.", orNull: { $0.time })
    string("kind", "What it is for a reader, as show --json has it.") { $0.kind.rawValue }
    string("text", "What the record says.") { $0.text }
    boolean("truncated", "Whether the text is only the beginning.") { $0.isTruncated }
  }

  private static let words = Shape<WordDiff.Part>("words", "A run of words.") {
    string("change", "One of kept, lost, new.") { $0.change.rawValue }
    string("text", "The words with the spaces between them.") { $0.text }
  }
}

extension VersionChange {
  /// The difference of the texts of a changed record; empty for other changes, and where the texts are equal.
  package var words: [WordDiff.Part] {
    guard kind == .changed, let old, let new, !old.text.utf8.elementsEqual(new.text.utf8) else { return [] }
    return WordDiff(old.text, new.text).parts
  }
}
