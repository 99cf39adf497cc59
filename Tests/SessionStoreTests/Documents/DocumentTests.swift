import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import Sync

@Suite("documents of sessions")
struct DocumentTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func document(_ format: DocumentFormat, of name: String = "s") throws -> [UInt8] {
    var bytes: [UInt8] = []
    try bench.store().transcript(of: name).write(format, time: \.description) { bytes += $0 }
    return bytes
  }

  @Test("an unreadable line does not change who speaks in a document", arguments: [DocumentFormat.html, .markdown])
  func unreadableLines(_ format: DocumentFormat) throws {
    let broken = #"{"type":"user","uuid": broken"# + "\n"
    try bench.tree.write(
      transcript("s"), line(0, session: "s", text: "first") + assistant(1) + broken + assistant(2, message: "msg_2"))
    try bench.ingest()
    let text = String(decoding: try document(format), as: UTF8.self)
    let heading = format == .html ? "<h2>" : "## "
    let who = text.components(separatedBy: heading).dropFirst().map { $0.prefix { $0.isLetter } }
    #expect(who == ["You", "Claude", "Claude"])
    #expect(text.contains("Line 3"))
  }

  @Test("an Edit call shows removed and added lines with the lines around them")
  func edit() throws {
    let old = (0..<30).map { "let a\($0) = \($0)" }.joined(separator: "\n")
    let new = old.replacing("a15 = 15", with: "a15 = <15>")
    let input = #"{"file_path":"/a.swift","old_string":\#(quoted(old)),"new_string":\#(quoted(new))}"#
    let call =
      #"{"type":"assistant","uuid":"\#(uuid(1))","sessionId":"s","timestamp":"\#(time(1))","message":{"id":"m","role":"assistant","content":"#
      + #"[{"type":"tool_use","id":"t","name":"Edit","input":\#(input)}]}}"# + "\n"
    try bench.tree.write(transcript("s"), line(0, session: "s") + call)
    try bench.ingest()
    let page = String(decoding: try document(.html), as: UTF8.self)
    #expect(page.contains("<span class=\"d\">- let a15 = 15</span>\n<span class=\"a\">+ let a15 = &lt;15&gt;</span>\n"))
    #expect(page.contains("<span class=\"c\">  … 12 lines</span>\n  let a12 = 12\n"))
    #expect(page.contains("  let a18 = 18\n<span class=\"c\">  … 11 lines</span>\n"))
    #expect(page.components(separatedBy: "<span class=\"d\">").count == 2)
    let markdown = String(decoding: try document(.markdown), as: UTF8.self)
    #expect(markdown.contains("  let a14 = 14\n- let a15 = 15\n+ let a15 = <15>\n  let a16 = 16\n"))
    #expect(!markdown.contains("a11"))
  }

  /// The text as a JSON string.
  private func quoted(_ text: String) -> String { JSONValue.string(text).text }

  /// A session with `text` in every place that can have a text.
  private func hostile(_ text: String) -> String {
    let evil = quoted(text)
    func record(_ number: Int, _ type: String, _ message: String, _ more: String = "") -> String {
      let parent = number == 0 ? "null" : #""\#(uuid(number - 1))""#
      return
        #"{"type":"\#(type)","uuid":"\#(uuid(number))","parentUuid":\#(parent),"sessionId":"s","cwd":\#(evil),"timestamp":"\#(time(number))","#
        + #""message":\#(message)\#(more)}"# + "\n"
    }
    let call = #"{"type":"tool_use","id":"c","name":\#(evil),"input":{\#(evil):\#(evil),"n":{\#(evil):1}}}"#
    let tools = [
      "Bash", "Edit", "Write", "Task", "ExitPlanMode", "TodoWrite", "MultiEdit", "Read", "AskUserQuestion",
    ].map {
      #"{"type":"tool_use","id":"\#($0)","name":"\#($0)","input":{"command":\#(evil),"description":\#(evil),"file_path":\#(evil),"old_string":\#(evil),"#
        + #""new_string":\#(evil),"content":\#(evil),"prompt":\#(evil),"plan":\#(evil),"todos":[{"content":\#(evil),"status":"completed"}],"#
        + #""edits":[{"old_string":\#(evil),"new_string":\#(evil)}],"questions":[{"question":\#(evil),"header":\#(evil),"#
        + #""options":[{"label":\#(evil),"description":\#(evil)}]}]}}"#
    }
    let image = #"{"type":"image","source":{"type":"base64","media_type":\#(evil),"data":\#(evil)}}"#
    let blocks = [
      #"{"type":"text","text":\#(evil)}"#, #"{"type":"thinking","thinking":\#(evil)}"#, call,
      #"{"type":\#(evil),"x":\#(evil)}"#,
      #"{"type":"text","text":\#(quoted("```\(text)\n\(text)\n```"))}"#,
      #"{"type":"text","text":\#(quoted("[\(text)](\(text)) `\(text)`"))}"#,
      image,
    ]
    return record(0, "user", #"{"content":\#(evil)}"#)
      + record(1, "assistant", #"{"id":"m","model":\#(evil),"content":[\#((blocks + tools).joined(separator: ","))]}"#)
      + record(
        2, "user",
        #"{"content":[{"type":"tool_result","tool_use_id":"c","is_error":true,"content":[{"type":"text","text":\#(evil)},\#(image),{"type":\#(evil)}]}]}"#
      )
      + record(
        3, "user",
        #"{"content":\#(quoted("<command-name>\(text)</command-name><command-args>\(text)</command-args>"))}"#)
      + record(4, "user", #"{"content":\#(quoted("<bash-stdout>\(text)</bash-stdout>"))}"#)
      + record(5, "user", #"{"content":\#(evil)}"#, #","isMeta":true"#)
      + record(6, "user", #"{"content":\#(evil)}"#, #","isCompactSummary":true"#)
      + #"{"type":"system","subtype":"informational","content":\#(evil),"sessionId":"s"}"# + "\n"
      + #"{"type":"custom-title","customTitle":\#(evil),"sessionId":"s"}"# + "\n"
      + #"{"type":"pr-link","prUrl":\#(evil),"sessionId":"s"}"# + "\n" + text.replacing("\n", with: " ") + "\n"
      + line(9, session: "s", more: #","parentUuid":"\#(uuid(1))""#)
  }

  private static let attacks = [
    "<script>alert(1)</script>", "</style></title></pre></code><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)", "' onclick='x",
    "javascript:alert(1)", "[x](javascript:alert(1))", "![x](https://evil.example/pixel.png)", "<svg/onload=alert(1)>",
    "data:text/html,<script>alert(1)</script>", "--><script>", "]]><script>", "image/svg+xml", "image/png",
    "\u{0}<\u{0}script>",
    "&#60;script&#62;", "<a href=\"javascript:x\">", "<meta http-equiv=refresh content=0>",
    "<iframe srcdoc='<script>'>", "{{x}}",
    "<details open ontoggle=alert(1)>", "\u{2028}<script>", "https://a.b/\"onclick=x", "<base href=//evil>",
    "`</code><script>`", "```\n</pre><script>\n",
  ]

  @Test(
    "a hostile transcript adds no tags, attributes or addresses to an HTML page", arguments: attacks
  )
  func html(_ attack: String) throws {
    try bench.tree.write(transcript("s"), hostile(attack))
    try bench.ingest()
    let check = HTMLCheck(try document(.html))
    #expect(check.problems == [])
    #expect(check.tags.count { $0 == "style" } == 1)
    #expect(check.scripts == [HTMLScript.source.description])
    #expect(check.links.allSatisfy { $0.hasPrefix("#e") || $0.lowercased().hasPrefix("http") || $0 == "#main" })
    let visible = VisibleText.clean(attack)
    #expect(check.text.ranges(of: visible).count > 20 || visible.contains("`") || visible.contains("]("))
  }

  @Test("a hostile transcript adds no markup outside of code to a Markdown document", arguments: attacks)
  func markdown(_ attack: String) throws {
    try bench.tree.write(transcript("s"), hostile(attack))
    try bench.ingest()
    let text = try document(.markdown).text
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if line == open { fence = nil }
        continue
      }
      if ticks.count >= 3 {
        fence = ticks
        continue
      }
      // The rest of a line without its code.
      let plain = line.replacing(/(`+)[^`]+\1/, with: "")
      let tags = plain.replacing(/<\/?(details|summary|code)>/, with: "")
      #expect(!tags.contains("<"), "\(line)")
      let links = plain.firstMatch(of: /(^|[^\\])\]\((?!https?:\/\/|mailto:|data:image\/png;base64,)/)
      #expect(links == nil, "\(line)")
      #expect(plain.firstMatch(of: /(^|[^\\])!\[(?!image\]\(data:)/) == nil, "\(line)")
    }
    #expect(fence == nil)
  }

  @Test("the content security policy of a page allows only its own style and script and its embedded images")
  func policy() throws {
    try bench.tree.write(transcript("s"), lines(0..<2, session: "s"))
    try bench.ingest()
    let page = try document(.html).text
    let sheet = try #require(page.firstMatch(of: /<style>((?s:.*?))<\/style>/)).1
    let script = try #require(page.firstMatch(of: /<script>((?s:.*?))<\/script>/)).1
    func hash(_ text: Substring) -> String {
      HTMLStyle.base64(Array(text.utf8).withUnsafeBytes { Digest(of: $0).bytes })
    }
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src 'sha256-\(hash(sheet))'; script-src 'sha256-\(hash(script))'; "
          + "img-src data:; base-uri 'none'; form-action 'none'\""))
    #expect(page.contains("prefers-color-scheme:dark"))
    #expect(HTMLStyle.base64(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
    #expect(HTMLStyle.base64(Array("any carnal pleasure".utf8)) == "YW55IGNhcm5hbCBwbGVhc3VyZQ==")
    #expect(HTMLStyle.base64(Array("any carnal pleasur".utf8)) == "YW55IGNhcm5hbCBwbGVhc3Vy")
  }

  @Test(
    "an image is shown only where its type is known and its base64 is valid",
    arguments: [
      ("image/png", "AAAA", true), ("image/webp", "AA==", true), ("image/gif", "AAA=", true),
      ("image/svg+xml", "AAAA", false),
      ("image/png", "", false), ("image/png", "AAA", false), ("image/png", "A===", false), ("image/png", "AA=A", false),
      ("image/png", "AA\nA", false), ("image/png\"", "AAAA", false), ("image/jpeg", "AAA\"", false),
      ("text/html", "AAAA", false),
    ])
  func images(_ type: String, _ data: String, _ isShown: Bool) {
    #expect((CheckedImage(Media(form: .image, type: type, base64: data, location: "")) != nil) == isShown)
  }

  @Test("branches and subagents in a page are nested to a limited depth, and every element is closed")
  func nesting() throws {
    let chain = (0..<200).map { line($0, session: "s", more: $0 == 0 ? "" : #","parentUuid":"\#(uuid($0 - 1))""#) }
    let comb = (0..<200).map { line(1_000 + $0, session: "s", more: #","parentUuid":"\#(uuid(199 - $0))""#) }
    try bench.tree.write(transcript("s"), (chain + comb).joined())
    try bench.ingest()
    let check = HTMLCheck(try document(.html))
    #expect(check.problems == [])
    #expect(check.tags.count { $0 == "section" } == 400)
  }
}

@Suite("a directory of documents")
struct DocumentDirectoryTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    for (number, session) in ["aaaa0001", "bbbb0002", "cccc0003"].enumerated() {
      try bench.tree.write(
        transcript(session),
        line(number * 60, session: session, text: "What is <\(session)>?", more: #","cwd":"/work/\#(session)""#))
    }
    try bench.ingest()
  }

  private func names(_ query: DocumentQuery = DocumentQuery(), _ format: DocumentFormat = .html) throws -> [String] {
    let target = bench.directory.appending("out-\(Int.random(in: 0..<1 << 40))")
    let report = try bench.store().exportDocuments(format, of: query, to: target, time: \.description)
    let names = try POSIXFileSystem().list(target).map { $0.name.text }
    #expect(Set(names) == Set(report.documents.map(\.name) + ["index.\(format.ending)"]))
    return report.documents.map(\.name)
  }

  @Test("documents are named by date, title and session, the latest first, and have an index")
  func named() throws {
    #expect(
      try names() == [
        "2025-11-24-what-is-cccc0003-120-cccc0003.html", "2025-11-24-what-is-bbbb0002-60-bbbb0002.html",
        "2025-11-24-what-is-aaaa0001-0-aaaa0001.html",
      ])
    #expect(try names(DocumentQuery(), .markdown).allSatisfy { $0.hasSuffix(".md") })
  }

  @Test("a document gets its name only when its contents are durable")
  func synced() throws {
    let target = bench.directory.appending("out")
    let faulty = FaultyFileSystem {
      $0 == .sync && $1.lastComponent?.string == ".ccstore-export" ? .ioError : nil
    }
    let code = errorCode {
      try bench.store(fileSystem: faulty).exportDocuments(
        .html, of: DocumentQuery(), to: target, time: \.description)
    }
    #expect(code == .fileFailed)
    #expect(try POSIXFileSystem().list(target).isEmpty)
  }

  @Test("documents of sessions of which nothing is known have different names")
  func unknownNames() {
    var names = DocumentNames(.markdown)
    var session = SessionSummary.unknown
    #expect((0..<3).map { _ in names.name(session) } == ["session.md", "session-2.md", "session-3.md"])
    session.title = "Index"
    #expect((0..<2).map { _ in names.name(session) } == ["index-2.md", "index-3.md"])
  }

  @Test("only documents of the requested sessions are written")
  func filtered() throws {
    var query = DocumentQuery()
    query.limit = 2
    #expect(try names(query).count == 2)
    query.names = ["aaaa", "bbbb0002"]
    query.limit = nil
    #expect(try names(query).count == 2)
    query.sessions.project = "work/aaaa"
    #expect(try names(query).count == 1)
    query.names = ["nobody"]
    #expect(errorCode { try names(query) } == .noSuchSession)
  }

  @Test("documents are not written into a directory that is not empty")
  func occupied() throws {
    let code = errorCode {
      try bench.store().exportDocuments(.html, of: DocumentQuery(), to: bench.directory, time: \.description)
    }
    #expect(code == .targetNotEmpty)
  }

  @Test("after a failure no partial document is left")
  func failing() throws {
    var failures = 0
    for count in 1..<200 {
      let target = bench.directory.appending("failing-\(count)")
      let disk = DyingDisk().fileSystem(below: target, failAt: count, failures: 1, .ioError)
      do {
        _ = try bench.store(fileSystem: disk).exportDocuments(
          .html, of: DocumentQuery(), to: target, time: \.description)
        break
      } catch {
        failures += 1
      }
      for entry in (try? POSIXFileSystem().list(target)) ?? [] {
        let page = try POSIXFileSystem().contents(target.appending(bytes: entry.name))
        #expect(HTMLCheck(page).problems == [], "operation \(count)")
      }
    }
    #expect(failures > 5)
  }
}

@Suite("documents of real transcripts", .enabled(if: Corpus.isPresent, Corpus.absence))
struct DocumentCorpusTests {
  @Test("the page of every real transcript contains only the program's own markup, and every record")
  func pages() throws {
    let bench = try Workbench()
    let tree = try Tree(FilePath(#require(Corpus.path)))
    try bench.ingest([tree])
    let store = bench.store()
    for session in try store.sessions() {
      let transcript = try store.transcript(of: session.id)
      #expect(
        transcript.conversation.entries.flatMap(\.records).sorted() == Array(transcript.records.indices),
        "\(session.id)")
      var page: [UInt8] = []
      try transcript.write(.html, time: \.description) { page += $0 }
      let check = HTMLCheck(page)
      #expect(check.problems == [], "\(session.id)")
      var text: [UInt8] = []
      try transcript.write(.markdown, time: \.description) { text += $0 }
      #expect(!text.isEmpty, "\(session.id)")
    }
  }
}
