import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations

@Suite("Markdown in documents")
struct MarkdownTests {
  private func html(_ markdown: String) -> String {
    var out = DocumentText()
    MarkdownBlocks.add(markdown, to: &out)
    return out.bytes.text
  }

  @Test(
    "Markdown is converted to HTML",
    arguments: [
      ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"),
      ("# Title #\n## *Sub*", "<h3>Title</h3>\n<h4><em>Sub</em></h4>\n"),
      (
        "a **b** __c__ *d* _e_ ~~f~~",
        "<p>a <strong>b</strong> <strong>c</strong> <em>d</em> <em>e</em> <del>f</del></p>\n"
      ),
      ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>\n"),
      ("**a `x` b**", "<p><strong>a <code>x</code> b</strong></p>\n"),
      ("**a `x**` b**", "<p><strong>a <code>x**</code> b</strong></p>\n"),
      ("*`a*`* ~~`` `~~ ``~~", "<p><em><code>a*</code></em> <del><code>`~~</code></del></p>\n"),
      ("*a `b* c`", "<p>*a <code>b* c</code></p>\n"), ("*a `b*", "<p><em>a `b</em></p>\n"),
      (#"*\**"#, "<p><em>*</em></p>\n"),
      ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>\n"),
      ("`<b>` and `` a`b ``", "<p><code>&lt;b&gt;</code> and <code>a`b</code></p>\n"),
      (#"\*not\* \<b>"#, "<p>*not* &lt;b&gt;</p>\n"),
      ("- a\n- b\n  - c\n\ntext", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n<p>text</p>\n"),
      ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
      ("- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>\n"),
      ("1. a\n\n   more\n2. b", "<ol>\n<li>a\n<p>more</p>\n</li>\n<li>b</li>\n</ol>\n"),
      ("In the year\n1999. it was", "<p>In the year\n1999. it was</p>\n"),
      ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),
      ("---", "<hr>\n"),
      ("```\n<x>\n```", "<pre><code>&lt;x&gt;</code></pre>\n"),
      ("```\nnever closed", "<pre><code>never closed</code></pre>\n"),
      ("````md\n```\n````", "<pre><code>```</code></pre>\n"),
      (
        "| a | b |\n|---|:-:|\n| `x|y` | 2 |",
        "<div class=\"table\"><table>\n<thead><tr><th>a</th><th>b</th></tr>\n</thead>\n<tbody>\n<tr><td><code>x|y</code></td><td>2</td></tr>\n</tbody></table></div>\n"
      ),
      (
        "[a *b*](https://x.org/?a=1&b=2)",
        "<p><a rel=\"noopener noreferrer nofollow\" href=\"https://x.org/?a=1&amp;b=2\">a <em>b</em></a></p>\n"
      ),
      (
        "see https://x.org/a_b.",
        "<p>see <a rel=\"noopener noreferrer nofollow\" href=\"https://x.org/a_b\">https://x.org/a_b</a>.</p>\n"
      ),
      (
        "[a](HTTPS://x.org) Http://x.org/",
        "<p><a rel=\"noopener noreferrer nofollow\" href=\"HTTPS://x.org\">a</a> "
          + "<a rel=\"noopener noreferrer nofollow\" href=\"Http://x.org/\">Http://x.org/</a></p>\n"
      ),
      (
        "[a](javascript:alert(1)) [b](//x.org) [c](data:text/html,x)",
        "<p>[a](javascript:alert(1)) [b](//x.org) [c](data:text/html,x)</p>\n"
      ),
      ("<script>x</script> & \"'", "<p>&lt;script&gt;x&lt;/script&gt; &amp; &quot;&#39;</p>\n"),
    ])
  func blocks(_ markdown: String, _ expected: String) { #expect(html(markdown) == expected) }

  @Test("a line in which nothing is markup escapes what may begin an entity, and leaves other ampersands readable")
  func ampersands() {
    var out = DocumentText()
    MarkdownText.addLine("make && test 2>&1 & x&y &lt; &#60; &", to: &out)
    #expect(String(decoding: out.bytes, as: UTF8.self) == "make && test 2>&1 & x&amp;y &amp;lt; &amp;\\#60; &")
  }

  @Test("Markdown keeps links to safe addresses, in upper and lower case, and no others")
  func markdownLinks() {
    func markdown(_ text: String) -> String {
      var out = DocumentText()
      MarkdownText.add(text, to: &out)
      return out.bytes.text.split(separator: "\n").first.map(String.init) ?? ""
    }
    for address in ["https://x.org", "HTTPS://x.org", "Http://x.org", "MAILTO:a@x.org"] {
      #expect(markdown("[a](\(address))") == "[a](\(address))")
    }
    for address in ["javascript:x", "JAVASCRIPT:x", "//x.org", "ftp://x.org"] {
      #expect(markdown("[a](\(address))") == "[a\\](\(address))")
    }
  }

  @Test("the summary of a subagent without a name has no trailing space", arguments: ["", "a1"])
  func subagent(name: String) {
    var renderer = MarkdownRenderer(time: { "\($0)" })
    let kind = ConversationEntry.Kind.subagentStart(name: name, call: 1)
    renderer.add(ConversationEntry(kind: kind, records: [], depth: 0), place: 0, nil)
    #expect(renderer.out.bytes.text.contains("<summary>\(name.isEmpty ? "Subagent" : "Subagent a1")</summary>"))
  }

  @Test("Markdown of any kind is converted in linear time")
  func linear() {
    let started = processorTime()
    let units = [
      "[", "[a](", "*a ", "**a ", "_a _", "`", "` `` ", "> ", "- ", "1. ", "~~a ", "*", "h", "http://", "\\", "|", "\n",
      "- a\n\n", "*a `b` ", "*a ``b` ", "*`", "**a `*` ", "_`` ` ",
      "[a][", "](", "<", "```\n", "a\n  - ", "***a** ", "  ",
    ]
    for unit in units {
      let page = html(String(repeating: unit, count: 300_000 / unit.utf8.count))
      #expect(page.utf8.count > 0 || unit.allSatisfy(\.isWhitespace), "\(unit)")
      let lines = html(String(repeating: unit + "\n", count: 50_000))
      #expect(HTMLCheck(Array(lines.utf8), isPage: false).problems == [], "\(unit)")
    }
    #expect(html("- a" + String(repeating: "\n", count: 500_000) + "  b").utf8.count < 100)
    #expect(processorTime() - started < 60)
  }

  @Test("random Markdown is converted to known markup only, and no word is lost")
  func random() {
    let pieces = [
      "*", "**", "_", "`", "```", "\n", "\n\n", "    ", "- ", "1. ", "> ", "#", "# ", "[", "](", ")", "http://a.b",
      "<script>", "javascript:",
      "\"", "'", "&lt;", "|", "|---|", "\\", "~~", "word", "é", "\u{202e}", "\u{1b}[31m", "on", "=", "x",
    ]
    for round in 0..<(2_000 * TestSettings.scale) {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      let markdown = (0..<Int.random(in: 1...40, using: &random)).map { _ in random.pick(pieces) }.joined()
      let check = HTMLCheck(Array(html(markdown).utf8), isPage: false)
      #expect(check.problems == [], "seed \(seed)")
      let words = markdown.ranges(of: "word").count
      // A fence is followed by a language, and nothing is shown after the last column of a table, so that these may be
      // dropped.
      if !markdown.contains("```"), !markdown.contains("|"), !markdown.contains("](") {
        #expect(check.text.ranges(of: "word").count == words, "seed \(seed)")
      }
    }
  }
}

@Suite("code in documents")
struct SyntaxHighlighterTests {
  private func html(_ code: String, _ language: String) -> String {
    var out = DocumentText()
    HTMLBlocks.code(code, language: language, &out)
    return out.bytes.text
  }

  @Test(
    "the parts of code are marked according to its language",
    arguments: [
      (
        "let a = 1 // x", "swift",
        #"<span class="k">let</span> a = <span class="n">1</span> <span class="c">// x</span>"#
      ),
      (
        #"print("a\"b") # c"#, "python",
        #"print(<span class="s">&quot;a\&quot;b&quot;</span>) <span class="c"># c</span>"#
      ),
      ("it's fn<'a>", "rust", "it&#39;s <span class=\"k\">fn</span>&lt;&#39;a&gt;"),
      ("/* a\nb */ x", "js", "<span class=\"c\">/* a\nb */</span> x"),
      ("SELECT a -- b", "sql", #"<span class="k">SELECT</span> a <span class="c">-- b</span>"#),
      (
        "+a\n-b\n@@ c\n d", "diff",
        "<span class=\"a\">+a</span>\n<span class=\"d\">-b</span>\n<span class=\"h\">@@ c</span>\n d"
      ),
      ("https://x", "js", "https://x"), ("<b>let</b>", "nothing", "&lt;b&gt;let&lt;/b&gt;"),
    ])
  func marks(_ code: String, _ language: String, _ expected: String) {
    #expect(html(code, language) == "<pre><code>\(expected)</code></pre>\n")
  }

  @Test("highlighted code keeps every character")
  func exact() {
    let pieces = [
      "\"", "'", "`", "//", "/*", "*/", "#", "--", "<!--", "-->", "\\", "\n", " ", "let", "0x1f", "é", "<", "&", "+",
      "-", "@@",
    ]
    for round in 0..<(2_000 * TestSettings.scale) {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      let code = (0..<Int.random(in: 0...30, using: &random)).map { _ in random.pick(pieces) }.joined()
      let language = random.pick(["swift", "bash", "sql", "html", "diff", "text"])
      let check = HTMLCheck(Array(html(code, language).utf8), isPage: false)
      #expect(check.problems == [] && check.text == code + "\n", "seed \(seed)")
    }
  }
}

@Suite("visible text")
struct VisibleTextTests {
  @Test(
    "invisible characters and terminal commands are removed from a text, and everything else is kept",
    arguments: [
      ("plain é 漢 🙂\n\tx", "plain é 漢 🙂\n\tx"), ("\u{1b}[1;31mred\u{1b}[0m", "red"), ("\u{9b}31mred", "red"),
      ("\u{1b}]0;title\u{7}x", "x"), ("\u{1b}]8;;http://a\u{1b}\\x", "x"), ("\u{1b}]never", "]never"), ("\u{1b}", ""),
      ("a\r\nb\rc\r", "a\nb c"), ("a\u{202e}b\u{2066}c\u{061c}d\u{200f}e", "abcde"), ("a\u{0}\u{8}\u{7f}\u{85}b", "ab"),
      ("a\u{2028}b", "a\nb"), ("\u{1b}[12", "[12"), ("Ø\u{a0}“”†", "Ø\u{a0}“”†"),
    ])
  func clean(_ text: String, _ expected: String) { #expect(VisibleText.clean(text) == expected) }

  @Test(
    "text for a terminal has no characters without width, and text for one line has no line breaks",
    arguments: [
      ("a\u{200b}b\u{200d}c\u{feff}d\u{ad}e\u{e0041}f\u{2060}g", "abcdefg", "abcdefg"),
      ("❤\u{fe0f}", "❤\u{fe0f}", "❤\u{fe0f}"),
      ("a\tb\nc\r\nd", "a\tb\nc\nd", "a  b c d"), ("a\u{2028}b\u{2029}c", "a\nb\nc", "a b c"),
      ("\u{1b}[2Ja\u{7f}\u{85}b", "ab", "ab"), ("漢 🙂 plain", "漢 🙂 plain", "漢 🙂 plain"),
    ])
  func terminal(_ text: String, _ several: String, _ line: String) {
    #expect(VisibleText.clean(text, for: .terminal) == several)
    #expect(VisibleText.clean(text, for: .line) == line)
    #expect(VisibleText.clean("a\u{200d}b") == "a\u{200d}b")
  }

  @Test("no control character is left in a cleaned text")
  func random() {
    for round in 0..<(2_000 * TestSettings.scale) {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      let pieces: [String] = [
        "\u{1b}", "[", "]", "3", ";", "m", "\u{7}", "\\", "\u{9b}", "é", "\u{202d}", "\r", "\n", "\u{85}", "\u{2029}",
      ]
      let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in random.pick(pieces) }.joined()
      let bad = VisibleText.clean(text).unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" || (0x7f..<0xa0).contains($0.value) || (0x2028...0x202e).contains($0.value)
      }
      #expect(bad.isEmpty, "seed \(seed)")
    }
  }
}
