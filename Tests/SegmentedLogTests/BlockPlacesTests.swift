import TestSupport
import Testing

@testable import SegmentedLog

@Suite("places of blocks that were passed")
struct BlockPlacesTests {
  /// A store of several segments, in which some blocks lie between the commits.
  private func store() throws -> TestStore {
    try TestStore(commits: (0..<60).map { TestEvent.numbered($0 * 3 + 1, 3) }, segmentSize: 3000)
  }

  private func events(
    _ log: LogReader, _ range: ClosedRange<UInt64>, _ places: BlockPlaces?
  ) throws -> [[TestEvent]] {
    var blocks: [[TestEvent]] = []
    try log.forEachBlock(in: range, from: places) { blocks.append(try $0.events(try log.bodies(of: $0))) }
    return blocks
  }

  private func sequences(
    _ log: LogReader, _ range: ClosedRange<UInt64>, _ places: BlockPlaces?
  ) throws -> [Range<UInt64>] {
    var blocks: [Range<UInt64>] = []
    try log.forEachBlock(in: range, from: places) { blocks.append($0.sequences) }
    return blocks
  }

  private func ranges(_ random: inout Seeded) -> [ClosedRange<UInt64>] {
    (0..<40).map { _ in
      let first = random.next() % 190 + 1
      return first...first + random.next() % 20
    }
  }

  @Test("parts of a log in any order are the same, whatever was passed before", arguments: 0..<10 as Range<UInt64>)
  func same(seed: UInt64) throws {
    var random = Seeded(seed)
    let store = try store()
    #expect(store.files("seg/").count > 3)
    let log = try store.reader()
    let places = BlockPlaces()
    for range in ranges(&random) {
      #expect(try events(log, range, places) == events(log, range, nil), "seed \(seed), \(range)")
    }
  }

  @Test("damage is found as often as without, and what follows it is read", arguments: 0..<20 as Range<UInt64>)
  func damaged(seed: UInt64) throws {
    var random = Seeded(seed)
    let store = try store()
    for name in store.files("seg/").dropLast() {
      let place = Int(random.next() % UInt64(store[name].count - SegmentHeader.length))
      store.flip(name, at: SegmentHeader.length + place, bit: Int(random.next() & 7))
    }
    let (with, without) = (LossLog(), LossLog())
    let (log, plain) = (
      try LogReader(try store.directory(), losses: with), try LogReader(try store.directory(), losses: without)
    )
    let places = BlockPlaces()
    for range in ranges(&random) + [1...UInt64.max] {
      #expect(try sequences(log, range, places) == sequences(plain, range, nil), "seed \(seed), \(range)")
    }
    #expect(with.all == without.all && !without.all.isEmpty, "seed \(seed)")
  }

  @Test("the headers before a known block are not read again")
  func cost() throws {
    let store = try TestStore(commits: (0..<200).map { TestEvent.numbered($0 + 1, 1) })
    let log = try store.reader()
    let places = BlockPlaces()
    _ = try events(log, 190...190, places)
    let id = SegmentID.plain(0)
    let known = try #require(places.last(of: id, before: 150))
    #expect(known.sequence == 150 && known.offset > 0)
    #expect(places.last(of: id, before: 1)?.sequence == 1)
    #expect(places.last(of: id, before: 0) == nil && places.last(of: .plain(7), before: 150) == nil)
    _ = try events(log, 195...195, places)
    #expect(places.last(of: id, before: 200)?.sequence == 195)
  }
}
