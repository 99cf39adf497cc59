import FileIO
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// What several stores must give that ingest, erase, purge and import each other's snapshots. The model determines,
/// event by event as far as needed, what a store says of itself: which lines of which files it knows, in which order,
/// and who has erased them.
private struct MergeModel {
  struct Place: Hashable {
    /// The store that has read the file.
    var owner: String
    var path: String
  }

  struct Line: Hashable {
    var place: Place
    var number: Int
  }

  /// One step of a store's own history.
  enum Event {
    case lines(Place, Range<Int>)
    case erasure(Set<Line>)
  }

  struct State {
    /// How much of the history of each other store is known here; the store's own history is always known completely.
    var known: [String: Int] = [:]
    /// The lines whose bytes are purged.
    var stubs = Set<Line>()
    /// The contents that are kept out.
    var forgotten = Set<String>()
  }

  private(set) var contents: [Place: [String]] = [:]
  private(set) var histories: [String: [Event]] = [:]
  private(set) var states: [String: State] = [:]

  init(_ names: [String]) {
    for name in names { (histories[name], states[name]) = ([], State()) }
  }

  private func history(of other: String, in name: String) -> ArraySlice<Event> {
    histories[other]!.prefix(other == name ? .max : states[name]!.known[other] ?? 0)
  }

  /// The lines that are known in a store.
  private func known(_ name: String) -> [Line] {
    histories.keys.flatMap { other in
      history(of: other, in: name).flatMap { event -> [Line] in
        guard case .lines(let place, let range) = event else { return [] }
        return range.map { Line(place: place, number: $0) }
      }
    }
  }

  /// The lines that an erasure in force hides, or whose bytes are purged.
  func hidden(_ name: String) -> Set<Line> {
    var hidden = states[name]!.stubs
    for other in histories.keys {
      for case .erasure(let lines) in history(of: other, in: name) {
        hidden.formUnion(other == name ? lines : lines.filter { $0.place.owner == other })
      }
    }
    return hidden
  }

  mutating func ingest(_ name: String, _ path: String, _ new: [String]) {
    let place = Place(owner: name, path: path)
    let start = contents[place]?.count ?? 0
    contents[place, default: []] += new
    histories[name]!.append(.lines(place, start..<start + new.count))
    for (index, text) in new.enumerated() where states[name]!.forgotten.contains(text) {
      states[name]!.stubs.insert(Line(place: place, number: start + index))
    }
  }

  private func text(_ line: Line) -> String { contents[line.place]![line.number] }

  private mutating func erase(_ lines: Set<Line>, in name: String) {
    guard !lines.isEmpty else { return }
    histories[name]!.append(.erasure(lines))
    for line in lines { states[name]!.forgotten.insert(text(line)) }
  }

  mutating func erase(path: String, in name: String) {
    let hidden = hidden(name)
    erase(Set(known(name).filter { $0.place.path == path && !hidden.contains($0) }), in: name)
  }

  mutating func purge(_ name: String) { states[name]!.stubs = hidden(name) }

  mutating func take(_ from: String, into name: String, accepts: Bool) {
    let there = states[from]!
    for other in histories.keys where other != name {
      let (old, new) = (history(of: other, in: name).count, history(of: other, in: from).count)
      guard new > old else { continue }
      for case .lines(let place, let range) in histories[other]![old..<new] {
        for line in range.map({ Line(place: place, number: $0) })
        where there.stubs.contains(line) || states[name]!.forgotten.contains(text(line)) {
          states[name]!.stubs.insert(line)
        }
      }
      states[name]!.known[other] = new
    }
    guard accepts else { return }
    let hidden = hidden(name)
    var lines = Set<Line>()
    for case .erasure(let theirs) in history(of: from, in: name) {
      lines.formUnion(theirs.filter { $0.place.owner != from && !hidden.contains($0) })
    }
    erase(lines, in: name)
  }

  /// The bytes of each exported file of a store, in no order.
  func expected(_ name: String) -> [[UInt8]] {
    let hidden = hidden(name)
    var files: [Place: [Line]] = [:]
    for line in known(name) where !hidden.contains(line) { files[line.place, default: []].append(line) }
    return files.values.map { lines in
      Array(lines.sorted { $0.number < $1.number }.map(text).joined().utf8)
    }
  }
}

@Suite("random histories of merges, erasures and purges over four stores")
struct MergeHistoryTests {
  static let seeds: ClosedRange<UInt64> = 1...4 * UInt64(TestSettings.scale)
  static let steps = 40
  private static let names = ["a", "b", "c", "d"]

  @Test(
    "in random histories of four stores, each gives what it knows except what it or the origin has erased",
    arguments: seeds)
  func history(seed: UInt64) throws {
    let stores = try Stores()
    var random = Seeded(seed &+ 90_000)
    var model = MergeModel(Self.names)
    var log: [String] = []
    var number = 0
    // What an import has learned of its store is used by the next one, whatever has happened in between.
    var bases: [String: MergeBasis] = [:]
    func note(_ step: String) { log.append(step) }
    func check(_ name: String) throws {
      let given = try stores.exported(name).values.sorted { $0.lexicographicallyPrecedes($1) }
      let expected = model.expected(name).sorted { $0.lexicographicallyPrecedes($1) }
      try #require(given == expected, "seed \(seed), store \(name): \(log.suffix(12))")
    }
    func grow(_ name: String) throws {
      let path = transcript(["s", "t", name].randomElement(using: &random)!)
      let new = (0..<Int.random(in: 1...4, using: &random)).map { _ -> String in
        number += 1
        return line(number, session: String(path.dropFirst(11).dropLast(6)))
      }
      let tree = try stores.tree(name)
      if tree.exists(path) { try tree.append(path, new.joined()) } else { try tree.write(path, new.joined()) }
      try stores.ingest(name)
      model.ingest(name, path, new)
      note("\(name) +\(new.count) \(path)")
    }
    for name in Self.names { try grow(name) }
    for _ in 0..<Self.steps {
      let name = Self.names.randomElement(using: &random)!
      switch Int.random(in: 0..<100, using: &random) {
      case ..<25: try grow(name)
      case ..<40:
        let session = ["s", "t", "a", "b", "c", "d"].randomElement(using: &random)!
        do {
          try stores.erase(.session(session), in: name)
          model.erase(path: transcript(session), in: name)
          note("\(name) erases \(session)")
        } catch let error as StoreError where error.saysNothingToErase {}
      case ..<52:
        try stores.purge(name)
        model.purge(name)
        note("\(name) purges")
      default:
        let other = Self.names.filter { $0 != name }.randomElement(using: &random)!
        let accepts = random.oneIn(5)
        note("\(name) takes \(other)\(accepts ? ", erasures too" : "")")
        do {
          var series = ImportSeries()
          series.basis = bases[name]
          series.keepsLock = random.oneIn(2)
          try stores.take(other, into: name, acceptErasures: accepts, &series)
          if series.keepsLock { try stores.take(other, into: name, acceptErasures: accepts, &series) }
          series.unlock()
          let log = try stores.store(name).openLog()
          let kept = try series.basis.caughtUp(log)
          #expect(try kept.summary == MergeBasis(log).summary, "seed \(seed), store \(name)")
          bases[name] = random.oneIn(4) ? nil : kept
        } catch {
          Issue.record("seed \(seed): \(error); \(log.suffix(12))")
          throw error
        }
        model.take(other, into: name, accepts: accepts)
      }
      try check(name)
    }
    for name in Self.names {
      try check(name)
      let findings = try stores.store(name).verify().findings
      #expect(findings == [], "seed \(seed), store \(name)")
      #expect(try stores.store(name).replay(verify: true).isVerified == true, "seed \(seed), store \(name)")
      #expect(try stores.store(name).ingest(stores.bench.options([try stores.tree(name)])).counts.records == 0)
    }
  }
}

extension MergeBasis {
  /// Everything in it, in an order that does not depend on chance.
  fileprivate var summary: [String] {
    func sorted<Key, Value>(_ values: [Key: Value]) -> [String] { values.map { "\($0.key): \($0.value)" }.sorted() }
    let streams = origins.streams.map { store, stream in
      let numbers = [sorted(stream.numbers), sorted(stream.theirNumbers), sorted(stream.held)]
      let chain = store == origins.own ? "" : "\(stream.chain as Any)"
      let last = "\(stream.lastHeld as Any) \(stream.heldEvents) \(stream.sources)"
      return "\(store) \(stream.position) \(chain) \(last) \(numbers)"
    }
    let paths = sync.state.sources.compactMap { $0 }.compactMap { CopyGroupKey($0.path, of: $0.agent) }
    return streams.sorted() + sorted(origins.heads) + sorted(origins.owners) + paths.map { "\(families[$0])" } + [
      "\(head) \(sync.digest) \(erasures.digest)"
    ]
  }
}
