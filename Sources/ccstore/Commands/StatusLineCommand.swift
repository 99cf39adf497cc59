import Answers
import ArgumentParser
import FileIO
import SegmentedLog
import SessionLog
import Tables
import Times

struct StatusLineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statusline",
    abstract: "One line for Claude Code's status line: the cost of today, this block and this session.",
    discussion: """
      Reads what Claude Code gives to the command of its status line on standard input, and prints one line. It never waits for input \
      on a terminal, and always ends with status 0. Today and the block of five hours are what is stored, up to a minute ago; the cost of \
      the session is Claude Code's own account, or what is stored without it. When the latest ingest is more than an hour ago, the line \
      says so.

      To use it, put this into ~/.claude/settings.json:

        "statusLine": { "type": "command", "command": "ccstore statusline" }

      Example:  echo '{}' | ccstore statusline
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let now = Instant(milliseconds: SystemClock().milliseconds)
    let input = StandardInput.available(limit: 1 << 20, milliseconds: 100)
    // Damage is for other commands to report; a line says in words that there is some.
    let store = Store(
      at: common.path, stateDirectory: nil, losses: LossLog(), isAlone: common.iAmAlone)
    var problem = ""
    var usage: RecentUsage?
    do { usage = try store.recentUsage(zone: TimeOptions.machineZone) } catch {
      problem =
        switch (error as? StoreError)?.code {
        case .notAStore: "no store yet; run ccstore ingest"
        case .unsupported: "the store needs a later ccstore; update it"
        default: "the store cannot be read; run ccstore verify"
        }
    }
    var line = StatusLine(usage, input: input, now: now)
    line.isDamaged = !store.losses.isEmpty
    if line.isDamaged, problem.isEmpty { problem = "the store is damaged; run ccstore verify" }
    if common.json {
      say(json: Shapes.statusLine.json(line))
    } else if !common.quiet {
      say(text(line, problem, now))
    }
  }

  private func text(_ line: StatusLine, _ problem: String, _ now: Instant) -> TerminalText {
    let style = common.style
    var parts: [TerminalText] = []
    if let usage = line.usage { parts.append(style.dim("today ") + cost(usage.today)) }
    if let block = line.block {
      let left = max(0, (block.end.milliseconds - now.milliseconds) / 1000)
      parts.append(style.dim("block ") + cost(block.amount) + style.dim(", \(Format.duration(left)) left"))
    }
    if let amount = line.sessionAmount { parts.append(style.dim("session ") + cost(amount)) }
    if !problem.isEmpty { parts.append(style.yellow("\(problem)")) }
    if let usage = line.usage {
      let age = usage.synced.map { (now.milliseconds - $0.milliseconds) / 1000 }
      if let age, age >= 3600 { parts.append(style.dim("stored \(Format.duration(age)) ago")) }
    }
    return parts.joined(separator: " · ")
  }

  private func cost(_ amount: RecentUsage.Amount) -> TerminalText {
    "\(Format.cost(amount.cost, isPartial: amount.isPartial))"
  }
}
