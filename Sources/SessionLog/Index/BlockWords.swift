import SegmentedLog
import Transcripts

/// The words and the time span of a block or of neighbouring blocks.
package final class BlockWords: @unchecked Sendable {
  // An instance is handed from one thread to another and is never used by two at a time.
  var words: SearchWords
  var times: ClosedRange<Int64>?

  /// Makes the words of a block without texts.
  package init() { words = SearchWords(capacity: 0) }

  fileprivate init(capacity: Int) { words = SearchWords(capacity: capacity) }
}

/// Collects the words of the records of a block, from the same texts that a search reads. It is used for many blocks,
/// one after the other, and belongs to one thread.
package struct WordCollector: ~Copyable {
  private var splitter = WordSplitter()
  private var result = BlockWords(capacity: 0)
  private var isEmpty = true
  /// The texts of the last line that was read.
  private var fields: [TextField] = []

  /// The time span of a block with an output of a tool, because the time of the record that refers to the file is
  /// unknown here.
  private static let anyTime: ClosedRange<Int64> = -1 << 60...1 << 60

  package init() {}

  /// Adds the words of a record. `time` is in milliseconds since 1970-01-01 UTC, nil if the record has none. `isValid`
  /// says that the line was scanned and is without a defect, so that it need not be checked again.
  package mutating func add(
    record line: UnsafeRawBufferPointer, _ format: any AgentFormat.Type, time: Int64?, isValid: Bool = false
  ) {
    begin()
    if let time {
      let times = result.times ?? time...time
      result.times = min(times.lowerBound, time)...max(times.upperBound, time)
    }
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    guard format.texts(of: bytes, isValid: isValid, into: &fields) else {
      return splitter.add(line, to: &result.words)
    }
    for field in fields {
      let raw = UnsafeRawBufferPointer(field.span.bytes(in: bytes))
      if field.span.hasEscapes {
        splitter.add(escaped: raw, to: &result.words)
      } else {
        splitter.add(raw, to: &result.words)
      }
    }
  }

  /// Adds the words of a piece of an output of a tool.
  package mutating func add(output piece: UnsafeRawBufferPointer) {
    begin()
    result.times = Self.anyTime
    splitter.add(piece, to: &result.words)
  }

  /// Returns what was added since the last call.
  package mutating func take() -> BlockWords {
    isEmpty = true
    return exchange(&result, with: BlockWords())
  }

  private mutating func begin() {
    guard isEmpty else { return }
    isEmpty = false
    result = BlockWords(capacity: 2048)
    splitter.beginSet()
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

  /// Adds the words of a block of `log`.
  func collect(_ block: EventBlock, of log: LogReader, into collector: inout WordCollector) throws {
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
          collector.add(record: $0, format(of: sources[row]), time: times[row])
        }
      }
    }
  }
}
