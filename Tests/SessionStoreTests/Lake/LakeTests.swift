import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Tables

private let a = transcript("a")
private let b = transcript("b")

@Suite("lakes: tables for other programs")
struct LakeTests {
  let bench: Workbench
  let lake: FilePath

  init() throws {
    bench = try Workbench()
    lake = bench.directory.appending("lake")
  }

  @discardableResult
  private func export(to target: FilePath? = nil, since: LogPosition? = nil) throws -> LakeReport {
    try bench.store().exportLake(to: target ?? lake, since: since, LakeShapes.format, workers: 2)
  }

  private func contents(_ target: FilePath? = nil) throws -> LakeContents { try LakeContents(target ?? lake) }

  /// What a single export into another directory gives.
  private func atOnce() throws -> LakeContents {
    let other = bench.directory.appending("other-\(UUID().uuidString)")
    try export(to: other)
    return try contents(other)
  }

  @Test("the rows of a small store are these, column by column")
  func golden() throws {
    let usage = #"{"input_tokens":3,"output_tokens":5,"cache_read_input_tokens":7,"cache_creation_input_tokens":11}"#
    try bench.tree.write(
      a,
      line(0, session: "a", text: "h\u{e4}llo \\u0000 \u{1f600}", more: #","cwd":"/w","gitBranch":"main""#)
        + assistant(1, session: "a", usage: usage, tool: "Read").replacing(
          #""input":{}"#, with: #""input":{"file_path":"/x"}"#)
        + toolResult(2, of: 1, session: "a", isError: true) + #"{"type":"summary","summary":"S"}"# + "\nno JSON\n")
    try bench.ingest()
    let report = try export()
    let store = "\(report.store)"
    let found = try contents()
    let records = try found.rows("records").sorted { ($0["line"] as! Int) < ($1["line"] as! Int) }
    #expect(records.map { $0["line"] as? Int } == [0, 1, 2, 3, 4])
    #expect(records.map { $0["store"] as? String } == Array(repeating: store, count: 5))
    #expect(records[0]["text"] as? String == "h\u{e4}llo \u{fffd} \u{1f600} 0")
    #expect(records.map { $0["has_time"] as? Bool } == [true, true, true, false, false])
    #expect(records[3]["time"] as? String == time(2), "a line without a time has that of the line before")
    #expect(records[0]["cwd"] as? String == "/w" && records[0]["branch"] as? String == "main")
    #expect(records[4]["raw"] as? String == "null" && records[4]["text"] as? String == "no JSON")
    #expect(records[4]["defect"] as? String == "not valid JSON" && records[0]["defect"] as? String == "")
    let raw = try #require(records[1]["raw"] as? String)
    #expect(try JSONSerialization.jsonObject(with: Data(raw.utf8)) as? [String: Any] != nil)
    let calls = try found.rows("tool_calls")
    let call = try #require(calls.first { $0["is_result"] as? Bool == false })
    #expect(call["name"] as? String == "Read" && call["input"] as? String == #"{"file_path":"/x"}"#)
    let result = try #require(calls.first { $0["is_result"] as? Bool == true })
    #expect(result["call"] as? String == call["call"] as? String && result["is_error"] as? Bool == true)
    #expect(result["result_bytes"] as? Int == 4)
    #expect(try found.rows("files").map { $0["file"] as? String } == ["/x"])
    let responses = try found.rows("responses")
    #expect(responses.count == 1 && responses[0]["part"] as? Int == 0)
    #expect(responses[0]["input_tokens"] as? Int == 3 && responses[0]["output_tokens"] as? Int == 5)
    #expect(responses[0]["cache_creation_5m_input_tokens"] as? Int == 11)
    #expect(responses[0]["cache_read_input_tokens"] as? Int == 7 && responses[0]["has_price"] as? Bool == true)
    let sessions = try found.rows("sessions")
    #expect(sessions.map { $0["session"] as? String } == ["a"] && sessions[0]["bad_lines"] as? Int == 1)
    #expect(report.tables.map(\.rows) == [5, 1, 1, 1, 2], "records, sessions, responses, files, tool_calls")
  }

  @Test("every row has the columns that Tables describes, in their order, with their types, and no null")
  func columns() throws {
    try bench.tree.write(
      a, line(0, session: "a") + assistant(1, session: "a", tool: "Write") + toolResult(2, of: 1, session: "a"))
    try bench.ingest()
    try export()
    let found = try contents()
    for table in LakeShapes.all where table.table != .files {
      let lines = try #require(found.lines[table.table.rawValue])
      for line in lines {
        let names = line.matches(of: /[{,]"([a-z0-9_]+)":/).map { String($0.1) }
        #expect(names.filter { name in table.columns.contains { $0.name == name } }.count >= table.columns.count)
        #expect(!line.contains(":null"))
      }
      for row in try found.rows(table.table.rawValue) {
        #expect(Set(row.keys) == Set(table.columns.map(\.name)))
        for column in table.columns {
          switch column.type {
          case .text, .time: #expect(row[column.name] is String)
          case .integer: #expect(row[column.name] is Int)
          case .boolean: #expect(row[column.name] is Bool)
          }
        }
      }
    }
  }

  @Test("many small exports give the same as one, also after a compaction, and a repeated one changes nothing")
  func incremental() throws {
    for name in [a, b] { try bench.tree.write(name, "") }
    for step in 0..<6 {
      try bench.tree.append(
        step % 2 == 0 ? a : b,
        line(step * 3, session: step % 2 == 0 ? "a" : "b") + #"{"type":"summary","summary":"S\#(step)"}"# + "\n"
          + assistant(
            step * 3 + 1, message: "m\(step / 2)", session: step % 2 == 0 ? "a" : "b",
            usage: #"{"input_tokens":1,"output_tokens":\#(step + 2)}"#))
      try bench.ingest()
      if step == 3 { _ = try bench.compact() }
      let report = try export()
      #expect(!report.isRewritten && report.rows > 0)
    }
    #expect(try contents().state() == atOnce().state())
    let files = try contentsOfTree(lake)
    let again = try export()
    #expect(again.rows == 0 && again.since == again.head.sequence)
    #expect(try contentsOfTree(lake) == files)
    _ = try bench.compact(.high(level: 9))
    try export()
    #expect(try contentsOfTree(lake) == files)
  }

  @Test("the largest number of each response over all rows and stores is what the merged store counts")
  func responses() throws {
    let stores = try Stores()
    let target = stores.bench.directory.appending("lake")
    for name in ["one", "two"] {
      try stores.tree(name).write(
        transcript(name),
        assistant(1, message: "shared", session: name) + assistant(2, message: "own-\(name)", session: name))
      try stores.ingest(name)
      _ = try stores.store(name).exportLake(to: target, LakeShapes.format, workers: 1)
    }
    try stores.tree("one").append(
      transcript("one"),
      assistant(3, message: "shared", session: "one", usage: #"{"input_tokens":1,"output_tokens":90}"#))
    try stores.ingest("one")
    _ = try stores.store("one").exportLake(to: target, LakeShapes.format, workers: 1)
    try stores.take("two", into: "one")
    let usage = try stores.store("one").usage().totals
    var largest: [String: Int] = [:]
    for row in try LakeContents(target).rows("responses") {
      let key = "\(row["response"]!) \(row["part"]!)"
      largest[key] = max(largest[key] ?? 0, row["output_tokens"] as! Int)
    }
    #expect(Int64(largest.count) == usage.responses)
    #expect(Int64(largest.values.reduce(0, +)) == usage.tokens.output)
    #expect(usage.tokens.output == 94)
  }

  @Test("after an erasure and after a purge the files of the store are written anew, and those of others stay")
  func erasure() throws {
    try bench.tree.write(a, lines(0..<3, session: "a"))
    try bench.tree.write(b, line(10, session: "b", text: "hunter2"))
    try bench.ingest()
    try export()
    let foreign = [
      "records/day=2025-11-24/other.ndjson.gz",
      "records/day=2025-11-24/00000000-0000-4000-8000-000000000000-000000000000-000000000009.ndjson.gz",
      "notes.txt", "_ccstore/mine.sql",
    ]
    for path in foreign { try write("mine", to: path) }
    #expect(try LakeContents(lakeFiles(of: "records")).lines["records"]!.contains { $0.contains("hunter2") })
    _ = try bench.store().erase(.session("b"), retry: Workbench.patience())
    #expect(try export().isRewritten)
    #expect(try contentsOfTree(lake).allSatisfy { try !Self.holds($0, "hunter2") })
    _ = try bench.store().purge(retry: Workbench.patience())
    #expect(try export().isRewritten)
    #expect(try !export().isRewritten)
    for path in foreign { #expect(try POSIXFileSystem().contents(lake.appending(path)) == Array("mine".utf8)) }
    let own = try contentsOfTree(lake).filter { !foreign.contains($0.key) }
    #expect(try LakeContents(own).state() == atOnce().state())
  }

  private func write(_ text: String, to path: String) throws {
    let place = lake.appending(path)
    try POSIXFileSystem().makeDirectories(place.removingLastComponent())
    try POSIXFileSystem().create(place).write(Array(text.utf8), at: 0)
  }

  private func lakeFiles(of table: String) throws -> [String: [UInt8]] {
    try contentsOfTree(lake).filter { $0.key.hasPrefix(table + "/") && $0.value != Array("mine".utf8) }
  }

  private static func holds(_ file: (key: String, value: [UInt8]), _ text: String) throws -> Bool {
    let isPacked = file.key.hasSuffix(".gz") && file.value != Array("mine".utf8)
    let bytes = try isPacked ? LakeContents.inflated(file.value) : file.value
    return String(decoding: bytes, as: UTF8.self).contains(text)
  }

  @Test(
    "a lake that holds events which the store does not have is refused, and so are a commit file and a beginning of another kind"
  )
  func refused() throws {
    try bench.tree.write(a, lines(0..<2, session: "a"))
    try bench.ingest()
    let copy = bench.directory.appending("copy")
    try FileManager.default.copyItem(atPath: bench.storePath.string, toPath: copy.string)
    try bench.tree.append(a, line(2, session: "a"))
    try bench.ingest()
    let report = try export()
    let files = try contentsOfTree(lake)
    #expect(errorCode { try bench.store(at: copy).exportLake(to: lake, LakeShapes.format) } == .lakeMismatch)
    #expect(errorCode { try export(since: .sequence(1)) } == .lakeBegun)
    #expect(errorCode { try export(to: bench.directory.appending("new"), since: .sequence(999)) } == .noSuchPosition)
    #expect(try contentsOfTree(lake) == files)
    let commit = lake.appending("_ccstore/\(report.store).json")
    try POSIXFileSystem().openForWriting(commit).write(Array("{\"he".utf8), at: 0)
    #expect(errorCode { try export() } == .lakeUnreadable)
    let file = bench.directory.appending("file")
    try POSIXFileSystem().create(file).close()
    #expect(errorCode { try export(to: file) } == .targetIsFile)
    #expect(errorCode { try export(to: copy) } == .targetNotEmpty, "a lake does not go into a store")
  }

  @Test("a second export into a lake is refused while the first one runs")
  func locked() throws {
    try bench.tree.write(a, line(0, session: "a"))
    try bench.ingest()
    let store = try export().store
    do {
      let lock = try #require(try POSIXFileSystem().lock(lake.appending("_ccstore/\(store).lock")))
      defer { withExtendedLifetime(lock) {} }
      #expect(errorCode { try export() } == .lakeLocked)
    }
    #expect(try export().rows == 0)
  }

  @Test("drafts that a killed export has left are removed, and the next export gives the same as an undisturbed one")
  func drafts() throws {
    try bench.tree.write(a, line(0, session: "a"))
    try bench.ingest()
    let partial = "_ccstore/\(try bench.store().view().log.directory.uuid).partial"
    try write("half", to: "\(partial)/0")
    try export()
    #expect(try contents() == atOnce())
    #expect(try !POSIXFileSystem().exists(lake.appending(partial)))
  }

  @Test("a table's folder that is a link is refused, nothing is written where it leads, and no drafts are left")
  func link() throws {
    try bench.tree.write(a, line(0, session: "a"))
    try bench.ingest()
    let (other, files) = (bench.directory.appending("elsewhere"), POSIXFileSystem())
    for directory in [lake, other] { try files.makeDirectory(directory) }
    try FileManager.default.createSymbolicLink(
      atPath: lake.appending("records").string, withDestinationPath: other.string)
    #expect(throws: (any Error).self) { try export() }
    #expect(try files.list(other).isEmpty)
    let store = try bench.store().view().log.directory.uuid
    #expect(try !files.exists(lake.appending("_ccstore/\(store).partial")))
  }

  @Test("a lake may begin after an event, and then has nothing from before it")
  func since() throws {
    try bench.tree.write(a, lines(0..<2, session: "a"))
    try bench.ingest()
    let head = try bench.store().view().head.sequence
    try bench.tree.append(a, line(2, session: "a"))
    try bench.ingest()
    #expect(try export(since: .sequence(head)).since == head)
    #expect(try contents().rows("records").map { $0["text"] as? String } == ["hello 2"])
    _ = try bench.store().erase(.record(session: "a", record: uuid(0)), retry: Workbench.patience())
    #expect(try export().isRewritten)
    #expect(try contents().rows("records").map { $0["text"] as? String } == ["hello 2"])
  }

  @Test("names from transcripts never become paths, and odd times and huge values become rows all the same")
  func hostile() throws {
    let names = ["../../x", "/etc/passwd", "a\\nb", "day=1970-01-01", "\u{1b}[31m", "..", "_ccstore"]
    let stamps = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2025-11-24T16:00:00.5+14:00", "tomorrow", ""]
    var text = ""
    for (number, name) in names.enumerated() {
      text +=
        #"{"type":"user","sessionId":"\#(name)","cwd":"\#(name)","uuid":"\#(name)","timestamp":"\#(stamps[number % 5])","#
      text += #""message":{"role":"user","content":"\#(name)"},"n":1e999,"n":99999999999999999999999,"n":null}"# + "\n"
    }
    text += String(repeating: "x", count: 3 << 20) + "\n"
    text +=
      #"{"type":"user","message":{"role":"user","content":"\#(String(repeating: "\u{e4}", count: 1 << 20))"}}"# + "\n"
    try bench.tree.write(a, text)
    try bench.tree.write("projects/p\u{1}\"'$(x)/c.jsonl", line(0, session: "c"))
    try bench.ingest()
    try export()
    let paths = try contentsOfTree(lake).keys
    for path in paths where path.hasSuffix(".gz") {
      #expect(
        path.wholeMatch(of: /[a-z_]+\/day=(19[7-9]\d|20\d\d)-\d\d-\d\d\/[0-9a-f-]+\.ndjson\.gz/) != nil, "\(path)")
    }
    let rows = try contents().rows("records")
    #expect(rows.count == names.count + 3)
    #expect(rows.count { $0["text_truncated"] as? Bool == true } == 2)
    #expect(rows.allSatisfy { ($0["text"] as! String).utf8.count <= LakeRecord.textMax })
    #expect(rows.allSatisfy { $0["raw_truncated"] as? Bool == true ? $0["raw"] as? String == "null" : true })
  }

  @Test("a damaged store leaves the lake as it was and says so")
  func damage() throws {
    try bench.tree.write(a, lines(0..<50, session: "a"))
    try bench.ingest()
    try export()
    let files = try contentsOfTree(lake)
    try bench.tree.append(a, lines(50..<100, session: "a"))
    try bench.ingest()
    let segments = bench.storePath.appending("seg")
    let segment = try #require(try POSIXFileSystem().list(segments).last)
    let file = try POSIXFileSystem().openForWriting(segments.appending(bytes: segment.name))
    let size = segment.status.size
    for offset in [size / 2, size * 2 / 3, size * 3 / 4] { try file.write([0xff, 0x00, 0xff, 0x55], at: offset) }
    #expect(errorCode { try export() } == .damaged)
    #expect(try contentsOfTree(lake) == files)
  }

  @Test("scripts that an export has written are replaced, and any other file of that name stays")
  func scripts() throws {
    try bench.tree.write(a, line(0, session: "a"))
    try bench.ingest()
    try export()
    let names = ["duckdb.sql", "parquet.sql", "duckdb-parquet.sql", "clickhouse.sql", "spark.py", "polars.py"]
    for name in names { #expect(try POSIXFileSystem().exists(lake.appending("_ccstore/\(name)"))) }
    let own = lake.appending("_ccstore/spark.py")
    try POSIXFileSystem().remove(own)
    try POSIXFileSystem().create(own).write(Array("mine".utf8), at: 0)
    #expect(try export().foreignScripts == ["spark.py"])
    #expect(try POSIXFileSystem().contents(own) == Array("mine".utf8))
  }
}
