import ArgumentParser
import FileIO
import SessionStore

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List the sessions, the latest first.",
    discussion: """
      The short id in the first column is enough for 'show'.

      Example:  ccstore sessions --limit 20
                ccstore sessions --json | jq -r '.[].title'
      """)

  @OptionGroup var common: CommonOptions

  @Flag(name: .long, help: "Say which session each was forked or resumed from, and how many records they share.")
  var lineage = false

  @Option(name: .long, help: "List at most so many.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    var sessions = try common.open().sessions()
    let all = sessions.count
    let width = Self.shortest(sessions.map(\.id))
    if let limit { sessions = Array(sessions.prefix(limit)) }
    let lineages = lineage ? try common.open().lineage() : [:]
    if common.json {
      say(
        JSON.array(sessions.map { Self.json($0, lineage ? lineages[$0.id] ?? Lineage(session: $0.id) : nil) }).text())
      return
    }
    if sessions.isEmpty {
      if !common.quiet { say("no sessions yet; 'ccstore ingest' stores them") }
      return
    }
    printTable(sessions, lineages, idWidth: width)
    if !common.quiet, sessions.count < all { say("… \(Format.count(Int64(all - sessions.count))) more") }
  }

  private func printTable(_ sessions: [SessionSummary], _ lineages: [String: Lineage], idWidth: Int) {
    let style = common.style
    let width = Terminal.standardOutput.isTerminal ? Terminal.standardOutput.width : 120
    let fixed = idWidth + 2 + 16 + 2 + 7 + 2
    let projectWidth = max(8, min(24, (width - fixed) / 3))
    let titleWidth = max(8, width - fixed - projectWidth - 2)
    say(
      style.dim(
        "\(Format.pad("ID", idWidth))  \(Format.pad("LAST RECORD", 16))  RECORDS  \(Format.pad("PROJECT", projectWidth))  TITLE"
      ))
    for session in sessions {
      let when = Format.pad(session.ended.map(Format.localTime) ?? "-", 16)
      let count = String(session.records)
      let project = session.project.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "-"
      let mark = session.sourceState == .present ? "" : style.yellow(" (\(session.sourceState.rawValue))")
      let title = Format.fit(session.title.isEmpty ? "-" : session.title, titleWidth - (mark.isEmpty ? 0 : 10))
      say(
        "\(style.cyan(Format.pad(String(session.id.prefix(idWidth)), idWidth)))  \(when)  "
          + String(repeating: " ", count: max(0, 7 - count.count)) + count
          + "  \(Format.pad(Format.fit(project, projectWidth), projectWidth))  \(title)\(mark)")
      if let lineage = lineages[session.id], let original = lineage.forkedFrom {
        let shared = Format.count(Int64(lineage.sharedRecords), "record")
        say(style.dim("\(Format.pad("", idWidth))  forked from \(original.prefix(idWidth)), shares \(shared)"))
      }
    }
  }

  /// How many characters tell all ids apart, at least 8.
  private static func shortest(_ ids: [String]) -> Int {
    let sorted = ids.sorted()
    var width = 8
    for (a, b) in zip(sorted, sorted.dropFirst()) where a != b {
      width = max(width, zip(a, b).prefix { $0 == $1 }.count + 1)
    }
    return min(width, 36)
  }

  static func json(_ session: SessionSummary, _ lineage: Lineage?) -> JSON {
    var members: [(String, JSON)] = [
      ("session", .string(session.id)), ("project", .string(session.project)), ("title", .string(session.title)),
      ("started", session.started.map { .string(Time.rfc3339($0)) } ?? .null),
      ("ended", session.ended.map { .string(Time.rfc3339($0)) } ?? .null), ("records", .integer(session.records)),
      ("bad_lines", .integer(session.badLines)), ("generations", JSON(session.generations)),
      ("files", JSON(session.files)),
      ("bytes", .integer(session.bytes)), ("model", .string(session.model)), ("branch", .string(session.branch)),
      ("source_state", .string(session.sourceState.rawValue)),
    ]
    if let lineage {
      members += [("forked_from", JSON(lineage.forkedFrom)), ("shared_records", JSON(lineage.sharedRecords))]
    }
    return .object(members)
  }
}
