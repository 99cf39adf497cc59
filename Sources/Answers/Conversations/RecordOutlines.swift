import Bytes
import SessionLog
import Transcripts

/// The outlines of the records of a session, by number. Each distinct text is stored once, and an outline is made on
/// access.
///
/// Memory: 100 bytes per record and the texts that occur in it first; with a uuid, a message id and the beginning of a
/// prompt these are about 60 bytes.
public struct RecordOutlines: RandomAccessCollection, Sendable {
  private var rows: [Row] = []
  private var texts = TextNumbers()
  /// For each record with any list: the numbers of call marks, result marks and tools, followed by the elements of
  /// these lists. Tools are numbers of texts.
  private var lists: [UInt32] = []

  /// The number of a text. Equal numbers mean equal texts.
  package typealias Text = UInt32

  private struct Row {
    var sequence: UInt64
    var line, length, time: Int64
    var file: UInt32
    var flags: LineFlags
    var uuid, parent, type, subtype, message, request, agent, inner, prompt: Text
    /// The start of the record's lists in `lists`; `UInt32.max` if all are empty.
    var lists: UInt32
    var defect: LineDefect?
    var speaker: Speaker?
    var recordType: RecordType
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

  /// Creates an empty list.
  public init() {}

  /// Makes a collection of outlines in the given order.
  public init(_ outlines: some Sequence<RecordOutline>) {
    for outline in outlines { append(outline) }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rows.count }

  /// Returns the outline of a record. Cost: its texts are copied.
  public subscript(number: Int) -> RecordOutline {
    let row = rows[number]
    var outline = RecordOutline(
      sequence: row.sequence, file: Int(row.file), line: row.line, length: row.length,
      continues: row.marks.contains(.continues), defect: row.defect, uuid: texts[row.uuid], parent: texts[row.parent],
      type: texts[row.type], subtype: texts[row.subtype], time: time(of: number).instant, message: texts[row.message],
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
  // For the following three properties the empty text counts as none.
  package func agent(of number: Int) -> Text? { TextNumbers.filled(rows[number].agent) }
  package func message(of number: Int) -> Text? { TextNumbers.filled(rows[number].message) }
  package func prompt(of number: Int) -> Text? { TextNumbers.filled(rows[number].prompt) }
  /// Returns a text by its number.
  package func text(_ text: Text) -> String { texts[text] ?? "" }

  /// Returns true if the record is a prompt or a response, or stands for some: leaving it for another continuation
  /// makes a branch.
  func isSaid(_ number: Int) -> Bool {
    switch rows[number].kind {
    case .prompt: rows[number].recordType != .attachment
    case .response, .summary: true
    case .command, .meta, .result, .compaction, .note, .unreadable: false
    }
  }

  /// Returns true if a person typed the record and it was sent at once, not queued.
  package func isTyped(_ number: Int) -> Bool { rows[number].kind == .prompt && rows[number].recordType == .user }

  /// Returns the marks of the tool calls in a record.
  package func calls(of number: Int) -> ArraySlice<UInt32> { list(0, of: number) }

  /// Returns the marks of the calls whose results are in a record.
  package func results(of number: Int) -> ArraySlice<UInt32> { list(1, of: number) }

  /// Returns the names of the tools that are called in a record.
  package func tools(of number: Int) -> [String] { list(2, of: number).map(text) }

  private func list(_ which: Int, of number: Int) -> ArraySlice<UInt32> {
    guard rows[number].lists != .max else { return [] }
    let start = Int(rows[number].lists)
    let first = start + 3 + lists[start..<start + which].reduce(0) { $0 + Int($1) }
    return lists[first..<first + Int(lists[start + which])]
  }

  /// Returns true if both records are the same line, as far as can be known without reading it: stored twice, or in two
  /// files.
  ///
  /// The lengths are compared only if there is no time, because agents write records again with another parent or
  /// with information about their origin, which changes the length.
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
  /// Reserves memory for `count` records, to avoid that a growing array temporarily takes twice the memory.
  package mutating func reserveCapacity(_ count: Int) { rows.reserveCapacity(count) }

  /// Appends the outline of a record.
  package mutating func append(_ outline: RecordOutline) {
    var marks: Marks = []
    if outline.continues { marks.insert(.continues) }
    if outline.isSynthetic { marks.insert(.isSynthetic) }
    if outline.time != nil { marks.insert(.hasTime) }
    rows.append(
      Row(
        sequence: outline.sequence, line: outline.line, length: outline.length, time: outline.time?.milliseconds ?? 0,
        file: UInt32(outline.file), flags: outline.flags, uuid: texts.number(outline.uuid),
        parent: texts.number(outline.parent), type: texts.number(outline.type),
        subtype: texts.number(outline.subtype), message: texts.number(outline.message),
        request: texts.number(outline.request), agent: texts.number(outline.agent),
        inner: texts.number(outline.inner), prompt: texts.number(outline.prompt), lists: addLists(of: outline),
        defect: outline.defect, speaker: outline.speaker, recordType: outline.recordType, kind: outline.kind,
        innerKind: outline.innerKind,
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

  /// Sorts the records by file and position in the log, and makes records of type `progress` stand for the subagents'
  /// records in them, unless those are in a file. `hasFile` is given the id of a subagent. Nothing can be appended
  /// afterwards.
  package mutating func finish(hasFile: (String) -> Bool) {
    sort()
    standForInner(unless: hasFile)
    texts.finish()
  }

  private mutating func sort() {
    func precedes(_ a: Row, _ b: Row) -> Bool { (a.file, a.sequence) < (b.file, b.sequence) }
    // Within a file the log usually has the right order already.
    if zip(rows, rows.dropFirst()).allSatisfy({ !precedes($1, $0) }) { return }
    rows.sort(by: precedes)
  }

  private mutating func standForInner(unless hasFile: (String) -> Bool) {
    for number in rows.indices where TextNumbers.known(rows[number].inner) != nil {
      guard rows[number].recordType == .progress, !(texts[rows[number].agent].map(hasFile) ?? false) else { continue }
      var outline = self[number]
      outline.standForInner()
      (rows[number].innerKind, rows[number].kind) = (outline.innerKind, outline.kind)
    }
  }
}

/// A set of texts, numbered in the order of their first use. Number 0 means no text, and 1 the empty one.
private struct TextNumbers: Sendable {
  private static let empty: UInt32 = 1
  private static let first: UInt32 = 2

  // Somebody else has written the texts, and their number has no limit.
  private var texts = PackedStrings(isKeyed: true)

  static func known(_ number: UInt32) -> UInt32? { number == 0 ? nil : number }
  static func filled(_ number: UInt32) -> UInt32? { number <= empty ? nil : number }

  subscript(number: UInt32) -> String? {
    guard number >= Self.first else { return number == Self.empty ? "" : nil }
    return String(decoding: texts.storage[texts.range(Int(number - Self.first))], as: UTF8.self)
  }

  mutating func number(_ text: String?) -> UInt32 {
    guard var text else { return 0 }
    return text.withUTF8 { $0.isEmpty ? Self.empty : UInt32(texts.add(UnsafeRawBufferPointer($0))) + Self.first }
  }

  /// Releases the memory that only additions need. Nothing can be added afterwards.
  mutating func finish() { texts.finish() }
}
