import SessionLog
import Transcripts

/// The outlines of the records of a session, by number. Each text is kept once, and an outline is made when it is asked for.
///
/// Memory: 100 bytes a record, and the texts that are new in it: with a uuid, a message's id and a beginning of a prompt some 60 bytes.
public struct RecordOutlines: RandomAccessCollection, Sendable {
  private var rows: [Row] = []
  private var texts = TextNumbers()
  /// Of each record that has any: how many marks of calls, marks of results and numbers of tools, then these.
  private var lists: [UInt32] = []

  /// The number of a text. Two are the same text where they are equal.
  package typealias Text = UInt32

  private struct Row {
    var sequence: UInt64
    var line, length, time: Int64
    var file: UInt32
    var flags: LineFlags
    var uuid, parent, type, subtype, message, request, agent, inner, prompt: Text
    /// Where its lists begin; `UInt32.max` where all are empty.
    var lists: UInt32
    var defect: LineDefect?
    var speaker: Speaker?
    var kind: RecordOutline.Kind
    var innerKind: RecordOutline.Kind?
    var marks: Marks
  }

  private struct Marks: OptionSet {
    var rawValue: UInt8
    static let continues = Marks(rawValue: 1)
    static let isSynthetic = Marks(rawValue: 2)
    static let hasTime = Marks(rawValue: 4)
  }

  public init() {}

  /// Makes a collection of outlines in the given order.
  public init(_ outlines: some Sequence<RecordOutline>) {
    for outline in outlines { append(outline) }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rows.count }

  /// Cost: its texts are made.
  public subscript(number: Int) -> RecordOutline {
    let row = rows[number]
    var outline = RecordOutline(
      sequence: row.sequence, file: Int(row.file), line: row.line, length: row.length,
      continues: row.marks.contains(.continues), defect: row.defect, uuid: texts[row.uuid], parent: texts[row.parent],
      type: texts[row.type], subtype: texts[row.subtype], time: time(of: number), message: texts[row.message],
      request: texts[row.request], agent: texts[row.agent], inner: texts[row.inner], flags: row.flags,
      speaker: row.speaker, isSynthetic: row.marks.contains(.isSynthetic), calls: Array(calls(of: number)),
      tools: tools(of: number), results: Array(results(of: number)), prompt: texts[row.prompt] ?? "")
    outline.innerKind = row.innerKind
    return outline
  }
}

// MARK: One thing of a record

extension RecordOutlines {
  package func sequence(of number: Int) -> UInt64 { rows[number].sequence }
  package func file(of number: Int) -> Int { Int(rows[number].file) }
  package func length(of number: Int) -> Int64 { rows[number].length }
  package func kind(of number: Int) -> RecordOutline.Kind { rows[number].kind }
  func innerKind(of number: Int) -> RecordOutline.Kind? { rows[number].innerKind }
  package func flags(of number: Int) -> LineFlags { rows[number].flags }
  package func continues(_ number: Int) -> Bool { rows[number].marks.contains(.continues) }
  package func isSynthetic(_ number: Int) -> Bool { rows[number].marks.contains(.isSynthetic) }
  package func time(of number: Int) -> Int64? { rows[number].marks.contains(.hasTime) ? rows[number].time : nil }

  package func uuid(of number: Int) -> Text? { TextNumbers.known(rows[number].uuid) }
  package func parent(of number: Int) -> Text? { TextNumbers.known(rows[number].parent) }
  package func type(of number: Int) -> Text? { TextNumbers.known(rows[number].type) }
  // Of these, the empty text is none.
  package func agent(of number: Int) -> Text? { TextNumbers.filled(rows[number].agent) }
  package func message(of number: Int) -> Text? { TextNumbers.filled(rows[number].message) }
  package func prompt(of number: Int) -> Text? { TextNumbers.filled(rows[number].prompt) }
  /// Returns a text by its number.
  package func text(_ text: Text) -> String { texts[text] ?? "" }

  /// Whether it is a prompt, a response, or stands for some: leaving it for another one makes a branch.
  func isSaid(_ number: Int) -> Bool {
    switch rows[number].kind {
    case .prompt: texts[rows[number].type] != "attachment"
    case .response, .summary: true
    case .command, .meta, .result, .compaction, .note, .unreadable: false
    }
  }

  /// Whether a person typed it, and it did not have to wait.
  package func isTyped(_ number: Int) -> Bool { rows[number].kind == .prompt && texts[rows[number].type] == "user" }

  /// Marks of the tool calls in it.
  package func calls(of number: Int) -> ArraySlice<UInt32> { list(0, of: number) }

  /// Marks of the calls that it has results of.
  package func results(of number: Int) -> ArraySlice<UInt32> { list(1, of: number) }

  /// The names of the tools that are called in it.
  package func tools(of number: Int) -> [String] { list(2, of: number).map(text) }

  private func list(_ which: Int, of number: Int) -> ArraySlice<UInt32> {
    guard rows[number].lists != .max else { return [] }
    let start = Int(rows[number].lists)
    let first = start + 3 + lists[start..<start + which].reduce(0) { $0 + Int($1) }
    return lists[first..<first + Int(lists[start + which])]
  }

  /// Whether both are the same line, as far as can be known without reading it: stored twice, or in two files.
  ///
  /// Claude Code writes records again with another parent, or with stamps of where they are from: of another length.
  package func repeats(_ number: Int, _ other: Int) -> Bool {
    let (row, other) = (rows[number], rows[other])
    let hasTime = row.marks.contains(.hasTime)
    guard row.uuid == other.uuid, row.type == other.type, row.message == other.message,
      hasTime == other.marks.contains(.hasTime), row.time == other.time
    else { return false }
    return hasTime || row.parent == other.parent && row.length == other.length
  }
}

// MARK: Making them

extension RecordOutlines {
  /// Growing would need twice the memory.
  package mutating func reserveCapacity(_ count: Int) { rows.reserveCapacity(count) }

  /// Appends the outline of a record.
  package mutating func append(_ outline: RecordOutline) {
    var marks: Marks = []
    if outline.continues { marks.insert(.continues) }
    if outline.isSynthetic { marks.insert(.isSynthetic) }
    if outline.time != nil { marks.insert(.hasTime) }
    rows.append(
      Row(
        sequence: outline.sequence, line: outline.line, length: outline.length, time: outline.time ?? 0,
        file: UInt32(outline.file), flags: outline.flags, uuid: texts.number(outline.uuid),
        parent: texts.number(outline.parent), type: texts.number(outline.type),
        subtype: texts.number(outline.subtype), message: texts.number(outline.message),
        request: texts.number(outline.request), agent: texts.number(outline.agent),
        inner: texts.number(outline.inner), prompt: texts.number(outline.prompt), lists: addLists(of: outline),
        defect: outline.defect, speaker: outline.speaker, kind: outline.kind, innerKind: outline.innerKind,
        marks: marks))
  }

  private mutating func addLists(of outline: RecordOutline) -> UInt32 {
    if outline.calls.isEmpty, outline.results.isEmpty, outline.tools.isEmpty { return .max }
    let start = UInt32(lists.count)
    lists += [outline.calls.count, outline.results.count, outline.tools.count].map { UInt32($0) }
    lists += outline.calls
    lists += outline.results
    for tool in outline.tools { lists.append(texts.number(tool)) }
    return start
  }

  /// Puts them into the order of files and of the log, and makes records of progress stand for the subagents' records in them, unless these are in a file.
  /// `hasFile`: of a subagent's id. Nothing can be added after it.
  package mutating func finish(hasFile: (String) -> Bool) {
    sort()
    standForInner(unless: hasFile)
    texts.finish()
  }

  private mutating func sort() {
    func precedes(_ a: Row, _ b: Row) -> Bool { (a.file, a.sequence) < (b.file, b.sequence) }
    // In the log the files stand in the order in which they were written.
    if zip(rows, rows.dropFirst()).allSatisfy({ !precedes($1, $0) }) { return }
    rows.sort(by: precedes)
  }

  private mutating func standForInner(unless hasFile: (String) -> Bool) {
    for number in rows.indices where TextNumbers.known(rows[number].inner) != nil {
      guard texts[rows[number].type] == "progress", !(texts[rows[number].agent].map(hasFile) ?? false) else { continue }
      var outline = self[number]
      outline.standForInner()
      (rows[number].innerKind, rows[number].kind) = (outline.innerKind, outline.kind)
    }
  }
}

/// Texts by number, each kept once. Number 0 is none.
private struct TextNumbers: Sendable {
  /// The number of the empty text.
  static let empty: UInt32 = 1

  private var bytes: [UInt8] = []
  /// Where each text ends, from the empty one on.
  private var ends: [Int] = [0]
  /// Open addressing: numbers of texts, at most half of the slots; 0 is none. A power of two.
  private var slots: [UInt32] = [UInt32](repeating: 0, count: 64)

  static func known(_ number: UInt32) -> UInt32? { number == 0 ? nil : number }
  static func filled(_ number: UInt32) -> UInt32? { number <= empty ? nil : number }

  subscript(number: UInt32) -> String? {
    number == 0 ? nil : String(decoding: bytes[range(number)], as: UTF8.self)
  }

  private func range(_ number: UInt32) -> Range<Int> {
    number == Self.empty ? 0..<0 : ends[Int(number) - 2]..<ends[Int(number) - 1]
  }

  mutating func number(_ text: String?) -> UInt32 {
    guard var text else { return 0 }
    return text.withUTF8 { number(UnsafeRawBufferPointer($0)) }
  }

  private mutating func number(_ text: UnsafeRawBufferPointer) -> UInt32 {
    if text.isEmpty { return Self.empty }
    let slot = slot(of: text)
    if slots[slot] != 0 { return slots[slot] }
    bytes += text
    ends.append(bytes.count)
    let number = UInt32(ends.count)
    slots[slot] = number
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  /// Nothing can be added after it.
  mutating func finish() {
    slots = []
    bytes = bytes.withUnsafeBufferPointer(Array.init)
    ends = ends.withUnsafeBufferPointer(Array.init)
  }

  /// Where the number of a text is, or would be.
  private func slot(of text: UnsafeRawBufferPointer) -> Int {
    var slot = hash(text) & (slots.count - 1)
    while slots[slot] != 0, !bytes[range(slots[slot])].elementsEqual(text) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    bytes.withUnsafeBytes { bytes in
      for number in Self.empty + 1...UInt32(ends.count) {
        var slot = hash(UnsafeRawBufferPointer(rebasing: bytes[range(number)])) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
      }
    }
  }

  /// The standard library's, with a key of this run: nobody can write texts that meet.
  private func hash(_ text: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: text)
    return hasher.finalize()
  }
}
