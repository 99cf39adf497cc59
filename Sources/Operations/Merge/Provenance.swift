import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Records which events of which stores a log holds, and under which numbers it knows their sources. It is folded from
/// the log when stores are merged, and is not saved: `FoldedProvenance`.
///
/// Each store has a stream: the events that it made itself, in its order. A log holds some prefix of the stream of each
/// other store.
struct Provenance {
  /// The part of one store's stream that a log holds.
  struct Stream {
    /// The number of its events that are here; they are always the first ones.
    var position: UInt64 = 0
    /// The chain hash over these events; nil when it is no longer known. It is not kept for the store itself.
    var chain: Digest? = .zero
    /// Source numbers: from the number in that store to the number here. Not kept for the store itself, where both are
    /// the same.
    var numbers: [Int64: Int64] = [:]
    /// The reverse of `numbers`.
    var theirNumbers: [Int64: Int64] = [:]
    /// The sources that its own events have introduced: the position of the event in the stream, and the number here.
    var sources: [(position: UInt64, number: Int64)] = []
    /// The number of events of other stores that it says it holds.
    var heldEvents: UInt64 = 0
    /// The store and the end of the last run of other events that it announced.
    var lastHeld: (store: UUID16, end: UInt64)?
    /// By store, how far it says it holds that store's stream.
    var held: [UUID16: UInt64] = [:]
  }

  /// Sources of `store` that `holder` has announced under numbers of its own, and whose `source` events are not all
  /// here yet.
  private struct Link {
    var holder: UUID16
    var store: UUID16
    /// The positions, in the stream of `store`, of the announced events.
    var range: Range<UInt64>
    /// The number that `holder` gives to the next of these sources.
    var next: Int64
  }

  /// The store whose log this is.
  let own: UUID16
  private(set) var streams: [UUID16: Stream]
  /// By store: the event of its own log up to which everything is here.
  private(set) var heads: [UUID16: ImportEvent] = [:]
  private var links: [Link] = []
  /// By number here: the store that a source came from; absent for sources of this store.
  private(set) var owners: [Int64: UUID16] = [:]

  /// The state of an empty log.
  init(own: UUID16) {
    self.own = own
    streams = [own: Stream()]
  }

  /// Adds the events of a block. `homes` are the stores that made them.
  fileprivate mutating func apply(_ block: BlockColumns, _ homes: [UUID16]) throws {
    /// The first row that has not been counted yet. All events of most blocks are records of one store.
    var first = 0
    for row in 0..<block.count {
      guard let kind = block.kind(row), kind == .source || kind == .foreign || kind == .imported else { continue }
      countEvents(of: homes[first..<row])
      first = row
      switch kind {
      case .source:
        let number = try block.integers(.source)[row] ?? -1
        let theirs = homes[row] == own ? number : try block.integers(.number)[row] ?? -1
        addSource(of: homes[row], number, theirNumber: theirs)
      case .foreign: if let note = try ForeignRunEvent(block, row) { add(note, of: homes[row]) }
      default: if let note = try ImportEvent(block, row) { add(note, of: homes[row]) }
      }
    }
    countEvents(of: homes[first...])
  }

  /// The number here of the source that `store` calls `theirs`. A number whose source event is not known is encoded as
  /// −1 − n, which `theirNumber` reverses.
  func number(_ theirs: Int64, of store: UUID16) -> Int64 {
    if store == own || theirs < 0 { return theirs }
    return streams[store]?.numbers[theirs] ?? -1 - theirs
  }

  /// The number that `store` gives to the source with this number here; the reverse of `number(_:of:)`.
  func theirNumber(_ number: Int64, of store: UUID16) -> Int64 {
    if store == own { return number }
    return number < 0 ? -1 - number : streams[store]?.theirNumbers[number] ?? number
  }

  /// Records that the next event of a stream introduces a source.
  mutating func addSource(of home: UUID16, _ number: Int64, theirNumber: Int64) {
    guard number >= 0, theirNumber >= 0 else { return }
    let position = streams[home]?.position ?? 0
    streams[home, default: Stream()].sources.append((position, number))
    if home != own {
      owners[number] = home
      relate(theirNumber, number, of: home)
    }
    for index in links.indices where links[index].store == home && links[index].range.contains(position) {
      relate(links[index].next, number, of: links[index].holder)
      links[index].next += 1
    }
  }

  private mutating func relate(_ theirs: Int64, _ number: Int64, of store: UUID16) {
    guard store != own else { return }
    streams[store, default: Stream()].numbers[theirs] = number
    streams[store]!.theirNumbers[number] = theirs
  }

  /// Adds the next event of a stream, when it is a `foreign` event: it announces which part of another stream follows.
  mutating func add(_ note: ForeignRunEvent, of home: UUID16) {
    if home == own {
      streams[note.store, default: Stream()].position = note.position
      streams[note.store]!.chain = note.chainAfter
      return
    }
    // The first event of a store that was made to take in others is of this kind.
    if streams[home] == nil { streams[home] = Stream() }
    let (held, overflow) = streams[home]!.heldEvents.addingReportingOverflow(note.events)
    streams[home]!.heldEvents = overflow ? .max : held
    streams[home]!.lastHeld = (note.store, note.range.upperBound)
    streams[home]!.held[note.store] = max(streams[home]!.held[note.store] ?? 0, note.range.upperBound)
    var link = Link(holder: home, store: note.store, range: note.range, next: note.firstNumber)
    for source in streams[note.store]?.sources ?? [] where note.range.contains(source.position) {
      relate(link.next, source.number, of: home)
      link.next += 1
    }
    if streams[note.store]?.position ?? 0 < note.range.upperBound { links.append(link) }
  }

  /// Adds an `imported` event. One of another store counts only when all the events that it covers are here, too.
  mutating func add(_ note: ImportEvent, of home: UUID16) {
    guard note.store != own, home == own || hasEvents(note.store, upTo: note.sequence),
      heads[note.store].map({ $0.sequence < note.sequence }) ?? true
    else { return }
    heads[note.store] = note
  }

  /// Returns true when the events of a store's log up to `sequence` can all be here.
  private func hasEvents(_ store: UUID16, upTo sequence: UInt64) -> Bool {
    guard let stream = streams[store], sequence <= stream.heldEvents || sequence - stream.heldEvents <= stream.position
    else { return false }
    return stream.held.allSatisfy { $0.value <= streams[$0.key]?.position ?? 0 }
  }

  /// The store that introduced a source.
  func owner(_ number: Int64) -> UUID16 { owners[number] ?? own }

  /// Counts events of a stream after they were added; each is counted once.
  mutating func countEvents(_ count: UInt64 = 1, of home: UUID16) {
    streams[home, default: Stream()].position += count
    let position = streams[home]!.position
    if !links.isEmpty { links.removeAll { $0.store == home && $0.range.upperBound <= position } }
  }

  private mutating func countEvents(of homes: ArraySlice<UUID16>) {
    var rest = homes
    while let home = rest.first {
      let end = rest.firstIndex { $0 != home } ?? rest.endIndex
      countEvents(UInt64(end - rest.startIndex), of: home)
      rest = rest[end...]
    }
  }

  mutating func setChain(_ chain: Digest?, of store: UUID16) { streams[store, default: Stream()].chain = chain }
}

/// The provenance of the events of a log up to one of them, to which later ones can be added.
struct FoldedProvenance {
  private(set) var origins: Provenance
  /// Knows the run in which the next event stands.
  private(set) var reader: HomeReader
  /// The last event that was folded; 0 before the first.
  private(set) var sequence: UInt64 = 0

  /// The provenance of a log of which no event was folded yet.
  init(own: UUID16) { (origins, reader) = (Provenance(own: own), HomeReader(own: own)) }

  /// Folds a whole log. Reads envelopes only.
  init(_ log: LogReader) throws {
    self.init(own: log.directory.uuid)
    try catchUp(log)
  }

  /// Folds the events of the log that are new. Reads their envelopes only.
  mutating func catchUp(_ log: LogReader) throws {
    guard sequence < log.head.sequence else { return }
    var folded = self
    try log.forEachBlock(in: sequence + 1...log.head.sequence) { block in
      let columns = try BlockColumns(block)
      try folded.origins.apply(columns, try folded.reader.homes(columns))
    }
    folded.sequence = log.head.sequence
    self = folded
  }
}
