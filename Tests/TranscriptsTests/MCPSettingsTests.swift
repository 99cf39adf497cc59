import Testing

@testable import Transcripts

/// Every character that JSON, TOML, a shell or a terminal interprets.
private let evil = "/it's \"q\" \\n \\u0041 $x {a}=[b]# \u{1b}[2J\n\t\u{202e}\u{2028}\u{e0041}\u{7f} ÿ 漢"

private let plain = MCPServerEntry(command: "/opt/bin/ccstore", arguments: ["mcp"])
private let stored = MCPServerEntry(command: "/opt/bin/ccstore", arguments: ["mcp", "--store", "/a b"])
private let hostile = MCPServerEntry(command: evil + "/ccstore", arguments: ["mcp", "--store", evil])

private typealias WithType = MCPSettingsJSON<MCPEntryWithType>
private typealias WithoutType = MCPSettingsJSON<MCPEntryWithoutType>

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The words with which settings are refused; nil if they are understood.
private func problem(_ format: any MCPSettings.Type, _ settings: [UInt8]) -> String? {
  do throws(MCPSettingsProblem) { _ = try format.found(in: settings) } catch { return error.reason }
  return nil
}

@Suite("servers in the settings of clients")
struct MCPSettingsTests {
  static let formats: [any MCPSettings.Type] = MCPClient.allCases.map(\.format)

  @Test("an entry is found as it was added, whatever its paths are called", arguments: [plain, stored, hostile])
  func roundTrip(_ entry: MCPServerEntry) throws {
    for format in Self.formats {
      #expect(try format.found(in: format.settings(with: entry)) == .ours(entry))
      #expect(try format.adding(entry, to: []) == format.settings(with: entry))
      #expect(try format.adding(entry, to: format.settings(with: entry)) == format.settings(with: entry))
      let written = text(format.settings(with: entry))
      #expect(written.unicodeScalars.allSatisfy { $0 == "\n" || !HiddenCharacters.contains($0) })
    }
  }

  @Test("another program or store of ours takes the place of the one before")
  func replaced() throws {
    for format in Self.formats {
      let before = try format.adding(plain, to: format.settings(with: stored))
      #expect(before == format.settings(with: plain))
    }
  }

  @Test("Claude Code's entry states its transport, and the others' do not")
  func transport() {
    #expect(
      text(WithType.settings(with: stored)) == """
        {
          "mcpServers": {
            "ccstore": {
              "type": "stdio",
              "command": "/opt/bin/ccstore",
              "args": [
                "mcp",
                "--store",
                "/a b"
              ]
            }
          }
        }

        """)
    #expect(!text(WithoutType.settings(with: stored)).contains("type"))
  }
}

@Suite("servers in settings of JSON")
struct MCPSettingsJSONTests {
  @Test(
    "every other byte of JSON settings stays, and without the entry they are what they were",
    arguments: [
      "{\"mcpServers\":{\"a\":{\"command\":\"x\"}}}",
      "{\n\t\"n\": 1e400,\n\t\"mcpServers\": {\n\t\t\"a\": {}\n\t}\n}\n",
      "{\r\n  \"mcpServers\": {\r\n    \"b\": 1\r\n  },\r\n  \"z\": \"\\ud800\"\r\n}\r\n",
      "\u{feff}{ \"mcpServers\": { \"x\" : [ ] } , \"k\":[1 ,2]}",
    ])
  func exact(_ settings: String) throws {
    for entry in [plain, hostile] {
      let added = try WithType.adding(entry, to: bytes(settings))
      #expect(try WithType.found(in: added) == .ours(entry))
      #expect(added.count > settings.utf8.count)
      #expect(try text(WithType.removing(from: added)) == settings)
    }
  }

  @Test(
    "settings without servers get an object for them, which goes with the entry",
    arguments: [
      "{\n  \"theme\": \"dark\"\n}\n", "{\"a\":1}", "{}\n", "{\r\n\t\"a\": [1 ,2]\r\n}", "{ \"a\" : { } }\n",
    ])
  func noServers(_ settings: String) throws {
    for entry in [plain, hostile] {
      let added = try WithType.adding(entry, to: bytes(settings))
      #expect(try WithType.found(in: added) == .ours(entry))
      #expect(try text(WithType.removing(from: added)) == settings)
      // An entry with another program does not keep it from being removed.
      let other = MCPServerEntry(command: "/opt/other/ccstore", arguments: ["mcp"])
      #expect(try text(WithType.removing(from: WithType.adding(other, to: added))) == settings)
    }
  }

  @Test("an object for servers goes only where install makes it, and never with anything else in it")
  func keptServers() throws {
    for (settings, rest) in [
      ("{\n  \"mcpServers\": {},\n  \"theme\": \"dark\"\n}\n", nil),
      ("{\"mcpServers\": { }, \"a\": 1}", "{\"mcpServers\": {}, \"a\": 1}"),
      ("{\"a\":1,\"mcpServers\":{\"b\":{}}}", nil), ("{\"mcpServers\":{\"b\":null}}", nil),
    ] {
      let added = try WithType.adding(plain, to: bytes(settings))
      #expect(try text(WithType.removing(from: added)) == rest ?? settings)
    }
  }

  @Test("settings that ccstore has made are an empty object without the entry")
  func made() throws {
    #expect(try text(WithType.removing(from: WithType.settings(with: plain))) == "{}\n")
  }

  @Test(
    "settings that are not understood are refused with a reason",
    arguments: [
      ("{ // mine\n}", "is not valid JSON (comments are not allowed)"), ("[]", "is not a JSON object"),
      ("{\"mcpServers\":[]}", "has 'mcpServers' that is not an object"),
      ("{\"mcpServers\":null}", "has 'mcpServers' that is not an object"),
      ("{\"mcpServers\":{},\"mcpServers\":{}}", "has 'mcpServers' twice"),
      ("{\"mcpServers\":{\"ccstore\":1,\"ccstore\":2}}", "has 'ccstore' twice"), ("{\"a\":1}}", "is not valid JSON"),
      ("{\"a\":\"", "is not valid JSON"),
    ])
  func refused(_ settings: String, _ reason: String) {
    #expect(problem(WithType.self, bytes(settings))?.hasPrefix(reason) == true)
  }

  @Test("settings that are not UTF-8 are refused")
  func notUTF8() {
    #expect(problem(WithType.self, bytes("{\"a\":\"") + [0xff] + bytes("\"}")) == "is not UTF-8")
  }

  @Test(
    "an entry that somebody has changed or made is not ours",
    arguments: [
      #"{"command":"docker","args":["run"]}"#, #"{"command":"/x/ccstore","args":["mcp"],"env":{"A":"b"}}"#,
      #"{"command":"/x/ccstore","args":["mcp"],"disabled":true}"#, #"{"command":"/x/ccstore","args":["ingest"]}"#,
      #"{"command":"/x/ccstore","args":["mcp","--store"]}"#, #"{"url":"https://example.org"}"#, "7", "[]",
      #"{"command":"/x/ccstore","args":["mcp"],"type":"http"}"#, #"{"command":"/x/ccstore","args":["mcp",1]}"#,
      #"{"command":"/x/ccstore","command":"/y/ccstore","args":["mcp"]}"#,
    ])
  func foreign(_ entry: String) throws {
    guard case .other = try WithType.found(in: bytes("{\"mcpServers\":{\"ccstore\":\(entry)}}")) else {
      Issue.record("\(entry) counts as ours")
      return
    }
  }

  @Test("an entry with the empty environment that Claude Code adds is ours")
  func emptyEnvironment() throws {
    let settings = #"{"mcpServers":{"ccstore":{"type":"stdio","command":"/opt/bin/ccstore","args":["mcp"],"env":{}}}}"#
    #expect(try WithType.found(in: bytes(settings)) == .ours(plain))
    #expect(try WithType.adding(plain, to: bytes(settings)) == bytes(settings))
  }
}

@Suite("servers in settings of TOML")
struct MCPSettingsTOMLTests {
  private typealias TOML = MCPSettingsTOML

  private static let settings = """
    # mine
    model = "o3" # "[mcp_servers.ccstore]"
    "quoted key".'literal \\ key'.x = '''
    [mcp_servers.ccstore]
    command = "no"
    '''
    text = \"\"\"a \\\"\"\" [mcp_servers.ccstore] \"\"\"\"\"
    when = 1979-05-27 07:32:00Z
    many = [ 1, # one
      [ "]", '[' ], { a = [ "}" ], b.c = 1 },
    ]

    [mcp_servers.other]
    command = "npx"
    env = { "A" = "b" }

    [[list]]
    ccstore = 1

    """

  @Test("every other byte of TOML settings stays, and without the table they are what they were")
  func exact() throws {
    for settings in [Self.settings, "", "a = 1\n", Self.settings.replacing("\n", with: "\r\n")] {
      for entry in [plain, hostile] {
        let added = try TOML.adding(entry, to: bytes(settings))
        #expect(try TOML.found(in: added) == .ours(entry))
        #expect(text(added).hasPrefix(settings))
        #expect(try text(TOML.removing(from: added)) == settings)
      }
    }
  }

  @Test("a table between others is replaced where it stands, and removed with the empty line before it")
  func between() throws {
    func settings(_ table: String) -> [UInt8] { bytes("a = 1\n\n\(table)[mcp_servers.z]\ncommand = \"z\"\n") }
    let ours = text(TOML.settings(with: stored))
    let before = settings(ours + "\n")
    #expect(try TOML.adding(plain, to: before) == settings(text(TOML.settings(with: plain)) + "\n"))
    #expect(try TOML.removing(from: before) == settings(""))
  }

  @Test("text without a last line end gets one before the table")
  func noLineEnd() throws {
    let added = try TOML.adding(plain, to: bytes("a = 1"))
    #expect(text(added) == "a = 1\n\n" + text(TOML.settings(with: plain)))
  }

  @Test(
    "a server that is defined in another way is refused",
    arguments: [
      "mcp_servers = { ccstore = { command = \"x\" } }", "mcp_servers.ccstore.command = \"x\"", "mcp_servers = 1",
      "[mcp_servers]\nccstore = { command = \"x\" }", "[mcp_servers]\n\"ccstore\".args = []", "[[mcp_servers]]",
      "[[mcp_servers.ccstore]]", "[ 'mcp_servers' . \"ccstore\" ]\n[mcp_servers.ccstore]",
      "[[mcp_servers.ccstore.more]]",
    ])
  func otherForms(_ settings: String) {
    let reason = problem(TOML.self, bytes(settings))
    #expect(reason?.contains("in a way that ccstore does not change") == true || reason?.hasSuffix("twice") == true)
  }

  @Test("servers under other headers stay next to ours")
  func neighbours() throws {
    for settings in ["[mcp_servers]\nother = { command = \"x\" }\n", "mcp_servers.other.command = \"x\"\n"] {
      #expect(try TOML.found(in: TOML.adding(plain, to: bytes(settings))) == .ours(plain))
    }
  }

  @Test(
    "a table that somebody has changed or made is not ours, and can be replaced as a whole",
    arguments: [
      "command = \"docker\"", "command = \"/x/ccstore\"\nargs = [\"mcp\"]\nenabled = false",
      "command = \"/x/ccstore\"\nargs = [\"mcp\"] # mine", "# mine\ncommand = \"/x/ccstore\"\nargs = [\"mcp\"]",
      "command = \"/x/ccstore\"\nargs = [\"mcp\"]\n[mcp_servers.ccstore.env]\nA = \"b\"", "url = \"https://a\"",
      "command = '''/x/ccstore'''\nargs = [\"mcp\"]", "command = \"/x/ccstore\"\nargs = [\"mcp\", 1]", "",
      "command = \"/x/ccstore\"\ncommand = \"/x/ccstore\"\nargs = [\"mcp\"]",
    ])
  func foreign(_ body: String) throws {
    let settings = "a = 1\n[mcp_servers.ccstore]\n\(body)\n[b]\nc = 2\n"
    guard case .other = try TOML.found(in: bytes(settings)) else {
      Issue.record("\(body) counts as ours")
      return
    }
    let replaced = try TOML.adding(plain, to: bytes(settings))
    #expect(try TOML.found(in: replaced) == .ours(plain))
    #expect(text(replaced).hasPrefix("a = 1\n[mcp_servers.ccstore]\n") && text(replaced).hasSuffix("[b]\nc = 2\n"))
  }

  @Test(
    "text that is not TOML is refused with the line",
    arguments: [
      ("a", 1), ("a = ", 1), ("a = 1 b = 2", 1), ("\n[a", 2), ("[a]]", 1), ("[[a]", 1), ("a = \"", 1),
      ("a = \"\\q\"", 1), ("a = \"\\u12\"", 1), ("a = \"\\ud800\"", 1), ("a = '\n'", 1), ("x = 1\na = '''", 2),
      ("a = [1 2]", 1), ("a = { b }", 1), ("a = {b=1", 1), ("= 1", 1), ("a..b = 1", 1), ("\u{1b}", 1), ("# \u{0}", 1),
      ("a = \"\"\"\\", 1), ("a = 1\rb = 2", 1), ("\"\"\"a\"\"\" = 1", 1), ("{\"a\": 1}", 1),
    ])
  func notTOML(_ settings: String, _ line: Int) {
    #expect(problem(TOML.self, bytes(settings)) == "is not valid TOML in line \(line)", "\(settings)")
  }

  @Test("values that are nested without end are refused, and do not exhaust the stack")
  func deep() {
    for open in ["[", "{a="] {
      #expect(problem(TOML.self, bytes("a = " + String(repeating: open, count: 1_000_000)))?.contains("line 1") == true)
    }
  }

  @Test("text that is cut anywhere is refused or understood, and never changes what it defines")
  func truncated() throws {
    let whole = try TOML.adding(stored, to: bytes(Self.settings))
    for count in 0..<whole.count {
      let cut = Array(whole[..<count])
      guard problem(TOML.self, cut) == nil else { continue }
      let added = try TOML.adding(plain, to: cut)
      #expect(try TOML.found(in: added) == .ours(plain))
    }
  }
}
