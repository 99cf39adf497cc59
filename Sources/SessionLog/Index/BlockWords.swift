import SegmentedLog
import Transcripts

/// The words and the time span of a block or of neighbouring blocks.
package struct BlockWords: Sendable {
  /// The words in the order in which they first occur. A word may be there several times.
  let words: [SearchWord]
  /// The bytes of the words of more than 16 bytes.
  let bytes: [UInt8]
  var times: ClosedRange<Int64>?
  /// True if there are too many words to keep.
  var lacksWords = false
  /// What is said in the blocks; nil if it is too much to keep.
  let prose: [BlockProse]?

  /// The number of bytes in memory.
  package var size: Int {
    words.count * MemoryLayout<SearchWord>.stride + bytes.count
      + (prose ?? []).reduce(0) { $0 + $1.payload.bytes.count }
  }

  /// Makes the words of a block without texts.
  package init() { (words, bytes, prose) = ([], [], []) }

  fileprivate init(_ splitter: borrowing WordSplitter, _ prose: [BlockProse]?, times: ClosedRange<Int64>?) {
    (words, bytes, lacksWords) = (splitter.words, splitter.bytes, splitter.isGivenUp)
    (self.prose, self.times) = (prose, times)
  }
}

/// Collects the words of the records of a block, and what is said in them, from the same texts that a search reads. It
/// is used for many blocks, one after the other, and belongs to one thread.
package struct WordCollector: ~Copyable {
  private var splitter = WordSplitter()
  private var prose = ProseWriter()
  private var times: ClosedRange<Int64>?
  private var isEmpty = true
  /// The texts of the last line that was read.
  private var fields: [TextField] = []

  /// The time span of a block with an output of a tool, because the time of the record that refers to the file is
  /// unknown here.
  private static let anyTime: ClosedRange<Int64> = -1 << 60...1 << 60

  package init() {}

  /// What was learned about a line when it was scanned.
  package struct Knowledge {
    /// The time of the record in milliseconds since 1970-01-01 UTC; nil if it has none.
    package var time: Int64?
    /// True if the line was scanned and is without a defect, so that it need not be checked again.
    package var isValid = false
    /// The texts of a valid line, and the value that holds them; nil and absent if that is not known.
    package var texts: [Span]?
    package var textPlace = Span.absent
    /// Which of `texts` are said, one bit each, and the role of what is said in `textPlace`.
    package var prose: (texts: UInt64, role: TextRole?) = (0, nil)

    package init(time: Int64?) { self.time = time }

    /// Takes over what `encoder` has learned about the line that it has scanned last.
    package init(_ encoder: borrowing RecordEncoder, _ defect: LineDefect?) {
      (time, isValid) = (encoder.time, defect == nil)
      if isValid { (texts, textPlace, prose) = (encoder.texts, encoder.textPlace, encoder.prose) }
    }
  }

  /// Begins a further block, `offset` events after the first event of what is collected.
  package mutating func beginBlock(at offset: Int) { prose.beginBlock(at: offset) }

  /// Adds the words of the record in a row of the block. Rows must not descend.
  package mutating func add(
    record line: UnsafeRawBufferPointer, row: Int, _ format: any AgentFormat.Type, _ known: Knowledge
  ) {
    isEmpty = false
    if let time = known.time {
      let times = times ?? time...time
      self.times = min(times.lowerBound, time)...max(times.upperBound, time)
    }
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    if let texts = known.texts {
      for text in texts { add(text, of: bytes) }
      if known.prose.texts != 0, let role = known.prose.role {
        for (number, text) in texts.prefix(UInt64.bitWidth).enumerated() where known.prose.texts >> number & 1 != 0 {
          add(prose: TextField(role: role, span: text), of: bytes, row: row)
        }
      }
    } else if format.texts(of: bytes, at: known.textPlace, isValid: known.isValid, into: &fields) {
      for var field in fields {
        add(field.span, of: bytes)
        // The roles of texts in a place are not exact.
        if let role = known.prose.role, field.role == .user { field.role = role }
        add(prose: field, of: bytes, row: row)
      }
    } else {
      splitter.add(line)
    }
  }

  private mutating func add(_ text: Span, of line: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(text.bytes(in: line))
    let after = line.count - Int(text.start) - Int(text.count)
    if text.hasEscapes { splitter.add(escaped: raw, after: after) } else { splitter.add(raw, after: after) }
  }

  private mutating func add(prose field: TextField, of line: UnsafeBufferPointer<UInt8>, row: Int) {
    guard field.role == .user || field.role == .assistant else { return }
    prose.add(field.span.bytes(in: line), field, row: row)
  }

  /// Adds the words of a piece of an output of a tool.
  package mutating func add(output piece: UnsafeRawBufferPointer) {
    isEmpty = false
    times = Self.anyTime
    splitter.add(piece)
  }

  /// Returns what was added since the last call.
  package mutating func take() -> BlockWords {
    if isEmpty { return BlockWords() }
    let result = BlockWords(splitter, prose.take(), times: times)
    splitter.beginSet()
    (isEmpty, times) = (true, nil)
    return result
  }
}

/// The contents of an index of a log: the words of all records and of the outputs of tools, without erased ones.
package struct IndexedContent: Sendable {
  private let sync: SyncState
  private let erased: ErasedRanges
  /// The numbers of the sources with the output of a tool.
  private let outputs: Set<Int64>

  /// Takes from `sync` what is erased, and the formats of the sources.
  package init(_ sync: SyncState) {
    self.sync = sync
    erased = ErasedRanges(sync)
    var outputs = Set<Int64>()
    for (number, source) in sync.sources.enumerated() {
      if let source, source.format.isToolOutput(source.path) { outputs.insert(Int64(number)) }
    }
    self.outputs = outputs
  }

  private func format(of source: Int64?) -> any AgentFormat.Type {
    guard let number = source.flatMap({ Int(exactly: $0) }), sync.sources.indices.contains(number) else {
      return Agent.unstated.format
    }
    return sync.sources[number]?.format ?? Agent.unstated.format
  }

  /// Adds the words of a block of `log`. `first` is the first event of what is collected.
  func collect(
    _ block: EventBlock, of log: LogReader, from first: UInt64, into collector: inout WordCollector
  ) throws {
    collector.beginBlock(at: Int(block.firstSequence - first))
    let columns = try BlockColumns(block)
    let isErased = try ErasedRows(columns, erased)
    let sources = try columns.integers(.source)
    let times = try columns.integers(.timestamp)
    var bodies: BlockBodies?
    for row in 0..<block.count {
      let kind = columns.kind(row)
      let isOutput = kind == .piece && sources[row].map(outputs.contains) ?? false
      guard isOutput || kind == .record, !isErased[row] else { continue }
      if bodies == nil { bodies = try log.bodies(of: block) }
      bodies!.withBody(row) {
        if isOutput {
          collector.add(output: $0)
        } else {
          collector.add(record: $0, row: row, format(of: sources[row]), .init(time: times[row]))
        }
      }
    }
  }
}
