import Answers
import Times
import Transcripts

/// Parts of an HTML page that several kinds of messages share.
enum HTMLBlocks {
  /// Adds text as it is, with its lines and spaces. Addresses in it become links.
  static func plain(_ text: String, _ out: inout DocumentText) {
    out.markup("<div class=\"plain\">")
    MarkdownInline.addPlain(text, to: &out)
    out.markup("</div>\n")
  }

  /// Adds a command of a person with its arguments, which may have several lines.
  static func command(_ name: String, _ arguments: String, _ out: inout DocumentText) {
    out.markup("<div class=\"plain\"><code>")
    out.text(name)
    out.markup("</code>")
    if !arguments.isEmpty {
      out.markup(" ")
      MarkdownInline.addPlain(arguments, to: &out)
    }
    out.markup("</div>\n")
  }

  /// Adds a block of code. `language` is the name after a fence or the extension of a file name; empty when unknown.
  static func code(_ text: String, language: some StringProtocol, _ out: inout DocumentText) {
    out.markup("<pre><code>")
    if let highlighter = SyntaxHighlighter(language) { highlighter.add(text, to: &out) } else { out.text(text) }
    out.markup("</code></pre>\n")
  }

  /// Adds a short text about something else.
  static func note(_ text: String, _ out: inout DocumentText) {
    out.markup("<p class=\"note\">")
    out.text(text)
    out.markup("</p>\n")
  }

  /// Adds a moment, as people read it, and for programs to the millisecond and with its zone.
  static func time(_ time: Instant, _ text: String, _ out: inout DocumentText) {
    out.markup("<time datetime=\"")
    out.text(time.description)
    out.markup("\">")
    out.text(text)
    out.markup("</time>")
  }

  /// Adds facts one after the other on a line; nothing if there are none.
  static func facts(_ facts: [String], _ out: inout DocumentText) {
    for (number, fact) in facts.enumerated() {
      if number > 0 { out.markup(" · ") }
      out.text(fact)
    }
  }

  /// Adds the images and documents among the parts of a result.
  static func images(_ parts: [Message.Part], _ out: inout DocumentText) {
    for case .media(let media) in parts {
      out.markup("<div class=\"k-tool\">\n")
      Self.media(media, &out)
      out.markup("</div>\n")
    }
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
