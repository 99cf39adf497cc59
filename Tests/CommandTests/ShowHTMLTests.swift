import Foundation
import Testing

@Suite("show --html")
struct ShowHTMLTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", line(1, session: "s", text: "The first question"))
    try work.ingest()
  }

  @Test("show --html prints the page that export writes, without the link to an index")
  func page() throws {
    let shown = try work.run("show", "s", "--html")
    #expect(shown.code == 0, "\(shown)")
    #expect(shown.output.hasPrefix("<!doctype html>\n") && shown.output.hasSuffix("</html>\n"))
    #expect(shown.output == (try work.run("export", "--format", "html", "--session", "s")).output)
    #expect(!shown.output.contains("index.html"))
    #expect(shown.output.contains("2025-11-24 10:00:01"))
  }

  @Test("show --html shows a former version, and says so where there is none")
  func generation() throws {
    try work.write("p/s.jsonl", line(1, session: "s", text: "Another text"))
    try work.ingest()
    #expect(try work.run("show", "s", "--html", "--generation", "0").output.contains("The first question"))
    #expect(try work.run("show", "s", "--html").output.contains("Another text"))
    #expect(try work.run("show", "s", "--html", "--generation", "9").code == 66)
    #expect(try work.run("show", "nobody", "--html").code == 66)
  }

  @Test(
    "show --html refuses options that have no effect on a page",
    arguments: [
      ["--raw"], ["--records"], ["--thinking"], ["--tools"], ["--tail", "1"], ["--json"], ["@1"],
      ["--outline"], ["--around", "@1"],
    ])
  func refusals(_ arguments: [String]) throws {
    #expect(try work.ccstore(["show", "s", "--html", "--store", work.store] + arguments).code == 64)
  }
}
