import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Transcripts

/// Makes the search index of a segment, in one pass over its records.
///
/// Cost: about 150 MB/s of source per processor. Memory: a chunk per worker, about 40 bytes for each distinct word of
/// the segment, and 8 bytes for each chunk that contains it.
struct SearchIndexBuilder {
  /// A chunk ends when its bodies have at least this number of bytes.
  static let chunkBytes = 1 << 20

  let log: LogReader
  let erased: ErasedRanges
  /// The numbers of the sources with the output of a tool.
  var outputs: Set<Int64> = []
  /// Returns the format of a source's lines.
  var format: @Sendable (Int64?) -> any AgentFormat.Type = { _ in Agent.unstated.format }
  let workers: Int
  /// The number of bytes at which a chunk ends.
  var bytes = Self.chunkBytes

  /// Makes the index; nil if the segment no longer exists, or not all of it can be read. `progress` receives bytes of
  /// the segment.
  func build(_ extent: SegmentExtent, progress: (UInt64) -> Void) throws -> SegmentIndex? {
    guard let blocks = try log.blocks(of: extent), let chain = try log.chain(at: extent.next - 1) else { return nil }
    let groups = Self.groups(blocks, bytes)
    guard blocks.first?.first == extent.first, let last = blocks.last, last.first + UInt64(last.count) == extent.next
    else { return nil }
    let (log, erased, outputs, format) = (log, erased, outputs, format)
    var entries = WordEntries()
    var chunks: [SearchChunk] = []
    try orderedPipeline(count: groups.count, workers: workers, budget: 2) { index, emit in
      let group = groups[index]
      let result = Result {
        var reader = ChunkReader(erased, outputs, format)
        let end = blocks[group.upperBound - 1]
        try log.forEachScannedBlock(in: blocks[group.lowerBound].first...end.first + UInt64(end.count) - 1) {
          try reader.read($0, log)
        }
        return reader.finish()
      }
      _ = emit(result, 1)
    } consume: { (result: Result<ChunkWords, any Error>) in
      let words = try result.get()
      let group = groups[chunks.count]
      let end = blocks[group.upperBound - 1]
      let first = blocks[group.lowerBound].first
      entries.add(words, chunk: chunks.count)
      chunks.append(SearchChunk(first: first, count: end.first + UInt64(end.count) - first, times: words.times))
      progress(end.end)
    }
    guard log.losses?.isEmpty ?? true else { return nil }
    let head = LogHead(sequence: extent.next - 1, chain: chain)
    return SegmentIndex(version: SearchIndex.version, of: extent, head: head, state: entries.encoded(chunks))
  }

  /// Groups consecutive blocks into chunks. Each but the last has at least `limit` bytes of bodies.
  static func groups(_ blocks: [BlockExtent], _ limit: Int = chunkBytes) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var (start, bytes) = (0, 0)
    for (index, block) in blocks.enumerated() {
      bytes += block.bodyBytes
      if bytes >= limit || index == blocks.count - 1 {
        groups.append(start..<index + 1)
        (start, bytes) = (index + 1, 0)
      }
    }
    return groups
  }
}

/// The words and the time span of a chunk.
private final class ChunkWords: @unchecked Sendable {
  // An instance is handed from one thread to another and is never used by two at a time.
  var words = SearchWords()
  var times: ClosedRange<Int64>?
}

/// Collects the words of the records of a chunk, from the same texts that a search reads.
private struct ChunkReader {
  private let erased: ErasedRanges
  private let outputs: Set<Int64>
  private let result = ChunkWords()
  private let format: @Sendable (Int64?) -> any AgentFormat.Type
  /// The texts of the last line that was read.
  private var fields: [TextField] = []
  private var text: [UInt8] = []

  /// The time span of a chunk with an output of a tool, because the time of the record that refers to the file is
  /// unknown here.
  private static let anyTime: ClosedRange<Int64> = -1 << 60...1 << 60

  init(
    _ erased: ErasedRanges, _ outputs: Set<Int64>, _ format: @escaping @Sendable (Int64?) -> any AgentFormat.Type
  ) {
    (self.erased, self.outputs, self.format) = (erased, outputs, format)
  }

  mutating func read(_ block: EventBlock, _ log: LogReader) throws {
    let columns = try SearchColumns(try BlockColumns(block), erased)
    var bodies: BlockBodies?
    for row in 0..<block.count where !columns.isErased[row] {
      let isOutput = columns.block.kind(row) == .piece && columns.source[row].map(outputs.contains) ?? false
      guard isOutput || columns.block.kind(row) == .record else { continue }
      if bodies == nil { bodies = try log.bodies(of: block) }
      if isOutput {
        result.times = Self.anyTime
        bodies!.withBody(row) { result.words.add(text: $0) }
        continue
      }
      if let time = columns.time[row] {
        let times = result.times ?? time...time
        result.times = min(times.lowerBound, time)...max(times.upperBound, time)
      }
      let format = format(columns.source[row])
      bodies!.withBody(row) { add($0, format) }
    }
  }

  private mutating func add(_ line: UnsafeRawBufferPointer, _ format: any AgentFormat.Type) {
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    guard format.texts(of: bytes, into: &fields) else { return result.words.add(text: line) }
    for field in fields {
      let raw = field.span.bytes(in: bytes)
      if field.span.hasEscapes {
        text.removeAll(keepingCapacity: true)
        LineScanner.unescape(raw, into: &text)
        text.withUnsafeBytes { result.words.add(text: $0) }
      } else {
        result.words.add(text: UnsafeRawBufferPointer(raw))
      }
    }
  }

  func finish() -> ChunkWords { result }
}

/// The words of a segment, and the chunks that contain each of them.
private struct WordEntries: ~Copyable {
  private struct Link {
    var chunk: UInt32
    /// The index plus 1 of the word's link for an earlier chunk; 0 if there is none.
    var previous: UInt32
  }

  private var words = SearchWords()
  private var links: [Link] = []
  /// The index plus 1 of the last link of each word.
  private var last: [UInt32] = []
  private var counts: [UInt32] = []

  mutating func add(_ chunk: ChunkWords, chunk number: Int) {
    for index in 0..<chunk.words.count {
      let word = words.insert(chunk.words.word(index), hash: chunk.words.hash(index))
      if word == last.count {
        last.append(0)
        counts.append(0)
      }
      links.append(Link(chunk: UInt32(number), previous: last[word]))
      last[word] = UInt32(links.count)
      counts[word] += 1
    }
  }

  /// Returns the index in the encoding that `SearchIndex` describes.
  func encoded(_ chunks: [SearchChunk]) -> [UInt8] {
    var entries = ByteWriter(capacity: links.count * 2)
    var samples = ByteWriter(capacity: words.count / 16)
    var list: [UInt32] = []
    for word in 0..<words.count {
      if word % SearchIndex.wordsPerSample == 0 {
        samples.fixed(words.starts[word])
        samples.fixed(UInt32(entries.bytes.count))
      }
      list.removeAll(keepingCapacity: true)
      var link = last[word]
      while link != 0 {
        list.append(links[Int(link) - 1].chunk)
        link = links[Int(link) - 1].previous
      }
      if list.count * 8 > chunks.count {
        entries.varint(0)
        var bits = [UInt8](repeating: 0, count: (chunks.count + 7) / 8)
        for chunk in list { bits[Int(chunk) / 8] |= 1 << UInt8(chunk % 8) }
        entries.append(bits)
      } else {
        entries.varint(list.count)
        var previous: UInt32 = 0
        for chunk in list.reversed() {
          entries.varint(UInt64(chunk - previous))
          previous = chunk
        }
      }
    }
    var writer = ByteWriter(capacity: words.bytes.count + entries.bytes.count + samples.bytes.count + 1024)
    writer.varint(chunks.count)
    for chunk in chunks {
      writer.varint(chunk.count)
      writer.u8(chunk.times == nil ? 0 : 1)
      guard let times = chunk.times else { continue }
      writer.zigzag(times.lowerBound)
      writer.varint(UInt64(times.upperBound.subtractingReportingOverflow(times.lowerBound).partialValue))
    }
    writer.zeros((4 - writer.bytes.count % 4) % 4)
    writer.fixed(UInt32(words.count))
    writer.append(samples.bytes)
    writer.fixed(UInt32(words.bytes.count))
    writer.append(words.bytes)
    writer.append(entries.bytes)
    return writer.bytes
  }
}
