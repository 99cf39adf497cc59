import TestSupport

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import Sync

/// The recipe for a golden store. The stores are made once and kept for good; a recipe is run again only to make a
/// missing store.
struct GoldenRecipe: Sendable {
  let name: String
  let make: @Sendable (GoldenBench) throws -> Void

  init(_ name: String, _ make: @escaping @Sendable (GoldenBench) throws -> Void) {
    (self.name, self.make) = (name, make)
  }

  static let all = plain + erasures + prunes + decisions + frames + ends + repeats

  private static let a = transcript("00000000-0000-4000-8000-00000000000a", folder: "p")
  private static let b = transcript("00000000-0000-4000-8000-00000000000b", folder: "p")
  private static let moved = transcript("00000000-0000-4000-8000-00000000000a", folder: "q")
  private static let again = transcript("00000000-0000-4000-8000-00000000000a", folder: "r")
  private static let session = "00000000-0000-4000-8000-00000000000a"

  private static func text(_ numbers: Range<Int>) -> String { lines(numbers, session: session) }

  /// Lines with a value for each of the columns 50 to 59.
  private static let scanned = [
    #"{"type":"assistant","uuid":"1","sessionId":"\#(session)","timestamp":"2026-03-01T10:00:00.000Z","requestId":"r1","#
      + #""costUSD":0.0123,"message":{"id":"m1","role":"assistant","model":"claude-opus-5","#
      + #""content":[{"type":"text","text":"first words"}],"usage":{"input_tokens":3,"output_tokens":4,"#
      + #""speed":"fast","service_tier":"batch","inference_geo":"us","server_tool_use":{"web_search_requests":3},"#
      + #""iterations":[{"type":"advisor_message","model":"claude-fable-5-1","input_tokens":5,"output_tokens":6}]}}}"#,
    #"{"type":"user","uuid":"2","sessionId":"\#(session)","sessionKind":"bg","#
      + #""forkedFrom":{"sessionId":"00000000-0000-4000-8000-0000000000ff","messageUuid":"0"},"#
      + #""message":{"role":"user","content":"<command-name>/init</command-name><command-args>all</command-args>"}}"#,
    #"{"type":"progress","uuid":"3","sessionId":"\#(session)","data":{"type":"agent_progress","agentId":"a1","message":"#
      + #"{"type":"assistant","uuid":"inner","requestId":"r2","message":{"id":"m2","model":"claude-haiku-5-5","#
      + #""content":[],"usage":{"input_tokens":7,"output_tokens":8}}}}}"#,
    #"{"type":"user","uuid":"4","sessionId":"\#(session)","toolUseResult":{"persistedOutputPath":"/x/tool-results/out.txt"},"#
      + #""message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"see file"}]}}"#,
    #"{"type":"attachment","uuid":"5","sessionId":"\#(session)","#
      + #""attachment":{"type":"queued_command","prompt":"it waited","commandMode":"prompt"}}"#,
  ].map { $0 + "\n" }.joined()
}

// MARK: What is stored

extension GoldenRecipe {
  private static let plain = [
    GoldenRecipe("empty") { try $0.open() },
    GoldenRecipe("one-event") { bench in
      try bench.open()
      try bench.reset()
    },
    GoldenRecipe("one-file") { bench in
      try bench.write(a, text(0..<5))
      try bench.ingest()
    },
    GoldenRecipe("event-kinds") { bench in
      // More than a block holds; a `progress` event precedes the second one.
      let long = (0..<6).map { line($0, text: String(repeating: "x", count: 100_000)) }.joined()
      try bench.write(a, long)
      try bench.write(b, text(0..<3))
      try bench.write("projects/p/sessions-index.json", "{\"version\":1}\n")
      try bench.ingest()
      try bench.remove(b)
      try bench.ingest()
      try bench.reset()
      try bench.ingest()
    },
    // The columns that the rules of scanner 2 take from a line, and the defect that only these rules know.
    GoldenRecipe("line-columns") { bench in
      try bench.write(a, scanned)
      try bench.write(b, [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00, 0x0a, 0x00])
      try bench.ingest()
    },
    GoldenRecipe("foreign") { bench in
      try bench.write(a, text(0..<5))
      try bench.ingest()
      try bench.remove(a)
      try bench.write(b, text(10..<14))
      try bench.importAnother()
      try bench.write(b, text(10..<16))
      try bench.importAnother()
    },
    GoldenRecipe("sidecars") { bench in
      try bench.write(a, text(0..<2))
      try bench.write("projects/p/\(session)/subagents/agent-1.jsonl", text(2..<4))
      try bench.write("projects/p/\(session)/subagents/agent-1.meta.json", "{\"agentType\":\"x\"}")
      try bench.write("projects/p/\(session)/tool-results/t.txt", [UInt8](0...255))
      try bench.write("projects/p/empty.json", "")
      try bench.ingest()
      try bench.write("projects/p/\(session)/tool-results/t.txt", [UInt8](0...255).reversed(), expecting: 1)
      try bench.ingest()
    },
    GoldenRecipe("bad-lines") { bench in
      let bad = [
        "{\n", "\n", "  \r\n", "[1,2]\n", "\0\0\0\n", "{\"a\":1}{\"b\":2}\n", "{\"a\":\"\\ud800\"}\n",
        String(repeating: "[", count: 2000) + "\n",
      ]
      try bench.write(
        a, Array((text(0..<1) + bad.joined()).utf8) + [0x22, 0xff, 0xfe, 0x0a] + Array("{\"tail\":1}".utf8))
      try bench.ingest()
      try bench.write(a, bench.expected[a]![0] + Array("\n{}".utf8))
      try bench.ingest()
    },
    GoldenRecipe("snapshots") { bench in
      try bench.write(a, text(0..<4))
      try bench.ingest()
      try bench.saveCheckpoints()
      try bench.write(a, text(0..<6))
      try bench.ingest()
    },
  ]

  private static let erasures = [
    GoldenRecipe("erasures") { bench in
      let index = "projects/p/\(session)/tool-results/t.txt"
      try bench.write(a, text(0..<6))
      try bench.write(index, "a result")
      try bench.write(b, text(10..<12))
      try bench.ingest()
      try bench.erase(.record(session: session, record: "2"))
      try bench.erase(.source(index))
      try bench.erase(.source(b))
      // The file continues, is copied, and what is erased comes again elsewhere.
      try bench.write(a, text(0..<8))
      try bench.write(moved, text(0..<9))
      try bench.write(again, text(9..<10) + text(2..<3))
      try bench.write("projects/q/result.txt", "a result")
      try bench.ingest()
      bench.expect(a, [text(0..<2) + text(3..<8)])
      bench.expect(moved, [text(0..<2) + text(3..<9)])
      bench.expect(again, [text(9..<10)])
      for name in [index, b, "projects/q/result.txt"] { bench.expect(name, nil) }
    }
  ]

  /// A file that was deleted on request, an ingest that finds it gone, and the file there again with more lines.
  private static let prunes = [
    GoldenRecipe("pruned") { bench in
      try bench.write(a, text(0..<4))
      try bench.write("projects/p/\(session)/subagents/agent-1.jsonl", text(4..<6))
      let other = "00000000-0000-4000-8000-00000000000b"
      try bench.write(b, lines(10..<12, session: other))
      try bench.ingest()
      // One session has bytes that are not stored, so that its file stays.
      try bench.write(b, lines(10..<13, session: other))
      guard try bench.prune() == 2 else { throw Broken("other files were deleted than those that are stored") }
      try bench.ingest()
      try bench.write(a, text(0..<5))
      try bench.ingest()
    }
  ]

  /// Cases A to H of the decision table.
  private static let decisions = [
    GoldenRecipe("decisions") { bench in
      try bench.write(a, text(0..<4))  // A
      try bench.write(b, text(0..<2))
      try bench.ingest()
      try bench.write(a, text(0..<6))  // B
      try bench.touch(b)  // C
      try bench.ingest()
      try bench.write(a, text(0..<1), expecting: 1)  // D: truncated
      try bench.write(b, text(7..<12), expecting: 1)  // D: rewritten
      try bench.ingest()
      try bench.write(moved, text(0..<1) + line(30))  // E, with more lines than the original
      try bench.ingest()
      try bench.remove(moved)  // F
      try bench.write(transcript("00000000-0000-4000-8000-00000000000b", folder: "q"), text(40..<43))  // G
      try bench.ingest()
      try bench.write(again, text(50..<51), expecting: nil)  // H
      try bench.ingest { $0.skipExisting = true }
    },
    GoldenRecipe("copies") { bench in
      try bench.write(a, text(0..<6))
      try bench.write(moved, text(0..<6))
      try bench.ingest()
      try bench.write(moved, text(0..<9))
      try bench.ingest()
      try bench.write(again, text(0..<12))
      try bench.ingest()
      try bench.write(moved, text(0..<2), expecting: 1)
      try bench.ingest()
    },
  ]
}

// MARK: How it is stored

extension GoldenRecipe {
  private static let frames = [
    GoldenRecipe("frame-types") { bench in
      try bench.write(a, text(0..<3))
      try bench.ingest()
      try bench.rewrite(segmentSize: 1)
      try bench.appendSkippableFrame(Array("of a later version".utf8))
      try bench.write(a, text(0..<4))
      try bench.ingest()
    },
    GoldenRecipe("versions") { bench in
      try bench.write(a, text(0..<3))
      try bench.ingest()
      try bench.state(StatedVersions(needed: ProgramVersion(0, 1, 0), writer: ProgramVersion(0, 1, 1)))
      try bench.write(a, text(0..<6))
      try bench.ingest()
    },
    GoldenRecipe("codecs") { bench in
      var random = Seeded(1)
      try bench.write("projects/p/noise.bin", random.bytes(1000))
      try bench.ingest()
      try bench.write(a, text(0..<20))
      try bench.ingest()
    },
    GoldenRecipe("bodies-frames") { bench in
      try bench.write(a, text(0..<8))
      try bench.write("projects/p/t.txt", [UInt8](0...255))
      try bench.ingest()
      try bench.rewrite(blockSize: 300)
    },
    GoldenRecipe("sealed-segments") { bench in
      for count in 1...5 {
        try bench.write(a, text(0..<4 * count))
        try bench.ingest()
      }
      try bench.rewrite(segmentSize: 1500)
    },
    GoldenRecipe("compacted") { bench in
      for count in 1...4 {
        try bench.write(a, text(0..<4 * count))
        try bench.ingest()
      }
      try bench.rewrite(segmentSize: 2500)
      try bench.compact(blockSize: 1500)
      try bench.write(b, text(40..<44))
      try bench.ingest()
      try bench.compact(blockSize: 4000)
      try bench.write(a, text(0..<20))
      try bench.ingest()
    },
  ]

  /// What crashes leave, after the recovery.
  private static let ends = [
    GoldenRecipe("torn-tail") { bench in
      try bench.write(a, text(0..<3))
      try bench.ingest()
      try bench.write(a, text(0..<5))
      let torn = try bench.bytesOfNextIngest()
      bench[try bench.activeSegment()] += torn[..<(torn.count / 2)]
      try bench.ingest()
    },
    GoldenRecipe("unattested-commit") { bench in
      try bench.write(a, text(0..<3))
      try bench.ingest()
      try bench.write(a, text(0..<5))
      bench[try bench.activeSegment()] += try bench.bytesOfNextIngest().dropLast(FrameHeader.length)
      try bench.open()
      try bench.write(a, text(0..<6))
      try bench.ingest()
    },
  ]
}
