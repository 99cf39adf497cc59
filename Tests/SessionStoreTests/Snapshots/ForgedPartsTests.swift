import Bytes
import FileIO
import Foundation
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("parts of a log that a stranger has made")
struct ForgedPartsTests {
  let bench: RemoteBench
  var stores: Stores { bench.stores }

  init() throws { bench = try RemoteBench() }

  /// Two parts of a log that no ccstore writes: what is wrong in the second shows only with the first.
  private enum Forged: CaseIterable {
    case middleHash, baseHash, erasedHash, names, emptyBase, partOfRecord

    private func addErasure(_ builder: inout EventBlockBuilder, offset: Int64, length: Int64) {
      builder.begin(.erasure)
      builder.set(.source, 0)
      builder.set(.generation, 0)
      builder.set(.offset, offset)
      builder.set(.length, length)
      builder.end()
    }

    private func addProgress(
      _ builder: inout EventBlockBuilder, source: Int64, length: Int64, md5: [UInt8]?, base: Int64? = nil
    ) {
      builder.begin(.progress)
      builder.set(.source, source)
      builder.set(.generation, 0)
      builder.set(.length, length)
      builder.set(.lines, 1)
      if let md5 { builder.set(.md5, md5) }
      if let base {
        builder.set(.related, 0)
        builder.set(.relatedGeneration, 0)
        builder.set(.baseLength, base)
      }
      builder.end()
    }

    func addFirst(_ builder: inout EventBlockBuilder) {
      let text = line(1)
      builder.addSource(0, "projects/p/a.jsonl")
      builder.addRecord(source: 0, generation: 0, text)
      builder.addDecision(source: 0, generation: 0, length: Int64(text.utf8.count), md5: md5(text), reason: .insert)
      if self == .names { for number: Int64 in 1..<16 { builder.addSource(number, "projects/p/a.jsonl") } }
      if self == .emptyBase {
        builder.addSource(1, "projects/p/b.jsonl")
        builder.addDecision(source: 1, generation: 0, length: 0, md5: md5(""), reason: .insert)
      }
    }

    /// With `isWrong` false, the same without what is wrong.
    func addSecond(_ builder: inout EventBlockBuilder, isWrong: Bool) {
      let (one, two, three) = (line(1), line(2), line(3))
      let ends = [one, one + two, one + two + three].map { Int64($0.utf8.count) }
      switch self {
      case .middleHash:
        builder.addRecord(source: 0, generation: 0, offset: ends[0], two)
        addProgress(&builder, source: 0, length: ends[1], md5: md5(isWrong ? two : one + two))
        builder.addRecord(source: 0, generation: 0, offset: ends[1], three)
        builder.addDecision(source: 0, generation: 0, length: ends[2], md5: md5(one + two + three), reason: .appended)
      case .baseHash:
        builder.addSource(1, "projects/q/a.jsonl")
        addProgress(&builder, source: 1, length: ends[0], md5: md5(isWrong ? two : one), base: ends[0])
        builder.addRecord(source: 1, generation: 0, offset: ends[0], two)
        addProgress(&builder, source: 1, length: ends[1], md5: md5(one + two), base: ends[0])
      case .erasedHash:
        builder.addRecord(source: 0, generation: 0, offset: ends[0], two)
        builder.addDecision(
          source: 0, generation: 0, length: ends[1], md5: md5(isWrong ? two : one + two), reason: .appended)
        addErasure(&builder, offset: ends[0], length: ends[1] - ends[0])
      case .names: builder.addSource(16, isWrong ? "projects/p/a.jsonl" : "projects/p/c.jsonl")
      case .emptyBase:
        addProgress(&builder, source: 1, length: 0, md5: nil, base: isWrong ? ends[0] : nil)
      case .partOfRecord: addErasure(&builder, offset: 0, length: isWrong ? 3 : ends[0])
      }
    }
  }

  @Test("what is refused in one part is refused in two, also where the first part alone is right")
  func forgedParts() throws {
    for forged in Forged.allCases {
      for isWrong in [true, false] {
        let name = "\(forged)-\(isWrong)"
        try stores.makeEmpty(name)
        try stores.forge(name) { forged.addFirst(&$0) }
        let border = try bench.head(name).sequence
        try stores.forge(name) { forged.addSecond(&$0, isWrong: isWrong) }
        #expect(try bench.check(name).errors.isEmpty == !isWrong, "\(name)")
        #expect(((try? bench.take(bench.part(name), into: "whole-\(name)")) == nil) == isWrong, "\(name)")
        try bench.ingest("team-\(name)", "own", 0..<1)
        for receiver in ["parts-\(name)", "team-\(name)"] {
          _ = try bench.take(bench.part(name, upTo: border), into: receiver)
          #expect(((try? bench.take(bench.part(name, after: border), into: receiver)) == nil) == isWrong, "\(receiver)")
          #expect(try bench.check(receiver).errors == [], "\(receiver)")
        }
      }
    }
  }

  /// What an event says about the lines before it, which the part before has brought.
  struct Claim: CustomStringConvertible {
    var start: Int64
    var length: Int64
    var base: GenerationBase?
    var isHashed: Bool

    var description: String {
      "from \(start), \(length) bytes, base \(base.map { "\($0.source):\($0.length)" } ?? "none"), MD5 \(isHashed)"
    }

    /// The first file has 40 bytes, the lines of the second begin at `start` and have 30.
    static let all: [Claim] = [0, 40].flatMap { start in
      [start + 30, start + 31, start, 0].flatMap { length in
        [nil, (0, 40), (0, 39), (1, 40), (7, 40), (-1, 40)].flatMap { base in
          [true, false].map { isHashed in
            Claim(
              start: start, length: length,
              base: base.map { GenerationBase(source: $0.0, generation: 0, length: $0.1) }, isHashed: isHashed)
          }
        }
      }
    }
  }

  @Test("an event about the last lines of the part before is refused where the two parts in one would be")
  func wrongClaims() throws {
    let (first, second) = (String(repeating: "a", count: 39) + "\n", String(repeating: "b", count: 29) + "\n")
    var counts = (taken: 0, refused: 0)
    for (index, claim) in Claim.all.enumerated() {
      let name = "forged-\(index)"
      try stores.makeEmpty(name)
      try stores.forge(name) { builder in
        for number: Int64 in [0, 1] {
          builder.addSource(number, transcript("\(number)"), origin: stores.machine(name).id)
        }
        builder.addRecord(source: 0, generation: 0, first)
        builder.addDecision(source: 0, generation: 0, length: 40, md5: md5(first), reason: .insert)
        builder.addRecord(source: 1, generation: 0, offset: claim.start, second)
      }
      let border = try bench.head(name).sequence
      try stores.forge(name) { builder in
        builder.begin(.progress)
        builder.set(.source, 1)
        builder.set(.generation, 0)
        builder.set(.length, claim.length)
        builder.set(.lines, 1)
        if claim.isHashed { builder.set(.md5, md5(claim.start == 0 ? second : first + second)) }
        if let base = claim.base {
          builder.set(.related, base.source)
          builder.set(.relatedGeneration, base.generation)
          builder.set(.baseLength, base.length)
        }
        builder.end()
      }
      let errors = try bench.check(name).errors
      let isWholeTaken = (try? bench.take(bench.part(name), into: "whole-\(name)")) != nil
      _ = try bench.take(bench.part(name, upTo: border), into: "parts-\(name)")
      #expect(try bench.check("parts-\(name)").errors == [], "\(claim)")
      let isRestTaken = (try? bench.take(bench.part(name, after: border), into: "parts-\(name)")) != nil
      #expect(isWholeTaken == errors.isEmpty && isRestTaken == errors.isEmpty, "\(claim): \(errors)")
      #expect(try bench.check("parts-\(name)").errors == [], "\(claim)")
      // The same as events of another store.
      try bench.ingest("team-\(name)", "own", 0..<1)
      _ = try bench.take(bench.part(name, upTo: border), into: "team-\(name)")
      let isMerged = (try? bench.take(bench.part(name, after: border), into: "team-\(name)")) != nil
      #expect(isMerged == errors.isEmpty, "\(claim): \(errors)")
      #expect(try bench.check("team-\(name)").errors == [], "\(claim)")
      if isWholeTaken { counts.taken += 1 } else { counts.refused += 1 }
    }
    #expect(counts.taken > 1 && counts.refused > 40, "\(counts)")
  }
}
