import Answers

/// The frame of an HTML page: its head with the security policy, the bar with search and filters, and its end.
enum HTMLPage {
  /// The body of a page, which decides its layout.
  enum Body {
    case session, index
  }

  /// Writes the page up to the beginning of its body. Only the page of a session has a script. The policy allows this
  /// one script and this one style sheet by their hashes, embedded images, and nothing else.
  static func head(_ title: String, _ body: Body, _ out: inout DocumentText) {
    out.markup("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
    out.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
    out.text(HTMLStyle.hash)
    if body == .session {
      out.markup("'; script-src 'sha256-")
      out.text(HTMLScript.hash)
    }
    out.markup("'; img-src data:; base-uri 'none'; form-action 'none'\">\n")
    out.markup(
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
    out.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
    out.text(title.prefix(200))
    out.markup("</title>\n<style>")
    out.markup(HTMLStyle.sheet)
    out.markup("</style>\n</head>\n")
    switch body {
    case .session: out.markup("<body class=\"session\">\n<a class=\"skip\" href=\"#main\">To the conversation</a>\n")
    case .index: out.markup("<body class=\"overview\">\n")
    }
  }

  /// Writes the bar with search and filters, which stays hidden where scripts do not run.
  static func bar(_ out: inout DocumentText) {
    out.markup(
      """
      <div class="bar" id="bar" hidden="" role="search" aria-label="Search and filters">
      <div><label for="query">Search</label> <input id="query" type="search" autocomplete="off" spellcheck="false">
      <button type="button" id="before" aria-label="Previous match">↑</button>
      <button type="button" id="after" aria-label="Next match">↓</button> <output id="matches"></output></div>
      <div role="group" aria-label="Show">
      <label><input type="checkbox" checked="" value="prompt"> Prompts</label>
      <label><input type="checkbox" checked="" value="answer"> Answers</label>
      <label><input type="checkbox" checked="" value="thinking"> Thinking</label>
      <label><input type="checkbox" checked="" value="tool"> Tools</label>
      <label><input type="checkbox" checked="" value="system"> System</label></div>
      <div><button type="button" id="expand">Expand all</button>
      <button type="button" id="collapse">Collapse all</button>
      <button type="button" id="previous" title="Key: k or p">Previous prompt</button>
      <button type="button" id="next" title="Key: j or n">Next prompt</button></div>
      </div>

      """)
  }

  /// Writes the end of the page.
  static func end(_ body: Body, _ out: inout DocumentText) {
    out.markup("</main>\n")
    if body == .session {
      out.markup("<script>")
      out.markup(HTMLScript.source)
      out.markup("</script>\n")
    }
    out.markup("</body>\n</html>\n")
  }
}
