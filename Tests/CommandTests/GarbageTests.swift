import Foundation
import TestSupport
import Testing

/// A line that is not an acceptable record, and the reason that `ingest` gives for it.
struct DefectiveLine: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var reason: String?
  var bytes: [UInt8]

  init(_ what: String, _ text: String, reason: String?) { self.init(what, bytes: Array(text.utf8), reason: reason) }

  init(_ what: String, bytes: [UInt8], reason: String?) {
    (testDescription, self.bytes, self.reason) = (what, bytes, reason)
  }

  static let all: [DefectiveLine] = [
    .init("no JSON", "hello", reason: "not valid JSON"),
    .init("cut off", #"{"type":"user","#, reason: "not valid JSON"),
    .init("two objects", #"{"a":1}{"b":2}"#, reason: "two objects glued together"),
    .init("NUL bytes", bytes: [UInt8](repeating: 0, count: 300), reason: "nul bytes in the line"),
    .init("no UTF-8", bytes: Array(#"{"a":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8), reason: "invalid UTF-8"),
    .init(
      "nested deeply", #"{"a":"# + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000) + "}",
      reason: "nested too deeply"),
    .init("half a surrogate pair", #"{"a":"\ud83d"}"#, reason: "half of a surrogate pair"),
    .init("an array", "[1,2]", reason: "not a JSON object"),
    .init("a string", #""text""#, reason: "not a JSON object"),
    .init("blank", "", reason: nil),
    .init("spaces", "  \t ", reason: nil),
  ]
}

@Suite("lines that are not records")
struct GarbageTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("a defective line is stored exactly, counted, and reported with its reason", arguments: DefectiveLine.all)
  func defect(_ defective: DefectiveLine) throws {
    try work.write("p/s.jsonl", Array(line(1).utf8) + defective.bytes + [0x0a] + Array(line(2).utf8))
    let report = try work.ingest()
    #expect(report["records"].integer == 3)
    #expect(report["bad_lines"].integer == (defective.reason == nil ? 0 : 1))
    #expect(report["bad_line_details"].array.first?["reason"].string == defective.reason)
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  @Test("a defective line is reported with its file, line number and offset")
  func place() throws {
    let path = try work.write("p/s.jsonl", line(1) + "garbage\n" + line(2))
    let found = try #require(work.ingest()["bad_line_details"].array.first)
    #expect(found["file"].string == path)
    #expect(found["line"].integer == 2)
    #expect(found["offset"].integer == line(1).utf8.count)
  }

  @Test("files of random bytes are exported exactly and leave the store intact", arguments: [1, 2, 3, 4])
  func randomBytes(seed: UInt64) throws {
    var random = Seeded(seed)
    for number in 0..<12 {
      var bytes = random.bytes(random.number(0...200_000))
      if number % 3 == 0 { bytes = bytes.map { $0 % 7 == 0 ? 0x0a : $0 } }
      try work.write("p/\(number).jsonl", bytes)
      work.age("p/\(number).jsonl", seconds: 4_000)
    }
    try work.ingest()
    #expect(try work.exportDifferences() == [], "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
  }

  @Test("lines of random bytes are counted as bad lines")
  func randomBytesCounted() throws {
    var random = Seeded(5)
    try work.write("p/s.jsonl", random.bytes(100_000).map { $0 == 0x20 ? 0x21 : $0 } + [0x0a])
    let report = try work.ingest()
    let (bad, all) = (report["bad_lines"].integer!, report["records"].integer!)
    #expect(bad > 100)
    #expect(bad <= all)
  }

  @Test(
    "every command works on a store of defective lines and prints valid UTF-8 without escape codes",
    arguments: [
      ["status"], ["sessions"], ["show", "s"], ["show", "s", "--verbose"], ["show", "s", "--json"],
      ["replay", "--verify"],
    ])
  func commands(_ command: [String]) throws {
    var random = Seeded(6)
    let defects = Array(DefectiveLine.all.map(\.bytes).joined(separator: [0x0a]))
    try work.write("p/s.jsonl", defects + random.bytes(50_000))
    work.age("p/s.jsonl", seconds: 4_000)
    try work.ingest()
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(String(validating: outcome.standardOutput, as: UTF8.self) != nil)
    #expect(!outcome.standardOutput.contains(0x1b))
  }

  @Test("a line longer than 64 MiB is exported exactly and counted as one bad line")
  func aboveLimit() throws {
    try work.writeOneLine("p/one.jsonl", megabytes: 70, seed: 9)
    try work.append("p/one.jsonl", line(1))
    let report = try work.ingest()
    #expect(report["bad_lines"].integer == 1)
    #expect(report["records"].integer == 2)
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  @Test("a file of 200 MB and a line of 50 MB are exported exactly and need less than 250 MB of memory")
  func large() throws {
    try work.writeManyLines("p/many.jsonl", megabytes: 200, seed: 7)
    try work.writeOneLine("p/one.jsonl", megabytes: 50, seed: 8)
    if let peak = try measuredIngest() {
      print("ingest of 200 MB in lines and 50 MB in one line: peak memory \(peak) MB")
      #expect(peak < 150 + 2 * 50)
    } else {
      print("peak memory is not measured: there is no /usr/bin/time that knows -f")
    }
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  /// Ingests, and returns the peak of its memory in megabytes where it can be measured. A program started by this
  /// process would inherit the peak of this process; one started by time(1) does not.
  private func measuredIngest() throws -> Int? {
    guard Machine.hasTime else {
      #expect(try work.ingest()["bad_lines"].integer == 0)
      return nil
    }
    let outcome = try work.shell(#"/usr/bin/time -f %M -o "$WORK/peak" "$CCSTORE" ingest "$ROOT" --store "$STORE""#)
    #expect(outcome.code == 0, "\(outcome)")
    let text = String(decoding: try contents(of: work.path + "/peak"), as: UTF8.self)
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { $0 / 1_000 }
  }
}
