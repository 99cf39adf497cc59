public import Answers
public import Times

extension ActivityReport {
  /// Returns the report as Markdown for a diary: a heading for each day, project and session, and below it the prompts,
  /// the files that were written and the commands that are listed. Nothing in a text of a transcript acts as markup.
  ///
  /// `clock` formats the time of a day for people, and `sum` what was used, such as `1,200 tokens, $0.40`. The result
  /// is UTF-8 and ends with a newline; it is empty for a report without days.
  public func markdown(clock: (Instant) -> String, sum: (ActivityTotals) -> String) -> [UInt8] {
    var out = DocumentText()
    for day in days {
      out.markup(out.bytes.isEmpty ? "# " : "\n# ")
      MarkdownText.addLine(day.date, to: &out)
      out.markup("\n\n")
      MarkdownText.addLine(sum(day.totals), to: &out)
      out.markup("\n")
      for project in day.projects {
        out.markup("\n## ")
        MarkdownText.addLine(project.path.isEmpty ? "(no project)" : project.path, to: &out)
        out.markup("\n")
        for session in project.sessions { session.add(to: &out, clock, sum) }
      }
    }
    return out.bytes
  }
}

extension ActivitySession {
  /// The maximum length of a title or a command in characters.
  private static let charactersMax = 300

  fileprivate func add(to out: inout DocumentText, _ clock: (Instant) -> String, _ sum: (ActivityTotals) -> String) {
    out.markup("\n### ")
    MarkdownText.addLine(title.isEmpty ? id : String(title.prefix(Self.charactersMax)), to: &out)
    out.markup("\n\n")
    let times = [first, last].compactMap { $0.map(clock) }
    let span = times.count == 2 && times[0] != times[1] ? "\(times[0])–\(times[1])" : times.first ?? ""
    MarkdownText.addLine([span, shortID, sum(totals)].filter { !$0.isEmpty }.joined(separator: " · "), to: &out)
    out.markup("\n\n")
    for prompt in prompts {
      out.markup("- ")
      MarkdownText.addLine(clock(prompt.time) + " ", to: &out)
      MarkdownText.addLine(prompt.text.isEmpty ? "(an image)" : prompt.text, to: &out)
      out.markup(prompt.isTruncated ? "…\n" : "\n")
    }
    for path in files {
      out.markup("- wrote ")
      MarkdownText.addLine(path, to: &out)
      out.markup("\n")
    }
    for command in commands {
      out.markup(command.isError == true ? "- failed: " : "- ran: ")
      MarkdownText.addLine(String(command.text.prefix(Self.charactersMax)), to: &out)
      out.markup(command.text.count > Self.charactersMax ? "…\n" : "\n")
    }
  }
}
