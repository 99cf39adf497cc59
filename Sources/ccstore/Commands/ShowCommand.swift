import Answers
import ArgumentParser
import Tables
import Times
import Transcripts

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Read a session.",
    discussion: """
      Prints who said what when, the tools that were called, and the beginnings of their results, in the order in which one followed the other: \
      what was left for another way is marked as a branch, and a subagent stands below its call. On a terminal \
      $CCSTORE_PAGER shows it, else $PAGER, else less.

      A message is a prompt or a response, all of its lines together; a turn is a prompt and what followed. Those of subagents are not counted.

      --raw prints the lines exactly as they were stored, but on a terminal without what it would take as a command. --json prints an object for every line, in the order of the files: seq, path, line (from 0), \
      continues, defect, uuid, type, timestamp, bytes, kind, entry (its place in the conversation, from 0), branch, depth (of subagents), text.

      --json --turns prints one document instead: the conversation as turns with their blocks. With --at and the value of next it \
      continues.

      Example:  ccstore show 415c4d06
                ccstore show 415c4d06 --outline
                ccstore show last
                ccstore show 415c4d06 --tail 3 --thinking --tools
                ccstore show 415c4d06 --around @8465 -C 5
                ccstore show 415c4d06 --raw | jq .type
                ccstore show 415c4d06 --html >session.html
                ccstore show 415c4d06 --json --turns --at @8465 --before 2 --after 2
      """)

  @Argument(help: SharedOption.session, completion: StoredValues.sessions)
  var session: String

  @Argument(
    help: "Only this record, as a whole: its uuid, the beginning of it, or @ and its number, as 'search' prints them.")
  var record: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Flag(name: .long, help: "Print the exact lines.")
  var raw = false

  @Flag(name: .long, help: "Print what there is, one line a record: number, line, type, uuid, time, size.")
  var records = false

  @Flag(name: .long, help: "Print thinking and the summaries of compactions in full.")
  var thinking = false

  @Flag(name: .long, help: "Print arguments and results of tools in full.")
  var tools = false

  @Option(name: .long, help: ArgumentHelp("Only the last N turns: prompts, and what followed each.", valueName: "N"))
  var tail: Int?

  @OptionGroup var aroundOptions: AroundOptions

  @Option(name: .long, help: "Show a former version of its files, counted from 0.")
  var generation: Int?

  @Flag(name: .long, help: "Print the prompts only, with the files, subagents, calls and cost of what followed each.")
  var outline = false

  @OptionGroup var turnOptions: TurnOptions

  @Flag(name: .long, help: "Print a page for a browser, which needs nothing else: redirect it to a file.")
  var html = false

  @Flag(inversion: .prefixedNo, help: SharedOption.pager)
  var pager = true

  func validate() throws {
    if aroundOptions.around != nil, record != nil || tail != nil || raw || records || common.json {
      throw ValidationError("--around is for reading; leave out --json, --raw, --records, --tail and a record.")
    }
    if raw, common.json { throw ValidationError("--raw prints the lines as they are; leave out --json.") }
    if raw, records { throw ValidationError("--raw prints lines, --records what is known of them; choose one.") }
    if let generation, generation < 0 { throw ValidationError("versions count from 0.") }
    if let tail, tail < 0 { throw ValidationError("--tail takes a number from 0.") }
    if record != nil, tail != nil || records {
      throw ValidationError("one record is shown as a whole; --tail and --records are for a session.")
    }
    if turnOptions.turns, !common.json || raw || records || record != nil {
      throw ValidationError("--turns is a form of --json for a session; leave out --raw, --records and a record.")
    }
    try validateOutline()
    try validateHTML()
    if turnOptions.at != nil, tail != nil { throw ValidationError("--at and --tail name two places; choose one.") }
  }

  func run() throws {
    if html { return try printHTML() }
    if let record { return try show(record) }
    if turnOptions.turns { return try printTurns() }
    if outline { return try printOutline() }
    if raw, tail == nil { return try printLines() }
    if let around = aroundOptions.around { return try read(around: around, context: aroundOptions.context ?? 3) }
    let transcript = try common.open().transcript(of: session, generation: generation)
    if let generation, transcript.records.isEmpty {
      throw Failure(missing(generation), code: ExitStatus.noInput)
    }
    let entries = tail.map(transcript.conversation.tail) ?? transcript.conversation.entries[...]
    if raw || common.json || records {
      try print(transcript, entries)
    } else {
      try read(transcript, entries)
    }
  }

  private func missing(_ version: Int) -> String {
    "session '\(session)' has no version \(version); they count from 0, and without --generation it is the latest"
  }

  /// Prints the session as turns.
  private func printTurns() throws {
    let window = try common.open().view().turns(turnOptions.query(session, generation: generation, tail: tail))
    say(json: Shapes.turns.json(window))
  }

  /// Prints the session as a conversation.
  private func read(_ transcript: SessionTranscript, _ entries: ArraySlice<ConversationEntry>) throws {
    var printer = printer(isWhole: false)
    if pager { Pager.start() }
    defer { Pager.finish() }
    var out = BufferedOutput()
    out.write(printer.header(transcript))
    out.write(versions(of: transcript))
    for entry in entries { out.write(try printer.text(of: entry) { try transcript.message(of: entry) }) }
    out.flush()
  }

  /// Returns a note about former versions, which may hold what the latest one lacks; empty without any.
  private func versions(of transcript: SessionTranscript) -> TerminalText {
    guard generation == nil, transcript.versions > 1,
      let command = CommandLines.ccstore(["diff"], session: transcript.id, store: common.store)
    else { return "" }
    let note: TerminalText =
      "· the latest of \(transcript.versions) versions; what changed:  \(command)"
    return note.wrapped(Terminal.standardOutput.textWidth).map { common.style.dim($0) + "\n" }.joined()
  }

  func printer(isWhole: Bool) -> ConversationPrinter {
    let isWrapped = Terminal.standardOutput.isTerminal || Environment.variables["COLUMNS"] != nil
    let detail = ConversationPrinter.Detail(
      thinking: thinking || isWhole, tools: tools || isWhole, notes: common.verbose || isWhole)
    return ConversationPrinter(
      style: common.style, width: Terminal.standardOutput.textWidth, isWrapped: isWrapped, detail: detail)
  }

  /// Prints one record.
  private func show(_ record: String) throws {
    var out = BufferedOutput()
    var printer = printer(isWhole: true)
    var count = 0
    try common.open().forEachRecord(of: session, generation: generation, record: record) { record in
      count += 1
      if raw {
        out.write(data: record.bytes)
      } else if common.json {
        let shown = Shapes.ShownRecord(record.outline, path: record.path, bytes: record.bytes)
        out.write(line: Shapes.record.json(shown))
      } else {
        out.write(printer.text(of: Message(record)))
      }
    }
    out.flush()
    if count == 0 {
      let list = CommandLines.ccstore(["show", "--records"], session: session, store: common.store)
      throw Failure(
        "session '\(session)' has no record '\(record)'" + (list.map { "; '\($0)' lists them" } ?? ""),
        code: ExitStatus.noInput)
    }
  }

  /// Prints the lines of the whole session.
  private func printLines() throws {
    var out = BufferedOutput()
    var count = 0
    try common.open().forEachRecord(of: session, generation: generation) { record in
      count += 1
      out.write(data: record.bytes)
    }
    out.flush()
    if count == 0, let generation {
      throw Failure(missing(generation), code: ExitStatus.noInput)
    }
  }

  /// Prints the records of entries, in the order of the files.
  private func print(_ transcript: SessionTranscript, _ entries: ArraySlice<ConversationEntry>) throws {
    var out = BufferedOutput()
    if records, !common.json {
      out.write(RecordTable(transcript, entries).text(style: common.style, width: Terminal.standardOutput.textWidth))
      return out.flush()
    }
    var entryOfRecord = [Int?](repeating: nil, count: transcript.records.count)
    for place in entries.indices {
      for record in entries[place].records { entryOfRecord[record] = place }
    }
    for (number, outline) in transcript.records.enumerated() {
      guard let place = entryOfRecord[number] else { continue }
      // Lines that were lost to damage are left out, as in all output.
      guard let line = try records ? [] : transcript.line(of: number) else { continue }
      if raw {
        out.write(data: line)
      } else {
        let shown = Shapes.ShownRecord(
          outline, path: transcript.file(outline.file), bytes: records ? nil : line, entries[place], place: place)
        out.write(line: Shapes.record.json(shown))
      }
    }
    out.flush()
  }
}
