import Foundation
import Testing

@Suite("export of documents")
struct DocumentExportTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", line(1, session: "s", text: "The first question"))
    try work.write("p/t.jsonl", line(2, session: "t", text: "Another one").replacing("/work", with: "/other"))
    try work.ingest()
  }

  private func names(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test(
    "export --format html or markdown writes one document for each session, and an index",
    arguments: [("html", "html"), ("markdown", "md")])
  func all(_ format: String, _ ending: String) throws {
    let outcome = try work.run("export", "--format", format, work.path + "/out")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.output.hasPrefix("wrote 2 documents, "))
    let directory = work.path + "/out"
    #expect(
      try names(directory) == [
        "2025-11-24-another-one-t.\(ending)", "2025-11-24-the-first-question-s.\(ending)", "index.\(ending)",
      ])
    let page = String(
      decoding: try contents(of: directory + "/2025-11-24-the-first-question-s.\(ending)"), as: UTF8.self)
    #expect(page.contains("The first question"))
    #expect(page.contains("2025-11-24 10:00"))
    let index = String(decoding: try contents(of: directory + "/index.\(ending)"), as: UTF8.self)
    #expect(index.contains("2025-11-24-another-one-t.\(ending)"))
  }

  @Test(
    "export of documents with a filter writes only the sessions that match",
    arguments: [
      ["--session", "s"], ["--project", "other"], ["--last", "1"], ["--until", "2025-11-24T10:00:01Z"],
      ["--since", "2025-11-24T10:00:02Z"],
    ])
  func some(_ filter: [String]) throws {
    let outcome = try work.ccstore(
      ["export", "--format", "html", work.path + "/out", "--json", "--store", work.store] + filter)
    #expect(outcome.code == 0, "\(outcome)")
    let json = try outcome.json()
    #expect(json.keys == ["documents", "bytes", "source_bytes", "directory"])
    #expect(json["documents"].array.count == 1)
    #expect(json["documents"].array.first?.keys == ["session", "file"])
  }

  @Test("export of one session as a document without a directory goes to standard output")
  func standardOutput() throws {
    let page = try work.run("export", "--format", "html", "--session", "s")
    #expect(page.code == 0)
    #expect(page.output.hasPrefix("<!doctype html>\n") && page.output.hasSuffix("</html>\n"))
    #expect(try work.run("export", "--format", "markdown", "--session", "t").output.hasPrefix("# Another one\n"))
    #expect(try work.run("export", "--format", "html").code == 64)
    #expect(try work.run("export", "--format", "html", "--project", "nowhere").code == 66)
    #expect(try work.run("export", "--format", "html", "--session", "nobody").code == 66)
  }

  @Test("export --format jsonl --session writes only the original files of that session")
  func files() throws {
    let target = work.path + "/files"
    #expect(try work.run("export", "--format", "jsonl", "--session", "s", target).code == 0)
    #expect(try differences(work.root + "/projects", target + "/projects") == ["lost: p/t.jsonl"])
  }

  @Test("export of documents refuses contradictory options with 64 and existing targets with 73")
  func refusals() throws {
    for arguments in [
      ["--format", "jsonl"], ["--format", "jsonl", "out", "--last", "0"],
      ["--format", "html", "out", "--generation", "0"],
      ["--format", "html", "out", "--last", "0"], ["--format", "pdf", "out"],
    ] {
      #expect(try work.ccstore(["export", "--store", work.store] + arguments).code == 64, "\(arguments)")
    }
    #expect(try work.run("export", "--format", "html", work.root).code == 73)
    #expect(try work.run("export", "--format", "html", work.source("p/s.jsonl")).code == 73)
  }
}
