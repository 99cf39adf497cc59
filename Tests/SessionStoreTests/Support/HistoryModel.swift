import FileIO
import TestSupport
import Transcripts

@testable import Answers
@testable import Operations
@testable import SessionLog

/// Every version of every file that an ingest has seen, kept independently of the store.
struct HistoryModel {
  /// The versions by path, oldest first.
  private(set) var versions: [String: [[UInt8]]] = [:]

  /// Records an ingest, with what is on disk and what the store gives; returns what is wrong.
  mutating func note(disk: [String: [UInt8]], stored: [String: [UInt8]]) -> [String] {
    var wrong: [String] = []
    for (path, bytes) in disk {
      guard let kept = stored[path] else {
        wrong.append("\(path) is not stored")
        continue
      }
      if let problem = Self.problem(path, disk: bytes, stored: kept) { wrong.append("\(path): \(problem)") }
      add(path, disk: bytes, kept)
    }
    for (path, known) in versions where disk[path] == nil && stored[path] != known.last {
      wrong.append("\(path), which is gone, has changed in the store")
    }
    for path in stored.keys where versions[path] == nil { wrong.append("\(path) was invented") }
    return wrong
  }

  /// What the store should give for a generation.
  func generation(_ number: Int) -> [String: [UInt8]] {
    versions.compactMapValues { number < $0.count ? $0[number] : nil }
  }

  var generations: Int { versions.values.map(\.count).max() ?? 0 }

  /// Only a last line that is not a whole object may wait.
  private static func problem(_ path: String, disk: [UInt8], stored: [UInt8]) -> String? {
    guard disk.starts(with: stored) else { return "what is stored is not the beginning of the file" }
    let tail = disk[stored.count...]
    if tail.isEmpty { return nil }
    if !path.hasSuffix(".jsonl") { return "a part of a sidecar is missing" }
    if tail.contains(0x0a) { return "a whole line is missing" }
    if let last = stored.last, last != 0x0a { return "the rest of an open line is missing" }
    let isObject = Array(tail).withUnsafeBufferPointer { JSONValue.parse($0) } != nil
    return isObject ? "a whole object at the end is missing" : nil
  }

  /// A file whose stored bytes are still there continues its version; otherwise a new version begins.
  private mutating func add(_ path: String, disk: [UInt8], _ kept: [UInt8]) {
    guard let last = versions[path]?.last else {
      versions[path] = [kept]
      return
    }
    let continues = path.hasSuffix(".jsonl") ? disk.starts(with: last) : disk == last
    if continues { versions[path]!.removeLast() }
    versions[path]!.append(kept)
  }
}

/// Random work on a few files, as people, Claude Code and backups do it.
struct RandomWork {
  private var random: Seeded
  private let trees: [Tree]
  private var number = 0
  /// What was done, for the message of a failure.
  private(set) var history: [String] = []

  static let names =
    ["a", "b", "c"].flatMap { [transcript($0), transcript($0, folder: "q")] }
    + ["projects/p/a/subagents/agent-1.jsonl", "projects/p/a/tool-results/1.txt", "projects/p/notes.txt"]

  init(_ trees: [Tree], seed: UInt64) { (self.trees, random) = (trees, Seeded(seed)) }

  /// Returns whether an event with a probability of `percent` % happens.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func step() throws {
    let tree = trees.randomElement(using: &random)!
    let name = Self.names.randomElement(using: &random)!
    guard tree.exists(name) else {
      history.append("create \(name)")
      return try tree.write(name, some(0...4))
    }
    let size = Int(try tree.status(name).size)
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<6:
      history.append("append to \(name)")
      try tree.append(name, some(1...3))
    case 6..<9:
      history.append("append a part to \(name)")
      let bytes = some(1...2)
      try tree.append(name, Array(bytes.prefix(Int.random(in: 1...max(1, bytes.count), using: &random))))
    case 9:
      history.append("rewrite \(name)")
      try tree.write(name, some(0...4))
    case 10 where size > 0:
      history.append("change a byte of \(name)")
      let offset = Int64.random(in: 0..<Int64(size), using: &random)
      let time = try tree.status(name).modified
      try tree.overwrite(name, at: offset, [UInt8.random(in: 0x61...0x7a, using: &random)])
      if chance(50) { try tree.setModified(name, time) }
    case 11:
      history.append("truncate \(name)")
      try tree.cut(name, to: Int.random(in: 0...size, using: &random))
    case 12:
      history.append("delete \(name)")
      try tree.remove(name)
    case 13..<15: try move(name, tree)
    case 15..<17: try copy(name, tree)
    case 17:
      history.append("touch \(name)")
      try tree.setModified(
        name, try tree.status(name).modified + Int64.random(in: -60...20, using: &random) * 1_000_000_000)
    default:
      history.append("change the mode of \(name)")
      try tree.changeMode(name, chance(50) ? 0o600 : 0o640)
    }
  }

  private mutating func move(_ name: String, _ tree: Tree) throws {
    let target = relative(of: name)
    history.append("move \(name) to \(target)")
    try tree.move(name, to: target)
    if chance(30) { try tree.append(target, some(1...1)) }
  }

  private mutating func copy(_ name: String, _ tree: Tree) throws {
    let target = relative(of: name)
    history.append("copy \(name) to \(target)")
    try tree.copy(name, to: target, of: trees.randomElement(using: &random)!)
  }

  /// Usually the same session in the other folder.
  private mutating func relative(of name: String) -> String {
    let twin = name.hasPrefix("projects/p/") ? "projects/q/" + name.dropFirst(11) : "projects/p/" + name.dropFirst(11)
    return chance(80) && Self.names.contains(twin) ? twin : Self.names.randomElement(using: &random)!
  }

  /// Some lines, sometimes with bad ones, and sometimes without the final newline.
  private mutating func some(_ count: ClosedRange<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: count, using: &random) {
      number += 1
      switch Int.random(in: 0..<12, using: &random) {
      case 0: bytes += Array("no JSON \(number)\n".utf8)
      case 1: bytes += Array("\n".utf8)
      case 2: bytes += Array(line(number, text: "Grüße 👋").dropLast().utf8) + [0x0d, 0x0a]
      default: bytes += Array(line(number).utf8)
      }
    }
    if bytes.last == 0x0a, chance(15) { bytes.removeLast() }
    return bytes
  }
}
