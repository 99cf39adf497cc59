import ArgumentParser
import FileIO
import Operations
import Tables
import Transcripts

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Continue a session.",
    discussion: """
      Prints the command that continues a session in Claude Code, with the directory in which it must be started. If the transcript is not on disk, \
      the command puts it back first. With --run the command is started instead.

      'last' is the latest session.

      Example:  ccstore resume last
                ccstore resume 415c4d06 --run
      """)

  @Argument(help: SharedOption.session, completion: StoredValues.sessions)
  var session: String

  @Flag(name: .customLong("run"), help: "Start the command, in its directory, instead of printing it.")
  var isStarted = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    try SharedOption.validate(session: session)
    if isStarted, common.json { throw ValidationError("--run hands over to another program; leave out --json.") }
  }

  func run() throws {
    let roots = ConfiguredRoots(environment: Environment.variables).paths
    let resumption = try common.open().view().resumption(of: session, configured: roots)
    if common.json { return say(json: Shapes.resumption.json(resumption)) }
    if resumption.command.isEmpty {
      throw Failure("it cannot be resumed: \(resumption.reasonForNoLine)", code: ExitStatus.failed)
    }
    guard resumption.transcript != nil else {
      let move = CommandLines.ccstore(
        ["move", "--to-project", "DIR"], session: resumption.session, store: common.store)
      throw Failure(
        "session '\(resumption.session)' was not read on this machine, so \(Agent.unstated.name) does not find it here"
          + (move.map { "; '\($0)' makes a copy of it for a project" } ?? ""), code: ExitStatus.noInput)
    }
    if isStarted { try start(resumption) } else { try print(resumption) }
  }

  private func print(_ resumption: Resumption) throws {
    guard let line = resumption.line else { throw Failure(resumption.reasonForNoLine, code: ExitStatus.failed) }
    if !resumption.isDirectoryThere, !common.quiet {
      complain(
        resumption.directory.isEmpty
          ? "no record states the directory of the session"
          : "the directory \(resumption.absence(store: common.store))")
    }
    if resumption.isOnDisk { return say("\(line)") }
    guard let restore = CommandLines.ccstore(["restore"], session: resumption.session, store: common.store) else {
      throw Failure(Self.missing, code: ExitStatus.noInput)
    }
    if !common.quiet { complain("\(Self.missing); the command puts it back first") }
    say("\(restore) && \(line)")
  }

  private static let missing = "the transcript is not on disk"

  private func start(_ resumption: Resumption) throws {
    guard resumption.isOnDisk else {
      let restore = CommandLines.ccstore(["restore"], session: resumption.session, store: common.store)
      throw Failure("\(Self.missing); run '\(restore ?? "ccstore restore")' first", code: ExitStatus.noInput)
    }
    guard resumption.isDirectoryThere else {
      let name = resumption.directory.isEmpty ? "of the session, which no record states," : resumption.directory
      throw Failure("the directory \(name) does not exist; make it, or see 'ccstore move'", code: ExitStatus.noInput)
    }
    guard let program = ExternalProgram.path(of: resumption.command[0]) else {
      throw Failure("there is no program '\(resumption.command[0])' in PATH", code: ExitStatus.noInput)
    }
    let problem = ChildProcess.replaceThis(by: program, resumption.command, in: resumption.directory)
    throw Failure(problem, code: ExitStatus.inputOutput)
  }
}
