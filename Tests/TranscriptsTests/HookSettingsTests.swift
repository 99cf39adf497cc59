import TestSupport
import Testing

@testable import Transcripts

private let command = #"/bin/ccstore ingest --store '/it'\''s "q" \ é' # mark"#

/// Settings in forms that people and programs write, each of which must come back byte for byte.
private let forms = [
  "{\n  \"model\": \"opus\"\n}\n",
  "{\n\t\"model\" : \"opus\" ,\n\t\"env\" : { \"A\":\"{[,\\\"\\\\\" }\n}",
  "{\r\n    \"hooks\": {\r\n        \"Stop\": [ ]\r\n    }\r\n}\r\n",
  #"{"model":"opus","n":-1.5e3,"b":[true,null,{"c":[]}]}"#,
  "{\n  \"hooks\": {\n    \"SessionEnd\": [\n      {\n        \"matcher\": \"\",\n        \"hooks\": [{\"type\": \"command\", \"command\": \"x\"}]\n      }\n    ]\n  },\n  \"z\": 1\n}\n",
  #"{"hooks":{"PreCompact":[{"hooks":[]}],"SessionEnd":[{"hooks":[{"type":"command","command":"a"}]}]},"hooked":{}}"#,
  "\u{feff}{\n  \"a\": \"\\ud800\"\n}\n",
]

@Suite("hooks in settings")
struct HookSettingsTests {
  private func adding(_ text: String, _ command: String = command) throws -> String {
    String(decoding: try ClaudeCodeHooks.adding(command, to: Array(text.utf8)), as: UTF8.self)
  }

  private func removing(_ text: String, _ command: String = command) throws -> String {
    let bytes = try ClaudeCodeHooks.removing(from: Array(text.utf8)) { $0 == command }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func value(_ text: String) -> JSONValue? {
    var text = text
    return text.withUTF8 { JSONValue.parse($0) }
  }

  @Test("a hook is added to settings of any form, once, and is removed without a trace", arguments: forms)
  func roundTrip(_ form: String) throws {
    let added = try adding(form)
    let hooks = try ClaudeCodeHooks.commands(in: Array(added.utf8)).filter { $0.command == command }
    #expect(hooks.map(\.event) == ["SessionEnd", "PreCompact"] && hooks.allSatisfy(\.isAlone))
    #expect(try adding(added) == added)
    #expect(try removing(added) == form)
    // Every other member stands there as before, in the same order.
    guard case .object(let old)? = value(form), case .object(let new)? = value(added) else {
      Issue.record("not an object: \(added)")
      return
    }
    #expect(new.filter { $0.key != "hooks" } == old.filter { $0.key != "hooks" })
    #expect(added.contains("\r\n") == form.contains("\r\n") && !added.replacing("\r\n", with: "").contains("\r"))
    #expect(added.contains("\n") == form.contains("\n"))
  }

  @Test("empty settings give new ones, and an empty object is filled")
  func empty() throws {
    let new = String(decoding: ClaudeCodeHooks.settings(with: command), as: UTF8.self)
    #expect(try adding("") == new && adding(" \n") == new)
    #expect(try value(adding("{}")) == value(new) && value(adding("{ }\n")) == value(new))
    #expect(try removing("") == "")
  }

  @Test(
    "settings in which a key of the hooks stands twice are refused, and read as Claude Code reads them",
    arguments: [
      #"{"hooks": {"Stop": []}, "hooks": {"SessionEnd": [{"hooks": [{"type": "command", "command": "x"}]}]}}"#,
      #"{"hooks": {"SessionEnd": [], "SessionEnd": [{"hooks": [{"type": "command", "command": "x"}]}]}}"#,
    ])
  func duplicates(_ settings: String) throws {
    #expect(try ClaudeCodeHooks.commands(in: Array(settings.utf8)).map(\.command) == ["x"])
    let refusals = [
      #expect(throws: HookProblem.self) { try adding(settings) },
      #expect(throws: HookProblem.self) { try removing(settings, "x") },
    ]
    for refusal in refusals { #expect(refusal?.reason.contains("twice") == true) }
    // A key that has nothing to do with hooks may be there twice.
    #expect(try ClaudeCodeHooks.commands(in: Array(adding(#"{"a": 1, "a": 2}"#).utf8)).count == 2)
  }

  @Test("an entry with something else in it is not removed")
  func changedEntry() throws {
    for change in [#","timeout":5}"#, #"},{"type":"command","command":"mine"}"#] {
      let settings = #"{"hooks":{"SessionEnd":[{"hooks":[{"type":"command","command":"x""# + change + "]}]}}"
      #expect(try removing(settings, "x") == settings)
      #expect(try ClaudeCodeHooks.commands(in: Array(settings.utf8)).first?.isAlone == false)
    }
  }

  @Test("settings that are not an object of the expected form are refused")
  func refused() {
    let broken = [
      "{", "[1]", "1", "{\"a\": 1,}", "{/**/}", "// x\n{}", "{\"hooks\": []}", "{\"hooks\": {\"PreCompact\": 1}}",
      "{\"hooks\": null}", "{} {}", String(repeating: "[", count: 100_000),
    ]
    for settings in broken {
      #expect(throws: HookProblem.self, "\(settings.prefix(20))") { try adding(settings) }
    }
  }

  @Test("hooks of forms that nobody knows are passed over")
  func oddHooks() throws {
    let settings =
      #"{"hooks":{"SessionEnd":[1,null,{"hooks":7},{"hooks":[{"command":5},{"type":"prompt"},[]]},{"matcher":"x"}]}}"#
    #expect(try ClaudeCodeHooks.commands(in: Array(settings.utf8)) == [])
    #expect(try removing(adding(settings)) == settings)
  }

  @Test("random settings stay as they are, around what is added and removed")
  func random() throws {
    var random = Seeded(7)
    for _ in 0..<300 {
      let settings = Self.text(Self.object(depth: 3, &random), &random)
      let added = try adding(settings)
      #expect(value(added) != nil, "\(added)")
      #expect(try removing(added) == settings)
    }
  }

  private static func object(depth: Int, _ random: inout Seeded) -> JSONValue {
    .object(
      (0..<Int.random(in: 1...4, using: &random)).map { index in
        let value: JSONValue =
          switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
          case 0: .string("{\"[,]:\\}\n" + String(index))
          case 1: .number("-12.5e+3")
          case 2: .bool(true)
          case 3: .null
          case 4: .array([object(depth: depth - 1, &random), .string("]")])
          default: object(depth: depth - 1, &random)
          }
        return JSONMember(key: "k\(index)\"", value: value)
      })
  }

  /// The value as text, with spaces at random places between its tokens.
  private static func text(_ value: JSONValue, _ random: inout Seeded) -> String {
    var (text, isString, isEscaped) = ("", false, false)
    for character in value.text {
      if character == "\"", !isEscaped { isString.toggle() }
      isEscaped = character == "\\" && !isEscaped
      text.append(character)
      if !isString, "{[,:".contains(character) {
        text += ["", " ", "\n  ", "\t"][Int.random(in: 0..<4, using: &random)]
      }
    }
    return text + "\n"
  }
}
