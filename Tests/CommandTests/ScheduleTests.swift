import Foundation
import Testing

@Suite("doctor --schedule")
struct ScheduleTests {
  let work: Workspace
  /// Text with every character that a shell, cron, systemd or XML interprets.
  private static let evil = #"it's 100% "q" $x $(touch pwned)`touch pwned2` \ <&>;|"#

  init() throws { work = try Workspace() }

  private var store: String { work.path + "/" + Self.evil + "/store" }
  private var root: String { work.path + "/" + Self.evil + "/root" }

  private func schedule(_ kind: String, _ roots: [String] = [], _ variables: [String: String] = [:]) throws -> String {
    let outcome = try work.ccstore(["doctor", "--schedule", kind, "--store", store] + roots, variables)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// The words after the program name, as a shell splits the command.
  private func words(_ command: String) throws -> [String] {
    let program = work.path + "/print"
    try work.writeProgram(program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    #expect(command.contains(realBinary))
    let outcome = try work.shell(command.replacingOccurrences(of: realBinary, with: program))
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  private var realBinary: String { Workspace.realBinary }

  private var expected: [String] { ["ingest", "--quiet", "--store", store, root] }

  @Test("doctor --schedule cron quotes the store and the roots for the shell and escapes each % for cron")
  func cron() throws {
    let line = try schedule("cron", [root])
    #expect(line.hasPrefix("*/30 * * * * ") && line.split(separator: "\n").count == 1)
    let command = String(line.dropFirst(13).dropLast())
    // Undoes the escaping as cron does before the shell sees the command.
    #expect(!command.replacingOccurrences(of: #"\%"#, with: "").contains("%"))
    #expect(try words(command.replacingOccurrences(of: #"\%"#, with: "%")) == expected)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/captured/pwned"))
  }

  @Test("doctor --schedule hook prints JSON with the store and the roots quoted for the shell")
  func hook() throws {
    let text = try schedule("hook", [root])
    let json = JSON(value: try JSONSerialization.jsonObject(with: Data(text.utf8)))
    let command = try #require(json["hooks", "SessionEnd"].array.first?["hooks"].array.first?["command"].string)
    #expect(try words(command) == expected + ["--wait"])
  }

  @Test("doctor --schedule systemd quotes the store and the roots and doubles % and $")
  func systemd() throws {
    let unit = try schedule("systemd", [root])
    let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }).dropFirst(10)
    #expect(systemdWords(String(line)) == [realBinary] + expected)
  }

  @Test("a schedule states the program by the link in PATH that leads to it, where the next version will be, too")
  func linkInPath() throws {
    let name = URL(fileURLWithPath: realBinary).lastPathComponent
    let link = work.path + "/bin/" + name
    try Workspace.makeDirectories(work.path + "/bin")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: realBinary)
    // Another program of that name, links that lead nowhere, and directories that are relative say nothing.
    for directory in ["other", "loop"] { try Workspace.makeDirectories(work.path + "/" + directory) }
    try work.writeProgram("\(work.path)/other/\(name)", "#!/bin/sh\n")
    try FileManager.default.createSymbolicLink(atPath: "\(work.path)/loop/\(name)", withDestinationPath: name)
    let around = "bin:.:\(work.path)/other:\(work.path)/loop:\(work.path)/none"
    for (path, program) in [
      ("\(work.path)/bin", link), ("\(around):\(work.path)/bin/", link), (around, realBinary), ("", realBinary),
      ("\(work.path)/bin:\(URL(fileURLWithPath: realBinary).deletingLastPathComponent().path)", realBinary),
    ] {
      let unit = try schedule("systemd", [root], ["PATH": path])
      let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }).dropFirst(10)
      #expect(systemdWords(String(line)) == [program] + expected, "\(path)")
    }
  }

  @Test("doctor --schedule launchd escapes the store and the roots as XML")
  func launchd() throws {
    let list = try schedule("launchd", [root])
    let strings = list.components(separatedBy: "<string>").dropFirst().map { part in
      part.components(separatedBy: "</string>")[0].replacingOccurrences(of: "&lt;", with: "<")
        .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&amp;", with: "&")
    }
    #expect(Array(strings.suffix(5)) == expected)
    #expect(!list.contains(" <&>"))
  }

  @Test(
    "a schedule without roots contains CLAUDE_CONFIG_DIR with absolute entries",
    arguments: ["systemd", "launchd", "cron", "hook"])
  func configuration(_ kind: String) throws {
    let text = try schedule(kind, [], ["CLAUDE_CONFIG_DIR": "/plain,~/home,relative"])
    #expect(text.contains("CLAUDE_CONFIG_DIR") && text.contains("/plain,~/home,/"))
    #expect(text.contains("/relative") && !text.contains(",relative"))
    #expect(try !schedule(kind, [root], ["CLAUDE_CONFIG_DIR": "/plain"]).contains("CLAUDE_CONFIG_DIR"))
  }

  @Test(
    "a schedule contains the store that is found through the environment",
    arguments: ["systemd", "launchd", "cron", "hook"])
  func environment(_ kind: String) throws {
    let outcome = try work.ccstore(["doctor", "--schedule", kind], ["CCSTORE_DIR": work.path + "/from-environment"])
    #expect(outcome.output.contains(work.path + "/from-environment"))
    #expect(try work.ccstore(["doctor", "--schedule", kind]).output.contains(work.path + "/.local/share/ccstore"))
  }

  @Test(
    "a path with a line break is refused for cron and launchd, and accepted for systemd and hooks",
    arguments: [("cron", 64), ("launchd", 64), ("systemd", 0), ("hook", 0)])
  func lineBreak(_ kind: String, _ code: Int32) throws {
    let outcome = try work.ccstore(["doctor", "--schedule", kind, "--store", "/a\nb"])
    #expect(outcome.code == code)
    #expect(code == 0 || outcome.saysOneSentence)
  }

  @Test("hidden characters in a path are escaped visibly in a schedule, or refused for cron")
  func hidden() throws {
    let path = "/a\u{9b}b\u{202e}c\u{200b}d\u{7f}e"
    func run(_ kind: String) throws -> Outcome { try work.ccstore(["doctor", "--schedule", kind, "--store", path]) }
    let cron = try run("cron")
    #expect(cron.code == 64 && cron.saysOneSentence && cron.output == "")
    #expect(try run("systemd").output.contains(#""/a\xc2\x9bb\xe2\x80\xaec\xe2\x80\x8bd\x7fe""#))
    #expect(try run("launchd").output.contains("<string>/a&#x9b;b&#x202e;c&#x200b;d&#x7f;e</string>"))
    let hook = JSON(value: try JSONSerialization.jsonObject(with: Data(run("hook").standardOutput)))
    let command = hook["hooks", "SessionEnd"].array.first?["hooks"].array.first?["command"].string
    #expect(command?.contains("'\(path)'") == true)
    #expect(!(try run("hook").output.unicodeScalars.contains { (0x7f...0x9f).contains($0.value) }))
  }

  @Test("the help of doctor recommends crontab -e and no command that replaces a crontab")
  func advice() throws {
    let help = try work.ccstore(["doctor", "--help"]).output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(!help.contains("| crontab") && help.contains("crontab -e"))
  }

  /// The words of a line of a unit file (systemd.syntax(7), systemd.service(5)).
  private func systemdWords(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var rest = Substring(line)
    while let character = rest.popFirst() {
      switch character {
      case "\"": isQuoted.toggle()
      case "\\": word.append(rest.popFirst() ?? "?")
      case " " where !isQuoted:
        words.append(word)
        word = ""
      case "%", "$":
        #expect(rest.first == character, "a single \(character)")
        word.append(rest.popFirst() ?? "?")
      default: word.append(character)
      }
    }
    return words + [word]
  }
}
