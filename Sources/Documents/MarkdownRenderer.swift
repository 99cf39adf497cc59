import Answers
import SessionLog
import Times
import Transcripts

/// Writes a conversation as Markdown, with `<details>` for folded parts. Markup and unsafe addresses of a transcript
/// appear as text.
struct MarkdownRenderer: DocumentRenderer {
  var out = DocumentText()

  private let time: (Instant) -> String
  private var speaker = ""
  private var notes = RepeatedNotes()
  private var open = 0

  /// `time` formats a moment for people.
  init(time: @escaping (Instant) -> String) { self.time = time }

  mutating func begin(_ transcript: SessionTranscript) {
    let heading = DocumentHeading(transcript)
    out.markup("# ")
    MarkdownText.addLine(heading.title, to: &out)
    out.markup("\n\n")
    for fact in heading.facts(time) {
      out.markup("- ")
      MarkdownText.addLine(fact, to: &out)
      out.markup("\n")
    }
    out.markup("\n")
  }

  mutating func end() {
    while open > 0 { close() }
  }

  mutating func add(_ entry: ConversationEntry, place: Int, _ message: Message?) {
    switch entry.kind {
    case .records:
      if let message { add(message, isSubagent: entry.depth > 0) }
    case .repetition: note("\(entry.records.count) records that stood above already")
    case .gap: note("earlier messages are missing")
    case .branchStart(let number, let messages):
      begin("Abandoned branch \(number) (\(messages) message\(messages == 1 ? "" : "s"))")
    case .subagentStart(let name, let call):
      begin((name.isEmpty ? "Subagent" : "Subagent \(name)") + (call == nil ? " (parent call missing)" : ""))
    case .branchEnd, .subagentEnd: close()
    }
  }

  private mutating func begin(_ summary: String) {
    speaker = ""
    open += 1
    MarkdownText.beginFold(summary, to: &out)
  }

  private mutating func close() {
    speaker = ""
    open -= 1
    out.markup("</details>\n\n")
  }

  private mutating func note(_ text: String) {
    out.markup("*")
    MarkdownText.addLine(text, to: &out)
    out.markup("*\n\n")
  }

  private mutating func add(_ message: Message, isSubagent: Bool) {
    for part in message.parts {
      switch part {
      case .note(let name, let text, let isMinor):
        if message.kind == .compaction {
          speaker = ""
          out.markup("---\n\n")
        } else if isMinor || !notes.isFirstMention(name, text) {
          continue
        }
        note(text.isEmpty ? name : "\(name): \(text)")
      case .thinking(let text) where text.isEmpty: continue
      case .text, .thinking, .call, .result, .media, .command, .output, .unreadable, .other:
        heading(message, isSubagent: isSubagent)
        add(part, of: message)
      }
    }
  }

  /// Writes the speaker and the time, once for consecutive messages of one speaker.
  private mutating func heading(_ message: Message, isSubagent: Bool) {
    let who = message.speaker(isSubagent: isSubagent)
    guard who != speaker else { return }
    speaker = who
    if who.isEmpty { return }
    if open > 0 { out.markup("#") }
    out.markup("## ")
    MarkdownText.addLine(who, to: &out)
    let model = message.kind == .response ? message.model : nil
    for fact in [message.time.map(time), model].compactMap({ $0 }) {
      out.markup(" · ")
      MarkdownText.addLine(fact, to: &out)
    }
    out.markup("\n\n")
  }

  private mutating func add(_ part: Message.Part, of message: Message) {
    switch part {
    case .text(let text):
      switch message.kind {
      case .meta, .summary:
        fold(message.kind == .summary ? "Summary of what was said before" : "Added by \(message.agent.name)") {
          MarkdownText.add(text, to: &$0)
        }
      case .response, .prompt, .command, .result, .compaction, .note, .unreadable: MarkdownText.add(text, to: &out)
      }
    case .thinking(let text): fold("Thinking") { MarkdownText.add(text, to: &$0) }
    case .call(let call): add(call)
    case .result(let result):
      fold("Result") { Self.add(result, to: &$0) }
    case .media(let media): MarkdownText.add(media, to: &out)
    case .command(let name, let arguments): MarkdownText.addCode("\(name) \(arguments)", language: "", to: &out)
    case .output(let text, _): MarkdownText.addCode(text, language: "", to: &out)
    case .unreadable(let line, let reason, let text):
      fold("Line \(line + 1): \(reason)") { MarkdownText.addCode(text, language: "", to: &$0) }
    case .other(let type, let value):
      fold("[\(type)]") { MarkdownText.addCode(value.text, language: "json", to: &$0) }
    case .note: break
    }
  }

  private mutating func add(_ call: ToolCallContent) {
    let summaryLine = call.summaryLine.prefix(300)
    let outcome = call.result.map { $0.isError ? " (error)" : "" } ?? " (no result)"
    fold("\(call.name): \(summaryLine)\(outcome)") { out in
      switch call.action {
      case .shell(language: "bash", let command?, _): MarkdownText.addCode(command, language: "bash", to: &out)
      case .edit(let edits):
        for edit in edits { MarkdownText.addCode(LineDiff(edit.old, edit.new).text, language: "diff", to: &out) }
      case .shell, .write, .read, .delegate, .plan, .steps, .ask, .other:
        MarkdownText.addCode(call.argumentText, language: "", to: &out)
      }
      if let result = call.result { Self.add(result, to: &out) }
    }
  }

  private static func add(_ result: ToolResultContent, to out: inout DocumentText) {
    for part in result.parts {
      switch part {
      case .text(let text): MarkdownText.addCode(text, language: "", to: &out)
      case .media(let media): MarkdownText.add(media, to: &out)
      case .other(let type, let value):
        MarkdownText.addLine("[\(type)]", to: &out)
        out.markup("\n\n")
        MarkdownText.addCode(value.text, language: "json", to: &out)
      case .thinking, .call, .result, .command, .output, .note, .unreadable: continue
      }
    }
  }

  private mutating func fold(_ summary: String, _ body: (inout DocumentText) -> Void) {
    MarkdownText.beginFold(summary, to: &out)
    body(&out)
    out.markup("</details>\n\n")
  }
}
