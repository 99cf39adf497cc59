import Foundation
import Testing

/// The keys that `ccstore json` promises, as sets of paths such as `sessions[].title`.
private struct JSONPage {
  /// The paths by command; `compact --purge` counts as a command of its own.
  private(set) var places: [String: Set<String>] = [:]
  /// Those of them that are there only in some cases.
  private(set) var conditional: [String: Set<String>] = [:]

  private static let tokens =
    "responses,input_tokens,output_tokens,cache_creation_input_tokens,cache_creation_5m_input_tokens,"
    + "cache_creation_1h_input_tokens,cache_read_input_tokens,cost_usd,unpriced_models[]"

  init(_ text: String) throws {
    var command = ""
    var shapes: [String: String] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let found = line.wholeMatch(of: /([a-z-]+) +(?:a line each: )?((?:\[\])?\{.*)/) {
        command = String(found.1)
        shapes[command] = String(found.2)
      } else if let found = line.wholeMatch(
        of:
          /\s+(?:with|as a?|of a) ?(--[a-z-]+|csv|html|snapshot|remote|lake)(?: or markdown)?: (?:a line each: )?((?:\[\])?\{.*)/
      ) {
        command = command.split(separator: " ")[0] + " " + found.1
        shapes[command] = String(found.2)
      } else if let shape = shapes[command], shape.count(where: { $0 == "{" }) > shape.count(where: { $0 == "}" }) {
        shapes[command] = shape + line.drop { $0 == " " }
      }
    }
    for (command, shape) in shapes {
      var rest = shape.replacing("TOKENS", with: Self.tokens).replacing(" HEAD", with: "{seq,chain}")[...]
      var found = Set<String>()
      if rest.hasPrefix("[]") { rest = rest.dropFirst(2) }
      try Self.read(&rest, "", &found)
      guard rest.isEmpty else { throw Unexpected("\(command): \(rest)") }
      conditional[command] = Set(found.filter { $0.hasSuffix("?") }.map { String($0.dropLast()) })
      places[command] = Set(found.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 })
    }
  }

  private static func read(_ rest: inout Substring, _ place: String, _ found: inout Set<String>) throws {
    guard rest.popFirst() == "{" else { throw Unexpected("no object at \(rest)") }
    while true {
      let name = rest.prefix { !"{}[],".contains($0) }
      guard !name.isEmpty else { throw Unexpected("no name at \(rest)") }
      rest = rest.dropFirst(name.count)
      if rest.hasPrefix("[]") { rest = rest.dropFirst(2) }
      found.insert(place + name)
      if rest.first == "{" {
        try read(&rest, place + (name.hasSuffix("?") ? String(name.dropLast()) : String(name)) + ".", &found)
      }
      switch rest.popFirst() {
      case ",": continue
      case "}": return
      default: throw Unexpected("neither , nor } before \(rest)")
      }
    }
  }
}

/// Collects the path of each object in a document, and its keys.
private func places(_ value: Any?, _ place: String, _ objects: inout [(place: String, keys: Set<String>)]) {
  if let array = value as? [Any] {
    for element in array { places(element, place, &objects) }
  } else if let object = value as? [String: Any] {
    objects.append((place, Set(object.keys)))
    for (key, value) in object { places(value, place + key + ".", &objects) }
  }
}

/// Compares what commands print with the page.
private final class PromisedKeys {
  private let work: Workspace
  private let page: JSONPage
  /// The paths that were printed, by command.
  private var seen: [String: Set<String>] = [:]

  init(_ work: Workspace) throws {
    self.work = work
    page = try JSONPage(work.ccstore(["json"]).output)
  }

  /// Runs a command and checks that each object that it prints has the keys that the page promises under a name. `code`
  /// is the exit status that is expected; nil for any.
  func check(_ command: [String], as name: String, code: Int32?, store: String) throws {
    let promised = try #require(page.places[name], "\(name) is not on the page")
    let outcome = try work.ccstore(command + ["--json", "--store", store])
    #expect(code == nil || outcome.code == code, "\(command): \(outcome)")
    let documents = outcome.output.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8))
    }
    let whole = try? JSONSerialization.jsonObject(with: Data(outcome.standardOutput))
    var objects: [(place: String, keys: Set<String>)] = []
    places(whole ?? documents, "", &objects)
    #expect(!objects.isEmpty, "\(command) prints nothing: \(outcome)")
    for (place, keys) in objects {
      // The part that differs between stores, and that the page describes in words.
      if name == "replay", place == "projections." {
        seen[name, default: []].insert("projections.NAME")
        continue
      }
      let place = name == "replay" ? place.replacing(/^projections\.[a-z]+\./, with: "projections.NAME.") : place
      func direct(_ places: Set<String>) -> Set<String> {
        Set(
          places.filter { $0.hasPrefix(place) }.map { String($0.dropFirst(place.count)) }.filter { !$0.contains(".") })
      }
      let sometimes = direct(page.conditional[name] ?? [])
      #expect(keys.subtracting(sometimes) == direct(promised).subtracting(sometimes), "\(command) at '\(place)'")
      #expect(keys.isSubset(of: direct(promised)), "\(command) at '\(place)'")
      seen[name, default: []].formUnion(keys.map { place + $0 })
    }
  }

  /// Checks that the commands so far have printed every key that the page promises.
  func checkCompleteness() throws {
    for (name, promised) in page.places {
      let missing = promised.filter { place in
        // The keys of objects that did not occur here are promised all the same.
        let parent = place.split(separator: ".").dropLast().joined(separator: ".")
        let isMade = parent.isEmpty || seen[name]?.contains { $0.hasPrefix(parent + ".") } == true
        return isMade && seen[name]?.contains(place) != true && page.conditional[name]?.contains(place) != true
      }
      // A store that ends early is made by ShortfallTests.
      // A store that ends early is made by ShortfallTests, and a server is started by ServeCommandTests.
      let isElsewhere = name == "repair --accept-earlier" || name == "serve"
      #expect(missing.isEmpty || isElsewhere, "\(name) does not print \(missing.sorted())")
    }
    let all = page.places.values.reduce(0) { $0 + $1.count }
    let made = seen.reduce(0) { $0 + $1.value.intersection(page.places[$1.key] ?? []).count }
    print("\(page.places.count) shapes of --json, \(made) of \(all) keys seen")
    #expect(made * 10 > all * 8)
  }
}

@Suite("the page of ccstore json")
struct JSONPageTests {
  let work: Workspace
  private let keys: PromisedKeys

  init() throws {
    work = try Workspace()
    keys = try PromisedKeys(work)
  }

  private func check(_ command: [String], as name: String? = nil, code: Int32? = 0, store: String? = nil) throws {
    try keys.check(command, as: name ?? command[0], code: code, store: store ?? work.store)
  }

  /// A store and sources that contain something to report for every command.
  private func prepare() throws {
    let call =
      #"{"type":"assistant","uuid":"a1","sessionId":"s","timestamp":"2025-11-24T10:00:01.000Z","message":{"id":"m1","model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}},{"type":"tool_use","id":"t2","name":"Read","input":{"file_path":"/a"}}],"usage":{"input_tokens":1,"output_tokens":5}}}"#
      + "\n"
      + #"{"type":"user","uuid":"u2","sessionId":"s","timestamp":"2025-11-24T10:00:02.000Z","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"hello"}]}}"#
      + "\n"
    try work.write("p/s.jsonl", lines(0..<3) + "garbage\n" + call)
    try work.write("p/gone.jsonl", lines(10..<13, session: "gone"))
    try work.write("p/x.jsonl", lines(20..<24, session: "x"))
    try work.ingest()
    // A former version, and a copy that diverged.
    try work.write("p/x.jsonl", lines(20..<22, session: "x"))
    try work.ingest()
    try work.remove("p/gone.jsonl")
    try work.ingest()
    try work.write("p/new.jsonl", lines(30..<31, session: "new"))
  }

  @Test("every command prints the JSON keys that the page of ccstore json promises")
  func everything() throws {
    try prepare()
    try check(["preview", work.root])
    try check(["status"])
    try check(["conflicts"])
    try check(["sessions"])
    try check(["sessions", "--page"], as: "sessions --page")
    try check(["search", "hello", "--page"], as: "search --page")
    try check(["show", "s"])
    try check(["show", "s", "--turns"], as: "show --turns")
    try check(["search", "hello"])
    try check(["search", "hello", "--sort", "relevance", "--context", "1", "--exchange"])
    try check(
      ["search", "hello", "--page", "--sort", "relevance", "--context", "1", "--exchange"], as: "search --page")
    try check(["search", "hello", "--count"], as: "search --count")
    try check(["search", "hello", "--sessions-with-matches"], as: "search --sessions-with-matches")
    for grouping in ["day", "hour", "week", "month", "model", "project", "session", "machine", "tool", "block"] {
      try check(["usage", "--by", grouping])
    }
    try check(["usage", "--limit", "1"])
    try check(["tools"])
    try check(["files"])
    try check(["files", "--session", "s", "--diff"], as: "files --diff")
    try check(["log"])
    try check(["diff", "x"])
    try check(["show", "s", "--outline"], as: "show --outline")
    try check(["statusline"])
    try check(["drift"])
    try check(["export", "--format", "jsonl", work.path + "/out"])
    try check(["restore", "gone", "--to", work.path + "/back", "--dry-run"])
    try check(["open", "s", "--print"])
    try check(["resume", "s"])
    try check(["move", "s", "--to-project", work.path, "--dry-run"])
    try check(["replay", "--verify"])
    try check(["compact", "--dry-run"])
    try check(["export", "--format", "csv", work.path + "/csv"], as: "export csv")
    try check(["export", "--format", "html", work.path + "/html"], as: "export html")
    try check(["export", work.path + "/s.ccsnap"], as: "export snapshot")
    try check(["export", "--format", "lake", work.path + "/lake"], as: "export lake")
    try check(["import", work.path + "/s.ccsnap"], store: work.path + "/imported")
    try check(["verify", work.path + "/s.ccsnap"], as: "verify snapshot")
    try check(["push", work.path + "/remote"])
    try check(["pull", work.path + "/remote"], store: work.path + "/pulled")
    try check(["remote", "status", work.path + "/remote"], as: "remote")
    try check(["verify", work.path + "/remote"], as: "verify remote")
    try check(["fork-identity"], store: work.path + "/imported")
    // One session that would be deleted, and one that is not stored.
    for name in ["p/x.jsonl", "p/new.jsonl"] { work.age(name, seconds: 90 * 86_400) }
    try check(["prune", "--dry-run"])
    try check(["erase", "gone", "--yes"])
    try check(["erase", "--list"], as: "erase --list")
    try check(["compact", "--purge"], as: "compact --purge")
    try check(["verify"])
    try check(["schedule", "install", "--with", "hook"])
    try check(["schedule", "status"])
    try check(["mcp", "install", "--client", "claude-code"])
    try check(["mcp", "remove", "--client", "claude-code"])
    try check(["doctor", work.root], code: 1)
    try check(["schedule", "remove"])
    try check(["reset"])
    try check(["ingest", work.root])
    try checkDamagedStores()
    try keys.checkCompleteness()
  }

  private func checkDamagedStores() throws {
    // A damaged store makes commands report more.
    try FileManager.default.copyItem(atPath: work.store, toPath: work.path + "/damaged")
    let segments = try FileManager.default.contentsOfDirectory(atPath: work.path + "/damaged/seg").sorted()
    let segment = work.path + "/damaged/seg/" + segments[0]
    var bytes = try contents(of: segment)
    bytes[900] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: segment))
    try check(["verify"], code: 3, store: work.path + "/damaged")
    try check(["export", "--format", "jsonl", work.path + "/out2"], code: 3, store: work.path + "/damaged")
    try check(["repair", "--to", work.path + "/repaired"], code: nil, store: work.path + "/damaged")
    try FileManager.default.copyItem(atPath: work.store, toPath: work.path + "/unlisted")
    for name in try FileManager.default.contentsOfDirectory(atPath: work.path + "/unlisted/manifest") {
      try FileManager.default.removeItem(atPath: work.path + "/unlisted/manifest/" + name)
    }
    try check(
      ["repair", "--rebuild-manifest"], as: "repair --rebuild-manifest", store: work.path + "/unlisted")
  }
}
