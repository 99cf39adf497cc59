import Bytes
import SegmentedLog
import Transcripts

extension SessionState {
  /// Folds in one record. `lastPrompt` is the key of the last prompt in its file. A record that continues a line adds
  /// nothing to what the first piece of the line said.
  package mutating func apply(
    _ columns: SessionColumns, _ row: Int, _ place: RecordPlace, _ lastPrompt: inout UInt64, isContinuation: Bool
  ) {
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
    Self.setTitle(&customTitle, &places.customTitle, columns.customTitle, row, place)
    Self.setTitle(&aiTitle, &places.aiTitle, columns.aiTitle, row, place)
    if columns.leaf.entry(row) == nil { Self.setTitle(&summary, &places.summary, columns.summary, row, place) }
    let flags = LineFlags(rawValue: UInt32(truncatingIfNeeded: columns.flags[row] ?? 0))
    if !flags.contains(.isSidechain) {
      if let key = columns.key(row) { records.insert(key) }
      Self.set(&branch, &places.branch, columns.branch, row, place)
      if columns.saysModel(row) { Self.set(&model, &places.model, columns.model, row, place) }
      setWords(columns, row, place)
    }
    switch columns.utterance(row, flags) {
    case .prompt:
      let key = columns.key(row) ?? columns.responseKey(row)
      // A prompt that was queued does not separate a response from its last lines.
      if columns.speaker(row) != .person { lastPrompt = key }
      parts[part].messages.insert(key)
      parts[part].prompts.insert(key)
    case .response: parts[part].messages.insert(KeySet.key(of: columns.responseKey(row), lastPrompt))
    case nil: break
    }
    Self.set(&version, &places.version, columns.version, row, place)
  }

  private func isFirst(_ value: [UInt8], _ known: RecordPlace, _ place: RecordPlace) -> Bool {
    value.isEmpty || place <= known
  }

  /// Sets the first words of a speaker. Among several at the same place the smallest in byte order counts.
  private mutating func setWords(_ columns: SessionColumns, _ row: Int, _ place: RecordPlace) {
    func set(
      _ field: WritableKeyPath<SessionState, [UInt8]>, _ known: WritableKeyPath<SessionPlaces, RecordPlace>,
      _ column: BytesView
    ) {
      guard isFirst(self[keyPath: field], places[keyPath: known], place), let text = column[row], !text.isBlank,
        place != places[keyPath: known] || self[keyPath: field].isEmpty
          || text.lexicographicallyPrecedes(self[keyPath: field])
      else { return }
      (self[keyPath: field], places[keyPath: known]) = (text, place)
    }
    if columns.isPersons(row) {
      if !columns.isGeneratedPrompt(row) { set(\.prompt, \.prompt, columns.prompt) }
    } else if columns.speaker(row) == .localCommand {
      set(\.command, \.command, columns.prompt)
    }
    if prompt.isEmpty {
      set(\.answer, \.answer, columns.answer)
    } else {
      (answer, places.answer) = ([], .none)
    }
  }

  /// Sets the latest value; among several at the same place the largest in byte order counts. An equal value is not
  /// copied.
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

  /// Adds the files of a session that is a part of this one. They belong to subagents, so they have no titles.
  mutating func absorb(_ other: SessionState) {
    started = [started, other.started].compactMap(\.self).min()
    ended = [ended, other.ended].compactMap(\.self).max()
    parts += other.parts
    former += other.former
  }

  /// Sets a title, unless it is blank.
  private static func setTitle(
    _ field: inout [UInt8], _ known: inout RecordPlace, _ column: BytesView, _ row: Int, _ place: RecordPlace
  ) {
    guard let entry = column.entry(row), !column.bytes(ofEntry: entry).allSatisfy({ $0 <= 0x20 }) else { return }
    set(&field, &known, column, row, place)
  }

  /// Returns the index of the part for a source. A newer generation starts a new part, and the old one moves to
  /// `former`.
  private mutating func part(_ source: Int64, _ generation: Int64) -> Int {
    guard let index = partIndex.last(of: source, in: parts) else {
      parts.append(SessionPart(source: source, generation: generation))
      return parts.count - 1
    }
    if parts[index].generation < generation {
      former.append(parts[index])
      parts[index] = SessionPart(source: source, generation: generation)
    }
    return index
  }

  package func encode(into writer: inout ByteWriter) {
    writer.sized(id)
    writer.u8((started == nil ? 0 : 1) | (ended == nil ? 0 : 2))
    if let started { writer.zigzag(started) }
    if let ended { writer.zigzag(ended) }
    let known = Self.texts.map { places[keyPath: $0.1] != .none }
    writer.varint(known.enumerated().reduce(UInt64(0)) { $0 | ($1.element ? 1 << UInt64($1.offset) : 0) })
    for (isKnown, (field, place)) in zip(known, Self.texts) where isKnown {
      writer.sized(self[keyPath: field])
      writer.zigzag(places[keyPath: place].time &- (started ?? 0))
      writer.zigzag(places[keyPath: place].offset)
    }
    for parts in [parts, former] {
      writer.varint(parts.count)
      for part in parts { part.encode(into: &writer) }
    }
    records.encode(into: &writer)
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    id = try reader.sized()
    let flags = try reader.u8()
    if flags & 1 != 0 { started = try reader.zigzag() }
    if flags & 2 != 0 { ended = try reader.zigzag() }
    let known = try reader.varint()
    for (number, (field, place)) in Self.texts.enumerated() where known & 1 << UInt64(number) != 0 {
      self[keyPath: field] = try reader.sized()
      places[keyPath: place] = RecordPlace(
        time: try reader.zigzag() &+ (started ?? 0), offset: try reader.zigzag())
    }
    for _ in 0..<(try reader.count()) { parts.append(try SessionPart(decoding: &reader)) }
    for _ in 0..<(try reader.count()) { former.append(try SessionPart(decoding: &reader)) }
    records = try KeySet(decoding: &reader)
  }

  private static let texts:
    [(
      WritableKeyPath<SessionState, [UInt8]> & Sendable, WritableKeyPath<SessionPlaces, RecordPlace> & Sendable
    )] = [
      (\.project, \.project), (\.customTitle, \.customTitle), (\.aiTitle, \.aiTitle), (\.summary, \.summary),
      (\.prompt, \.prompt), (\.branch, \.branch), (\.model, \.model), (\.version, \.version),
      (\.command, \.command), (\.answer, \.answer),
    ]
}

extension SessionPart {
  package func encode(into writer: inout ByteWriter) {
    writer.zigzag(source)
    writer.zigzag(generation)
    writer.zigzag(records)
    writer.zigzag(badLines)
    messages.encode(into: &writer)
    prompts.encode(into: &writer)
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    source = try reader.zigzag()
    generation = try reader.zigzag()
    records = try reader.zigzag()
    badLines = try reader.zigzag()
    messages = try KeySet(decoding: &reader)
    prompts = try KeySet(decoding: &reader)
  }
}

extension [UInt8] {
  /// True if there is nothing but white space and control characters.
  package var isBlank: Bool { allSatisfy { $0 <= 0x20 } }
}
