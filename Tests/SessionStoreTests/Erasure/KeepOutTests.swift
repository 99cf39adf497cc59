import FileIO
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let a = transcript("a")
private let moved = transcript("a", folder: "q")
private let text = lines(0..<6, session: "a")

@Suite("ingests after erasures")
struct KeepOutTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(a, text)
    try bench.tree.write("projects/p/a/tool-results/t.txt", "a long result")
    try bench.ingest()
  }

  private func erase(_ target: ErasureTarget) throws {
    _ = try bench.store().erase(target, retry: Workbench.patience())
  }

  private func exported() throws -> [String: String] { try bench.exported().mapValues(\.text) }

  /// The bodies that were stored after the erasure.
  private func bodiesAfterErasure() throws -> [String] {
    let log = try bench.log()
    let erasure = try #require(log.kinds.lastIndex(of: .erasure))
    let before = log.kinds[..<erasure].count { $0 == .record || $0 == .piece }
    return log.bodies[before...].filter { $0.erasedLength == nil }.map(\.bytes.text)
  }

  @Test("an ingest of an erased file that was touched, fully synced or reset stores nothing")
  func touched() throws {
    try erase(.session("a"))
    try bench.tree.setModified(a, 1_700_000_000_000_000_000)
    #expect(try bench.ingest().counts.records == 0)
    #expect(try bench.ingest { $0.forceFullSync = true }.counts.records == 0)
    try bench.store().reset(retry: Workbench.patience())
    #expect(try bench.ingest().counts.records == 0)
    #expect(try bodiesAfterErasure() == [])
    #expect(try exported() == [:])
  }

  @Test("an ingest of an erased file that was cut and restored stores nothing")
  func cutAndRestored() throws {
    try erase(.session("a"))
    try bench.tree.cut(a, to: line(0, session: "a").utf8.count)
    try bench.ingest()
    try bench.tree.write(a, text)
    let report = try bench.ingest()
    #expect(report.counts.records == 0 && report.counts.erased == 5)
    #expect(try exported()[a]?.contains("hello") != true)
  }

  @Test("an ingest of an erased file that was deleted and comes back stores nothing")
  func deletedAndBack() throws {
    try erase(.session("a"))
    try bench.tree.remove(a)
    try bench.ingest()
    try bench.tree.write(a, text)
    try bench.ingest()
    #expect(try bodiesAfterErasure() == [])
    #expect(try exported() == [:])
  }

  @Test("an ingest of an erased file that was moved stores nothing")
  func movedFile() throws {
    try erase(.session("a"))
    try bench.tree.move(a, to: moved)
    #expect(try bench.ingest().counts.records == 0)
    #expect(try bench.log().decisions(moved).last?.reason == .copy)
    #expect(try exported() == [:])
  }

  @Test("copies of an erased session in other sessions, roots and machines are not stored")
  func copies() throws {
    try erase(.session("a"))
    let other = try bench.tree("backup")
    try bench.tree.copy(a, to: transcript("b"))
    try bench.tree.copy(a, to: a, of: other)
    try bench.ingest([bench.tree, other])
    try bench.ingest(machine: .laptop)
    #expect(try bodiesAfterErasure() == [])
    #expect(try bench.exported() == [:])
    #expect(try bench.store().sessions() == [])
  }

  @Test("a sidecar with exactly the bytes of an erased one is not stored in any folder")
  func sidecar() throws {
    try erase(.session("a"))
    try bench.tree.write("projects/p/b/tool-results/u.txt", "a long result")
    let report = try bench.ingest()
    #expect(report.counts.erased == 1)
    #expect(try bodiesAfterErasure() == [])
    try bench.tree.write("projects/p/b/tool-results/u.txt", "a long result.")
    try bench.ingest()
    #expect(try bodiesAfterErasure() == ["a long result."])
  }

  @Test("new lines of an erased session are stored, and only new lines are exported")
  func continues() throws {
    try erase(.session("a"))
    try bench.tree.append(a, lines(6..<8, session: "a"))
    let report = try bench.ingest()
    #expect(report.counts.records == 2 && report.counts.erased == 0)
    #expect(try bench.log().decisions(a).last?.reason == .appended)
    #expect(try exported() == [a: lines(6..<8, session: "a")])
    #expect(try bench.store().sessions().map(\.records) == [2])
  }

  @Test("an erased record is not stored when its file is rewritten around it")
  func rewrittenAround() throws {
    try erase(.record(session: "a", record: "3"))
    try bench.tree.write(a, line(9, session: "a") + text)
    let report = try bench.ingest()
    #expect(report.counts.records == 6 && report.counts.erased == 1)
    let rest = line(9, session: "a") + lines(0..<3, session: "a") + lines(4..<6, session: "a")
    #expect(try exported()[a] == rest)
  }

  @Test("an erased line with a different line ending, or without one, is not stored")
  func lineEnds() throws {
    try erase(.record(session: "a", record: "5"))
    try bench.tree.write(moved, "x\n" + line(5, session: "a").dropLast() + "\r\n" + line(5, session: "a").dropLast())
    let report = try bench.ingest()
    #expect(report.counts.erased == 2)
    #expect(try exported()[moved] == "x\n")
  }

  @Test("the end of a line that was stored incomplete is not a line of its own")
  func endOfOpenLine() throws {
    try bench.tree.write(transcript("o"), String(line(30, session: "o").dropLast()))
    try bench.ingest()
    try erase(.record(session: "o", record: "0"))
    try bench.tree.append(transcript("o"), "\n" + line(31, session: "o"))
    try bench.ingest()
    #expect(try exported()[transcript("o")] == line(31, session: "o"))
    try bench.tree.write(transcript("o2"), line(30, session: "o"))
    #expect(try bench.ingest().counts.erased == 1)
  }

  @Test("an erased line that was stored in two pieces is kept out as a whole and in its pieces")
  func pieces() throws {
    let whole = line(30, session: "o")
    try bench.tree.write(transcript("o"), String(whole.dropLast()))
    try bench.ingest()
    try bench.tree.append(transcript("o"), "{}\n")
    try bench.ingest()
    try erase(.session("o"))
    try bench.tree.write(transcript("o2"), whole.dropLast() + "{}\n" + whole + "x\n")
    #expect(try bench.ingest().counts.erased == 2)
    #expect(try exported()[transcript("o2")] == "x\n")
  }

  @Test("blank lines are stored even where the same blank lines were erased")
  func blankLines() throws {
    try bench.tree.write(transcript("o"), "\n  \r\n" + line(30, session: "o"))
    try bench.ingest()
    try erase(.session("o"))
    try bench.tree.write(transcript("o2"), "\n  \r\n" + line(31, session: "o2"))
    #expect(try bench.ingest().counts.erased == 0)
    #expect(try exported()[transcript("o2")] == "\n  \r\n" + line(31, session: "o2"))
  }

  @Test("the preview of an ingest counts kept-out lines as the ingest does")
  func preview() throws {
    try erase(.session("a"))
    try bench.tree.write(transcript("b"), text + line(7, session: "b"))
    let preview = try bench.store().preview(bench.options())
    #expect(preview.counts.erased == 6)
    #expect(preview.newLines == (try bench.ingest()).counts.records + 6)
  }

  @Test("files with erased lines are compared by a keyed MD5, and later decisions have no plain MD5")
  func keyedMD5() throws {
    try erase(.record(session: "a", record: "0"))
    try bench.tree.append(a, line(6, session: "a"))
    try bench.ingest()
    let known = try bench.log().decisions(a)
    #expect(known.map(\.reason) == [.insert, .appended])
    #expect(known.last?.md5 == nil && known.last?.oldMD5 == nil)
    try bench.tree.setModified(a, 1_700_000_000_000_000_000)
    try bench.ingest()
    #expect(try bench.log().decisions(a).last?.reason == .identical)
    try bench.tree.overwrite(a, at: 0, [0x20])
    try bench.ingest()
    #expect(try bench.log().decisions(a).last?.reason == .rewritten)
    #expect(try bench.log().disorder == [])
  }

  @Test("the key of erasures is random and the same for all erasures of a store")
  func key() throws {
    try erase(.record(session: "a", record: "0"))
    let state = try Projections(bench.store().openLog()).erasures.state
    #expect(state.keys.count == 1 && Set(state.keys[0].bytes).count > 8)
    try erase(.record(session: "a", record: "1"))
    let again = try Projections(bench.store().openLog()).erasures.state
    #expect(again.keys == state.keys && again.digests.count == 2)
    let other = try Workbench()
    try other.tree.write(a, text)
    try other.ingest()
    _ = try other.store().erase(.session("a"), retry: Workbench.patience())
    #expect(try Projections(other.store().openLog()).erasures.state.keys != state.keys)
  }
}
