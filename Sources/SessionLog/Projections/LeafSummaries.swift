import Bytes
import SegmentedLog

/// Summaries that name the last record of the part that they summarise (`leafUuid`). Each is the title of the session
/// with that record, whichever file the summary is in.
struct LeafSummaries: Sendable, Equatable {
  private struct Summary: Sendable, Equatable {
    var text: [UInt8]
    var place: RecordPlace
  }

  /// The summaries by the key of the record that they name.
  private var summaries: [UInt64: Summary] = [:]

  init() {}

  var isEmpty: Bool { summaries.isEmpty }

  /// Adds a summary. Among several for one record the latest counts; at the same place the largest in byte order.
  mutating func add(_ text: [UInt8], leaf: UInt64, _ place: RecordPlace) {
    if let known = summaries[leaf] {
      guard place >= known.place, place > known.place || known.text.lexicographicallyPrecedes(text) else { return }
    }
    summaries[leaf] = Summary(text: text, place: place)
  }

  /// Returns the summary of each session; empty if it has none. If several sessions have the record, the summary is
  /// that of the session that ended first: the others are copies of it that were continued.
  ///
  /// Cost: one lookup for the key of every record.
  func titles(_ sessions: [SessionState]) -> [[UInt8]] {
    var titles = [[UInt8]](repeating: [], count: sessions.count)
    var owners: [UInt64: Int] = [:]
    for (number, session) in sessions.enumerated() {
      for key in session.records.keys where summaries[key] != nil {
        if let owner = owners[key], Self.order(sessions[owner]) <= Self.order(session) { continue }
        owners[key] = number
      }
    }
    var places = [RecordPlace](repeating: .none, count: sessions.count)
    for leaf in owners.keys.sorted() {
      guard let summary = summaries[leaf], let owner = owners[leaf] else { continue }
      let isLater =
        titles[owner].isEmpty || summary.place > places[owner]
        || summary.place == places[owner] && titles[owner].lexicographicallyPrecedes(summary.text)
      if isLater { (titles[owner], places[owner]) = (summary.text, summary.place) }
    }
    return titles
  }

  private static func order(_ session: SessionState) -> (Int64, String) { (session.ended ?? .max, session.id.text) }

  func encode(into writer: inout ByteWriter) {
    writer.varint(summaries.count)
    for leaf in summaries.keys.sorted() {
      let summary = summaries[leaf]!
      writer.varint(leaf)
      writer.sized(summary.text)
      writer.zigzag(summary.place.time)
      writer.zigzag(summary.place.offset)
    }
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let leaf = try reader.varint()
      let text = try reader.sized()
      let place = RecordPlace(time: try reader.zigzag(), offset: try reader.zigzag())
      guard summaries.updateValue(Summary(text: text, place: place), forKey: leaf) == nil else { throw .malformed }
    }
  }
}
