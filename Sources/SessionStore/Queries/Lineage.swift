import FileIO
import SegmentedLog

/// Where a session comes from: a fork or a resumed copy begins with records of another session, uuids unchanged.
public struct Lineage: Sendable, Equatable {
  public var session: String
  /// The session that it shares most records with and that is the older of the two; nil: it began by itself.
  public var forkedFrom: String?
  /// Records, by uuid, that both hold.
  public var sharedRecords: Int

  public init(session: String, forkedFrom: String? = nil, sharedRecords: Int = 0) {
    (self.session, self.forkedFrom, self.sharedRecords) = (session, forkedFrom, sharedRecords)
  }
}

extension Store {
  /// The lineage of every session that shares records with another one, by session id.
  ///
  /// One way through the envelopes. Memory: 40 bytes a record.
  public func lineage() throws -> [String: Lineage] {
    let log = try openLog()
    let erased = ErasedRanges(try Folded<SyncState>(log).state)
    var index = UUIDIndex()
    try log.forEachScannedBlock { try index.add(try BlockColumns($0), erased) }
    return index.lineages()
  }
}

/// Every uuid with the sessions that hold it.
private struct UUIDIndex {
  /// Sessions by number.
  private var ids: [[UInt8]] = []
  private var numbers: [[UInt8]: Int32] = [:]
  /// The session that had the uuid first, and the other ones.
  private var owners: [UUID16: Int32] = [:]
  private var others: [UUID16: Set<Int32>] = [:]
  /// Time of each record with an owner of its own, to tell which of two sessions went on first.
  private var times: [(uuid: UUID16, session: Int32, time: Int64)] = []

  mutating func add(_ block: BlockColumns, _ erased: ErasedRanges) throws {
    let sessions = try block.bytes(.session)
    let uuids = try block.bytes(.uuid)
    let timestamps = try block.integers(.timestamp)
    let isErased = try ErasedRows(block, erased)
    for row in 0..<block.count where block.kind(row) == .record && !isErased[row] {
      guard let entry = uuids.entry(row), let session = sessions[row],
        let uuid = uuids.withBytes(ofEntry: entry, { UUID16(text: $0.assumingMemoryBound(to: UInt8.self)) })
      else { continue }
      let number = number(session)
      if let time = timestamps[row] { times.append((uuid, number, time)) }
      guard let owner = owners[uuid] else {
        owners[uuid] = number
        continue
      }
      if owner != number { others[uuid, default: []].insert(number) }
    }
  }

  private mutating func number(_ session: [UInt8]) -> Int32 {
    if let known = numbers[session] { return known }
    numbers[session] = Int32(ids.count)
    ids.append(session)
    return Int32(ids.count - 1)
  }

  /// A copy holds only what its original has up to some record, and goes on later: of two sessions the one whose first record of its own is older,
  /// or that has none, is the original.
  func lineages() -> [String: Lineage] {
    var shared: [SIMD2<Int32>: Int] = [:]
    for (uuid, more) in others {
      let all = ([owners[uuid]!] + more).sorted()
      for (index, a) in all.enumerated() { for b in all[(index + 1)...] { shared[[a, b], default: 0] += 1 } }
    }
    var firstOwn = [Int64](repeating: .min, count: ids.count)
    for (uuid, session, time) in times where others[uuid] == nil {
      let known = firstOwn[Int(session)]
      firstOwn[Int(session)] = known == .min ? time : min(known, time)
    }
    var best: [Int32: (from: Int32, count: Int)] = [:]
    for (pair, count) in shared {
      let (a, b) = (pair.x, pair.y)
      let isFirstOlder = (firstOwn[Int(a)], a) <= (firstOwn[Int(b)], b)
      let (original, copy) = isFirstOlder ? (a, b) : (b, a)
      if let known = best[copy], (known.count, -known.from) >= (count, -original) { continue }
      best[copy] = (original, count)
    }
    var lineages: [String: Lineage] = [:]
    for pair in shared.keys {
      for number in [pair.x, pair.y] {
        let id = ids[Int(number)].text
        lineages[id] = Lineage(
          session: id, forkedFrom: best[number].map { ids[Int($0.from)].text }, sharedRecords: best[number]?.count ?? 0)
      }
    }
    return lineages
  }
}
