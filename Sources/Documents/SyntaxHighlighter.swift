import Answers
import Bytes

/// Marks comments, strings, numbers and keywords in code, by rules that most languages share. It knows no grammar; code
/// that is marked wrongly is still shown letter for letter. Cost: linear.
struct SyntaxHighlighter {
  private enum Family {
    /// `//`, `/* */`
    case slashes
    /// `#`
    case hash
    /// `--`
    case dashes
    /// `<!-- -->`
    case markup
    /// Lines that begin with `+`, `-` or `@@`.
    case diff
  }

  private let family: Family
  private let keywords: Set<String>

  /// The maximum number of bytes of code that is marked; longer code is added as plain text.
  private static let bytesMax = 256 << 10

  /// `language` is the name after a fence, or the extension of a file name. Returns nil for an unknown language.
  init?(_ language: some StringProtocol) {
    switch language.lowercased() {
    case "js", "javascript", "jsx", "mjs", "ts", "typescript", "tsx", "swift", "c", "h", "cpp", "cc", "hpp", "c++",
      "cs",
      "csharp", "java", "kt", "kotlin", "go", "rs", "rust", "scala", "dart", "php", "proto", "zig", "json", "jsonc",
      "json5", "css", "scss", "less", "groovy", "gradle", "objc", "m":
      family = .slashes
    case "py", "python", "sh", "bash", "zsh", "shell", "fish", "console", "yaml", "yml", "toml", "rb", "ruby", "perl",
      "pl", "r", "make", "makefile", "dockerfile", "nix", "ini", "conf", "cfg", "powershell", "ps1", "elixir", "ex",
      "graphql", "cmake", "env", "gitignore":
      family = .hash
    case "sql", "lua", "haskell", "hs", "ada", "elm": family = .dashes
    case "html", "xml", "svg", "vue", "svelte", "htm": family = .markup
    case "diff", "patch": family = .diff
    default: return nil
    }
    keywords = family == .slashes || family == .hash || family == .dashes ? Self.words : []
  }

  private static let words: Set<String> = Set(
    """
    abstract alias and as assert async await begin bool boolean break case catch char class const continue def default defer del delete do
    done double echo elif else elsif end enum esac except export extends extension fallthrough false fi final finally float fn for foreach from
    func function global go goto guard if impl implements import in init inout instanceof int interface internal is lambda let local long
    loop match mod module mut mutating namespace new nil none not null number object of operator or override package pass private protected
    protocol pub public raise readonly rescue return self short static static string struct super switch template then this throw throws trait true
    try type typealias typeof undefined union unless unsafe unsigned until use using var virtual void volatile when where while with yield
    select insert update into values create table alter drop join left right inner outer on group by order having limit distinct
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Adds `code` to `out`, escaped, with its parts in elements of class `c` (comment), `s` (string), `n` (number), `k`
  /// (keyword), `a` and `d` (added and deleted lines), and `h` (position of a hunk).
  func add(_ code: String, to out: inout DocumentText) {
    let bytes = VisibleText.cleanBytes(code)
    guard bytes.count <= Self.bytesMax else { return out.escape(bytes) }
    if family == .diff { addLines(bytes, to: &out) } else { addTokens(bytes, to: &out) }
  }

  private func addLines(_ bytes: [UInt8], to out: inout DocumentText) {
    for (place, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      if place > 0 { out.markup("\n") }
      switch line.first {
      case 0x2b: mark("a", line, &out)
      case 0x2d: mark("d", line, &out)
      case 0x40 where line.starts(with: "@@".utf8): mark("h", line, &out)
      default: out.escape(line)
      }
    }
  }

  private func mark(_ name: StaticString, _ bytes: some Collection<UInt8>, _ out: inout DocumentText) {
    out.markup("<span class=\"")
    out.markup(name)
    out.markup("\">")
    out.escape(bytes)
    out.markup("</span>")
  }

  private func addTokens(_ bytes: [UInt8], to out: inout DocumentText) {
    var place = 0
    /// The beginning of the code that was not added yet.
    var plain = 0
    func flush(_ end: Int, _ out: inout DocumentText) {
      if plain < end { out.escape(bytes[plain..<end]) }
    }
    while place < bytes.count {
      let byte = bytes[place]
      var end = place
      var name: StaticString = "s"
      if let comment = endOfComment(bytes, place) {
        (end, name) = (comment, "c")
      } else if byte == 0x22 || byte == 0x60 || byte == 0x27 && !isApostrophe(bytes, place) {
        end = endOfString(bytes, place)
      } else if isDigit(byte) {
        end = place + 1
        while end < bytes.count,
          isWord(bytes[end]) || bytes[end] == 0x2e && end + 1 < bytes.count && isDigit(bytes[end + 1])
        {
          end += 1
        }
        name = "n"
      } else if isWord(byte) {
        end = place + 1
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        let isKeyword =
          end - place <= 12 && !keywords.isEmpty
          && keywords.contains(String(decoding: bytes[place..<end], as: UTF8.self).lowercasedIfSQL(family == .dashes))
        if !isKeyword {
          place = end
          continue
        }
        name = "k"
      }
      if end == place {
        place += 1
        continue
      }
      flush(place, &out)
      mark(name, bytes[place..<end], &out)
      (place, plain) = (end, end)
    }
    flush(bytes.count, &out)
  }

  private func endOfComment(_ bytes: [UInt8], _ place: Int) -> Int? {
    func starts(_ text: StaticString) -> Bool {
      place + text.utf8CodeUnitCount <= bytes.count
        && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[place + $0] == text.utf8Start[$0] }
    }
    func endOfLine() -> Int { bytes[place...].firstIndex(of: 0x0a) ?? bytes.count }
    func after(_ end: StaticString) -> Int {
      var next = place + 2
      let count = end.utf8CodeUnitCount
      while next + count <= bytes.count {
        if (0..<count).allSatisfy({ bytes[next + $0] == end.utf8Start[$0] }) { return next + count }
        next += 1
      }
      return bytes.count
    }
    switch family {
    case .slashes:
      if starts("//"), place == 0 || bytes[place - 1] != 0x3a { return endOfLine() }
      return starts("/*") ? after("*/") : nil
    case .hash:
      guard bytes[place] == 0x23, place == 0 || bytes[place - 1] <= 0x20 else { return nil }
      return endOfLine()
    case .dashes: return starts("--") ? endOfLine() : nil
    case .markup: return starts("<!--") ? after("-->") : nil
    case .diff: return nil
    }
  }

  /// Returns true when a quote stands inside a word, or when no other quote on the line closes it, as in a lifetime or
  /// an abbreviation. At most 200 bytes are searched.
  private func isApostrophe(_ bytes: [UInt8], _ place: Int) -> Bool {
    if place > 0, isWord(bytes[place - 1]) { return true }
    return !bytes[(place + 1)...].prefix(200).prefix { $0 != 0x0a }.contains(0x27)
  }

  private func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
    let quote = bytes[start]
    var place = start + 1
    while place < bytes.count {
      if bytes[place] == quote { return place + 1 }
      if bytes[place] == 0x0a, quote != 0x60 { return place }
      place += bytes[place] == 0x5c ? 2 : 1
    }
    return bytes.count
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte >= 0x41 && byte <= 0x5a || byte >= 0x61 && byte <= 0x7a || byte == 0x5f || byte >= 0x80
  }
}

extension String {
  fileprivate func lowercasedIfSQL(_ isSQL: Bool) -> String { isSQL ? lowercased() : self }
}
