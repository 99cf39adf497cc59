import Answers
import SessionLog
import Times

/// A page with one line for each document.
struct DocumentIndex {
  private let format: DocumentFormat
  private let time: (Instant) -> String
  private var out = DocumentText()
  private var lines: [(session: SessionSummary, name: String)] = []

  init(_ format: DocumentFormat, time: @escaping (Instant) -> String) { (self.format, self.time) = (format, time) }

  /// Adds a line. `name` is the name of the document's file, made of letters, digits, dashes and a dot.
  mutating func add(_ session: SessionSummary, name: String) { lines.append((session, name)) }

  /// Writes the page to `sink`. Returns its length in bytes.
  mutating func finish(_ sink: ([UInt8]) throws -> Void) throws -> Int64 {
    switch format {
    case .markdown: addMarkdown()
    case .html: addHTML()
    }
    try sink(out.bytes)
    return Int64(out.bytes.count)
  }

  private func title(_ session: SessionSummary) -> String {
    session.title.isEmpty ? session.id : String(session.title.prefix(200))
  }

  private mutating func addMarkdown() {
    out.markup("# Sessions\n\n")
    for (session, name) in lines {
      out.markup("- ")
      MarkdownText.addLine((session.ended ?? session.started).map(time) ?? "", to: &out)
      out.markup(" [")
      MarkdownText.addLine(title(session), to: &out)
      out.markup("](")
      out.verbatim(name.utf8)
      out.markup(") ")
      MarkdownText.addLine(session.project, to: &out)
      out.markup("\n")
    }
  }

  // MARK: HTML

  /// The sessions of a project.
  private struct Project {
    var name: String
    var lines: [(session: SessionSummary, name: String)] = []
  }

  /// The projects in the order of their first sessions.
  private var projects: [Project] {
    var projects: [Project] = []
    var places: [String: Int] = [:]
    for line in lines {
      let place = places[line.session.project] ?? projects.count
      if place == projects.count {
        projects.append(Project(name: line.session.project))
        places[line.session.project] = place
      }
      projects[place].lines.append(line)
    }
    return projects
  }

  private mutating func addHTML() {
    HTMLPage.head("Sessions", .index, &out)
    out.markup("<header>\n<h1>Sessions</h1>\n<p class=\"note\">")
    HTMLBlocks.facts(Self.facts(lines.map(\.session)), &out)
    out.markup("</p>\n</header>\n")
    let projects = projects
    if projects.count > 1 {
      out.markup("<nav class=\"contents\" aria-label=\"Projects\"><details><summary>")
      out.text(Quantity.count(projects.count, "project"))
      out.markup("</summary>\n<ol>\n")
      for (number, project) in projects.enumerated() {
        out.markup("<li><a href=\"#p")
        out.number(number)
        out.markup("\">")
        out.text(Self.name(project))
        out.markup("</a></li>\n")
      }
      out.markup("</ol></details></nav>\n")
    }
    out.markup("<main>\n")
    if projects.isEmpty { HTMLBlocks.note("No session was asked for.", &out) }
    for (number, project) in projects.enumerated() { add(project, number) }
    HTMLPage.end(.index, &out)
  }

  private static func name(_ project: Project) -> String { project.name.isEmpty ? "(no project)" : project.name }

  private mutating func add(_ project: Project, _ number: Int) {
    out.markup("<section id=\"p")
    out.number(number)
    out.markup("\">\n<h2>")
    out.text(Self.name(project))
    out.markup("</h2>\n<p class=\"note\">")
    HTMLBlocks.facts(Self.facts(project.lines.map(\.session)), &out)
    out.markup("</p>\n<ul class=\"sessions\">\n")
    for line in project.lines {
      out.markup("<li><a href=\"")
      out.text(line.name)
      out.markup("\">")
      out.text(title(line.session))
      out.markup("</a><p class=\"note\">")
      if let ended = line.session.ended ?? line.session.started {
        HTMLBlocks.time(ended, time(ended), &out)
        out.markup(" · ")
      }
      HTMLBlocks.facts(Self.facts(line.session), &out)
      out.markup("</p></li>\n")
    }
    out.markup("</ul>\n</section>\n")
  }

  private static func facts(_ session: SessionSummary) -> [String] {
    let cost = Quantity.usage(session.usage).isEmpty ? [] : [Quantity.cost(session.usage)]
    return [Quantity.count(session.messages, "message"), Quantity.bytes(session.bytes)] + cost
  }

  /// What several sessions are together. Their cost is a least one where that of one of them is.
  private static func facts(_ sessions: [SessionSummary]) -> [String] {
    var totals = UsageTotals()
    for usage in sessions.map(\.usage) where usage.responses > 0 || usage.tokens.total > 0 {
      totals.responses += usage.responses
      totals.tokens += usage.tokens
      totals.cost = (totals.cost ?? .zero) + (usage.cost ?? .zero)
      totals.unpricedModels += usage.unpricedModels
    }
    let cost = Quantity.usage(totals).isEmpty ? [] : [Quantity.cost(totals)]
    return [
      Quantity.count(sessions.count, "session"),
      Quantity.count(sessions.reduce(0) { $0 &+ $1.messages }, "message"),
      Quantity.bytes(sessions.reduce(0) { $0 &+ $1.bytes }),
    ] + cost
  }
}
