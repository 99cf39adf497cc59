import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("what continues a session")
struct ResumptionTests {
  private let bench: Workbench
  private var tree: Tree { bench.tree }

  init() throws { bench = try Workbench() }

  private func write(_ session: String, folder: String, _ directories: [String]) throws {
    let text = directories.enumerated().map { line($0, session: session, more: #","cwd":"\#($1)""#) }.joined()
    try tree.write(transcript(session, folder: folder), text)
  }

  private func resumption(_ name: String, _ machine: Machine = .desk) throws -> Resumption {
    try bench.store(machine).view().resumption(of: name)
  }

  @Test("a session is resumed where the folder of its transcript says, among all directories that its records state")
  func directory() throws {
    try write("first", folder: "-a-b", ["/a/b", "/a/b/c"])
    try write("below", folder: "-a-b", ["/a/b/c", "/a/b"])
    try write("later", folder: "-x-y", ["/a/b", "/x/y", "/z"])
    try write("nowhere", folder: "-q", ["/a/b"])
    try bench.ingest()
    #expect(try resumption("first").directory == "/a/b" && resumption("below").directory == "/a/b")
    #expect(try resumption("later").directory == "/x/y")
    #expect(try resumption("nowhere").directory == "/a/b")
  }

  @Test("it is said whether the transcript and the directory are there, and what the command is")
  func facts() throws {
    let project = bench.directory.appending("project")
    let folder = project.string.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let id = "415c4d06-7225-447d-a197-6c6793576b63"
    try write(id, folder: String(folder), [project.string])
    try bench.ingest()
    var found = try resumption("415c")
    #expect(found.session == id && found.command == ["claude", "--resume", id] && found.isOnDisk)
    #expect(found.transcript == tree.path(transcript(id, folder: String(folder))).string)
    #expect(found.directory == project.string && !found.isDirectoryThere)
    try POSIXFileSystem().makeDirectory(project)
    try tree.remove(transcript(id, folder: String(folder)))
    found = try resumption(id)
    #expect(!found.isOnDisk && found.isDirectoryThere)
    #expect(try resumption(id, .laptop).transcript == nil)
  }

  @Test("a file in the folder of a session is never its transcript, whatever it is called")
  func beside() throws {
    try write("first", folder: "-a-b", ["/a/b"])
    try tree.write("projects/-a-b/first/subagents/workflows/w/journal.jsonl", #"{"type":"started","key":"k"}"# + "\n")
    try tree.write("projects/-a-b/first/tool-results/r.jsonl", #"{"sessionId":"first","cwd":"/x"}"# + "\n")
    try write("-a-b", folder: "-a-b", ["/a/b"])
    try bench.ingest()
    let main = transcript("first", folder: "-a-b")
    #expect(try resumption("first").transcript == tree.path(main).string)
    #expect(try resumption("-a-b").isOnDisk)
    try tree.remove(main)
    #expect(try !resumption("first").isOnDisk)
  }

  @Test("an id that the agent would take for an option gives no command")
  func hostileID() throws {
    try write("--dangerously-skip-permissions", folder: "-a", ["/a"])
    try bench.ingest()
    #expect(try resumption("--dangerously").command == [])
  }

  @Test("a restore of sessions says how to continue each of them, and other restores do not")
  func afterRestore() throws {
    try write("aaaa1111", folder: "-a", ["/a"])
    try write("bbbb2222", folder: "-b", ["/b"])
    try bench.ingest()
    try tree.remove(transcript("aaaa1111", folder: "-a"))
    func directories(_ selection: RestoreOptions.Selection, _ change: (inout RestoreOptions) -> Void = { _ in }) throws
      -> [String]
    {
      var options = RestoreOptions(selection)
      change(&options)
      return try bench.store().restore(options).resumptions.map(\.directory)
    }
    #expect(try directories(.sessions(["aaaa"])) { $0.dryRun = true } == [])
    #expect(try directories(.sessions(["aaaa"])) { $0.target = bench.directory.appending("out") } == [])
    #expect(try directories(.sessions(["aaaa", "bbbb"])) == ["/a", "/b"])
    #expect(try directories(.allMissing) == [])
  }

  @Test("'last' is the latest session with a prompt or a response, and never what is erased")
  func last() throws {
    let store = bench.store()
    try tree.write(
      transcript("silent"),
      #"{"type":"mode","mode":"plan","sessionId":"silent","timestamp":"2026-01-01T00:00:00.000Z"}"# + "\n")
    try bench.ingest()
    #expect(errorCode { try store.transcript(of: "last") } == .noSuchSession)
    try tree.write(transcript("older"), lines(0..<9, session: "older"))
    try tree.write(transcript("newer"), lines(20..<22, session: "newer"))
    try tree.write(transcript("last"), line(1, session: "last"))
    try bench.ingest()
    #expect(try store.transcript(of: "last").id == "newer")
    #expect(try store.transcript(of: "las").id == "last")
    #expect(try resumption("last").session == "newer")
    _ = try store.erase(.session("last"))
    #expect(try store.transcript(of: "newer").id == "newer")
    #expect(errorCode { try store.transcript(of: "las") }?.isUnknownSession == true)
  }
}
