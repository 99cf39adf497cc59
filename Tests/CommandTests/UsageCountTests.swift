import Foundation
import TestSupport
import Testing

/// Whether jq is there, which counts for us.
let hasJQ =
  (try? Running("/bin/sh", ["-c", "jq --version"], environment: ["PATH": "/usr/bin:/bin"], in: "/tmp").outcome())?.code
  == 0

/// Tests/Count/usage.jq counts the same files by the same rules, and shares nothing with ccstore.
@Suite("Tokens counted with jq", .enabled(if: hasJQ, "needs jq"))
struct UsageCountTests {
  private static let groupings = ["day", "month", "hour", "model", "session", "tool"]
  private static let fields = [
    "responses", "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_creation_5m_input_tokens",
    "cache_creation_1h_input_tokens", "cache_read_input_tokens",
  ]
  let work: Workspace

  init() throws { work = try Workspace() }

  /// Where what jq counts and what `usage` says differ. `files`: in the order in which they were stored.
  private func differences(_ files: [String], tz: String = "UTC") throws -> [String] {
    let list = work.path + "/files"
    try Data(files.map { $0 + "\0" }.joined().utf8).write(to: URL(fileURLWithPath: list))
    let script = projectRoot.appending("Tests/Count/usage.jq").string
    let outcome = try work.shell(#"xargs -0 -n 100000 jq -n -R -f "\#(script)" <"\#(list)""#, ["TZ": tz])
    guard outcome.code == 0 else { throw Unexpected("jq: \(outcome.errors)") }
    let counted = try outcome.json()
    var found: [String] = []
    for grouping in Self.groupings {
      let said = try work.json("usage", "--by", grouping, "--tz", tz)
      found += compare("totals", counted["totals"], said["totals"])
      let groups = Dictionary(said["groups"].array.map { ($0["key"].string ?? "", $0) }) { first, _ in first }
      let expected = counted[grouping].array
      if groups.count != expected.count { found.append("\(grouping): \(groups.count) groups, not \(expected.count)") }
      for group in expected {
        let key = group["key"].string ?? ""
        guard let group2 = groups[key] else {
          found.append("\(grouping): no \(key)")
          continue
        }
        found += compare("\(grouping) \(key)", group, group2)
      }
    }
    return found
  }

  private func compare(_ name: String, _ counted: JSON, _ said: JSON) -> [String] {
    Self.fields.filter { counted[$0].integer == nil || counted[$0].integer != said[$0].integer }
      .map { "\(name), \($0): \(said[$0].integer ?? -1) instead of \(counted[$0].integer ?? -1)" }
  }

  @Test("are what usage says of the corpus", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let root = try Corpus.required()
    try work.ingest(root)
    let names = try regularFiles(below: Array(root.utf8)).map { String(decoding: $0, as: UTF8.self) }.sorted()
    let files = names.filter { $0.hasSuffix(".jsonl") }.map { "\(root)/\($0)" }
    #expect(try differences(files) == [])
    #expect(try work.json("usage")["totals", "responses"].integer! > 1_000)
    // A zone without summer time: jq 1.6 is an hour off in summer.
    #expect(try differences(files, tz: "Asia/Kolkata") == [])
  }

  @Test("are what usage says of generated trees, in every version that they had", arguments: 0..<8)
  func generated(number: Int) throws {
    var random = Seeded(TestSettings.seed &+ UInt64(number))
    var tree = UsageTree()
    var files: [String] = []
    for version in 0..<4 {
      tree.step(&random)
      for (path, text) in tree.files {
        if let text {
          try work.write(path, text)
        } else if FileManager.default.fileExists(atPath: work.source(path)) {
          try work.remove(path)
        }
      }
      // What jq counts: everything that an ingest has seen.
      for (path, text) in tree.files.sorted(by: { $0.key < $1.key }) {
        guard let text else { continue }
        let copy = "\(work.path)/seen/\(version)/\(path)"
        try Workspace.makeDirectories((copy as NSString).deletingLastPathComponent)
        try Data(text.utf8).write(to: URL(fileURLWithPath: copy))
        files.append(copy)
      }
      for path in tree.files.keys where tree.files[path]! != nil { work.age(path, seconds: 7200 - version) }
      try work.ingest()
      #expect(try differences(files) == [], "tree \(number), version \(version)")
    }
    #expect(try work.json("usage")["totals", "responses"].integer! > 10)
  }
}

/// Transcripts whose responses are streamed, repeated, forked, answered by subagents, and reported in every way that was seen.
private struct UsageTree {
  /// nil: deleted.
  private(set) var files: [String: String?] = [:]
  private var next = 0

  /// One change of the tree: sessions that begin, grow, are forked, truncated, rewritten or deleted.
  mutating func step(_ random: inout Seeded) {
    for _ in 0..<3 {
      let session = "session-\(next)"
      next += 1
      files["p/\(session).jsonl"] = conversation(session, &random)
      if random.oneIn(2) {
        files["p/\(session)/subagents/agent-\(next).jsonl"] = conversation(session, &random, isSidechain: true)
      }
    }
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      guard let text, !path.contains("subagents") else { continue }
      let session = String(path.dropFirst(2).dropLast(6))
      let lines = text.split(separator: "\n").map { $0 + "\n" }
      switch Int.random(in: 0..<8, using: &random) {
      case 0: files[path] = text + conversation(session, &random)
      case 1: files[path] = lines.prefix(lines.count / 2).joined()
      case 2: files[path] = .some(nil)
      case 3: files[path] = conversation(session, &random) + lines.suffix(2).joined()
      case 4:
        let fork = "fork-\(next)"
        next += 1
        files["q/\(fork).jsonl"] = text.replacing(session, with: fork) + conversation(fork, &random)
      default: break
      }
    }
  }

  private mutating func conversation(_ session: String, _ random: inout Seeded, isSidechain: Bool = false) -> String {
    var text = #"{"type":"summary","summary":"of \#(session)","leafUuid":"x"}"# + "\n"
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      next += 1
      var output = Int.random(in: 0..<20, using: &random)
      let message = random.oneIn(8) ? nil : "msg_\(next)"
      let request = random.oneIn(6) ? nil : "req_\(next)"
      let model = random.pick(["claude-opus-4-5", "claude-fable-5", "claude-next", "<synthetic>"])
      for part in 0..<Int.random(in: 1...4, using: &random) {
        output += Int.random(in: 0..<300, using: &random)
        // A side question replays the message with another request.
        let asked = part > 0 && random.oneIn(5) ? "req_side_\(next)" : request
        text += line(
          session, "\(next)-\(part)", message: message, request: asked, model: model,
          minute: next * 47 + part, usage: usage(output, &random),
          tool: random.oneIn(2) ? random.pick(["Read", "Bash"]) : nil,
          isSidechain: isSidechain)
      }
      if random.oneIn(5) { text += "{\"type\":\"assistant\",\"message\":{\"usage\":\n" }
      if random.oneIn(7) {
        text += #"{"type":"assistant","message":{"id":"m","usage":"none"},"sessionId":"\#(session)"}"# + "\n"
      }
    }
    return text
  }

  private func line(
    _ session: String, _ uuid: String, message: String?, request: String?, model: String, minute: Int, usage: String,
    tool: String?, isSidechain: Bool
  ) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let time =
      "2026-0\(1 + minute / 40_000 % 9)-\(two(1 + minute / 1440 % 28))T\(two(minute / 60 % 24)):\(two(minute % 60)):00.000Z"
    let block = tool.map { #"{"type":"tool_use","id":"toolu_\#(uuid)","name":"\#($0)","input":{}}"# }
    return
      #"{"type":"assistant","uuid":"\#(uuid)","sessionId":"\#(session)","isSidechain":\#(isSidechain),"timestamp":"\#(time)","#
      + (request.map { #""requestId":"\#($0)","# } ?? "")
      + #""message":{"model":"\#(model)","content":[\#(block ?? #"{"type":"text","text":"x"}"#)],"usage":\#(usage)"#
      + (message.map { #","id":"\#($0)""# } ?? "") + "}}\n"
  }

  private func usage(_ output: Int, _ random: inout Seeded) -> String {
    let short = Int.random(in: 0..<1000, using: &random)
    let long = Int.random(in: 0..<1000, using: &random)
    let parts = #""cache_creation":{"ephemeral_5m_input_tokens":\#(short),"ephemeral_1h_input_tokens":\#(long)}"#
    let writes = [
      #""cache_creation_input_tokens":\#(short)"#, parts, #""cache_creation_input_tokens":\#(short + long),"# + parts,
      #""cache_creation_input_tokens":null,"cache_creation":null"#, #""cache_creation_input_tokens":\#(short).9"#,
    ]
    return #"{"input_tokens":\#(Int.random(in: 0..<50, using: &random)),"output_tokens":\#(output),"#
      + #""cache_read_input_tokens":\#(short * 3),\#(random.pick(writes))}"#
  }
}
