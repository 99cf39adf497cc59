import Answers
import Transcripts

/// Prints a conversation as text: the speakers, the times, the messages, the tool calls, and the beginnings of their
/// results.
struct ConversationPrinter {
  /// The parts that are shown in full.
  struct Detail {
    var thinking = false
    /// The arguments and results of tools.
    var tools = false
    /// The notes that Claude Code wrote for itself.
    var notes = false
  }

  /// The number of lines of a tool's result that are shown.
  private static let resultLines = 4
  /// The maximum depth of nested branches and subagents that is shown by one bar each.
  private static let barsMax = 4

  private let style: Style
  private let detail: Detail
  /// The number of columns to which lines are cut.
  private let width: Int
  /// The number of columns at which text is broken into lines; nil if it is not broken.
  private let wrapWidth: Int?

  private var out: TerminalText = ""
  private var speaker = ""
  /// Detects titles and the like, which Claude Code writes again with every turn.
  private var notes = RepeatedNotes()
  /// The number of branches and subagents that have begun and not ended.
  private var nesting = 0
  /// True while the entry is of a subagent.
  private var isSubagent = false

  /// Makes a printer. `isWrapped` tells whether long lines of text are broken.
  init(style: Style, width: Int, isWrapped: Bool, detail: Detail) {
    (self.style, self.detail) = (style, detail)
    self.width = max(20, width)
    wrapWidth = isWrapped ? self.width : nil
  }

  private var bars: Int { min(nesting, Self.barsMax) }
  private var columns: Int { max(12, width - 2 * bars) }

  // MARK: Entries

  /// Returns the text of an entry; empty if it has nothing for a reader.
  mutating func text(of entry: ConversationEntry, message: () throws -> Message) rethrows -> TerminalText {
    out = ""
    isSubagent = entry.depth > 0
    switch entry.kind {
    case .records: add(try message())
    case .repetition:
      mark("· \(Format.count(Int64(entry.records.count), "record")) that stood above already")
    case .gap: mark("· earlier messages are missing")
    case .branchStart(let number, let messages):
      open("abandoned branch \(number) (\(Format.count(Int64(messages), "message")))")
    case .branchEnd(let number): close("end of abandoned branch \(number)")
    case .subagentStart(let name, let call):
      open("subagent" + (name.isEmpty ? "" : " \(name)") + (call == nil ? " (parent call missing)" : ""))
    case .subagentEnd: close("end of the subagent")
    }
    return out
  }

  /// Returns the text of one message.
  mutating func text(of message: Message) -> TerminalText {
    out = ""
    add(message)
    return out
  }

  /// Returns the title, the project and the size of a session.
  func header(_ transcript: SessionTranscript) -> TerminalText {
    let conversation = transcript.conversation
    let times = transcript.records.lazy.compactMap(\.time)
    var facts = [
      transcript.project, times.min().map(Format.localTime) ?? "",
      Format.count(Int64(conversation.messages), "message"),
      Format.count(Int64(conversation.turns), "turn"),
    ]
    if conversation.branches > 0 {
      facts.append("\(conversation.branches) branch\(conversation.branches == 1 ? "" : "es")")
    }
    if conversation.subagents > 0 { facts.append(Format.count(Int64(conversation.subagents), "subagent")) }
    let title = transcript.title.isEmpty ? transcript.id : transcript.title
    let below = facts.filter { !$0.isEmpty }.joined(separator: " · ")
    let lines = Format.wrap(below, width - 4).map { style.dim("   \($0)") + "\n" }
    return style.bold("── " + Format.fit(title, width - 4)) + "\n" + lines.reduce("") { $0 + $1 }
  }

  private mutating func open(_ text: String) {
    speaker = ""
    line("")
    line(style.yellow(Format.fit("╭─ " + text, columns - 1)))
    nesting += 1
  }

  private mutating func close(_ text: String) {
    speaker = ""
    nesting = max(0, nesting - 1)
    line(style.yellow(Format.fit("╰─ " + text, columns - 1)))
  }

  private mutating func mark(_ text: String) {
    speaker = ""
    line(style.dim(Format.fit(text, columns - 1)))
  }

  // MARK: Messages

  private mutating func add(_ message: Message) {
    for part in message.parts { add(part, of: message) }
  }

  private mutating func add(_ part: Message.Part, of message: Message) {
    switch part {
    case .text(let text):
      switch message.kind {
      case .meta, .summary:
        heading(message.agent.name, message)
        if detail.thinking { body(text) } else { shortened(text, mark: " ") }
      case .response:
        heading(message.agent.modelName, message)
        body(text)
      case .prompt, .command, .compaction, .note, .result, .unreadable:
        heading("You", message)
        body(text)
      }
    case .thinking(let text):
      if text.isEmpty { return }
      heading(message.agent.modelName, message)
      if detail.thinking {
        body(text, style.dim)
      } else {
        line("  " + style.dim("(thinking) " + Format.fit(first(text), columns - 14)))
      }
    case .call(let call):
      heading(message.agent.modelName, message)
      add(call)
    case .result(let result): add(result)
    case .media(let media):
      heading(message.kind == .response ? message.agent.modelName : "You", message)
      line("  " + self.text(of: media))
    case .command(let name, let arguments):
      heading("You", message)
      body(arguments.isEmpty ? name : "\(name) \(arguments)", style.cyan)
    case .output(let text, let isError): shortened(text, mark: "⎿", isError: isError)
    case .note(let name, let text, let isMinor):
      if message.kind == .compaction {
        speaker = ""
        line("")
        line(
          style.yellow(Format.fit("──── \(name)" + (text.isEmpty ? "" : " (\(text))"), columns - 1)))
      } else if detail.notes || !isMinor && notes.isFirstMention(name, text) {
        note(name, text)
      }
    case .unreadable(let number, let reason, let text):
      speaker = ""
      let start = "line \(number + 1) (\(reason))" + (text.isEmpty ? "" : ": ")
      line(
        style.yellow("\(start)")
          + (detail.tools ? "\(text)" : Format.fit(first(text), columns - start.count - 1)))
    case .other(let type, let value):
      line("  [\(type)]")
      if detail.tools { body(value.text) }
    }
  }

  private mutating func add(_ call: ToolCallContent) {
    let name = Format.fit(call.name, columns - 8)
    let summaryLine = detail.tools ? "" : Format.fit(call.summaryLine, columns - 6 - Format.width(name.string))
    line("  " + style.cyan("● " + name) + (summaryLine.isEmpty ? "" : " " + summaryLine))
    if detail.tools { arguments(call.input) }
    if let result = call.result { add(result) }
  }

  /// Prints every argument of a tool, strings without quotes.
  private mutating func arguments(_ input: JSONValue) {
    guard case .object(let members) = input else { return body(input.text) }
    for member in members {
      let text = member.value.stringValue ?? member.value.text
      if text.contains("\n") {
        line("    " + style.dim("\(member.key):"))
        body(text, indent: 6)
      } else {
        body("\(member.key): \(text)", indent: 4)
      }
    }
  }

  private mutating func add(_ result: ToolResultContent) {
    for part in result.parts {
      switch part {
      case .text(let text): shortened(text, mark: "⎿", isError: result.isError)
      case .media(let media): line("    " + style.dim("⎿ " + self.text(of: media)))
      case .other(let type, let value):
        line("    " + style.dim("⎿ [\(type)]"))
        if detail.tools { body(value.text, style.dim, indent: 6) }
      case .thinking, .call, .result, .command, .output, .note, .unreadable: continue
      }
    }
  }

  private func text(of media: Media) -> TerminalText {
    let form = media.form == .image ? "image" : "document"
    let place = media.base64.isEmpty ? media.location : Format.megabytes(media.size)
    return Format.fit(
      "[" + [form, media.type, place].filter { !$0.isEmpty }.joined(separator: ", ") + "]", columns - 8)
  }

  private mutating func note(_ name: String, _ text: String) {
    speaker = ""
    let start = "· \(name)"
    if detail.notes, text.contains("\n") {
      line(style.dim("\(start):"))
      return body(text, style.dim, indent: 4)
    }
    line(style.dim(Format.fit(start + (text.isEmpty ? "" : ": " + first(text)), columns - 1)))
  }

  // MARK: Lines

  /// Prints the speaker and the time, once for consecutive parts of one speaker.
  private mutating func heading(_ name: String, _ message: Message) {
    let who = isSubagent && name == "You" && message.kind == .prompt ? "Prompt" : name
    guard who != speaker else { return }
    speaker = who
    let model = message.kind == .response ? message.model ?? "" : ""
    let rest = [message.time.map(Format.localTime) ?? "", model].filter { !$0.isEmpty }.joined(separator: " · ")
    line("")
    line(style.bold("\(who)") + (rest.isEmpty ? "" : "  " + style.dim(Format.fit(rest, columns - who.count - 3))))
  }

  /// Prints a text unabridged, indented and broken into lines, without empty lines around it.
  private mutating func body(
    _ text: String, _ style: (TerminalText) -> TerminalText = { $0 }, indent: Int = 2
  ) {
    var lines = PlainText.lines(text)[...].map { PlainText.clean($0) }[...]
    while lines.first.map(Self.isBlank) == true { lines.removeFirst() }
    while lines.last.map(Self.isBlank) == true { lines.removeLast() }
    let start = String(repeating: " ", count: indent)
    for text in lines {
      if Self.isBlank(text) {
        line("")
      } else {
        for part in PlainText.wrap(text, wrapWidth.map { _ in max(8, columns - indent) }) {
          line("\(start)\(style("\(part)"))")
        }
      }
    }
  }

  private static func isBlank(_ line: String) -> Bool { line.utf8.allSatisfy { $0 == 0x20 } }

  /// Prints the first lines of a text, each cut to one line of the terminal, and the number of further lines.
  private mutating func shortened(_ text: String, mark: String, isError: Bool = false) {
    let style = isError ? style.red : style.dim
    if detail.tools { return body(text, style, indent: 6) }
    let (lines, more) = PlainText.head(text, lines: Self.resultLines)
    for (index, text) in lines.enumerated() {
      line("    " + style("\(index == 0 ? mark : " ") \(Format.fit(start(text), columns - 7))"))
    }
    if more > 0 {
      line(self.style.dim("      … \(Format.count(Int64(more), "more line"))"))
    }
  }

  /// Returns the first line that is not blank.
  private func first(_ text: String) -> String {
    let line = PlainText.head(String(text.prefix(4 * width)), lines: 1).lines.first ?? ""
    return start(line.drop { $0 == " " })
  }

  /// Returns as much of a line as can be shown on one line, cleaned.
  private func start(_ line: Substring) -> String { PlainText.clean(line.prefix(4 * width)) }

  private mutating func line(_ text: TerminalText) {
    if bars > 0 { out += style.yellow("\(String(repeating: "│ ", count: bars))") }
    out += text + "\n"
  }
}
