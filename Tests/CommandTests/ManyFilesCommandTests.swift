import Foundation
import TestSupport
import Testing

@Suite("a session with more files than can be open")
struct ManyFilesCommandTests {
  @Test(
    "show of a session of 300 files needs less than 150 MB plus its output, before and after a compaction",
    .enabled(if: Machine.hasTime, "needs a time(1) that knows -f"))
  func memory() throws {
    let work = try Workspace()
    let id = "11111111-1111-4111-8111-111111111111"
    var random = Seeded(11)
    func line(_ number: Int, _ more: String = "") -> String {
      let text = (0..<40).map { _ in String(random.number(0...9_999_999), radix: 36) }.joined(separator: " ")
      return #"{"type":"user","uuid":"00000000-0000-4000-8000-\#(100_000_000_000 + number)","sessionId":"\#(id)","#
        + #""timestamp":"2026-03-01T10:00:00.000Z","message":{"role":"user","content":"\#(text)"}\#(more)}"# + "\n"
    }
    try work.write("p/\(id).jsonl", line(0))
    // Written in turns, so that the blocks hold lines of all files.
    for round in 0..<4 {
      for agent in 1...300 {
        let name = "p/\(id)/subagents/agent-a\(agent).jsonl"
        let text = (0..<8).map {
          line(round * 10_000 + agent * 10 + $0, #","isSidechain":true,"agentId":"a\#(agent)""#)
        }
        if round == 0 { try work.write(name, text.joined()) } else { try work.append(name, text.joined()) }
      }
      try work.ingest()
    }
    for pass in ["before", "after"] {
      let outcome = try work.shell(
        #"/usr/bin/time -f %M -o "$WORK/peak" "$CCSTORE" show \#(id) --store "$STORE" >"$WORK/shown" && "$CCSTORE" compact -q --store "$STORE""#
      )
      #expect(outcome.code == 0, "\(outcome)")
      let peak = String(decoding: try contents(of: work.path + "/peak"), as: UTF8.self)
      let kilobytes = try #require(Int(peak.trimmingCharacters(in: .whitespacesAndNewlines)))
      let shown = try contents(of: work.path + "/shown").count
      #expect(shown > 300_000)
      #expect(kilobytes < 150_000 + shown / 1000, "\(pass) a compaction")
    }
  }

  @Test("show, export and verify of a session of 80 files work with 32 descriptors, before and after a compaction")
  func descriptors() throws {
    let work = try Workspace()
    let id = "11111111-1111-4111-8111-111111111111"
    func line(_ number: Int, _ more: String = "") -> String {
      #"{"type":"user","uuid":"00000000-0000-4000-8000-\#(100_000_000_000 + number)","sessionId":"\#(id)","#
        + #""timestamp":"2026-03-01T10:00:00.000Z","message":{"role":"user","content":"task \#(number)."}\#(more)}"#
        + "\n"
    }
    try work.write("p/\(id).jsonl", line(0))
    for number in 1...80 {
      try work.write(
        "p/\(id)/subagents/agent-a\(number).jsonl", line(number, #","isSidechain":true,"agentId":"a\#(number)""#))
    }
    try work.ingest()
    for pass in ["before", "after"] {
      let out = "$WORK/\(pass)"
      let outcome = try work.shell(
        // Descriptors of other tests that the shell has inherited do not count.
        #"ulimit -n $((28 + $(ls /dev/fd | wc -l))); set -e; mkdir "\#(out)"; "#
          + #""$CCSTORE" show \#(id) --store "$STORE" > "\#(out)/show.txt"; "#
          + #""$CCSTORE" export "\#(out)/html" --format html -q --store "$STORE"; "#
          + #""$CCSTORE" verify --against-sources -q --store "$STORE"; "$CCSTORE" compact -q --store "$STORE""#)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let text = String(decoding: try contents(of: work.path + "/\(pass)/show.txt"), as: UTF8.self)
      for number in 0...80 { #expect(text.contains("task \(number).")) }
    }
  }
}
