import Answers
import ArgumentParser
import FileIO
import Operations
import SystemPackage
import Tables
import Times
import Transcripts

struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Erase a session, a file, a root or a record.",
    discussion: """
      From then on it is not listed, shown or exported, in any of its versions. The tokens it cost still count, unless \
      --usage-too. An ingest does not store the same lines again, wherever they come from; a session that continues is stored again from its \
      next new line on. Names, times and sizes of the files stay known, and a keyed digest of each line, by which it is recognised.

      A record is named by its session and its uuid, by @ and its number, or by its line in the main transcript, as 'show --records' prints them: lines count from 1.

      What it took of the store's files stays there, hidden, until 'ccstore compact --purge' takes it out.

      Lists everything else that may hold what was erased: it is yours to look after.

      Example:  ccstore erase 415c4d06
                ccstore erase --record 415c4d06/17 --dry-run
                ccstore erase --source ~/.claude/projects/-work/415c4d06.jsonl --yes
                ccstore erase --root /etc --dry-run
                ccstore erase --list
      """)

  @Argument(help: "A session's id, or the beginning of it.", completion: StoredValues.sessions)
  var session: String?

  @Option(name: .long, help: "A file that was stored: its path, also if it is gone.")
  var source: String?

  @Option(name: .long, help: "A directory that was stored by mistake: all files of this root, or of a folder of one.")
  var root: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A record: the session, a slash, and the record's uuid, @ and its number, or its line, from 1.",
      valueName: "session/record"))
  var record: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Flag(name: .customLong("usage-too"), help: "Do not count its tokens any more either.")
  var includesUsage = false

  @Flag(name: .long, help: "Say what would be erased, and write nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Do not ask. Without a terminal nothing is erased unless this is given.")
  var yes = false

  @Flag(name: .long, help: "List the erasures in force.")
  var list = false

  func validate() throws {
    let named = [session, source, root, record].compactMap { $0 }
    if list {
      guard named.isEmpty, !includesUsage, !dryRun, !yes else {
        throw ValidationError("--list cannot be combined with anything else.")
      }
      return
    }
    guard named.count == 1 else {
      throw ValidationError(
        "name one thing to erase: a session, --source PATH, --root PATH or --record SESSION/RECORD.")
    }
    if named[0].isEmpty { throw ValidationError("an empty name means nothing that could be erased.") }
    if record != nil, recordTarget == nil {
      throw ValidationError(
        "--record takes a session, a slash, and a uuid, @ and the number of a record, or the number of a line, from 1; "
          + "'ccstore show SESSION --records' prints them.")
    }
  }

  func run() throws {
    if list { return try printList() }
    do { try erase() } catch let error as StoreError where error.code == .noSuchRecord {
      let session = record?.prefix { $0 != "/" } ?? ""
      throw Failure(
        "\(error.message); 'ccstore show \(session) --records' gives the number, line and uuid of each",
        code: error.code.exitStatus)
    }
  }

  private func erase() throws {
    let line = common.progress()
    let store = common.open(showing: line)
    let target = target
    if dryRun || (!yes && Terminal.standardInput.isTerminal && Terminal.standardError.isTerminal) {
      let report = try store.previewErasure(of: target, includesUsage: includesUsage)
      line?.end()
      if dryRun { return print(report) }
      Terminal.standardError.write(summary(report, "this will erase") + "\n")
      guard try Prompt.answer("It cannot be undone. Type 'yes' to erase it: ") == "yes" else {
        throw Failure("nothing was erased", code: ExitStatus.failed)
      }
    } else if !yes {
      throw Failure(
        "erasing cannot be undone; give --yes, or --dry-run to see what it would be", code: ExitStatus.usage)
    }
    let report = try store.erase(target, includesUsage: includesUsage)
    line?.end()
    print(report)
    store.keepRecentUsage()
  }

  private var target: ErasureTarget {
    if let session { return .session(session) }
    if let source {
      let isRelative = Agent.formats.contains { $0.folder(of: Array(source.utf8)) != nil }
      return .source(isRelative ? source : Environment.absolute(source))
    }
    if let root { return .root(Environment.rootPath(root)) }
    return recordTarget!
  }

  private var recordTarget: ErasureTarget? {
    guard let parts = record?.split(separator: "/", omittingEmptySubsequences: false), parts.count == 2,
      parts.allSatisfy({ !$0.isEmpty })
    else { return nil }
    // For people lines count from 1, for the library from 0.
    guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return .record(session: String(parts[0]), record: String(parts[1]))
    }
    guard let line = Int64(parts[1]), line > 0 else { return nil }
    return .record(session: String(parts[0]), record: String(line - 1))
  }

  private func print(_ report: ErasureReport) {
    if common.json {
      say(json: Shapes.erase.json(report))
    } else if !common.quiet {
      say(summary(report, report.head == nil ? "this would be erased" : "erased"))
      say("what else may hold it:")
      for holder in report.remainingCopies {
        // The place of a remote may end with a colon.
        let separator = holder.name.isEmpty ? "" : holder.name.hasSuffix(":") ? " " : ": "
        say(note: "  \(holder.name)\(separator)\(holder.note)")
      }
    }
  }

  private func summary(_ report: ErasureReport, _ verb: String) -> TerminalText {
    var first: TerminalText =
      "\(verb): \(Format.count(report.lines, "line")), \(Format.megabytes(report.bytes)), of \(Format.count(Int64(report.files), "file"))"
    if let session = report.session { first += ", session \(session)" }
    if report.includesUsage { first += ", with its tokens" }
    var lines = [first]
    let output = Terminal.standardError
    if let sample = report.sample {
      if let first = sample.first, let last = sample.last {
        let (start, end) = (Format.localTime(first), Format.localTime(last))
        lines.append(first == last ? "  of \(start)" : "  from \(start) to \(end)")
      }
      if !sample.text.isEmpty { lines.append("  \"\(Format.fit(sample.text, max(20, output.textWidth - 4)))\"") }
    }
    let shown = common.verbose ? report.versions.count : 8
    for version in report.versions.prefix(shown) {
      lines.append(
        "  \(version.path)" + (version.generation == 0 ? "" : ", version \(version.generation)")
          + (version.isWhole ? ", all of it" : ", \(Format.count(version.lines, "line"))"))
    }
    if report.versions.count > shown {
      lines.append("  … \(Format.count(Int64(report.versions.count - shown))) more; --verbose lists them")
    }
    if output.isTerminal { lines = lines.flatMap { $0.wrapped(output.textWidth) } }
    return lines.joined(separator: "\n")
  }

  private func printList() throws {
    let erasures = try common.open().erasures()
    if common.json {
      say(json: Shapes.erasure.array(erasures))
      return
    }
    if erasures.isEmpty, !common.quiet { say("nothing has been erased") }
    for erasure in erasures {
      say(
        "\(Format.localTime(erasure.time))  \(Format.count(erasure.lines, "line")), \(Format.megabytes(erasure.bytes)), of \(erasure.path)"
          + (erasure.generation == 0 ? "" : ", version \(erasure.generation)")
          + (erasure.includesUsage ? ", with its tokens" : ""))
    }
  }
}

extension Environment {
  /// Returns the path of a root in the form that a store uses: with links resolved if it exists, and without a slash at
  /// its end.
  fileprivate static func rootPath(_ path: String) -> String {
    let path = FilePath(absolute(expanded(path))).lexicallyNormalized()
    return ((try? POSIXFileSystem().resolve(path)) ?? path).string
  }
}
