import Foundation
import TestSupport
import Testing

@testable import Transcripts

@Suite("random lines")
struct ScannerPropertyTests {
  @Test(
    "random records are accepted, and all readers find the same fields in them", arguments: [1, 2, 3, 4] as [UInt64])
  func randomRecords(seed: UInt64) {
    var writer = RandomRecord(seed: seed)
    var prompts = 0
    var usages = 0
    for round in 0..<2000 {
      let line = writer.line()
      let tree = value(bytes: line)
      guard case .record(let fields, let defect) = scan(bytes: line), let tree else {
        fail("not a record", line, seed, round)
        continue
      }
      let found = Reference(Scanned(line: line, fields: fields, defect: defect))
      if defect != nil { fail("\(String(describing: defect))", line, seed, round) }
      if !agree(tree, foundationValue(line)) { fail("Foundation reads another tree", line, seed, round) }
      if found != Reference(tree) { fail("other fields: \(found)", line, seed, round) }
      prompts += found.prompt == nil ? 0 : 1
      usages += found.usage == nil ? 0 : 1
    }
    #expect(prompts > 20 && usages > 20, "seed \(seed): \(prompts) prompts, \(usages) usages")
  }

  @Test(
    "lines with changed, added or removed bytes are accepted exactly where Foundation accepts them",
    arguments: [5, 6, 7, 8] as [UInt64]
  )
  func mutations(seed: UInt64) {
    var writer = RandomRecord(seed: seed)
    var random = Seeded(seed &+ 1000)
    var accepted = 0
    var refused = 0
    for round in 0..<5000 {
      var line = writer.line()
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&line, &random) }
      let tree = value(bytes: line)
      switch scan(bytes: line) {
      case .record(let fields, let defect):
        accepted += 1
        guard let tree else {
          fail("the value reader refuses", line, seed, round)
          continue
        }
        let isAccepted = defect != nil || foundationValue(line) != nil || Self.hasHugeNumber(tree)
        if !isAccepted { fail("Foundation refuses", line, seed, round) }
        let found = Reference(Scanned(line: line, fields: fields, defect: defect))
        if found != Reference(tree) { fail("other fields: \(found)", line, seed, round) }
      case .rejected(.notAnObject, _):
        if tree == nil { fail("the value reader refuses", line, seed, round) }
      case .rejected(let defect, let offset):
        refused += 1
        if tree != nil { fail("the value reader accepts", line, seed, round) }
        let isRefused = foundationValue(line) == nil || Self.isBeyondFoundation(line, offset)
        if !isRefused { fail("\(defect) at \(offset), but Foundation accepts", line, seed, round) }
        if offset > line.count || defect == .nulBytes && line[offset] != 0 { fail("\(offset)", line, seed, round) }
      }
    }
    #expect(accepted > 500 && refused > 500, "seed \(seed): \(accepted) accepted, \(refused) refused")
  }

  private static func mutate(_ line: inout [UInt8], _ random: inout Seeded) {
    let telling = Array("{}[]\",:\\u0dDeE+-.1tfn \n\0".utf8) + [0x80, 0xC2, 0xE2, 0xED, 0xF0, 0xFF]
    let byte = random.oneIn(3) ? UInt8.random(in: 0...255, using: &random) : random.pick(telling)
    let place = Int.random(in: 0...line.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where place < line.count: line[place] = byte
    case 1 where place < line.count: line[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2 where place < line.count: line.remove(at: place)
    default: line.insert(byte, at: place)
    }
  }

  /// Returns whether Foundation may accept what the scanner refuses: Foundation guesses UTF-16 and UTF-32 from NUL
  /// bytes at the start, skips a byte order mark, and tolerates a comma before a closing bracket.
  private static func isBeyondFoundation(_ line: [UInt8], _ offset: Int) -> Bool {
    let before = line[..<offset].last { !" \t\r\n".utf8.contains($0) }
    let closesAfterComma = before == UInt8(ascii: ",") && offset < line.count && "]}".utf8.contains(line[offset])
    return line.prefix(4).contains(0) || line.starts(with: [0xEF, 0xBB, 0xBF]) || closesAfterComma
  }

  /// Returns whether Foundation may refuse what the scanner accepts: a number that is too large for a `Double`.
  private static func hasHugeNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .number(let text): !(Double(text) ?? .infinity).isFinite
    case .array(let elements): elements.contains(where: hasHugeNumber)
    case .object(let members): members.contains { hasHugeNumber($0.value) }
    case .null, .bool, .string: false
    }
  }

  @Test("random bytes never trap, and are refused where Foundation refuses them", arguments: [9, 10] as [UInt64])
  func randomBytes(seed: UInt64) {
    var random = Seeded(seed)
    for round in 0..<20_000 {
      let line = (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      if rejection(bytes: line) == nil, foundationValue(line) == nil { fail("accepted", line, seed, round) }
    }
  }

  private func fail(_ what: String, _ line: [UInt8], _ seed: UInt64, _ round: Int) {
    Issue.record("seed \(seed), round \(round), \(what): \(String(decoding: line, as: UTF8.self).debugDescription)")
  }
}
