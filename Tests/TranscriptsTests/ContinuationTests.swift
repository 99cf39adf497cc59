import Testing

@testable import Transcripts

@Suite("going on with a session of Claude Code")
struct ContinuationTests {
  private let rules = Agent.claude.format.continuation

  private func folder(_ directory: String) -> String? {
    rules.folder(ofProject: Array(directory.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("a session is resumed by its id, unless the id is no plain word, which might be an option or a path")
  func command() {
    let id = "415c4d06-7225-447d-a197-6c6793576b63"
    #expect(rules.command(resuming: Array(id.utf8)) == ["claude", "--resume", id])
    for id in ["", "--dangerously-skip-permissions", "-p", "a/b", "../a", "a b", "a\nb", "a;b", "$(x)", "ä", "."] {
      #expect(rules.command(resuming: Array(id.utf8)) == nil, "\(id)")
    }
  }

  @Test(
    "the folder of a project shows letters and digits of its path, and a hyphen for every other UTF-16 code unit",
    arguments: [
      ("/home/u/my.site_2", "projects/-home-u-my-site-2"), ("/ä/😀", "projects/-----"),
      ("/" + String(repeating: "a", count: 199), "projects/-" + String(repeating: "a", count: 199)),
    ])
  func folderName(_ directory: String, _ name: String) { #expect(folder(directory) == name) }

  @Test("the folder of a path of more than 200 characters is not guessed, and is recognised by its beginning")
  func longFolder() {
    let (long, shown) = ("/" + String(repeating: "a", count: 300), "-" + String(repeating: "a", count: 199))
    #expect(folder(long) == nil && folder("") == nil)
    func isTranscript(_ path: String) -> Bool {
      rules.isTranscript(Array(path.utf8), ofProject: Array(long.utf8))
    }
    #expect(isTranscript("projects/\(shown)-1x2y3z/a.jsonl"))
    #expect(!isTranscript("projects/\(shown)/a.jsonl") && !isTranscript("projects/\(shown)a-x/a.jsonl"))
  }

  @Test("a transcript is found from its project or a directory above it, whichever its folder is named after")
  func directory() {
    func found(_ path: String, _ project: String) -> String? {
      rules.directory(of: Array(path.utf8), project: Array(project.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(found("projects/-a-b/s.jsonl", "/a/b") == "/a/b")
    #expect(found("projects/-a-b/s.jsonl", "/a/b/c/d") == "/a/b")
    #expect(found("projects/-a-b/s.jsonl", "/a") == nil && found("projects/-a/s.jsonl", "") == nil)
    #expect(found("s.jsonl", "/a") == nil)
  }

  @Test(
    "files in the folder of a session get the same place in that of its copy, and old transcripts of subagents join them",
    arguments: [
      ("projects/-a/s/subagents/agent-1.jsonl", "projects/-b/n/subagents/agent-1.jsonl"),
      ("projects/-a/s/tool-results/x/y.txt", "projects/-b/n/tool-results/x/y.txt"),
      ("projects/-a/agent-1.jsonl", "projects/-b/n/subagents/agent-1.jsonl"),
      ("projects/-a/other.jsonl", nil), ("projects/-a/sessions-index.json", nil), ("projects/-a/s", nil),
    ] as [(String, String?)])
  func paths(_ path: String, _ copy: String?) {
    let found = rules.path(
      Array(path.utf8), of: Array("s".utf8), copiedAs: Array("n".utf8), into: Array("projects/-b".utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == copy)
  }

  // MARK: Lines

  private func changed(
    _ line: String, project: String = "/old", newProject: String = "/new"
  ) -> (text: String, ChangedLine) {
    let change = SessionChange(
      sessions: [Array("s".utf8)], newSession: Array("n".utf8), project: Array(project.utf8),
      newProject: Array(newProject.utf8))
    var out: [UInt8] = []
    let result = Array(line.utf8).withUnsafeBufferPointer { rules.append($0, changing: change, to: &out) }
    return (String(decoding: out, as: UTF8.self), result)
  }

  @Test(
    "only the session and the working directory of the record itself are changed, and every other byte stays",
    arguments: [
      (#"{"cwd":"/old","sessionId":"s"}"#, #"{"cwd":"/new","sessionId":"n"}"#, 1, 1),
      (
        #" {  "sessionId" :"s" , "x":[1.0e5,"s"]}  "# + "\r\n", #" {  "sessionId" :"n" , "x":[1.0e5,"s"]}  "# + "\r\n",
        1, 0
      ),
      (#"{"cwd":"/old/a b/c"}"#, #"{"cwd":"/new/a b/c"}"#, 0, 1),
      (#"{"cwd":"/older","x":"/old"}"#, #"{"cwd":"/older","x":"/old"}"#, 0, 0),
      (#"{"cwd":"\/old\/\u0061"}"#, #"{"cwd":"/new/a"}"#, 0, 1),
      (#"{"\u0063wd":"/old","cwd":"/old"}"#, #"{"\u0063wd":"/new","cwd":"/new"}"#, 0, 2),
      (
        #"{"data":{"sessionId":"s","cwd":"/old"},"sessionId":"t","cwd":null}"#,
        #"{"data":{"sessionId":"s","cwd":"/old"},"sessionId":"t","cwd":null}"#, 0, 0
      ),
      (#"{"sessionId":["s"],"cwd":{"cwd":"/old"}}"#, #"{"sessionId":["s"],"cwd":{"cwd":"/old"}}"#, 0, 0),
      (
        "\u{feff}" + #"{"sessionId":"s","text":"\ud800 ä"}"#, "\u{feff}" + #"{"sessionId":"n","text":"\ud800 ä"}"#, 1, 0
      ),
      ("{}", "{}", 0, 0),
    ] as [(String, String, Int, Int)])
  func values(_ line: String, _ expected: String, _ sessions: Int, _ directories: Int) {
    let (text, result) = changed(line)
    #expect(text == expected)
    #expect(result == ChangedLine(isRecord: true, sessions: sessions, directories: directories))
  }

  @Test(
    "a line that is no record stays as it is",
    arguments: [
      "", "\n", "null", #"["sessionId","s"]"#, #"{"sessionId":"s"}{"sessionId":"s"}"#, #"{"sessionId":"s""#,
      #"{"sessionId":"s",}"#, "{\"sessionId\":\"s\"}\0", "{\"sessionId\":\"s\n\"}",
    ])
  func noRecords(_ line: String) {
    let (text, result) = changed(line)
    #expect(text == line && result == ChangedLine())
  }

  @Test("a record with ten thousand nested arrays is changed, and bytes that are no text stop nothing")
  func deep() {
    let nest = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    #expect(changed(#"{"x":\#(nest),"sessionId":"s"}"#).text == #"{"x":\#(nest),"sessionId":"n"}"#)
  }

  @Test("the directory of the other project is written as JSON text, whatever its name holds")
  func hostileDirectory() throws {
    let (text, _) = changed(#"{"cwd":"/old/x"}"#, newProject: "/a\"b\\c\n\u{1b}[2J\u{202e}")
    let record = try #require(Array(text.utf8).withUnsafeBufferPointer { JSONValue.parse($0) })
    #expect(record["cwd"]?.stringValue == "/a\"b\\c\n\u{1b}[2J\u{202e}/x")
  }

  @Test("a project of Windows is replaced together with the separators below it")
  func windows() {
    #expect(changed(#"{"cwd":"C:\\old\\a\\b"}"#, project: #"C:\old"#).text == #"{"cwd":"/new/a/b"}"#)
    #expect(changed(#"{"cwd":"/old\\a"}"#).text == #"{"cwd":"/old\\a"}"#)
  }
}
