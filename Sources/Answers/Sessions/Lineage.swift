import Bytes
import SegmentedLog
import SessionLog

/// Where a session comes from: a fork or a resumed copy begins with records of another session, uuids unchanged.
public struct Lineage: Sendable, Equatable {
  public var session: String
  /// The session that it is a copy of up to some record; nil: it began by itself.
  public var forkedFrom: String?
  /// Records, by uuid, that both hold; 0 where it began by itself.
  public var sharedRecords: Int

  public init(session: String, forkedFrom: String? = nil, sharedRecords: Int = 0) {
    (self.session, self.forkedFrom, self.sharedRecords) = (session, forkedFrom, sharedRecords)
  }
}

extension Store {
  /// The lineage of every session that shares records with another one, by session id: where each comes from is what `sessions` says.
  ///
  /// One way through the envelopes. Memory: 40 bytes a record.
  public func lineage() throws -> [String: Lineage] {
    let moment = try moment(nil)
    let usage = try Folded<UsageState>(moment.log, moment.sync).state
    let ids = usage.sessions.ids.map(\.text)
    var parents: [String: String] = [:]
    for (copy, original) in usage.claims(moment.sync).parents { parents[ids[Int(copy)]] = ids[Int(original)] }
    let erased = ErasedRanges(moment.sync)
    var index = UUIDIndex()
    try moment.log.forEachScannedBlock { try index.add(try BlockColumns($0), erased) }
    return index.lineages(parents)
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

  mutating func add(_ block: BlockColumns, _ erased: ErasedRanges) throws {
    let sessions = try block.bytes(.session)
    let uuids = try block.bytes(.uuid)
    let isErased = try ErasedRows(block, erased)
    for row in 0..<block.count where block.kind(row) == .record && !isErased[row] {
      guard let entry = uuids.entry(row), let session = sessions[row],
        let uuid = uuids.withBytes(ofEntry: entry, { UUID16(text: $0.assumingMemoryBound(to: UInt8.self)) })
      else { continue }
      let number = number(session)
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

  /// `parents`: where a session comes from, by id.
  func lineages(_ parents: [String: String]) -> [String: Lineage] {
    let names = ids.map(\.text)
    var lineages: [String: Lineage] = [:]
    for (uuid, more) in others {
      let holders = more.union([owners[uuid]!])
      let holderNames = Set(holders.map { names[Int($0)] })
      for name in holderNames {
        var lineage = lineages[name] ?? Lineage(session: name, forkedFrom: parents[name])
        if let parent = lineage.forkedFrom, holderNames.contains(parent) { lineage.sharedRecords += 1 }
        lineages[name] = lineage
      }
    }
    return lineages
  }
}
