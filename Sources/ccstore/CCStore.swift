import ArgumentParser
import SegmentedLog
import Tables

/// The command. Without a subcommand it prints how to start.
@main
struct CCStore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ccstore",
    abstract: "Keeps every Claude Code session forever, byte for byte.",
    discussion: """
      Claude Code deletes its transcripts after 30 days. ccstore stores them in an append-only, compressed, checksummed log, and \
      gives every version of every file back exactly.

      Start with:  ccstore ingest
      Then:        ccstore sessions
                   ccstore show SESSION
      """,
    version: Program.version,
    subcommands: [
      IngestCommand.self, PreviewCommand.self, StatusCommand.self, ResetCommand.self, ConflictsCommand.self,
      SessionsCommand.self, ShowCommand.self, SearchCommand.self, UsageCommand.self, ToolsCommand.self,
      FilesCommand.self, LogCommand.self, DiffCommand.self, StatusLineCommand.self, DriftCommand.self,
      ExportCommand.self, ImportCommand.self,
      PushCommand.self, PullCommand.self, RemoteCommand.self,
      RestoreCommand.self, ServeCommand.self, OpenCommand.self, ResumeCommand.self, MoveCommand.self,
      ReplayCommand.self,
      CompactCommand.self, PruneCommand.self,
      EraseCommand.self,
      VerifyCommand.self, RepairCommand.self, ForkIdentityCommand.self, DoctorCommand.self, JSONCommand.self,
      ManCommand.self, CompletionsCommand.self,
      ScheduleCommand.self, MCPCommand.self,
    ],
    helpNames: [.short, .long])

  func run() throws {
    let output = Terminal.standardOutput
    let width = output.isTerminal ? output.textWidth : .max
    for line in PlainText.lines(Self.beginning) {
      let text = line.drop { $0 == " " }
      if line.count > width, line != text, let gap = text.firstRange(of: "  ") {
        say("  \(text[..<gap.lowerBound])")
        for part in PlainText.wrap("      " + text[gap.upperBound...].drop { $0 == " " }, width) { say("\(part)") }
      } else {
        for part in PlainText.wrap(String(line), width) { say("\(part)") }
      }
    }
  }

  /// What the program says without a command.
  private static let beginning =
    """
    ccstore keeps every Claude Code session forever, byte for byte.

      ccstore ingest              store what is new in ~/.claude
      ccstore preview             what an ingest would do, file by file
      ccstore status              what is stored, and what is not yet
      ccstore sessions            list the sessions
      ccstore show SESSION        read one
      ccstore search TEXT         find what was said, called or printed
      ccstore log                 what was done, by day and project
      ccstore usage               tokens and cost
      ccstore tools               calls, errors and durations
      ccstore files               which session read or wrote which file
      ccstore diff SESSION        what changed between two versions of it
      ccstore drift               what is stored and gone from disk
      ccstore export --format jsonl DIR
                                  the original files back
      ccstore export FILE.ccsnap  the store as one file, for 'ccstore import'
      ccstore push REMOTE         send it to a disk, a server or a cloud
      ccstore pull REMOTE         bring it back, or that of a whole team
      ccstore restore SESSION     put its files back where they were
      ccstore serve --open        all of it in the browser
      ccstore resume SESSION      the command that continues it
      ccstore prune               delete old transcripts that are stored
      ccstore compact             make the store smaller
      ccstore verify              check every byte of the store
      ccstore repair --to DIR     save what is intact of a damaged one
      ccstore doctor              what will be deleted soon, and is it safe
      ccstore schedule install    have ingests run by themselves
      ccstore erase SESSION       erase one
      ccstore mcp                 let agents ask the store

    'ccstore help COMMAND' explains a command with an example.
    """

  static func main() {
    Terminal.ignoreBrokenPipes()
    Allocator.retainFreed()
    var command: (any ParsableCommand)?
    do {
      try CommandNames.check(Array(CommandLine.arguments.dropFirst()), of: CCStore.self)
      command = try parseAsRoot()
      try command!.run()
      if Damage.report() { exit(withError: ExitCode(ExitStatus.damaged)) }
    } catch  where Interruption.hasCaused(error) {
      Interruption.report(command)
      exit(withError: ExitCode(Interruption.exitStatus))
    } catch let failure as Failure {
      end(with: failure)
    } catch let code as ExitCode {
      exit(withError: Damage.report() ? ExitCode(ExitStatus.damaged) : code)
    } catch {
      // The rest is from argument-parser: help, version, usage errors (64), or an error that a command threw.
      let code = exitCode(for: error)
      if code == .success { printHelp(for: error) }
      if code == .failure, Failure.isOurs(error) { end(with: Failure(error)) }
      ArgumentError(message(for: error), of: CCStore.self).report()
      exit(withError: code)
    }
  }

  /// Prints the help, the version or the completions that were asked for, and ends the program.
  private static func printHelp(for error: any Error) -> Never {
    let help = fullMessage(for: error, columns: 1 << 20)
    guard help.hasPrefix("OVERVIEW:") else { exit(withError: error) }
    let columns = Environment.variables["COLUMNS"].flatMap { Int($0) } ?? 80
    let width = Terminal.standardOutput.isTerminal ? Terminal.standardOutput.width : columns
    Terminal.standardOutput.write(TerminalText(lines: HelpPage.text(help, width: min(100, max(20, width)))))
    exit()
  }

  /// Returns the message for an error. It may repeat arguments, which may be names of files, so that each is cleaned to
  /// stay on one line.
  private static func message(for error: any Error) -> String {
    var message = fullMessage(for: error)
    for argument in CommandLine.arguments.dropFirst() {
      let value = argument.split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
      for text in [argument, value] where !text.isEmpty && PlainText.clean(text) != text {
        message.replace(text, with: PlainText.clean(text))
      }
    }
    return message
  }

  private static func end(with failure: Failure) -> Never {
    let isDamaged = Damage.report()
    failure.report()
    exit(withError: ExitCode(isDamaged ? ExitStatus.damaged : failure.code))
  }
}
