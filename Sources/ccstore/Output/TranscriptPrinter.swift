import FileIO
import SessionStore
import Transcripts

/// Records as a conversation: who, when, text, tools, the beginnings of results.
struct TranscriptPrinter {
  let style: Style
  let width: Int
  /// Whether everything is shown, not only beginnings.
  var isWhole = false
  /// Lines of a tool's result that are shown.
  static let resultLines = 4

  private var speaker = ""
  private var path = ""

  init(style: Style, width: Int) {
    self.style = style
    self.width = max(40, width)
  }

  /// What to print for one record; empty for records that say nothing to a reader.
  mutating func text(of record: SessionRecord, verbose: Bool) -> String {
    var out = ""
    if record.path != path {
      let isFirst = path.isEmpty
      path = record.path
      speaker = ""
      out += (isFirst ? "" : "\n") + style.dim("── \(record.path)") + "\n"
    }
    if record.continues { return out }
    let value = record.bytes.withUnsafeBufferPointer { JSONValue.parse($0) }
    guard let value, case .object = value else {
      if record.bytes.allSatisfy({ $0 <= 0x20 }) { return out }
      let reason = record.defect?.reason ?? "not an object"
      return out + style.yellow("line \(record.line + 1) (\(reason)): ")
        + clean(String(decoding: record.bytes, as: UTF8.self)) + "\n"
    }
    switch value["type"]?.stringValue {
    case "user": out += user(value)
    case "assistant": out += assistant(value)
    case "system": out += note(value["subtype"]?.stringValue ?? "system", value["content"]?.stringValue)
    case "summary": out += note("summary", value["summary"]?.stringValue)
    case "custom-title": out += note("title", value["customTitle"]?.stringValue)
    case "ai-title": out += note("title", value["aiTitle"]?.stringValue)
    case let type?: if verbose { out += note(type, nil) }
    case nil: if verbose { out += note("record", nil) }
    }
    return out
  }

  private mutating func user(_ value: JSONValue) -> String {
    let content = value["message"]?["content"]
    if let text = content?.stringValue {
      return said(text, value)
    }
    var out = ""
    for block in content?.arrayValue ?? [] {
      switch block["type"]?.stringValue {
      case "text": out += said(block["text"]?.stringValue ?? "", value)
      case "tool_result": out += result(block)
      case let type?: out += heading("You", value) + "  [\(clean(type))]\n"
      case nil: break
      }
    }
    return out
  }

  /// What a person typed, whole; what Claude Code put in its place, shortened.
  private mutating func said(_ text: String, _ value: JSONValue) -> String {
    guard value["isMeta"]?.boolValue == true || value["isCompactSummary"]?.boolValue == true else {
      return heading("You", value) + body(text)
    }
    return heading("Claude Code", value) + shortened(text, mark: " ", isError: false)
  }

  private mutating func assistant(_ value: JSONValue) -> String {
    let model = value["message"]?["model"]?.stringValue ?? ""
    var out = ""
    for block in value["message"]?["content"]?.arrayValue ?? [] {
      out += heading("Claude", value, detail: model)
      switch block["type"]?.stringValue {
      case "text": out += body(block["text"]?.stringValue ?? "")
      case "thinking":
        let text = block["thinking"]?.stringValue ?? ""
        if isWhole {
          out += style.dim(body(text))
        } else if !text.isEmpty {
          out += style.dim("  (thinking) " + Format.fit(clean(text), width - 14)) + "\n"
        }
      case "tool_use": out += tool(block)
      case let type?: out += "  [\(clean(type))]\n"
      case nil: break
      }
    }
    return out
  }

  /// The tool and the argument that says most.
  private func tool(_ block: JSONValue) -> String {
    let input = block["input"]
    let telling = [
      "command", "file_path", "path", "pattern", "query", "url", "prompt", "description", "skill", "subject",
    ]
    let argument = telling.lazy.compactMap { input?[$0]?.stringValue }.first ?? ""
    let name = block["name"]?.stringValue ?? "tool"
    if isWhole { return "  " + style.cyan("● \(clean(name))") + "\n" + (input.map(arguments) ?? "") }
    return "  " + style.cyan("● \(clean(name))") + " " + Format.fit(clean(argument), max(10, width - name.count - 6))
      + "\n"
  }

  /// Every argument of a tool, strings as they are.
  private func arguments(_ input: JSONValue) -> String {
    guard case .object(let members) = input else { return "" }
    return members.map { member in
      let text = member.value.stringValue ?? member.value.text
      return style.dim("  \(clean(member.key)): ") + String(body(text).drop { $0 == " " })
    }.joined()
  }

  private func result(_ block: JSONValue) -> String {
    let text: String
    if let plain = block["content"]?.stringValue {
      text = plain
    } else {
      text = (block["content"]?.arrayValue ?? []).map {
        $0["text"]?.stringValue ?? "[\($0["type"]?.stringValue ?? "?")]"
      }
      .joined(separator: "\n")
    }
    return shortened(text, mark: "⎿", isError: block["is_error"]?.boolValue == true)
  }

  /// The first lines of a text, each on one line of the terminal, and how many there are more.
  private func shortened(_ text: String, mark: String, isError: Bool) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    if isWhole { return isError ? style.red(body(text)) : body(text) }
    var out = ""
    for (index, line) in lines.prefix(Self.resultLines).enumerated() {
      let line = "    \(index == 0 ? mark : " ") " + Format.fit(clean(String(line)), width - 7)
      out += (isError ? style.red(line) : style.dim(line)) + "\n"
    }
    if lines.count > Self.resultLines {
      out += style.dim("      … \(lines.count - Self.resultLines) more lines") + "\n"
    }
    return out
  }

  private mutating func note(_ name: String, _ text: String?) -> String {
    speaker = ""
    return style.dim("· \(clean(name))" + (text.map { ": " + Format.fit(clean($0), width - name.count - 5) } ?? ""))
      + "\n"
  }

  /// Who speaks and when, once for what one speaker says in a row.
  private mutating func heading(_ name: String, _ value: JSONValue, detail: String = "") -> String {
    let who = value["isSidechain"]?.boolValue == true ? "\(name) (subagent)" : name
    guard who != speaker else { return "" }
    speaker = who
    var text = value["timestamp"]?.stringValue ?? ""
    if let time = text.withUTF8({ Timestamp.parse($0) }) { text = Format.localTime(time) }
    let rest = [clean(text), clean(detail)].filter { !$0.isEmpty }.joined(separator: " · ")
    return "\n" + style.bold(who) + (rest.isEmpty ? "" : "  " + style.dim(rest)) + "\n"
  }

  /// Text as it is, indented; control characters, which could move the cursor, are left out.
  private func body(_ text: String) -> String {
    var out = ""
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let line = clean(String(line))
      out += line.isEmpty ? "\n" : "  " + line + "\n"
    }
    while out.hasSuffix("\n\n") { out.removeLast() }
    while out.hasPrefix("\n") { out.removeFirst() }
    return out
  }

  /// Without what a terminal would take as a command.
  private func clean(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: out.append(contentsOf: "  ".unicodeScalars)
      case 0x0a, 0x0d: out.append(" ")
      case ..<0x20, 0x7f..<0xa0: continue
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
