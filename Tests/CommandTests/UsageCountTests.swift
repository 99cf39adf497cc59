import Foundation
import TestSupport
import Testing

/// True if jq is installed, which counts tokens independently.
let hasJQ =
  (try? Running("/bin/sh", ["-c", "jq --version"], environment: ["PATH": "/usr/bin:/bin"], in: "/tmp").outcome())?.code
  == 0

/// True if Python is installed, which counts tokens in another way.
let hasPython =
  (try? Running(
    "/bin/sh", ["-c", "python3 --version"], environment: ["PATH": "/usr/bin:/usr/local/bin:/bin"], in: "/tmp"
  )
  .outcome())?.code == 0

/// Tests/Count/usage.jq and usage.py count the same files by the same rules, each in its own way, and share no code
/// with ccstore.
@Suite("tokens counted with jq and with Python", .enabled(if: hasJQ && hasPython, "needs jq and python3"))
struct UsageCountTests {
  private static let groupings = ["day", "month", "hour", "model", "session", "tool"]
  private static let fields = [
    "responses", "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_creation_5m_input_tokens",
    "cache_creation_1h_input_tokens", "cache_read_input_tokens",
  ]
  let work: Workspace

  init() throws { work = try Workspace() }

  /// The differences between the counted tokens and the output of `usage`. `files` are in the order in which they were
  /// stored; `isQuick` leaves out jq, which takes ten times as long as Python.
  private func differences(_ files: [String], tz: String = "UTC", isQuick: Bool = false) throws -> [String] {
    let list = work.path + "/files"
    try Data(files.map { $0 + "\0" }.joined().utf8).write(to: URL(fileURLWithPath: list))
    var said: [String: JSON] = [:]
    for grouping in Self.groupings { said[grouping] = try work.json("usage", "--by", grouping, "--tz", tz) }
    let counters = [
      "jq": #"xargs -0 -n 100000 jq -n -R -f "\#(projectRoot)/Tests/Count/usage.jq" <"\#(list)""#,
      "python": #"python3 "\#(projectRoot)/Tests/Count/usage.py" -0 <"\#(list)""#,
    ]
    var found: [String] = []
    for (name, script) in counters.sorted(by: { $0.key < $1.key }) where name != "jq" || !isQuick {
      let outcome = try work.shell(script, ["TZ": tz])
      guard outcome.code == 0 else { throw Unexpected("\(name): \(outcome.errors)") }
      found += differences(try outcome.json(), said).map { "\(name): \($0)" }
    }
    return found
  }

  private func differences(_ counted: JSON, _ all: [String: JSON]) -> [String] {
    var found: [String] = []
    for grouping in Self.groupings {
      let said = all[grouping]!
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

  @Test(
    "usage counts the tokens of the real transcripts as jq and Python do",
    .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let root = try Corpus.required()
    try work.ingest(root)
    let names = try regularFiles(below: Array(root.utf8)).map { String(decoding: $0, as: UTF8.self) }.sorted()
    let files = names.filter { $0.hasSuffix(".jsonl") }.map { "\(root)/\($0)" }
    #expect(try differences(files, isQuick: true) == [])
    let totals = try work.json("usage")["totals"]
    #expect(totals["responses"].integer! > 1_000)
    // 35 of these responses are only in records of type `progress`.
    let expected = [
      "responses": 4080, "input_tokens": 175_782, "output_tokens": 1_895_747,
      "cache_creation_input_tokens": 20_353_864, "cache_read_input_tokens": 596_845_957,
    ]
    for (field, count) in expected { #expect(totals[field].integer == count, "\(field)") }
    // A zone without summer time, since jq 1.6 is an hour off in summer.
    #expect(try differences(files, tz: "Asia/Kolkata") == [])
  }

  @Test(
    "usage counts the tokens of generated trees as jq and Python do, in each of their versions",
    arguments: 0..<3 * TestSettings.scale)
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
      // jq counts everything that any ingest has seen.
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
