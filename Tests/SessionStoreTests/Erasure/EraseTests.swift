import FileIO
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let a = transcript("a")
private let b = transcript("b")
private let secret = "the launch code is 0000"

@Suite("erasures")
struct EraseTests {
  let bench: Workbench

  /// Session a with a subagent and a sidecar, and session b.
  init() throws {
    bench = try Workbench()
    try bench.tree.write(a, lines(0..<4, session: "a") + line(4, session: "a", text: secret))
    try bench.tree.write("projects/p/a/subagents/agent-1.jsonl", line(10, session: "a", text: secret))
    try bench.tree.write("projects/p/a/subagents/agent-1.meta.json", #"{"agentType":"secret"}"#)
    try bench.tree.write("projects/p/a/tool-results/t.txt", secret)
    try bench.tree.write(b, lines(20..<23, session: "b"))
    try bench.ingest()
  }

  private func exported() throws -> [String: String] { try bench.exported().mapValues(\.text) }

  private func erase(_ target: ErasureTarget, includesUsage: Bool = false) throws -> ErasureReport {
    try bench.store().erase(target, includesUsage: includesUsage, retry: Workbench.patience())
  }

  private func records(_ session: String, generation: Int? = nil) throws -> [String] {
    var found: [String] = []
    try bench.store().forEachRecord(of: session, generation: generation) { found.append($0.bytes.text) }
    return found
  }

  @Test("an erased session is missing from the list, show and export, with its subagents and sidecars")
  func session() throws {
    _ = try erase(.session("a"))
    #expect(try bench.store().sessions().map(\.id) == ["b"])
    #expect(errorCode { try records("a") } == .sessionErased)
    #expect(try exported() == [b: lines(20..<23, session: "b")])
  }

  @Test("show names the day on which a session was erased")
  func showSaysWhen() throws {
    _ = try erase(.session("a"))
    let day = Time.rfc3339(bench.clock.milliseconds).prefix(10)
    let error = #expect(throws: StoreError.self) { try records("a") }
    #expect(error.map { "\($0)" } == "session 'a' was erased on \(day)")
  }

  @Test("a file with an erased record is exported and shown without that line")
  func record() throws {
    _ = try erase(.record(session: "a", record: uuid(2)))
    let rest = lines(0..<2, session: "a") + line(3, session: "a") + line(4, session: "a", text: secret)
    #expect(try exported()[a] == rest)
    #expect(try records("a").prefix(4).joined() == rest)
  }

  @Test("a record to erase can be named by its line")
  func recordByLine() throws {
    _ = try erase(.record(session: "a", record: "4"))
    #expect(try exported()[a] == lines(0..<4, session: "a"))
  }

  @Test("a record is erased in every version of its file")
  func recordInFormerVersions() throws {
    try bench.tree.write(a, line(4, session: "a", text: secret) + line(5, session: "a"))
    try bench.ingest()
    _ = try erase(.record(session: "a", record: uuid(4)))
    #expect(try exported()[a] == line(5, session: "a"))
    #expect(try bench.exported(generation: 0)[a]?.text == lines(0..<4, session: "a"))
  }

  @Test("a record is erased in a diverged copy, too")
  func recordInDivergedCopy() throws {
    try bench.tree.write(
      transcript("a", folder: "q"), line(4, session: "a", text: secret) + line(7, session: "a"))
    try bench.ingest()
    let report = try erase(.record(session: "a", record: "4"))
    #expect(report.lines == 2)
    #expect(try exported()[transcript("a", folder: "q")] == line(7, session: "a"))
  }

  @Test("an erased file is missing from the export, and the rest of its session stays")
  func source() throws {
    _ = try erase(.source("projects/p/a/subagents/agent-1.jsonl"))
    #expect(try exported().keys.contains("projects/p/a/subagents/agent-1.jsonl") == false)
    #expect(try records("a").count == 5)
  }

  @Test("a sidecar can be erased by its absolute path")
  func sidecar() throws {
    _ = try erase(.source(bench.tree.path("projects/p/a/tool-results/t.txt").string))
    #expect(try exported().values.contains(secret) == false)
  }

  @Test("erasing the original or a copy of a file hides the lines that both share", arguments: ["p", "q"])
  func copies(folder: String) throws {
    try bench.tree.copy(a, to: transcript("a", folder: "q"))
    try bench.tree.append(transcript("a", folder: "q"), line(8, session: "a"))
    try bench.ingest()
    _ = try erase(.source(transcript("a", folder: folder)))
    let left = try exported()
    #expect(left[a] == nil)
    // The additional line of the copy is its own.
    #expect(left[transcript("a", folder: "q")] == (folder == "p" ? line(8, session: "a") : nil))
  }

  @Test("the title from an erased record is hidden, and the title before it counts again")
  func title() throws {
    let titles = ["first", "second"].map { #"{"type":"custom-title","customTitle":"\#($0)","sessionId":"a"}"# + "\n" }
    try bench.tree.append(a, titles.joined())
    try bench.ingest()
    #expect(try bench.store().sessions().first { $0.id == "a" }?.title == "second")
    _ = try erase(.record(session: "a", record: "6"))
    #expect(try bench.store().sessions().first { $0.id == "a" }?.title == "first")
  }

  @Test("erasing one of two sessions in a file keeps the lines of the other")
  func mixedFile() throws {
    let mixed = transcript("m")
    try bench.tree.write(mixed, lines(30..<32, session: "m") + lines(32..<34, session: "n"))
    try bench.ingest()
    _ = try erase(.session("m"))
    #expect(try exported()[mixed] == lines(32..<34, session: "n"))
    #expect(try bench.store().sessions().map(\.id).sorted() == ["a", "b", "n"])
    _ = try erase(.session("n"))
    #expect(try exported()[mixed] == nil)
  }

  @Test("conflicts do not list an erased session, and have no MD5 of versions with erased lines")
  func conflicts() throws {
    try bench.tree.write(a, line(5, session: "a"))
    try bench.tree.write(b, lines(21..<23, session: "b"))
    try bench.ingest()
    #expect(try bench.store().conflicts().count == 2)
    _ = try erase(.record(session: "b", record: uuid(20)))
    let conflict = try #require(try bench.store().conflicts(session: "b").first)
    #expect(conflict.old.md5 == "" && conflict.new.md5 != "")
    _ = try erase(.session("a"))
    #expect(try bench.store().conflicts().map(\.session) == ["b"])
  }

  @Test("an erased session does not count as the origin of a fork")
  func lineage() throws {
    try bench.tree.write(transcript("f"), lines(0..<3, session: "f") + line(40, session: "f"))
    try bench.ingest()
    #expect(try bench.store().lineage()["f"]?.forkedFrom == "a")
    _ = try erase(.session("a"))
    #expect(try bench.store().lineage() == [:])
  }

  @Test("the event of an erasure has no column that could hold the erased text")
  func eventHoldsNothing() throws {
    _ = try erase(.record(session: "a", record: uuid(4)))
    let log = try bench.store().openLog()
    var events: [(kind: EventKind?, columns: [UInt8], digests: Int?)] = []
    try log.forEachBlock(in: log.head.sequence...log.head.sequence) { block in
      let columns = try BlockColumns(block)
      events.append((columns.kind(0), block.columns, try columns.bytes(.digests)[0]?.count))
    }
    #expect(events.map(\.kind) == [.erasure])
    #expect(events[0].columns == [0, 1, 16, 17, 19, 72, 73, 98, 120, 121])
    #expect(events[0].digests == 16)
  }

  @Test("a second erasure of the same session or file is refused")
  func twice() throws {
    _ = try erase(.session("a"))
    #expect(errorCode { try erase(.session("a")) } == .sessionErased)
    _ = try erase(.source(b))
    #expect(errorCode { try erase(.source(b)) } == .erasedAlready)
  }

  @Test("only an erasure of what was erased before is refused as already done")
  func neverErased() throws {
    // The file of a session without a line of its own, from which a line of another session was erased.
    try bench.tree.write(transcript("inn"), lines(60..<63, session: "guest"))
    try bench.ingest()
    _ = try erase(.record(session: "guest", record: uuid(61)))
    func message(_ target: ErasureTarget) -> String {
      do {
        _ = try erase(target)
        return "erased"
      } catch { return "\(error)" }
    }
    let (root, inn) = (bench.tree.root.string, bench.tree.root.appending(transcript("inn")).string)
    for target in [.record(session: "guest", record: uuid(99)), .source("/none"), .root("/none"), .session("none")]
      as [ErasureTarget]
    {
      #expect(!message(target).contains("already"), "\(target): \(message(target))")
    }
    #expect(message(.source(inn)) == "erased")
    #expect(message(.source(inn)).contains("erased already"))
    #expect(message(.root(root)) == "erased")
    #expect(message(.root(root)).contains("erased already"))
  }

  @Test("the preview of an erasure writes nothing and reports the same as the erasure")
  func preview() throws {
    let before = try contentsOfTree(bench.storePath)
    let preview = try bench.store().previewErasure(of: .session("a"))
    #expect(try contentsOfTree(bench.storePath) == before)
    #expect(preview.head == nil)
    let report = try erase(.session("a"))
    #expect(report.versions == preview.versions && report.remainingCopies == preview.remainingCopies)
  }

  @Test("an unknown or ambiguous name erases nothing")
  func unknown() throws {
    try bench.tree.write(transcript("ab"), line(50, session: "ab"))
    try bench.tree.write(transcript("ac"), line(51, session: "ac"))
    try bench.ingest()
    let before = try bench.log().kinds
    #expect(errorCode { try erase(.session("zz")) } == .noSuchSession)
    #expect(errorCode { try erase(.session("")) } == .noSuchSession)
    #expect(errorCode { try erase(.source("projects/p/none.jsonl")) } == .noSuchSource)
    #expect(errorCode { try erase(.record(session: "ab", record: uuid(77))) } == .noSuchRecord)
    #expect(errorCode { try erase(.record(session: "ab", record: "9")) } == .noSuchRecord)
    #expect(try bench.log().kinds == before)
  }

  @Test("the list of erasures names files and sessions, and does not depend on derived files")
  func list() throws {
    _ = try erase(.session("a"), includesUsage: true)
    let list = try bench.store().erasures()
    #expect(list.map(\.path).contains(bench.tree.path(a).string))
    #expect(list.allSatisfy { $0.session == "a" && $0.includesUsage })
    #expect(list.reduce(0) { $0 + $1.lines } == 6)
    for (name, _) in try contentsOfTree(bench.storePath.appending("snap")) {
      try POSIXFileSystem().remove(bench.storePath.appending("snap/" + name))
    }
    #expect(try bench.store().erasures() == list)
    #expect(try bench.store().sessions().map(\.id) == ["b"])
  }

  @Test("an erasure hides tokens in usage only where this is requested")
  func usage() throws {
    _ = try erase(.record(session: "a", record: "0"))
    _ = try erase(.record(session: "a", record: "1"), includesUsage: true)
    let sync = try bench.store().syncState()
    let key = GenerationKey(source: try #require(try bench.log().number(a)), generation: 0)
    let length = Int64(line(0, session: "a").utf8.count)
    #expect(ErasedRanges(sync).contains(key, 0) && ErasedRanges(sync).contains(key, length))
    #expect(!ErasedRanges(sync, usage: true).contains(key, 0) && ErasedRanges(sync, usage: true).contains(key, length))
  }

  @Test("an erasure removes older checkpoints, and the new ones agree with the log")
  func snapshots() throws {
    try bench.saveCheckpoints()
    _ = try erase(.session("a"))
    let names = try contentsOfTree(bench.storePath.appending("snap")).keys
    #expect(names.count == 6)
    let head = try bench.store().openLog().head.sequence
    #expect(names.allSatisfy { $0.hasSuffix(String(head, radix: 16) + ".snap") })
    #expect(try bench.store().replay(verify: true).isVerified == true)
  }

  @Test("a checkpoint from before an erasure that a crash left is not used")
  func staleSnapshots() throws {
    try bench.saveCheckpoints()
    let stale = try contentsOfTree(bench.storePath.appending("snap"))
    _ = try erase(.session("a"))
    for name in try contentsOfTree(bench.storePath.appending("snap")).keys {
      try POSIXFileSystem().remove(bench.storePath.appending("snap/" + name))
    }
    for (name, bytes) in stale {
      let file = try POSIXFileSystem().create(bench.storePath.appending("snap/" + name))
      try file.write(bytes, at: 0)
      file.close()
    }
    #expect(try bench.store().sessions().map(\.id) == ["b"])
    #expect(try bench.store().replay(verify: true).isVerified == true)
  }

  @Test("verify finds nothing wrong after erasures, and compares the rest with the files")
  func verify() throws {
    _ = try erase(.record(session: "a", record: "2"))
    _ = try erase(.source("projects/p/a/tool-results/t.txt"))
    let result = try bench.store().verify(againstSources: true)
    #expect(result.findings == [])
    #expect(result.comparedFiles == 5)
  }
}

@Suite("possible holders of erased text")
struct HolderTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(a, lines(0..<4, session: "a"))
    try bench.ingest()
  }

  private func remainingCopies(_ target: ErasureTarget = .session("a")) throws -> [ErasureReport.RemainingCopy] {
    try bench.store().previewErasure(of: target).remainingCopies
  }

  private func names(_ kind: ErasureReport.RemainingCopy.Kind, _ target: ErasureTarget = .session("a")) throws
    -> [String]
  {
    try remainingCopies(target).filter { $0.kind == kind }.map(\.name)
  }

  @Test("a file that still exists is a possible holder of erased text")
  func file() throws {
    #expect(try names(.file) == [bench.tree.path(a).string])
    try bench.tree.remove(a)
    #expect(try names(.file) == [])
  }

  @Test("copies of a file and files of other machines are possible holders of erased text")
  func copies() throws {
    try bench.tree.copy(a, to: transcript("a", folder: "q"))
    try bench.ingest()
    try bench.ingest(machine: .laptop)
    #expect(try names(.file, .source(bench.tree.path(a).string)).count == 4)
  }

  @Test("Claude Code's history of prompts is a possible holder of erased text")
  func history() throws {
    #expect(try names(.history) == [])
    try bench.tree.write("history.jsonl", "{}\n")
    #expect(try names(.history) == [bench.tree.path("history.jsonl").string])
  }

  @Test("a stored index that names the session is a possible holder of erased text")
  func sidecar() throws {
    try bench.tree.write("projects/p/sessions-index.json", #"{"entries":[{"sessionId":"a","firstPrompt":"x"}]}"#)
    try bench.tree.write("projects/p/other.json", #"{}"#)
    try bench.ingest()
    #expect(try names(.sidecar) == [bench.tree.path("projects/p/sessions-index.json").string])
  }

  @Test("a text is found in pieces of any size, wherever it is cut", arguments: 1...9)
  func straddling(size: Int) {
    let name = Array("abcdabce".utf8)
    /// Returns whether the name is found in pieces of `size` bytes. The bytes at `gap`, if any, are missing.
    func isFound(in text: String, without gap: Int? = nil) -> Bool {
      let bytes = Array(text.utf8)
      var search = PieceSearch(name)
      for start in stride(from: 0, to: bytes.count, by: size) where start != gap {
        Array(bytes[start..<min(bytes.count, start + size)]).withUnsafeBytes { search.append($0, at: Int64(start)) }
      }
      return search.isFound
    }
    for before in 0..<12 {
      let text = String(repeating: "x", count: before) + "abcdabcdabce"
      #expect(isFound(in: text + "y") && isFound(in: text))
      #expect(!isFound(in: text.dropLast() + "y"))
    }
    let missing = String(repeating: "-", count: size)
    if 4 % size == 0 { #expect(!isFound(in: "abcd" + missing + "abce", without: 4)) }
  }

  @Test("a fork with records of the same uuids is a possible holder of erased text")
  func fork() throws {
    try bench.tree.write(transcript("f"), lines(0..<2, session: "f") + line(9, session: "f"))
    try bench.ingest()
    #expect(try names(.session) == ["f"])
    #expect(try remainingCopies().first { $0.kind == .session }?.note.hasPrefix("2 of its records") == true)
  }

  @Test("a file in quarantine/ is a possible holder of erased text")
  func quarantine() throws {
    let file = try POSIXFileSystem().create(bench.storePath.appending("quarantine/00000000-00000000-at-128"))
    file.close()
    #expect(try names(.quarantine) == [bench.storePath.appending("quarantine/00000000-00000000-at-128").string])
  }

  @Test("the store itself and unknown places are always possible holders of erased text")
  func always() throws {
    #expect(try names(.store) == [bench.storePath.string])
    #expect(try names(.elsewhere) == [""])
  }
}

extension Store {
  func syncState() throws -> SyncState { try Projected<SyncState>(openLog()).state }
}
