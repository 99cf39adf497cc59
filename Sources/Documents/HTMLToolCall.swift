import Answers
import Times
import Transcripts

/// Writes a tool call as HTML. The call is folded; its most important argument and its outcome stay visible. Questions
/// to the person are part of the conversation and not folded.
struct HTMLToolCall {
  let call: ToolCallContent
  /// When it was called, and how long it took; nil if its record has no time.
  var time: CallTime?
  /// Formats a moment for people.
  let format: (Instant) -> String

  func add(_ out: inout DocumentText) {
    let action = call.action
    let isError = call.result?.isError == true
    out.markup(isError ? "<details class=\"tool k-tool error\"" : "<details class=\"tool k-tool\"")
    if case .ask = action { out.markup(" open=\"\"") }
    out.markup("><summary><b>")
    out.text(call.name)
    out.markup("</b> <span>")
    out.text(call.summaryLine.prefix(300))
    out.markup("</span>")
    if let duration = time?.duration {
      out.markup(" <i class=\"took\">")
      out.text(Quantity.duration(milliseconds: duration))
      out.markup("</i>")
    }
    if call.result == nil { out.markup(" <i>no result</i>") }
    if isError { out.markup(" <i class=\"failed\">error</i>") }
    out.markup("</summary>\n")
    addTime(&out)
    addLines(&out)
    input(action, &out)
    if let result = call.result, !isAnswered(action) {
      let isAnswer = if case .delegate = action { true } else { false }
      Self.add(result, &out, isAnswer: isAnswer)
    }
    out.markup("</details>\n")
    // Images are shown outside the folded part, so that they are seen without opening anything.
    HTMLBlocks.images(call.result?.parts ?? [], &out)
  }

  private func addTime(_ out: inout DocumentText) {
    guard let time else { return }
    out.markup("<p class=\"note\">Called ")
    let start = Instant(milliseconds: time.start)
    HTMLBlocks.time(start, format(start), &out)
    if let duration = time.duration {
      out.markup(", answered after ")
      out.text(Quantity.duration(milliseconds: duration))
    }
    out.markup("</p>\n")
  }

  /// Adds where a file has changed.
  private func addLines(_ out: inout DocumentText) {
    guard let lines = call.result?.changedLines, !lines.isEmpty else { return }
    let shown = lines.prefix(20).map { Quantity.count($0) }.joined(separator: ", ")
    let more = lines.count > 20 ? " and \(Quantity.count(Int64(lines.count - 20))) more" : ""
    HTMLBlocks.note("Changed at line\(lines.count == 1 ? "" : "s") \(shown)\(more).", &out)
  }

  /// True for questions that are shown with their answers, so that the result says nothing more.
  private func isAnswered(_ action: ToolAction) -> Bool {
    guard case .ask(let questions) = action, call.result?.isError == false else { return false }
    return questions.allSatisfy { $0.answer != nil }
  }

  /// Adds the result of a call. `isAnswer` is true when a model wrote it, so that its text is Markdown.
  static func add(_ result: ToolResultContent, _ out: inout DocumentText, isAnswer: Bool = false) {
    for part in result.parts {
      switch part {
      case .text(let text) where isAnswer && !result.isError: MarkdownBlocks.add(text, to: &out)
      case .text(let text):
        out.markup(result.isError ? "<pre class=\"result error\">" : "<pre class=\"result\">")
        out.text(text)
        out.markup("</pre>\n")
      case .other(let type, let value):
        out.markup("<p class=\"note\">[")
        out.text(type)
        out.markup("]</p>\n")
        HTMLBlocks.code(value.text, language: "json", &out)
      case .media, .thinking, .call, .result, .command, .output, .note, .unreadable: continue
      }
    }
  }

  /// Adds the input of a call: in a form of its own for known tools, otherwise as a list of arguments.
  private func input(_ action: ToolAction, _ out: inout DocumentText) {
    switch action {
    case .shell(_, let command, let description):
      if let description { HTMLBlocks.note(description, &out) }
      HTMLBlocks.code(command ?? call.input.text, language: "bash", &out)
    case .edit(let edits): for edit in edits { Self.change(edit.old, edit.new, &out) }
    case .write(let content, let language): HTMLBlocks.code(content, language: language, &out)
    case .read: break
    case .delegate(let prompt): HTMLBlocks.plain(prompt ?? call.input.text, &out)
    case .plan(let text): MarkdownBlocks.add(text, to: &out)
    case .steps(let steps): Self.add(steps, &out)
    case .ask(let questions): for question in questions { Self.add(question, &out) }
    case .other: Self.arguments(call.input, &out)
    }
  }

  private static func add(_ steps: [ToolAction.Step], _ out: inout DocumentText) {
    out.markup("<ul class=\"todos\">\n")
    for step in steps {
      switch step.progress {
      case .done: out.markup("<li><span role=\"img\" aria-label=\"done\">☑</span> ")
      case .current: out.markup("<li><span role=\"img\" aria-label=\"in progress\">◐</span> ")
      case .open: out.markup("<li><span role=\"img\" aria-label=\"open\">☐</span> ")
      }
      out.text(step.text)
      out.markup("</li>\n")
    }
    out.markup("</ul>\n")
  }

  private static func add(_ question: ToolAction.Question, _ out: inout DocumentText) {
    out.markup("<div class=\"ask\">\n<p><b>")
    out.text(question.heading.isEmpty ? "Question" : question.heading)
    out.markup("</b> ")
    MarkdownInline.addPlain(question.text, to: &out)
    out.markup("</p>\n<ul>\n")
    for option in question.options {
      out.markup(
        option.isChosen
          ? "<li class=\"chosen\"><span role=\"img\" aria-label=\"chosen\">◉</span> "
          : "<li><span role=\"img\" aria-label=\"not chosen\">○</span> ")
      out.text(option.label)
      if !option.description.isEmpty {
        out.markup("<p class=\"note\">")
        out.text(option.description)
        out.markup("</p>")
      }
      out.markup("</li>\n")
    }
    out.markup("</ul>\n")
    if let answer = question.answer, !question.options.contains(where: { $0.isChosen && $0.label == answer }) {
      out.markup("<p><b>Answer</b></p>\n")
      HTMLBlocks.plain(answer, &out)
    }
    out.markup("</div>\n")
  }

  /// Adds the removed and added lines, with the lines around them.
  private static func change(_ old: String, _ new: String, _ out: inout DocumentText) {
    func skip(_ count: Int) {
      if count == 0 { return }
      out.markup("<span class=\"c\">  … ")
      out.number(count)
      out.markup(count == 1 ? " line</span>\n" : " lines</span>\n")
    }
    let (hunks, rest) = LineDiff(old, new).hunks
    out.markup("<pre><code>")
    for hunk in hunks {
      skip(hunk.skipped)
      for line in hunk.lines {
        switch line.change {
        case .kept: out.markup("  ")
        case .removed: out.markup("<span class=\"d\">- ")
        case .added: out.markup("<span class=\"a\">+ ")
        }
        out.text(line.text)
        out.markup(line.change == .kept ? "\n" : "</span>\n")
      }
    }
    skip(rest)
    out.markup("</code></pre>\n")
  }

  private static func arguments(_ input: JSONValue, _ out: inout DocumentText) {
    guard case .object(let members) = input else { return HTMLBlocks.code(input.text, language: "json", &out) }
    if members.isEmpty { return }
    out.markup("<dl>\n")
    for member in members {
      out.markup("<dt>")
      out.text(member.key)
      out.markup("</dt><dd>")
      out.text(member.value.stringValue ?? member.value.text)
      out.markup("</dd>\n")
    }
    out.markup("</dl>\n")
  }
}
