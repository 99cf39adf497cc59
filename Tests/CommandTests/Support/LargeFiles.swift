import Foundation
import TestSupport

extension Workspace {
  /// Writes `block` `count` times to a file below `projects`, without holding more than one block in memory.
  func writeLarge(_ name: String, head: String = "", block: [UInt8], count: Int, tail: String = "") throws {
    let path = try write(name, head)
    guard let handle = FileHandle(forWritingAtPath: path) else { throw Unexpected("cannot write \(name)") }
    defer { try? handle.close() }
    try handle.seekToEnd()
    let data = Data(block)
    for _ in 0..<count { try handle.write(contentsOf: data) }
    try handle.write(contentsOf: Data(tail.utf8))
  }

  /// Writes a transcript of `megabytes` megabytes with many lines that hardly compress.
  func writeManyLines(_ name: String, megabytes: Int, seed: UInt64) throws {
    var random = Seeded(seed)
    var block: [UInt8] = []
    while block.count < 500_000 { block += line(block.count, text: random.text(random.number(0...4_000))).utf8 }
    try writeLarge(name, block: block, count: megabytes * 2)
  }

  /// Writes a transcript of `megabytes` megabytes with one line of valid JSON.
  func writeOneLine(_ name: String, megabytes: Int, seed: UInt64) throws {
    var random = Seeded(seed)
    let block = Array(random.text(1_000_000).utf8)
    try writeLarge(name, head: #"{"type":"user","message":""#, block: block, count: megabytes, tail: "\"}\n")
  }
}

extension Seeded {
  /// Random letters and digits.
  mutating func text(_ count: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(count + 10)
    while text.count < count {
      var bits = next()
      for _ in 0..<10 {
        text.append(letters[Int(bits & 63)])
        bits >>= 6
      }
    }
    return String(decoding: text.prefix(count), as: UTF8.self)
  }

  /// A random number in `range`.
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
