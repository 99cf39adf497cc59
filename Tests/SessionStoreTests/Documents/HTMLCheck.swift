import Bytes
import Testing

@testable import Answers
@testable import Operations

/// Reads a page as a strict parser would: finds the markup in it, and checks that it is only what this program writes.
struct HTMLCheck {
  /// The problems of the page; empty where there are none.
  private(set) var problems: [String] = []
  /// The text of the page with its entities replaced, in order.
  private(set) var text = ""
  private(set) var tags: [String] = []
  private(set) var scripts: [String] = []
  /// The addresses of links.
  private(set) var links: [String] = []

  private static let attributes: [String: Set<String>] = [
    "html": ["lang"], "meta": ["charset", "http-equiv", "content", "name"], "body": ["class"],
    "section": ["class", "id"], "main": ["id", "tabindex"], "nav": ["class", "aria-label"], "time": ["datetime"],
    "details": ["class", "id", "open"], "p": ["class"], "pre": ["class"], "ul": ["class"], "li": ["class"],
    "div": ["class", "id", "hidden", "role", "aria-label"], "span": ["class", "role", "aria-label"],
    "table": ["class"], "ol": ["start"], "a": ["class", "href", "rel", "aria-label"], "img": ["alt", "src"],
    "i": ["class"], "label": ["for"], "output": ["id"], "button": ["type", "id", "title", "aria-label"],
    "input": ["id", "type", "value", "checked", "autocomplete", "spellcheck"],
  ]
  private static let bare: Set<String> = [
    "head", "title", "style", "script", "header", "h1", "h2", "h3", "h4", "h5", "h6", "code", "summary", "b", "em",
    "strong", "del", "blockquote", "hr", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd",
  ]
  private static let void: Set<String> = ["meta", "hr", "img", "input"]

  init(_ page: [UInt8], isPage: Bool = true) {
    guard let page = String(validating: page, as: UTF8.self) else {
      problems.append("not UTF-8")
      return
    }
    var rest = Substring(page)
    if isPage {
      guard rest.hasPrefix("<!doctype html>\n") else {
        problems.append("no doctype")
        return
      }
      rest = rest.dropFirst(16)
    }
    var open: [String] = []
    while let start = rest.utf8.firstIndex(of: 0x3c) {
      addText(rest[..<start])
      guard let end = rest[start...].utf8.firstIndex(of: 0x3e) else {
        problems.append("a tag without an end")
        return
      }
      check(rest[rest.utf8.index(after: start)..<end], &open)
      rest = rest[rest.utf8.index(after: end)...]
      // In a script nothing is markup but its end.
      if tags.last == "script", open.last == "script" {
        let code = rest.firstRange(of: "</script>")?.lowerBound ?? rest.endIndex
        scripts.append(String(rest[..<code]))
        rest = rest[code...]
      }
    }
    addText(rest)
    if !open.isEmpty { problems.append("not closed: \(open)") }
  }

  private mutating func addText(_ raw: Substring) {
    if raw.utf8.contains(where: { $0 == 0x3e }), tags.last != "style" {
      problems.append("a bare > in \(raw.prefix(80))")
    }
    text +=
      raw.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }

  private mutating func check(_ tag: Substring, _ open: inout [String]) {
    if tag.hasPrefix("/") {
      guard let last = open.popLast(), last == tag.dropFirst() else {
        problems.append("</\(tag.dropFirst())> closes nothing")
        return
      }
      return
    }
    let name = String(tag.prefix { $0.isLetter || $0.isNumber })
    tags.append(name)
    if !Self.void.contains(name) { open.append(name) }
    guard let allowed = Self.attributes[name] ?? (Self.bare.contains(name) ? [] : nil) else {
      problems.append("<\(tag.prefix(60))>")
      return
    }
    var rest = tag.dropFirst(name.count)
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: #/ ([a-z-]+)="([^"]*)"/#) else {
        problems.append("attributes of <\(tag.prefix(80))>")
        return
      }
      let (key, value) = (String(match.1), match.2)
      if !allowed.contains(key) { problems.append("attribute \(key) of <\(tag.prefix(80))>") }
      if key == "href" { links.append(String(value)) }
      if key.hasPrefix("on") || key == "style" { problems.append("attribute \(key)") }
      if key == "href", !["#", "http://", "https://"].contains(where: value.lowercased().hasPrefix),
        value.wholeMatch(of: /[a-z0-9-]+\.html/) == nil
      {
        problems.append("a link to \(value.prefix(60))")
      }
      if key == "src", value.wholeMatch(of: /data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+\/]+=*/) == nil {
        problems.append("an image of \(value.prefix(60))")
      }
      rest = rest[match.range.upperBound...]
    }
  }
}
