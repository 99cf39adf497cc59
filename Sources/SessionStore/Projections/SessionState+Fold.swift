import FileIO
import SegmentedLog
import Transcripts

extension SessionState {
  /// Folds in one record. A record that continues a line adds nothing that the line's first piece did not say.
  mutating func apply(_ columns: SessionColumns, _ row: Int, _ place: RecordPlace, isContinuation: Bool) {
    let part = part(columns.source[row] ?? 0, columns.generation[row] ?? 0)
    guard !isContinuation else { return }
    parts[part].records &+= 1
    if let defect = columns.defect[row], LineCount.isBad(defect) { parts[part].badLines &+= 1 }
    if let time = columns.timestamp[row] {
      started = min(started ?? time, time)
      ended = max(ended ?? time, time)
    }
    if isFirst(project, places.project, place), let cwd = columns.cwd[row], !cwd.isEmpty,
      place != places.project || project.isEmpty || cwd.lexicographicallyPrecedes(project)
    {
      (project, places.project) = (cwd, place)
    }
    Self.set(&customTitle, &places.customTitle, columns.customTitle, row, place)
    Self.set(&aiTitle, &places.aiTitle, columns.aiTitle, row, place)
    Self.set(&summary, &places.summary, columns.summary, row, place)
    let flags = LineFlags(rawValue: UInt32(truncatingIfNeeded: columns.flags[row] ?? 0))
    if Self.isMessage(flags, columns.type, row) { parts[part].messages &+= 1 }
    if !flags.contains(.isSidechain) {
      Self.set(&branch, &places.branch, columns.branch, row, place)
      if columns.saysModel(row) { Self.set(&model, &places.model, columns.model, row, place) }
      if isFirst(prompt, places.prompt, place), let text = columns.prompt[row], !Self.isMachinery(text),
        place != places.prompt || prompt.isEmpty || text.lexicographicallyPrecedes(prompt)
      {
        (prompt, places.prompt) = (text, place)
      }
    }
    Self.set(&version, &places.version, columns.version, row, place)
  }

  private func isFirst(_ value: [UInt8], _ known: RecordPlace, _ place: RecordPlace) -> Bool {
    value.isEmpty || place <= known
  }

  /// Whether a person or a model says something here, and not to or as a subagent.
  private static func isMessage(_ flags: LineFlags, _ types: BytesView, _ row: Int) -> Bool {
    guard flags.contains(.hasText), flags.isDisjoint(with: [.isSidechain, .isMeta, .isCompactSummary]),
      let entry = types.entry(row)
    else { return false }
    let type = types.bytes(ofEntry: entry)
    return type.elementsEqual("user".utf8) || type.elementsEqual("assistant".utf8)
  }

  /// The latest value wins, of several at one place the largest; an equal one is not copied.
  private static func set(
    _ field: inout [UInt8], _ known: inout RecordPlace, _ column: BytesView, _ row: Int, _ place: RecordPlace
  ) {
    guard let entry = column.entry(row), place >= known else { return }
    let value = column.bytes(ofEntry: entry)
    if field.withUnsafeBytes({ $0.hasSameBytes(as: value) }) {
      known = place
    } else if place > known || !value.lexicographicallyPrecedes(field) {
      field = [UInt8](value)
      known = place
    }
  }

  /// Where the counts of this source stand; they begin anew with a newer generation.
  private mutating func part(_ source: Int64, _ generation: Int64) -> Int {
    guard let index = parts.lastIndex(where: { $0.source == source }) else {
      parts.append(SessionPart(source: source, generation: generation))
      return parts.count - 1
    }
    if parts[index].generation < generation { parts[index] = SessionPart(source: source, generation: generation) }
    return index
  }

  /// Prompts that Claude Code wrote itself: commands and their output, reminders.
  private static func isMachinery(_ prompt: [UInt8]) -> Bool {
    prompt.first == 0x3c || prompt.starts(with: "Caveat: ".utf8) || prompt.starts(with: "[Request interrupted".utf8)
      || prompt.allSatisfy { $0 <= 0x20 }
  }

  func encode(into writer: inout ByteWriter) {
    writer.sized(id)
    writer.u8((started == nil ? 0 : 1) | (ended == nil ? 0 : 2))
    if let started { writer.zigzag(started) }
    if let ended { writer.zigzag(ended) }
    let known = Self.texts.map { places[keyPath: $0.1] != .none }
    writer.u8(known.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
    for (isKnown, (field, place)) in zip(known, Self.texts) where isKnown {
      writer.sized(self[keyPath: field])
      writer.zigzag(places[keyPath: place].time &- (started ?? 0))
      writer.zigzag(places[keyPath: place].offset)
    }
    writer.varint(parts.count)
    for part in parts {
      writer.zigzag(part.source)
      writer.zigzag(part.generation)
      writer.zigzag(part.records)
      writer.zigzag(part.badLines)
      writer.zigzag(part.messages)
    }
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    id = try reader.sized()
    let flags = try reader.u8()
    if flags & 1 != 0 { started = try reader.zigzag() }
    if flags & 2 != 0 { ended = try reader.zigzag() }
    let known = try reader.u8()
    for (number, (field, place)) in Self.texts.enumerated() where known & 1 << UInt8(number) != 0 {
      self[keyPath: field] = try reader.sized()
      places[keyPath: place] = RecordPlace(
        time: try reader.zigzag() &+ (started ?? 0), offset: try reader.zigzag())
    }
    for _ in 0..<(try reader.count()) {
      parts.append(
        SessionPart(
          source: try reader.zigzag(), generation: try reader.zigzag(), records: try reader.zigzag(),
          badLines: try reader.zigzag(), messages: try reader.zigzag()))
    }
  }

  private static let texts:
    [(
      WritableKeyPath<SessionState, [UInt8]> & Sendable, WritableKeyPath<SessionPlaces, RecordPlace> & Sendable
    )] = [
      (\.project, \.project), (\.customTitle, \.customTitle), (\.aiTitle, \.aiTitle), (\.summary, \.summary),
      (\.prompt, \.prompt), (\.branch, \.branch), (\.model, \.model), (\.version, \.version),
    ]
}
