import Answers
import Times

/// Prints the outline of a session: its prompts, and below each what followed.
struct OutlinePrinter {
  let style: Style
  /// The number of columns to which lines are cut or broken.
  let width: Int
  /// True to show the place of each prompt and all files.
  let isDetailed: Bool

  /// The number of files that are listed for a prompt; the others are counted.
  private static let filesMax = 8
  private static let indent = 11

  func text(_ outline: SessionOutline) -> TerminalText {
    let title = outline.title.isEmpty ? outline.session : outline.title
    var out = style.bold("── " + Format.fit(title, width - 4)) + "\n"
    let count = Int64(outline.prompts.count { $0.number > 0 })
    let facts = [outline.project, Format.count(count, "prompt"), Self.cost(outline.usage)]
    add(facts.filter { !$0.isEmpty }.joined(separator: " · "), indent: 3, to: &out)
    if outline.prompts.isEmpty { return out + "\nthis session has no prompt\n" }
    var day = ""
    for prompt in outline.prompts {
      let time = prompt.time.map(Format.localTime) ?? ""
      let today = String(time.prefix(10))
      if !today.isEmpty, today != day {
        out += "\n" + style.yellow("\(today)") + "\n"
        day = today
      }
      add(prompt, clock: String(time.suffix(5)), outline.project, to: &out)
    }
    if outline.rest.responses > 0 {
      out += "\n"
      add("of former versions, or of no prompt: " + Self.cost(outline.rest), indent: 0, to: &out)
    }
    return out
  }

  private func add(
    _ prompt: OutlinedPrompt, clock: String, _ project: String, to out: inout TerminalText
  ) {
    let number = prompt.number == 0 ? "" : String(prompt.number)
    out += style.cyan(Format.padLeft("\(number)", 3)) + "  " + style.dim(Format.pad(clock, 5)) + " "
    var text = prompt.number == 0 ? "(before the first prompt)" : prompt.text.isEmpty ? "(an image)" : prompt.text
    if prompt.isTruncated { text += "…" }
    if let branch = prompt.branch { text = "(branch \(branch)) " + text }
    out += style.bold(Format.fit(text, width - Self.indent)) + "\n"
    if isDetailed, prompt.number > 0 { add("@\(prompt.sequence)", indent: Self.indent, to: &out) }
    addFiles(prompt.work.files, project, to: &out)
    add(Self.sum(prompt.work), indent: Self.indent, to: &out)
    for subagent in prompt.subagents {
      let indent = Self.indent + 2 * (min(subagent.depth, 4) - 1)
      let name = subagent.name.isEmpty ? "subagent" : "subagent \(subagent.name)"
      let start = String(repeating: " ", count: indent)
      let task = subagent.task.isEmpty ? "" : ": \(subagent.task)"
      out += "\(start)" + Format.fit(name + task, max(12, width - indent)) + "\n"
      add(Self.sum(subagent.work), indent: indent + 2, to: &out)
    }
  }

  private func addFiles(_ files: [String], _ project: String, to out: inout TerminalText) {
    let shown = files.prefix(isDetailed ? files.count : Self.filesMax)
    for path in shown {
      out += style.dim("           wrote  ")
      out += Format.fit(ActivityPrinter.relative(path, to: project), width - Self.indent - 7) + "\n"
    }
    let more = files.count - shown.count
    if more > 0 { out += style.dim("           wrote  … \(Format.count(Int64(more), "more file"))") + "\n" }
  }

  /// Adds a line, broken where it is too wide.
  private func add(_ text: String, indent: Int, to out: inout TerminalText) {
    let start = String(repeating: " ", count: indent)
    for line in Format.wrap(text, max(16, width - indent)) { out += style.dim("\(start)\(line)") + "\n" }
  }

  private static func sum(_ work: OutlinedWork) -> String {
    var parts: [String] = []
    if work.calls > 0 {
      let failed = work.errors > 0 ? ", \(Format.count(Int64(work.errors))) failed" : ""
      parts.append(Format.count(Int64(work.calls), "call") + failed)
    }
    parts.append(cost(work.usage))
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  private static func cost(_ usage: UsageTotals) -> String {
    usage.responses == 0 ? "" : "\(Format.thousands(usage.tokens.total)) tokens · \(Format.cost(usage))"
  }
}
