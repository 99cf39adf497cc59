import Answers
import SegmentedLog
import SessionLog
import Times
import Transcripts

/// Writes a conversation as one self-contained HTML page, which makes no requests. Its only styles and its only script
/// are its own; without the script everything can be read.
struct HTMLRenderer: DocumentRenderer {
  /// The maximum nesting of elements for branches and subagents. Browsers give up at a few hundred.
  private static let nestingMax = 24

  var out = DocumentText()

  private let time: (Instant) -> String
  private let context: DocumentContext
  private let transcript: SessionTranscript
  /// The entries with prompts, and what their turns used.
  private let turns: DocumentTurns
  private let subagents: CalledSubagents
  /// The titles of subagents that are still to come, by name.
  private var titles: [String: String] = [:]
  private var callTimes: [UInt32: CallTime] = [:]
  private var speaker = ""
  private var notes = RepeatedNotes()
  /// For each open branch or subagent, true when it has an element of its own.
  private var open: [Bool] = []

  /// `time` formats a moment for people.
  init(_ transcript: SessionTranscript, time: @escaping (Instant) -> String, _ context: DocumentContext) {
    (self.transcript, self.time, self.context) = (transcript, time, context)
    turns = DocumentTurns(transcript, context.costs)
    subagents = CalledSubagents(transcript.conversation)
  }

  // MARK: Page

  mutating func begin(_ transcript: SessionTranscript) {
    let heading = DocumentHeading(transcript)
    HTMLPage.head(heading.title, .session, &out)
    out.markup("<header>\n")
    if context.isInDirectory {
      out.markup("<nav class=\"up\" aria-label=\"Pages\"><a href=\"index.html\">All sessions</a></nav>\n")
    }
    out.markup("<h1>")
    out.text(heading.title.prefix(300))
    out.markup("</h1>\n<ul>\n")
    item(heading.project)
    if let first = heading.started, let last = heading.ended {
      out.markup("<li>")
      HTMLBlocks.time(first, time(first), &out)
      if first != last {
        out.markup(" to ")
        HTMLBlocks.time(last, time(last), &out)
      }
      if !context.zone.isEmpty { out.text(" (\(context.zone))") }
      out.markup("</li>\n")
    }
    for fact in heading.counts + (context.costs.map { Quantity.usage($0.total) } ?? []) { item(fact) }
    item(heading.id)
    out.markup("</ul>\n</header>\n")
    HTMLPage.bar(&out)
    if turns.prompts.isEmpty { return }
    out.markup("<nav class=\"contents\" aria-label=\"Prompts\"><details id=\"contents\"><summary>")
    out.text(Quantity.count(turns.prompts.count, "prompt"))
    out.markup("</summary>\n<ol>\n")
  }

  private mutating func item(_ fact: String) {
    if fact.isEmpty { return }
    out.markup("<li>")
    out.text(fact)
    out.markup("</li>\n")
  }

  var listed: [Int] { turns.prompts }

  mutating func list(_ place: Int) {
    out.markup("<li><a href=\"#e")
    out.number(place)
    out.markup("\">")
    out.text(turns.beginning(of: place))
    out.markup("</a></li>\n")
  }

  mutating func beginBody() {
    if !turns.prompts.isEmpty { out.markup("</ol></details></nav>\n") }
    out.markup("<main id=\"main\" tabindex=\"-1\">\n")
  }

  mutating func end() {
    while !open.isEmpty { close() }
    HTMLPage.end(.session, &out)
  }

  // MARK: Entries

  mutating func add(_ entry: ConversationEntry, place: Int, _ message: Message?) throws {
    switch entry.kind {
    case .records:
      guard let message else { return }
      callTimes = message.kind == .response ? transcript.records.callTimes(of: entry.records) : [:]
      add(message, place, entry)
      try addTitles(message, place)
    case .repetition: note("\(entry.records.count) records that stood above already")
    case .gap: note("earlier messages are missing")
    case .branchStart(let number, let messages):
      begin(entry.kind) { $0.text("Abandoned branch \(number) (\(Quantity.count(messages, "message")))") }
    case .subagentStart(let name, let call):
      let title = titles.removeValue(forKey: name) ?? ""
      begin(entry.kind) { out in
        out.text(["Subagent", title.isEmpty ? name : title].filter { !$0.isEmpty }.joined(separator: " "))
        if call == nil { out.markup(" (parent call missing)") }
      }
    case .branchEnd, .subagentEnd: close()
    }
  }

  /// Keeps what the calls of a message say about the subagents that they started.
  private mutating func addTitles(_ message: Message, _ place: Int) throws {
    let names = try subagents.names(message, at: place, in: transcript)
    if names.isEmpty { return }
    for case .call(let call) in message.parts {
      if let name = names[call.mark] { titles[name] = String(call.summaryLine.prefix(200)) }
    }
  }

  private mutating func begin(_ kind: ConversationEntry.Kind, _ summary: (inout DocumentText) -> Void) {
    speaker = ""
    let isElement = open.count < Self.nestingMax
    open.append(isElement)
    if case .branchStart = kind {
      out.markup(isElement ? "<details class=\"branch\"><summary>" : "<p class=\"note\">")
    } else {
      out.markup(isElement ? "<details class=\"subagent\"><summary>" : "<p class=\"note\">")
    }
    summary(&out)
    out.markup(isElement ? "</summary>\n" : "</p>\n")
  }

  private mutating func close() {
    speaker = ""
    if open.popLast() == true { out.markup("</details>\n") }
  }

  private mutating func note(_ text: String) {
    out.markup("<p class=\"note k-system\">")
    out.text(text)
    out.markup("</p>\n")
  }

  private mutating func add(_ message: Message, _ place: Int, _ entry: ConversationEntry) {
    var isOpen = false
    for part in message.parts {
      switch part {
      case .note(let name, let text, let isMinor):
        if isOpen { out.markup("</section>\n") }
        isOpen = false
        add(name, text, isMinor: isMinor, message)
      case .thinking(let text) where text.isEmpty: continue
      case .text, .thinking, .call, .result, .media, .command, .output, .unreadable, .other:
        if !isOpen { begin(message, place, entry) }
        isOpen = true
        add(part, of: message)
      }
    }
    if isOpen { out.markup("</section>\n") }
  }

  private mutating func add(_ name: String, _ text: String, isMinor: Bool, _ message: Message) {
    if message.kind == .compaction {
      speaker = ""
      out.markup("<p class=\"boundary k-system\">")
    } else {
      if isMinor || !notes.isFirstMention(name, text) { return }
      out.markup("<p class=\"note k-system\">")
    }
    out.text(name)
    if !text.isEmpty {
      out.markup(": ")
      out.text(text)
    }
    out.markup("</p>\n")
  }

  /// Begins a section. The speaker and the time are written once for consecutive messages of one speaker, and for every
  /// prompt of the list.
  private mutating func begin(_ message: Message, _ place: Int, _ entry: ConversationEntry) {
    let who = message.speaker(isSubagent: entry.depth > 0)
    let turn = turns.number(of: place)
    switch message.kind {
    case .response: out.markup("<section class=\"claude\" id=\"e")
    case .prompt where turn != nil: out.markup("<section class=\"you prompt k-prompt\" id=\"e")
    case .prompt: out.markup("<section class=\"you k-prompt\" id=\"e")
    case .command: out.markup("<section class=\"you k-system\" id=\"e")
    case .result: out.markup("<section class=\"you k-tool\" id=\"e")
    case .meta, .summary, .compaction, .note, .unreadable: out.markup("<section class=\"meta k-system\" id=\"e")
    }
    out.number(place)
    out.markup("\">\n")
    guard who != speaker || turn != nil else { return }
    speaker = who
    if who.isEmpty { return }
    out.markup("<h2>")
    out.text(who)
    out.markup("</h2><p class=\"when\">")
    if let time = message.time {
      out.markup("<a href=\"#e")
      out.number(place)
      out.markup("\">")
      HTMLBlocks.time(time, self.time(time), &out)
      out.markup("</a>")
    }
    if let model = message.model, message.kind == .response {
      out.markup(" · ")
      out.text(model)
    }
    out.markup("</p>\n")
    if let turn { addTurn(turn) }
  }

  /// Writes the links to the prompts around this one, and what its turn used.
  private mutating func addTurn(_ number: Int) {
    out.markup("<p class=\"turn\">")
    if number > 0 { link(to: turns.prompts[number - 1], "Previous prompt", "↑") }
    if number + 1 < turns.prompts.count { link(to: turns.prompts[number + 1], "Next prompt", "↓") }
    HTMLBlocks.facts(turns.facts(of: turns.prompts[number]), &out)
    out.markup("</p>\n")
  }

  private mutating func link(to place: Int, _ label: StaticString, _ sign: StaticString) {
    out.markup("<a class=\"step\" aria-label=\"")
    out.markup(label)
    out.markup("\" href=\"#e")
    out.number(place)
    out.markup("\">")
    out.markup(sign)
    out.markup("</a> ")
  }

  private mutating func add(_ part: Message.Part, of message: Message) {
    switch part {
    case .text(let text): add(text, message)
    case .thinking(let text): fold("Thinking", isThinking: true) { HTMLBlocks.plain(text, &$0) }
    case .call(let call): HTMLToolCall(call: call, time: callTimes[call.mark], format: time).add(&out)
    case .result(let result):
      out.markup("<details class=\"fold k-tool\"><summary>Result</summary>\n")
      HTMLToolCall.add(result, &out)
      out.markup("</details>\n")
      HTMLBlocks.images(result.parts, &out)
    case .media(let media): HTMLBlocks.media(media, &out)
    case .command(let name, let arguments): HTMLBlocks.command(name, arguments, &out)
    case .output(let text, let isError):
      out.markup(isError ? "<pre class=\"result error k-system\">" : "<pre class=\"result k-system\">")
      out.text(text)
      out.markup("</pre>\n")
    case .unreadable(let line, let reason, let text):
      fold("Line \(line + 1): \(reason)") { out in
        out.markup("<pre class=\"result\">")
        out.text(text)
        out.markup("</pre>\n")
      }
    case .other(let type, let value): fold("[\(type)]") { HTMLBlocks.code(value.text, language: "json", &$0) }
    case .note: break
    }
  }

  private mutating func add(_ text: String, _ message: Message) {
    switch message.kind {
    case .response:
      out.markup("<div class=\"k-answer\">\n")
      MarkdownBlocks.add(text, to: &out)
      out.markup("</div>\n")
    case .meta: fold("Added by \(message.agent.name)") { HTMLBlocks.plain(text, &$0) }
    case .summary: fold("Summary of what was said before") { MarkdownBlocks.add(text, to: &$0) }
    case .prompt, .command, .result, .compaction, .note, .unreadable: HTMLBlocks.plain(text, &out)
    }
  }

  private mutating func fold(_ summary: String, isThinking: Bool = false, _ body: (inout DocumentText) -> Void) {
    out.markup(
      isThinking ? "<details class=\"fold k-thinking\"><summary>" : "<details class=\"fold k-system\"><summary>")
    out.text(summary)
    out.markup("</summary>\n")
    body(&out)
    out.markup("</details>\n")
  }
}
