import Foundation
import TestSupport
import Testing

@Suite("A session of more files than may be open")
struct ManyFilesCommandTests {
  @Test("is shown, exported and compared with few descriptors, before and after a compaction")
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
        #"ulimit -n 32; set -e; mkdir "\#(out)"; "$CCSTORE" show \#(id) --store "$STORE" > "\#(out)/show.txt"; "#
          + #""$CCSTORE" export "\#(out)/html" --format html -q --store "$STORE"; "#
          + #""$CCSTORE" verify --against-sources -q --store "$STORE"; "$CCSTORE" compact -q --store "$STORE""#)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let text = String(decoding: try contents(of: work.path + "/\(pass)/show.txt"), as: UTF8.self)
      for number in 0...80 { #expect(text.contains("task \(number).")) }
    }
  }
}
