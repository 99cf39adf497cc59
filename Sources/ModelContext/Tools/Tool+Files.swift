import Answers
import Tables
import Times

extension Tool {
  static let files = Tool(
    name: "files",
    summary:
      "Which session wrote which file, the last change first. What a shell wrote is not known.",
    arguments: [
      Argument("path", .text, "part of the path"), Argument("session", .text), .project, .since, .until,
      Argument("reads", .flag, "also files only read"), .limit(1...200, 30), .cursor, .maxChars,
    ], shape: nil
  ) { view, arguments, context in
    var query = FilesQuery()
    query.path = arguments.text("path")
    query.session = arguments.text("session")
    query.project = arguments.text("project")
    query.period = try arguments.period(context.zone, now: context.now)
    query.isWritten = !arguments.flag("reads")
    let request = PageRequest(
      limit: arguments.integer("limit") ?? 30, cursor: arguments.cursor, time: Instant(milliseconds: context.now))
    let page = try view.files(query, page: request)
    var answer = AnswerText(limit: arguments.maxChars)
    guard page.total > 0 else {
      return .text(
        "No session \(query.isWritten ? "wrote" : "read or wrote") such a file."
          + (query.isWritten ? " With \"reads\": true, files that were only read are found, too." : ""))
    }
    answer.add("\(Words.count(page.total, "file")) by session, the last change first. \(PastText.notice)")
    answer.add(page, of: "files", arguments) { fileRow($0, context.zone) }
    return .text(answer.text)
  }

  private static func fileRow(_ file: TouchedFile, _ zone: Zone) -> [String] {
    let calls = [(file.writes, "write"), (file.reads, "read")].filter { $0.0 > 0 }.map { Words.count($0.0, $0.1) }
    return [
      "\(PastText.name(file.shortID)) \(Words.time(file.last, zone)), \(calls.joined(separator: ", "))",
      PastText.line(file.path, max: 300),
    ]
  }
}
