import Foundation
import TestSupport
import Testing

@Suite("help, manual pages and completions")
struct HelpTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("a command that does not exist is an error that names the command it may have meant, also after help")
  func unknownCommands() throws {
    for arguments in [["sesions"], ["help", "sesions"], ["sessoins", "--json"]] {
      let outcome = try work.ccstore(arguments)
      #expect(outcome.code == 64)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("did you mean 'ccstore sessions'?"), "\(outcome)")
    }
    let far = try work.ccstore(["help", "nosuch"])
    #expect(far.code == 64 && !far.errors.contains("did you mean"), "\(far)")
    let nested = try work.ccstore(["completions", "instal"])
    #expect(nested.code == 64 && nested.errors.contains("'ccstore completions install'"), "\(nested)")
    let option = try work.ccstore(["sessions", "--projct", "x"])
    #expect(option.code == 64 && option.errors.contains("--project"), "\(option)")
    let hostile = try work.ccstore(["\u{1b}[2J\nsessions"])
    #expect(hostile.code == 64 && !hostile.errors.contains("\u{1b}"), "\(hostile)")
  }

  @Test(
    "help fits every width, never breaks an example, and lists a command's own options first", arguments: [40, 60, 80])
  func widths(_ width: Int) throws {
    for command in try commands() {
      let help = try work.shell("COLUMNS=\(width) \"$CCSTORE\" help \(command)")
      #expect(help.code == 0, "\(help)")
      let wide = try work.shell("COLUMNS=1000 \"$CCSTORE\" help \(command)").output
      var isExample = false
      for line in help.output.split(separator: "\n", omittingEmptySubsequences: false) {
        isExample = line.hasPrefix("Example:") || isExample && !line.isEmpty
        if isExample {
          #expect(wide.contains(line))
        } else if line.contains(" ") {
          let words = line.split(separator: " ")
          #expect(line.count <= width || words.count == 1 || line.hasPrefix("USAGE:"), "\(command): \(line)")
        }
      }
      if let own = help.output.firstRange(of: "\nOPTIONS:"),
        let common = help.output.firstRange(of: "\nCOMMON OPTIONS:")
      {
        #expect(own.lowerBound < common.lowerBound, "\(command)")
      }
    }
  }

  @Test("the help of an option begins in the same column at every width above 60")
  func columns() throws {
    let help = try work.shell("COLUMNS=80 \"$CCSTORE\" help usage").output
    let line = try #require(help.split(separator: "\n").first { $0.contains("--store <store>") })
    #expect(line.hasPrefix("  --store <store>         The store."))
  }

  @Test("help keeps an option of the usage with its value, and lists the values of an option once")
  func usageLine() throws {
    let move = try work.shell("COLUMNS=80 \"$CCSTORE\" help move").output.split(separator: "\n").map(String.init)
    let first = try #require(move.firstIndex { $0.hasPrefix("USAGE: ") })
    #expect(move[first + 1].hasPrefix("       ["), "\(move[first...].prefix(3))")
    for line in move[first...].prefix(3) {
      #expect(line.count <= 80 && line.count { $0 == "[" } == line.count { $0 == "]" })
    }
    let tools = try work.ccstore(["help", "tools"]).output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(tools.contains("total (durations together) or tool. (default: calls)"), "\(tools)")
    #expect(try work.ccstore(["help", "usage"]).output.contains("(values: key, cost,") == false)
  }

  @Test("words that a help explains stand apart: below each other in a terminal, as items in a manual page")
  func items() throws {
    let help = try work.shell("COLUMNS=60 \"$CCSTORE\" help conflicts").output.split(separator: "\n").map(String.init)
    let first = try #require(help.firstIndex { $0.hasPrefix("rewritten   stored bytes") })
    #expect(help[first + 1].hasPrefix("            ") && help[first + 2].hasPrefix("truncated   the file"), "\(help)")
    #expect(try work.ccstore(["man", "conflicts"]).output.contains(".TP\ntruncated\nthe file was shorter"))
    let page = try work.ccstore(["man"]).output
    #expect(page.contains(".TP\nThen:\nccstore sessions\n.br\nccstore show SESSION\n"), "\(page.prefix(900))")
  }

  @Test("there is a manual page for every command, with its options, and man reads it without a complaint")
  func manual() throws {
    let outcome = try work.ccstore(["man", "--to", work.path + "/man1"])
    #expect(outcome.code == 0, "\(outcome)")
    for command in try commands() {
      let page = String(decoding: try contents(of: work.path + "/man1/ccstore-\(command).1"), as: UTF8.self)
      #expect(page.hasPrefix(".TH \"CCSTORE\\-\(command.uppercased().replacing("-", with: "\\-"))\" 1"), "\(page)")
    }
    let page = try work.ccstore(["man", "usage"]).output
    #expect(page.contains(".SH OPTIONS") && page.contains("\\-\\-since") && page.contains(".SH EXAMPLES"))
    #expect(page.firstRange(of: "\\-\\-since")!.lowerBound < page.firstRange(of: "\\-\\-store")!.lowerBound)
    #expect(try work.ccstore(["man", "nosuch"]).code == 64)
    let nested = try work.ccstore(["man", "completions", "install"]).output
    #expect(nested.hasPrefix(".TH \"CCSTORE\\-COMPLETIONS\\-INSTALL"))
    #expect(try work.ccstore(["man", "schedule", "install"]).output == work.ccstore(["man", "schedule"]).output)
    let checked = try work.shell(
      #"command -v man >/dev/null && man --version | grep -q man-db || exit 9; cd "$WORK/man1"; for page in *.1; do man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null; done"#
    )
    if checked.code == 9 {
      print("man-db is not installed, so the manual pages were not read by it")
    } else {
      #expect((checked.output + checked.errors).isEmpty, "\(checked)")
    }
  }

  @Test("completions are written to where each shell looks, twice the same, and a stranger's file is left alone")
  func install() throws {
    let home = work.path + "/home"
    let places = [
      "bash": ".local/share/bash-completion/completions/ccstore", "zsh": ".local/share/zsh/site-functions/_ccstore",
      "fish": ".config/fish/completions/ccstore.fish",
    ]
    for (shell, place) in places {
      let command =
        "env -u XDG_DATA_HOME -u XDG_CONFIG_HOME HOME='\(home)' \"$CCSTORE\" completions install --shell \(shell)"
      let first = try work.shell(command)
      #expect(first.code == 0 && first.output.contains("wrote "), "\(first)")
      let script = try contents(of: "\(home)/\(place)")
      #expect(
        String(decoding: script, as: UTF8.self)
          == (try work.ccstore(["completions", "print", "--shell", shell]).output))
      let second = try work.shell(command)
      #expect(second.code == 0 && second.output.contains("as it should be"), "\(second)")
      _ = try work.shell("echo mine >'\(home)/\(place)'")
      let refused = try work.shell(command)
      #expect(refused.code == 73 && refused.errors.contains("remove it"), "\(refused)")
      #expect(String(decoding: try contents(of: "\(home)/\(place)"), as: UTF8.self) == "mine\n")
    }
    let unknown = try work.shell("SHELL=/bin/ksh \"$CCSTORE\" completions print")
    #expect(unknown.code == 64 && unknown.errors.contains("--shell bash, zsh or fish"), "\(unknown)")
  }

  @Test("bash completes the ids of sessions and their projects from the store, and runs nothing that they are called")
  func values() throws {
    try work.write("p/aaaa1111.jsonl", line(1, session: "aaaa1111"))
    try work.write("p/bbbb2222.jsonl", line(2, session: "bbbb2222"))
    let made = "$(touch ${WORK}/made)"
    try work.write(
      "p/c.jsonl",
      #"{"type":"user","uuid":"c","sessionId":"\#(made)","cwd":"/\#(made)","gitBranch":"`touch $WORK/made`","timestamp":"2026-03-25T10:00:00Z","message":{"content":"hi"}}"#
        + "\n")
    try work.ingest()
    func words(_ line: [String]) throws -> String {
      let list = line.map { "'\($0)'" }.joined(separator: " ")
      let outcome = try work.shell(
        """
        command -v bash >/dev/null || exit 9
        mkdir -p "$WORK/bin"; ln -sf "$CCSTORE" "$WORK/bin/ccstore"
        PATH="$WORK/bin:$PATH" bash -s <<'END'
        source <(ccstore completions print --shell bash)
        COMP_WORDS=(\(list)); COMP_CWORD=\(line.count - 1); COMP_LINE='\(line.joined(separator: " "))'
        COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; _ccstore; printf '%s\\n' "${COMPREPLY[@]}"
        END
        """, ["CCSTORE_DIR": work.store])
      #expect(outcome.code == 0, "\(outcome)")
      return outcome.output + outcome.errors
    }
    #expect(try words(["ccstore", "sess"]).contains("sessions"))
    let ids = try words(["ccstore", "show", ""])
    #expect(ids.contains("aaaa1111") && ids.contains("bbbb2222"), "\(ids)")
    #expect(try words(["ccstore", "show", "b"]) == "bbbb2222\n")
    for option in ["--project", "--branch", "--session"] {
      #expect(try !words(["ccstore", "sessions", option, ""]).contains("touch"))
    }
    #expect(!FileManager.default.fileExists(atPath: work.path + "/made"))
  }

  /// The names of the commands.
  private func commands() throws -> [String] {
    let dump = try work.ccstore(["--experimental-dump-help"]).json()["command"]
    return dump["subcommands"].array.compactMap { $0["commandName"].string }.filter { $0 != "help" }
  }
}
