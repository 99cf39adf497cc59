import Answers
import ArgumentParser
import FileIO
import Operations
import SessionLog
import SystemPackage
import Tables

/// What the words of an export say: sessions, and where to.
extension ExportCommand {
  /// The target; nil if none is named.
  var directory: String? { words.last }

  /// What is written.
  var form: Format { format ?? Self.form(of: directory) ?? .jsonl }

  /// True if the target is a single file by its name, and not a directory that is there.
  var isFile: Bool {
    guard let directory, Self.form(of: directory) != nil else { return false }
    return (try? POSIXFileSystem().status(FilePath(directory), followLinks: true))?.kind != .directory
  }

  /// Returns the form that the ending of a name stands for.
  private static func form(of name: String?) -> Format? {
    guard let name = name.map({ FilePath($0) })?.lastComponent else { return nil }
    switch name.extension?.lowercased() {
    case "html": return .html
    case "md", "markdown": return .markdown
    case "csv": return .csv
    case "ndjson": return .ndjson
    case "tar": return .jsonl
    case "ccsnap": return .ccsnap
    default: return nil
    }
  }

  /// The endings of names of files that an export does not write, and what does.
  private static let foreignEndings: [(endings: Set<String>, advice: String)] = [
    (
      ["jsonl"], "'ccstore show SESSION --raw' prints the lines of a session, NAME.ndjson has records and what is known"
    ),
    (["json"], "NAME.ndjson has a line of JSON for every record"),
    (["htm"], "name it NAME.html"), (["txt"], "NAME.md is a session as a text"),
    (["tgz", "gz", "xz", "zst", "bz2", "zip"], "NAME.tar is an archive, which another program can compress"),
    (["parquet"], "'ccstore export --format lake --parquet DIR' writes Parquet"),
    (["tsv", "xls", "xlsx"], "NAME.csv is a table"),
  ]

  /// Throws if the target would be a new directory with the name of a file. A slash at its end says that it is meant.
  private func validateDirectory() throws {
    guard let directory, !directory.hasSuffix("/"), format == nil || format == .jsonl,
      let ending = FilePath(directory).lastComponent?.extension?.lowercased(),
      let foreign = Self.foreignEndings.first(where: { $0.endings.contains(ending) }),
      (try? POSIXFileSystem().exists(FilePath(directory))) != true
    else { return }
    throw ValidationError(
      "no export is a file that ends in .\(ending): \(foreign.advice); for a directory of that name, end it with a slash."
    )
  }

  /// Throws if the name of the target says something else than `--format`, or means a file that no export writes.
  func validateEnding() throws {
    try validateDirectory()
    guard let format, isFile, let named = Self.form(of: directory), named != format else { return }
    // These were always names of snapshots, and of any file that is to be one.
    if named == .ccsnap && format == .jsonl || format == .ccsnap { return }
    throw ValidationError(
      "'\(directory!)' is the name of a file of \(named.rawValue); leave out --format \(format.rawValue), or name another target."
    )
  }

  /// Takes the words in front of the target for sessions, and a single word, too, if a session begins with it and no
  /// file is there.
  mutating func takeSessions() throws {
    guard let last = words.last else { return }
    if let target = words.dropLast().first(where: { Self.form(of: $0) != nil }), isSession(last) {
      throw Failure(
        "the target comes last: ccstore export \(Quoting.shell(PlainText.clean(last))) \(Quoting.shell(PlainText.clean(target)))",
        code: ExitStatus.usage)
    }
    documents.session += words.dropLast()
    words = [last]
    guard documents.session.isEmpty, !isSnapshot, form != .lake, isSession(last) else { return }
    if form == .jsonl || form == .csv {
      let name = Quoting.shell(PlainText.clean(last))
      throw Failure(
        "'\(PlainText.clean(last))' is a session; name where to, too: ccstore export \(name) \(name).html",
        code: ExitStatus.usage)
    }
    documents.session = [last]
    words = []
  }

  private func isSession(_ word: String) -> Bool {
    guard word != "-", Self.form(of: word) == nil, !word.contains("/"),
      word.utf8.count >= 6 || word == StoreView.latestSessionName,
      (try? POSIXFileSystem().exists(FilePath(word))) == false
    else { return false }
    return (try? common.open().view().session(named: word)) != nil
  }

  /// Throws if standard output is a terminal. From then on, a reader that goes is an error.
  static func requireStream(_ what: String) throws {
    guard !Terminal.standardOutput.isTerminal else {
      throw Failure(
        "\(what) is not text and is not written to a terminal; name a file, or send it to one or to another program",
        code: ExitStatus.usage)
    }
    Terminal.requireWholeOutput()
  }

  /// Writes the original files as a tar archive, to a file or to standard output.
  func runArchive() throws {
    let (store, choice, position) = (common.open(), documents.choice(), asOf.position())
    let line = common.progress()
    func show(_ done: Int64, _ total: Int64) { line?.show("", done: done, total: total) }
    guard let directory, directory != "-" else {
      if common.json { throw Failure("the archive goes to standard output; leave out --json", code: ExitStatus.usage) }
      try Self.requireStream("an archive")
      defer { line?.end() }
      _ = try store.exportTar(of: choice, generation: generation, asOf: position, progress: show) {
        try Interruption.check()
        Terminal.standardOutput.write(data: $0)
      }
      return
    }
    var written: ExportReport?
    _ = try OutputFile.write(directory) { sink in
      try withoutActuallyEscaping(sink) { sink in
        written = try store.exportTar(of: choice, generation: generation, asOf: position, progress: show, to: sink)
      }
    }
    line?.end()
    guard let report = written else { return }
    if common.json {
      say(json: Shapes.export.json(Shapes.Exported(report, to: directory)))
    } else if !common.quiet {
      print(report, directory)
    }
  }
}
