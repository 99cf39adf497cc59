import Answers
import Transcripts

/// Parts of an HTML page that several kinds of messages share.
enum HTMLBlocks {
  /// Adds text as it is, with its lines and spaces.
  static func plain(_ text: String, _ out: inout DocumentText) {
    out.markup("<div class=\"plain\">")
    out.text(text)
    out.markup("</div>\n")
  }

  /// Adds a block of code. `language` is the name after a fence or the extension of a file name; empty when unknown.
  static func code(_ text: String, language: some StringProtocol, _ out: inout DocumentText) {
    out.markup("<pre><code>")
    if let highlighter = SyntaxHighlighter(language) { highlighter.add(text, to: &out) } else { out.text(text) }
    out.markup("</code></pre>\n")
  }

  /// Adds an image, or a note with type and size when it cannot be shown.
  static func media(_ media: Media, _ out: inout DocumentText) {
    if let image = CheckedImage(media) {
      out.markup("<img alt=\"image\" src=\"data:")
      out.markup(image.type)
      out.markup(";base64,")
      out.base64(image)
      out.markup("\">\n")
      return
    }
    out.markup(media.form == .image ? "<p class=\"note\">[image" : "<p class=\"note\">[document")
    for fact in [media.type, media.base64.isEmpty ? media.location : "\(media.size) bytes"] where !fact.isEmpty {
      out.markup(", ")
      out.text(fact)
    }
    out.markup("]</p>\n")
  }
}

/// Writes a tool call as HTML. The call is folded; its most important argument and its outcome stay visible.
enum HTMLToolCall {
  static func add(_ call: ToolCallContent, _ out: inout DocumentText) {
    out.markup(call.result?.isError == true ? "<details class=\"tool error\">" : "<details class=\"tool\">")
    out.markup("<summary><b>")
    out.text(call.name)
    out.markup("</b> <span>")
    out.text(call.summaryLine.prefix(300))
    out.markup("</span>")
    if call.result == nil { out.markup(" <i>no result</i>") }
    if call.result?.isError == true { out.markup(" <i>error</i>") }
    out.markup("</summary>\n")
    let action = call.action
    input(call, action, &out)
    if let result = call.result {
      let isAnswer = if case .delegate = action { true } else { false }
      add(result, &out, isAnswer: isAnswer)
    }
    out.markup("</details>\n")
    // Images are shown outside the folded part, so that they are seen without opening anything.
    for case .media(let media) in call.result?.parts ?? [] { HTMLBlocks.media(media, &out) }
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
  private static func input(_ call: ToolCallContent, _ action: ToolAction, _ out: inout DocumentText) {
    switch action {
    case .shell(_, let command, let description):
      if let description { note(description, &out) }
      HTMLBlocks.code(command ?? call.input.text, language: "bash", &out)
    case .edit(let edits): for edit in edits { change(edit.old, edit.new, &out) }
    case .write(let content, let language): HTMLBlocks.code(content, language: language, &out)
    case .read: break
    case .delegate(let prompt): HTMLBlocks.plain(prompt ?? call.input.text, &out)
    case .plan(let text): MarkdownBlocks.add(text, to: &out)
    case .steps(let steps):
      out.markup("<ul class=\"todos\">\n")
      for step in steps {
        switch step.progress {
        case .done: out.markup("<li>☑ ")
        case .current: out.markup("<li>◐ ")
        case .open: out.markup("<li>☐ ")
        }
        out.text(step.text)
        out.markup("</li>\n")
      }
      out.markup("</ul>\n")
    case .other: arguments(call.input, &out)
    }
  }

  private static func note(_ text: String, _ out: inout DocumentText) {
    out.markup("<p class=\"note\">")
    out.text(text)
    out.markup("</p>\n")
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
