import Bytes
import FileIO
import SessionLog
import Transcripts

extension StoreView {
  /// Returns what changed between two versions of the files of a session. A file that does not have both is left out.
  ///
  /// Lines are compared by their bytes, and records with other bytes by their uuid, wherever they stand. Lines that are
  /// erased or lost to damage are left out. Throws `noSuchSession`, `noSuchGeneration` if versions were named that no
  /// file has, or `versionDropped`. Cost: the lines that are not one event in both versions are read and hashed.
  /// Memory: the outlines of both versions of one file, 32 bytes for each line, and the changes that are listed.
  public func versionDiff(_ query: VersionQuery) throws -> VersionReport {
    try throwingStoreErrors {
      let reader = try reader(of: query.session)
      let id = reader.session.id
      var report = VersionReport(
        head: head, session: id.text, shortID: try shortIDs[id] ?? id.text, files: [], fileCount: reader.files.count)
      for (number, file) in reader.files.enumerated() {
        let numbers = 0..<file.generations
        let to = query.to ?? file.generations - 1
        guard numbers.contains(to) else { continue }
        let from = query.from ?? to - 1
        guard numbers.contains(from), from != to else { continue }
        try checkCancellation()
        var comparison = VersionComparison(
          try SessionContent(reader, versions: [SessionReader.Version(file: number, generation: from)]),
          try SessionContent(reader, versions: [SessionReader.Version(file: number, generation: to)]), query)
        try comparison.compare()
        var difference = comparison.difference
        (difference.path, difference.agent) = (file.path.text, file.agent)
        (difference.from, difference.to, difference.versions) = (from, to, file.generations)
        report.files.append(difference)
      }
      if report.files.isEmpty, query.from != nil || query.to != nil {
        let most = reader.files.map(\.generations).max() ?? 0
        throw StoreError(
          .noSuchGeneration,
          "no file of session '\(query.session)' has both versions to compare; they count from 0, and the last is \(most - 1)"
        )
      }
      return report
    }
  }
}

/// Compares the lines of two versions of a file.
private struct VersionComparison {
  private let old, new: SessionContent
  private let query: VersionQuery
  private(set) var difference: VersionDifference
  /// By number of the new record, the number of the old one that it is, or was made of.
  private var origin: [Int?]
  /// By number of the new record, whether its bytes are those of its origin.
  private var isKept: [Bool]
  /// By number of the old record, whether the new version has it, in this form or another.
  private var isFound: [Bool]
  /// The old and new records whose lines were lost to damage.
  private var unreadable: (old: Set<Int>, new: Set<Int>) = ([], [])

  init(_ old: SessionContent, _ new: SessionContent, _ query: VersionQuery) {
    (self.old, self.new, self.query) = (old, new, query)
    difference = VersionDifference(path: "", agent: .unstated, from: 0, to: 0, versions: 0)
    origin = [Int?](repeating: nil, count: new.records.count)
    isKept = [Bool](repeating: false, count: new.records.count)
    isFound = [Bool](repeating: false, count: old.records.count)
  }

  mutating func compare() throws {
    matchEvents()
    try matchBytes()
    matchRecords()
    try list()
    let places = isKept.indices.compactMap { isKept[$0] ? origin[$0] : nil }
    difference.isReordered = zip(places, places.dropFirst()).contains { $0 > $1 }
  }

  private mutating func match(_ record: Int, _ former: Int, isKept: Bool) {
    origin[record] = former
    self.isKept[record] = isKept
    isFound[former] = true
  }

  /// Finds the records that are one event in both versions.
  private mutating func matchEvents() {
    var known: [UInt64: Int] = [:]
    for record in old.records.indices { known[old.records.sequence(of: record)] = record }
    for record in new.records.indices {
      if let former = known[new.records.sequence(of: record)] { match(record, former, isKept: true) }
    }
  }

  /// Finds the other lines with the same bytes. Of several equal lines the first is matched with the first.
  private mutating func matchBytes() throws {
    var known: [Digest: [Int]] = [:]
    for record in old.records.indices.reversed() where !isFound[record] {
      guard let digest = try digest(old, record) else {
        unreadable.old.insert(record)
        continue
      }
      known[digest, default: []].append(record)
    }
    for record in new.records.indices where origin[record] == nil {
      guard let digest = try digest(new, record) else {
        unreadable.new.insert(record)
        continue
      }
      if let former = known[digest]?.popLast() { match(record, former, isKept: true) }
    }
  }

  private func digest(_ content: SessionContent, _ record: Int) throws -> Digest? {
    try content.lines.withBody(of: content.records.sequence(of: record)) { bytes in
      var hash = SHA256()
      hash.update(bytes)
      return hash.digest
    }
  }

  /// Finds the records with the same uuid among the rest.
  private mutating func matchRecords() {
    var known: [String: [Int]] = [:]
    for record in old.records.indices.reversed() where !isFound[record] && !unreadable.old.contains(record) {
      if let uuid = old.records.uuid(of: record).map(old.records.text), !uuid.isEmpty {
        known[uuid, default: []].append(record)
      }
    }
    for record in new.records.indices where origin[record] == nil && !unreadable.new.contains(record) {
      guard let uuid = new.records.uuid(of: record).map(new.records.text), let former = known[uuid]?.popLast() else {
        continue
      }
      match(record, former, isKept: false)
    }
  }

  /// Counts the lines, and lists those that differ.
  private mutating func list() throws {
    var lost = old.records.indices.filter { !isFound[$0] && !unreadable.old.contains($0) }[...]
    for record in new.records.indices where !unreadable.new.contains(record) {
      if let former = origin[record] {
        while let first = lost.first, first < former {
          try add(.lost, first, nil)
          lost.removeFirst()
        }
      }
      if isKept[record] {
        if !new.records.continues(record) { difference.kept += 1 }
      } else {
        try add(origin[record] == nil ? .new : .changed, origin[record], record)
      }
    }
    for record in lost { try add(.lost, record, nil) }
  }

  private mutating func add(_ kind: VersionChange.Kind, _ former: Int?, _ record: Int?) throws {
    let isLine = record.map { !new.records.continues($0) } ?? former.map { !old.records.continues($0) } ?? true
    if isLine {
      switch kind {
      case .lost: difference.lost += 1
      case .changed: difference.changed += 1
      case .new: difference.new += 1
      }
    }
    guard difference.changes.count < query.limit else { return }
    let (before, after) = (try former.flatMap { try side(old, $0) }, try record.flatMap { try side(new, $0) })
    var change = VersionChange(kind: kind, old: before?.side, new: after?.side)
    if kind == .changed { change.fields = Self.fields(before?.bytes ?? [], after?.bytes ?? []) }
    difference.changes.append(change)
  }

  private func side(
    _ content: SessionContent, _ record: Int
  ) throws -> (side: VersionChange.Side, bytes: [UInt8])? {
    let outline = content.records[record]
    guard let bytes = try content.lines.withBody(of: outline.sequence, { [UInt8]($0) }) else { return nil }
    var builder = MessageBuilder(outline.kind, agent: content.agents[outline.file])
    builder.add(outline, bytes)
    let text = builder.message.wholeText
    let start = text.prefix(query.charactersMax)
    let side = VersionChange.Side(
      line: outline.line, sequence: outline.sequence, uuid: outline.uuid, time: outline.time, kind: outline.kind,
      text: String(start), isTruncated: start.endIndex < text.endIndex)
    return (side, bytes)
  }

  /// Returns the keys of two objects whose values differ, in the order of the second, then those only of the first.
  private static func fields(_ old: [UInt8], _ new: [UInt8]) -> [String] {
    guard max(old.count, new.count) <= LineScanner.maximumLength,
      case .object(let formerMembers)? = old.withUnsafeBufferPointer({ JSONValue.parse($0) }),
      case .object(let members)? = new.withUnsafeBufferPointer({ JSONValue.parse($0) })
    else { return [] }
    // An object with very many keys is not searched for each of them. The last of equal keys counts.
    func table(_ members: [JSONMember]) -> [String: JSONValue] {
      Dictionary(members.map { ($0.key, $0.value) }) { $1 }
    }
    let (formerValues, values) = (table(formerMembers), table(members))
    var seen = Set<String>()
    return (members + formerMembers).map(\.key).filter { seen.insert($0).inserted && formerValues[$0] != values[$0] }
  }
}

extension Message {
  /// Everything that the parts say, for a comparison: texts, thinking, calls with their arguments, results, notes.
  package var wholeText: String { parts.map(\.wholeText).filter { !$0.isEmpty }.joined(separator: "\n") }
}

extension Message.Part {
  fileprivate var wholeText: String {
    switch self {
    case .text(let text), .thinking(let text), .output(let text, _): text
    case .call(let call):
      ["● \(call.name)", call.argumentText, call.result?.parts.wholeText ?? ""].filter { !$0.isEmpty }
        .joined(separator: "\n")
    case .result(let result): result.parts.wholeText
    case .media(let media): "[\(media.type) \(media.location) \(media.size) bytes]"
    case .command(let name, let arguments): arguments.isEmpty ? name : "\(name) \(arguments)"
    case .note(let name, let text, _): text.isEmpty ? name : "\(name): \(text)"
    case .unreadable(_, let reason, let text): "(\(reason)) \(text)"
    case .other(let type, let value): "[\(type)] \(value.text)"
    }
  }
}

extension [Message.Part] {
  fileprivate var wholeText: String { map(\.wholeText).filter { !$0.isEmpty }.joined(separator: "\n") }
}
