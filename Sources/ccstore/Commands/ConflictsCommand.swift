import Answers
import ArgumentParser
import Tables
import Times

struct ConflictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List the decisions that were more than a plain insert or append.",
    discussion: """
      rewritten   stored bytes were different on disk; the file continues as a new generation
      truncated   the file was shorter than what is stored; the same
      copy        the file is a copy of another one of its session; stored once
      diverged    the file and another one of its session differ; both are kept

      Both versions of a file can be had: 'ccstore export --format jsonl --generation N DIR', 'ccstore show SESSION --generation N'.

      Example:  ccstore conflicts
                ccstore conflicts 415c4d06 --json
      """)

  @Argument(help: "A session's id, or the beginning of it. Default: all.")
  var session: String?

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let conflicts = try common.open().conflicts(session: session)
    if common.json {
      say(json: Shapes.conflict.array(conflicts))
      return
    }
    if conflicts.isEmpty {
      if !common.quiet { say("no conflicts") }
      return
    }
    let style = common.style
    for conflict in conflicts {
      say(
        "\(style.yellow(Format.pad(conflict.reason.name, 9)))  \(Format.localTime(conflict.time))  run \(conflict.run)  \(conflict.new.path)"
      )
      say("\(style.dim("           old  "))\(Self.text(conflict.old, besides: conflict.new.path))")
      say("\(style.dim("           new  "))\(Self.text(conflict.new, besides: conflict.new.path))")
    }
  }

  private static func text(_ version: ConflictReport.Version, besides path: String) -> String {
    "generation \(version.generation), \(Format.count(version.length, "byte")), MD5 \(version.md5)"
      + (version.path == path ? "" : ", of \(version.path)")
  }
}
