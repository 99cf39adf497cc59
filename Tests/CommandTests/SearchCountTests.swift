import Foundation
import TestSupport
import Testing

private let hasRipgrep =
  (try? Running(
    "/bin/sh", ["-c", "rg --version && jq --version"], environment: ["PATH": "/usr/bin:/bin:/usr/local/bin"], in: "/tmp"
  )
  .outcome())?.code == 0

/// Compares with ripgrep over the same texts, which Tests/Count/texts.jq extracts from the same files.
@Suite("search compared with ripgrep", .enabled(if: hasRipgrep, "needs ripgrep and jq"))
struct SearchCountTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  /// The texts and places of every line below a root.
  private struct Lines {
    var file: String
    var texts: [String]
    var keys: [String]
  }

  private func extract(_ root: String) throws -> Lines {
    let script = projectRoot.appending("Tests/Count/texts.jq").string
    let outcome = try work.shell(
      #"cd "\#(root)" && find projects -name '*.jsonl' -print0 | LC_ALL=C sort -z >"$WORK/list" && "#
        + #"agents=$(tr '\0' '\n' <"$WORK/list" | sed -n 's|.*/agent-\(.*\)\.jsonl$| \1 |p' | tr -d '\n') && "#
        + #"for mode in texts keys; do xargs -0 -n 100000 jq -n -R -r --arg mode $mode --arg agents " $agents" -f "\#(script)" <"$WORK/list" >"$WORK/$mode"; done"#
    )
    guard outcome.code == 0 else { throw Unexpected(outcome.errors) }
    func lines(_ name: String) throws -> [String] {
      String(decoding: try contents(of: "\(work.path)/\(name)"), as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
    return Lines(file: work.path + "/texts", texts: try lines("texts"), keys: try lines("keys"))
  }

  /// The places that only one of the two finds; nil where there are none.
  private func difference(_ text: String, _ lines: Lines, options: [String], rg: [String]) throws -> String? {
    let environment = ["PATH": "/usr/bin:/bin:/usr/local/bin"]
    let outcome = try Running(
      "/usr/bin/env", ["rg", "-a", "-n", "--no-heading", "-o"] + rg + ["-e", text, lines.file],
      environment: environment,
      in: work.path + "/captured"
    ).outcome()
    guard outcome.code <= 1 else { throw Unexpected("rg: \(outcome.errors)") }
    let expected = Set(
      outcome.output.split(separator: "\n").compactMap { $0.split(separator: ":").first.flatMap { Int($0) } }
        .map { lines.keys[$0 - 1] })
    let found = try work.ccstore(["search", "--json", "--store", work.store] + options + ["--", text])
    guard found.code <= 1 else { throw Unexpected("search \(text): \(found)") }
    let said = try found.output.split(separator: "\n").map { line -> String in
      let match = JSON(value: try JSONSerialization.jsonObject(with: Data(line.utf8)))
      return "\(match["source"].string ?? ""):\(match["line"].integer ?? -1)"
    }
    if Set(said) == expected, said.count == expected.count { return nil }
    let missing = expected.subtracting(said).sorted().prefix(3)
    let surplus = Set(said).subtracting(expected).sorted().prefix(3)
    return "\(options) '\(text)': \(said.count) instead of \(expected.count); missing \(missing), too many \(surplus)"
  }

  /// A part of a line that can be searched with both `search` and `rg`.
  private func query(_ lines: Lines, _ random: inout Seeded) -> String {
    while true {
      let line = random.pick(lines.texts)
      let texts = line.split { $0 == "\u{1}" || $0 == "\u{2}" }
      guard !texts.isEmpty else { continue }
      let text = random.pick(texts)
      var words = text.split(separator: " ")
      if random.oneIn(3) { words = words.filter { !$0.allSatisfy(\.isASCII) } }
      guard !words.isEmpty else { continue }
      let start = Int.random(in: 0..<words.count, using: &random)
      // A phrase is a part of the text exactly as it is.
      let end = min(words.count - 1, start + (random.oneIn(3) ? Int.random(in: 1...3, using: &random) : 0))
      guard words[start].startIndex <= words[end].startIndex else { continue }
      var found = text[words[start].startIndex..<words[end].endIndex]
      if random.oneIn(4), found.count > 3 { found = found.dropFirst().dropLast() }
      if found.count > 60 { found = found.prefix(60) }
      guard !found.isEmpty, !found.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0xfffd }) else {
        continue
      }
      return String(found)
    }
  }

  @Test(
    "search finds the same records as ripgrep for words and phrases of the real transcripts",
    .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let root = try Corpus.required()
    let lines = try extract(root)
    #expect(lines.texts.count == lines.keys.count)
    try work.ingest(root)
    var random = Seeded(TestSettings.seed)
    for _ in 0..<(40 * TestSettings.scale) {
      let text = query(lines, &random)
      #expect(try difference(text, lines, options: [], rg: ["-i", "-F"]) == nil)
      if random.oneIn(4) {
        #expect(try difference(text, lines, options: ["--case"], rg: ["-F"]) == nil)
        #expect(try difference(text, lines, options: ["--word"], rg: ["-i", "-F", "-w"]) == nil)
      }
    }
    print("search: \(40 * TestSettings.scale) words and phrases of the corpus, the same records as ripgrep")
  }

  @Test("search finds the same records as ripgrep for letters with several case forms and for escaped letters")
  func letters() throws {
    let texts = [
      #"\u0041bc"#, "Straße", "STRASSE", "\u{212a}elvin", "kelvin", #"\u212aelvin"#, "ſame", #"\u017fame"#, "same",
      "ΣΊΣΥΦΟΣ",
      "σίσυφος", "İstanbul", "istanbul", "ırmak", "Irmak", "é", "É", #"e\u0301"#, "Ⅷ", "ⅷ", "a/b", #"a\/b"#,
      "tab\\there",
      #"quote\"d"#, #"back\\slash"#, "日本語", "Ǆ", "ǆ", "ẞ", "ß", #"\ud83d\ude00"#, "😀", "µ", "μ", "ꭰ", "Ꭰ",
    ]
    try work.write("p/s.jsonl", texts.enumerated().map { line($0, text: $1) }.joined())
    try work.write("p/bad.jsonl", "not json with a Kelvin\n[\"an array\"]\n")
    try work.ingest()
    let lines = try extract(work.root)
    let asked = [
      "abc", "straße", "strasse", "kelvin", "KELVIN", "same", "σίσυφος", "ΣΊΣΥΦΟΣ", "istanbul", "İstanbul", "ırmak",
      "irmak",
      "é", "É", "ⅷ", "a/b", "quote\"d", "back\\slash", "日本", "ǆ", "ß", "ẞ", "😀", "μ", "Ꭰ", "hello", "array", "s",
    ]
    for text in asked {
      #expect(try difference(text, lines, options: [], rg: ["-i", "-F"]) == nil)
      #expect(try difference(text, lines, options: ["--case"], rg: ["-F"]) == nil)
      #expect(try difference(text, lines, options: ["--word"], rg: ["-i", "-F", "-w"]) == nil)
    }
    for text in ["k.lvin", "^a/b", "s+e$", "[[:upper:]]bc"] {
      #expect(try difference(text, lines, options: ["--regex", "--case"], rg: []) == nil)
    }
  }
}
