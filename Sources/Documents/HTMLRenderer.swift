import Answers
import SegmentedLog
import SessionLog
import Times
import Transcripts

/// Writes a conversation as one self-contained HTML page without scripts or requests; its only styles are its own.
struct HTMLRenderer: DocumentRenderer {
  /// The maximum nesting of elements for branches and subagents. Browsers give up at a few hundred.
  private static let nestingMax = 24

  var out = DocumentText()

  private let time: (Instant) -> String
  private var speaker = ""
  private var notes = RepeatedNotes()
  /// For each open branch or subagent, true when it has an element of its own.
  private var open: [Bool] = []

  /// `time` formats a moment for people.
  init(time: @escaping (Instant) -> String) { self.time = time }

  // MARK: Page

  /// Writes the page up to the beginning of its content.
  static func head(_ title: String, _ out: inout DocumentText) {
    out.markup("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    out.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
    out.text(HTMLStyle.hash)
    out.markup("'; img-src data:; base-uri 'none'; form-action 'none'\">\n")
    out.markup(
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
    out.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
    out.text(title.prefix(200))
    out.markup("</title>\n<style>")
    out.markup(HTMLStyle.sheet)
    out.markup("</style>\n</head>\n<body>\n")
  }

  mutating func begin(_ transcript: SessionTranscript) {
    let heading = DocumentHeading(transcript, time)
    Self.head(heading.title, &out)
    out.markup("<header>\n<h1>")
    out.text(heading.title.prefix(300))
    out.markup("</h1>\n<ul>\n")
    for fact in heading.facts {
      out.markup("<li>")
      out.text(fact)
      out.markup("</li>\n")
    }
    out.markup("</ul>\n</header>\n<main>\n")
  }

  mutating func end() {
    while !open.isEmpty { close() }
    out.markup("</main>\n</body>\n</html>\n")
  }

  // MARK: Entries

  mutating func add(_ entry: ConversationEntry, place: Int, _ message: Message?) {
    switch entry.kind {
    case .records:
      if let message { add(message, place, isSubagent: entry.depth > 0) }
    case .repetition: note("\(entry.records.count) records that stood above already")
    case .gap: note("what this follows is not in the transcript")
    case .branchStart(let number, let messages):
      begin(entry.kind) { $0.text("Branch \(number): \(messages) message\(messages == 1 ? "" : "s"), then left") }
    case .subagentStart(let name, let call):
      begin(entry.kind) { out in
        out.text(name.isEmpty ? "Subagent" : "Subagent \(name)")
        if call == nil { out.markup(", its call is not here") }
      }
    case .branchEnd, .subagentEnd: close()
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
    out.markup("<p class=\"note\">")
    out.text(text)
    out.markup("</p>\n")
  }

  private mutating func add(_ message: Message, _ place: Int, isSubagent: Bool) {
    var isOpen = false
    for part in message.parts {
      switch part {
      case .note(let name, let text, let isMinor):
        if isOpen { out.markup("</section>\n") }
        isOpen = false
        add(name, text, isMinor: isMinor, message)
      case .thinking(let text) where text.isEmpty: continue
      case .text, .thinking, .call, .result, .media, .command, .output, .unreadable, .other:
        if !isOpen { begin(message, place, isSubagent: isSubagent) }
        isOpen = true
        add(part, of: message)
      }
    }
    if isOpen { out.markup("</section>\n") }
  }

  private mutating func add(_ name: String, _ text: String, isMinor: Bool, _ message: Message) {
    if message.kind == .compaction {
      speaker = ""
      out.markup("<p class=\"boundary\">")
    } else {
      if isMinor || !notes.isFirstMention(name, text) { return }
      out.markup("<p class=\"note\">")
    }
    out.text(name)
    if !text.isEmpty {
      out.markup(": ")
      out.text(text)
    }
    out.markup("</p>\n")
  }

  /// Begins a section. The speaker and the time are written once for consecutive messages of one speaker.
  private mutating func begin(_ message: Message, _ place: Int, isSubagent: Bool) {
    let who = message.speaker(isSubagent: isSubagent)
    switch message.kind {
    case .response: out.markup("<section class=\"claude\" id=\"e")
    case .prompt, .command, .result: out.markup("<section class=\"you\" id=\"e")
    case .meta, .summary, .compaction, .note, .unreadable: out.markup("<section class=\"meta\" id=\"e")
    }
    out.number(place)
    out.markup("\">\n")
    guard who != speaker else { return }
    speaker = who
    if who.isEmpty { return }
    out.markup("<h2>")
    out.text(who)
    out.markup("</h2><p class=\"when\">")
    if let time = message.time {
      out.markup("<a href=\"#e")
      out.number(place)
      out.markup("\">")
      out.text(self.time(time))
      out.markup("</a>")
    }
    if let model = message.model, message.kind == .response {
      out.markup(" · ")
      out.text(model)
    }
    out.markup("</p>\n")
  }

  private mutating func add(_ part: Message.Part, of message: Message) {
    switch part {
    case .text(let text):
      switch message.kind {
      case .response: MarkdownBlocks.add(text, to: &out)
      case .meta, .summary:
        fold(message.kind == .summary ? "Summary of what was said before" : "Added by \(message.agent.name)") {
          if message.kind == .summary { MarkdownBlocks.add(text, to: &$0) } else { HTMLBlocks.plain(text, &$0) }
        }
      case .prompt, .command, .result, .compaction, .note, .unreadable: HTMLBlocks.plain(text, &out)
      }
    case .thinking(let text): fold("Thinking") { HTMLBlocks.plain(text, &$0) }
    case .call(let call): HTMLToolCall.add(call, &out)
    case .result(let result):
      fold("Result") { HTMLToolCall.add(result, &$0) }
      for case .media(let media) in result.parts { HTMLBlocks.media(media, &out) }
    case .media(let media): HTMLBlocks.media(media, &out)
    case .command(let name, let arguments):
      out.markup("<p class=\"command\"><code>")
      out.text(arguments.isEmpty ? name : "\(name) \(arguments)")
      out.markup("</code></p>\n")
    case .output(let text, let isError):
      out.markup(isError ? "<pre class=\"result error\">" : "<pre class=\"result\">")
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

  private mutating func fold(_ summary: String, _ body: (inout DocumentText) -> Void) {
    out.markup("<details class=\"fold\"><summary>")
    out.text(summary)
    out.markup("</summary>\n")
    body(&out)
    out.markup("</details>\n")
  }
}
