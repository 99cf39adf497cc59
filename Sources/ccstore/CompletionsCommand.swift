import ArgumentParser
import FileIO
import SystemPackage
import Tables

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Let the shell complete commands, options, sessions and projects.",
    discussion: """
      Besides the names of commands and options, the shell completes what is in the store: ids of sessions, projects, branches, models \
      and tools. Names that a shell would have to quote are left out.

      Example:  ccstore completions install
                ccstore completions print --shell zsh
      """,
    subcommands: [Install.self, Print.self])

  /// The shells for which ArgumentParser writes scripts.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish

    var script: String {
      switch self {
      case .bash: CCStore.completionScript(for: .bash)
      case .zsh: CCStore.completionScript(for: .zsh)
      case .fish: CCStore.completionScript(for: .fish)
      }
    }

    /// The place below the home directory where the shell, or its usual set-up, looks for scripts.
    func place(home: FilePath) -> FilePath {
      func directory(_ variable: String, _ usual: String) -> FilePath {
        let configured = ProcessEnvironment.variables([variable])[variable] ?? ""
        return configured.hasPrefix("/") ? FilePath(configured) : home.appending(usual)
      }
      return switch self {
      case .bash: directory("XDG_DATA_HOME", ".local/share").appending("bash-completion/completions/ccstore")
      case .zsh: directory("XDG_DATA_HOME", ".local/share").appending("zsh/site-functions/_ccstore")
      case .fish: directory("XDG_CONFIG_HOME", ".config").appending("fish/completions/ccstore.fish")
      }
    }

    /// What remains to be done after the script was written.
    func hint(_ place: FilePath) -> TerminalText {
      switch self {
      case .bash: "New shells complete 'ccstore' if the package bash-completion is installed."
      case .zsh:
        "Add this to ~/.zshrc before 'compinit', unless it is there:  fpath=(\(Quoting.shell(place.removingLastComponent().string)) $fpath)"
      case .fish: "New shells complete 'ccstore'."
      }
    }
  }

  struct ShellOption: ParsableArguments {
    @Option(name: .long, help: "The shell: bash, zsh or fish. Default: that of $SHELL.")
    var shell: Shell?

    /// Returns the shell asked for, else the user's. Throws `Failure` if it is another one.
    func shellInUse() throws -> Shell {
      if let shell { return shell }
      let path = ProcessEnvironment.variables(["SHELL"])["SHELL"] ?? ""
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      guard let shell = Shell(rawValue: name) else {
        throw Failure(
          "there are no completions for the shell \(path.isEmpty ? "of this session" : "'\(path)'"); name one: --shell bash, zsh or fish",
          code: ExitStatus.usage)
      }
      return shell
    }
  }

  struct Print: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "print", abstract: "Print the script for a shell.")

    @OptionGroup var shell: ShellOption

    func run() throws { Terminal.standardOutput.write(TerminalText(lines: try shell.shellInUse().script + "\n")) }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", abstract: "Write the script to where the shell looks for it.",
      discussion: """
        A file that is not a completion of ccstore is left alone. To undo it, remove the file that is named.

        Example:  ccstore completions install --shell fish
        """)

    @OptionGroup var shell: ShellOption

    func run() throws {
      let shell = try shell.shellInUse()
      let place = shell.place(home: FilePath(Environment.home))
      let files = POSIXFileSystem()
      let script = Array((shell.script + "\n").utf8)
      if try files.exists(place) {
        let known = try files.contents(place, limit: 1 << 24)
        if known == script { return say(note: "\(place) is as it should be. \(shell.hint(place))") }
        guard String(decoding: known, as: UTF8.self).contains("ccstore") else {
          throw Failure(
            "\(place) is no completion of ccstore; remove it, or print the script: ccstore completions print --shell \(shell.rawValue)",
            code: ExitStatus.cannotCreate)
        }
      }
      try files.makeDirectories(place.removingLastComponent())
      let draft = place.removingLastComponent().appending(".ccstore.draft")
      try files.replace(place, draft: draft) { file throws(FileError) in try file.write(script, at: 0) }
      say(note: "wrote \(place)")
      say(note: shell.hint(place))
    }
  }
}
