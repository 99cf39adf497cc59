import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Which events of which stores a log holds, and under which numbers it knows their sources. Folded from the log when stores are merged, and kept nowhere.
///
/// Each store has a stream: the events that it made itself, in its order. A log holds the first so many of the streams of other stores.
struct Origins {
  struct Stream {
    /// How many of its events are here: its first ones.
    var position: UInt64 = 0
    /// Chain hash over them; nil where it is not known any more. Not kept for the store itself.
    var chain: Digest? = .zero
    /// By its number of a source: the number here, and the other way round. Of the store itself they are the same, and not kept.
    var numbers: [Int64: Int64] = [:]
    var theirNumbers: [Int64: Int64] = [:]
    /// The sources that its own events have made known: which event did so, and the number here.
    var sources: [(position: UInt64, number: Int64)] = []
    /// Events of others that it says to hold, where the last such ones end, and how far it says to know the stream of each.
    var heldEvents: UInt64 = 0
    var lastHeld: (store: UUID16, end: UInt64)?
    var held: [UUID16: UInt64] = [:]
  }

  /// Sources of `store` that `holder` knows under numbers of its own.
  private struct Link {
    var holder: UUID16
    var store: UUID16
    /// Of the events of `store` that make them known.
    var range: Range<UInt64>
    /// The next of these numbers.
    var next: Int64
  }

  /// The store itself.
  let own: UUID16
  private(set) var streams: [UUID16: Stream]
  /// By store: up to which of its events, in its own log, everything is here.
  private(set) var heads: [UUID16: ImportedNote] = [:]
  private var links: [Link] = []
  /// By number here: the store that a source came from. Absent: this one.
  private(set) var owners: [Int64: UUID16] = [:]

  init(own: UUID16) {
    self.own = own
    streams = [own: Stream()]
  }

  /// Folds a whole log, envelopes only.
  init(_ log: LogReader) throws {
    self.init(own: log.directory.uuid)
    var origins = self
    var reader = HomeReader(own: own)
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      try origins.apply(columns, try reader.homes(columns))
    }
    self = origins
  }

  private mutating func apply(_ block: BlockColumns, _ homes: [UUID16]) throws {
    for row in 0..<block.count {
      switch block.kind(row) {
      case .source:
        let number = try block.integers(.source)[row] ?? -1
        let theirs = homes[row] == own ? number : try block.integers(.number)[row] ?? -1
        takeSource(of: homes[row], number, theirNumber: theirs)
      case .foreign: if let note = try ForeignNote(block, row) { take(note, of: homes[row]) }
      case .imported: if let note = try ImportedNote(block, row) { take(note, of: homes[row]) }
      default: break
      }
      countEvent(of: homes[row])
    }
  }

  /// The number here of a source that `store` knows by another. One that it never made known is passed on as −1 − n.
  func number(_ theirs: Int64, of store: UUID16) -> Int64 {
    if store == own || theirs < 0 { return theirs }
    return streams[store]?.numbers[theirs] ?? -1 - theirs
  }

  /// The other way round.
  func theirNumber(_ number: Int64, of store: UUID16) -> Int64 {
    if store == own { return number }
    return number < 0 ? -1 - number : streams[store]?.theirNumbers[number] ?? number
  }

  /// The next event of a stream makes a source known.
  mutating func takeSource(of home: UUID16, _ number: Int64, theirNumber: Int64) {
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

  /// The next event of a stream says what its store holds of another one.
  mutating func take(_ note: ForeignNote, of home: UUID16) {
    if home == own {
      streams[note.store, default: Stream()].position = note.position
      streams[note.store]!.chain = note.chainAfter
      return
    }
    let (held, overflow) = streams[home, default: Stream()].heldEvents.addingReportingOverflow(note.events)
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

  /// What another store says to have taken in counts where all of it is here, too.
  mutating func take(_ note: ImportedNote, of home: UUID16) {
    guard note.store != own, home == own || hasEvents(note.store, upTo: note.sequence),
      heads[note.store].map({ $0.sequence < note.sequence }) ?? true
    else { return }
    heads[note.store] = note
  }

  /// Whether the events of a store's log up to one of them can all be here.
  private func hasEvents(_ store: UUID16, upTo sequence: UInt64) -> Bool {
    guard let stream = streams[store], sequence <= stream.heldEvents || sequence - stream.heldEvents <= stream.position
    else { return false }
    return stream.held.allSatisfy { $0.value <= streams[$0.key]?.position ?? 0 }
  }

  /// The store that made a source known.
  func owner(_ number: Int64) -> UUID16 { owners[number] ?? own }

  mutating func countEvent(of home: UUID16) {
    streams[home, default: Stream()].position += 1
    let position = streams[home]!.position
    if !links.isEmpty { links.removeAll { $0.store == home && $0.range.upperBound <= position } }
  }

  mutating func setChain(_ chain: Digest?, of store: UUID16) { streams[store, default: Stream()].chain = chain }
}
