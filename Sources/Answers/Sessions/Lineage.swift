import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// The origin of a session: a fork or a resumed copy begins with records of another session, with the same uuids.
public struct Lineage: Sendable, Equatable {
  /// The id of the session.
  public var session: String
  /// The id of the session from which the first records were copied; nil if the session is not a copy.
  public var forkedFrom: String?
  /// The number of distinct uuids of records that both sessions have; 0 if the session is not a copy.
  public var sharedRecords: Int

  /// Creates the lineage of a session.
  public init(session: String, forkedFrom: String? = nil, sharedRecords: Int = 0) {
    (self.session, self.forkedFrom, self.sharedRecords) = (session, forkedFrom, sharedRecords)
  }
}

extension StoreView {
  /// Returns the lineage of each session that shares records with another one, by session id. The origins are the same
  /// as those that `sessions` reports.
  ///
  /// Cost: one pass over the envelopes. Memory: 40 bytes per record.
  public func lineage() throws -> [String: Lineage] {
    try throwingStoreErrors {
      let ids = try usageState.sessions.ids.map(\.text)
      var parents: [String: String] = [:]
      for (copy, original) in try claims.parents { parents[ids[Int(copy)]] = ids[Int(original)] }
      let erased = ErasedRanges(try sync)
      var index = UUIDIndex()
      try log.forEachScannedBlock { try index.add(try BlockColumns($0), erased) }
      return index.lineages(parents)
    }
  }
}

/// All uuids with the sessions that have them.
private struct UUIDIndex {
  /// The ids of the sessions by number.
  private var ids: [[UInt8]] = []
  private var numbers: [[UInt8]: Int32] = [:]
  /// The session that had a uuid first; `others` has the other sessions.
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

  /// Returns the lineages by session id. `parents` has the origin of each session, by id.
  func lineages(_ parents: [String: String]) -> [String: Lineage] {
    let names = ids.map(\.text)
    var lineages: [String: Lineage] = [:]
    for (uuid, more) in others {
      let remainingCopies = more.union([owners[uuid]!])
      let holderNames = Set(remainingCopies.map { names[Int($0)] })
      for name in holderNames {
        var lineage = lineages[name] ?? Lineage(session: name, forkedFrom: parents[name])
        if let parent = lineage.forkedFrom, holderNames.contains(parent) { lineage.sharedRecords += 1 }
        lineages[name] = lineage
      }
    }
    return lineages
  }
}
