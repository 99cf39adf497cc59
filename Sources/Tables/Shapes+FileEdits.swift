import Answers
import Documents

extension Shapes {
  package static let fileEdits = Shape<FileEdits>("file_edits", "Calls that changed or wrote files.") {
    object("head", "The end of the log that was asked.", head) { $0.head }
    integer("total", "calls", "The calls that were asked for, with those that are not listed.") { $0.total }
    objects("edits", "The latest of them, the latest last.", fileEdit) { $0.edits }
  }

  private static let fileEdit = Shape<FileEdit>("file_edit", "A call that changed or wrote a file.") {
    string("path", "The path as the call gives it, mostly an absolute one.") { $0.path }
    string("session", "The id of the session.") { $0.session }
    time("timestamp", "When it was called.", orNull: { $0.time })
    integer("seq", nil, "The sequence number of its record, as show takes it after @.") { $0.sequence }
    string("tool", "The name of the tool.") { $0.tool }
    boolean("error", "Whether it was refused or failed; null where there is no result.", orNull: { $0.isError })
    boolean("whole", "Whether it writes a whole file or cell and does not say what was there.") { $0.isWhole }
    integers(
      "lines", nil, "The numbers of the lines, from 1, at which the file has changed; empty where that is not known."
    ) { $0.lines }
    objects("replacements", "The texts that it puts in the place of others.", replacement) { $0.replacements }
  }

  private static let replacement = Shape<FileEdit.Replacement>("replacement", "A text in the place of another one.") {
    string("old", "The text that is replaced; empty where that is not known.") { $0.old }
    string("new", "The text that takes its place.") { $0.new }
    string("diff", "The lines that differ, each after +, - or a space.") { EditDiff.text($0.old, $0.new) }
  }
}
