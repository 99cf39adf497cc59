import Bytes

/// An index under construction: the words of the first blocks of a segment, and the chunks that contain each of them.
/// Blocks are added in the order of the log, so that the same blocks give the same index, whether they are added at
/// once or to an index of the first of them.
///
/// Memory: about 40 bytes for each distinct word, and 8 bytes for each chunk that contains it.
package struct SearchIndexDraft: ~Copyable {
  private struct Link {
    var chunk: UInt32
    /// The index plus 1 of the word's link for an earlier chunk; 0 if there is none.
    var previous: UInt32
  }

  /// A chunk ends when its bodies have at least this number of bytes.
  private let chunkBytes: Int
  private var chunks: [SearchChunk] = []
  /// The length of the bodies of the last chunk.
  private var openBytes = 0
  private var words = SearchWords()
  private var links: [Link] = []
  /// The index plus 1 of the last link of each word.
  private var last: [UInt32] = []

  /// The maximum number of links of an index that is continued. A larger one cannot be an honest one.
  private static let linksMax = 1 << 25

  /// The sequence number after the last event; nil before the first block.
  package var next: UInt64? { chunks.last.map { $0.first + $0.count } }
  /// The length of the bodies of the chunk to which the next block belongs.
  var bytesOfOpenChunk: Int { openBytes >= chunkBytes ? 0 : openBytes }

  package init(chunkBytes: Int = SearchIndexBuilder.chunkBytes) { self.chunkBytes = chunkBytes }

  /// Continues an index. `openBytes` is the length of the bodies of its last chunk. Returns nil if the index is
  /// malformed.
  init?(_ index: SearchIndex, openBytes: Int, chunkBytes: Int) {
    (self.chunkBytes, self.openBytes, chunks) = (chunkBytes, openBytes, index.chunks)
    let places = chunks.indices.map { $0..<$0 + 1 }
    guard index.state.withUnsafeBytes({ addEntries(index, $0, places) }) else { return nil }
  }

  /// Begins an index with chunks whose words are still to be added, in the order of the log.
  init(chunks: [SearchChunk]) {
    self.chunks = chunks
    chunkBytes = SearchIndexBuilder.chunkBytes
    openBytes = chunkBytes
  }

  /// Adds the words of another index to the chunks that have events of its chunks. Returns false if that index is
  /// malformed.
  mutating func add(_ index: SearchIndex) -> Bool {
    var places: [Range<Int>] = []
    var start = 0
    for chunk in index.chunks {
      while start < chunks.count, chunks[start].sequences.upperBound < chunk.first { start += 1 }
      var end = start
      while end < chunks.count, chunks[end].first <= chunk.sequences.upperBound {
        extend(end, chunk.times)
        end += 1
      }
      places.append(start..<end)
    }
    return index.state.withUnsafeBytes { addEntries(index, $0, places) }
  }

  /// Adds words to one of the chunks with which the index was begun.
  mutating func add(_ block: BlockWords, toChunk number: Int) {
    extend(number, block.times)
    for index in 0..<block.words.count { link(word: insert(block.words.word(index)), number) }
  }

  private mutating func extend(_ number: Int, _ added: ClosedRange<Int64>?) {
    guard let added else { return }
    let times = chunks[number].times ?? added
    chunks[number].times = min(times.lowerBound, added.lowerBound)...max(times.upperBound, added.upperBound)
  }

  private mutating func insert(_ word: UnsafeRawBufferPointer) -> Int {
    let number = words.insert(word)
    if number == last.count { last.append(0) }
    return number
  }

  /// Adds the words of an index. `places` are the chunks here for each of its chunks.
  private mutating func addEntries(
    _ index: SearchIndex, _ state: UnsafeRawBufferPointer, _ places: [Range<Int>]
  ) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: state[index.words])
    var (start, entry) = (1, index.entries.lowerBound)
    while start < text.count {
      guard let end = text.firstIndex(of: 0, from: start), 1...SearchWords.lengthMax ~= end - start else {
        return false
      }
      let word = insert(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      guard addLinks(of: word, &entry, state, places) else { return false }
      start = end + 1
    }
    return entry == state.count
  }

  /// Reads the entry of a word. Returns false if it is malformed.
  private mutating func addLinks(
    of word: Int, _ entry: inout Int, _ state: UnsafeRawBufferPointer, _ places: [Range<Int>]
  ) -> Bool {
    guard let count = SearchIndex.varint(&entry, state), links.count + chunks.count <= Self.linksMax else {
      return false
    }
    if count == 0 {
      let size = (places.count + 7) / 8
      guard state.count - entry >= size else { return false }
      for chunk in places.indices where state[entry + chunk / 8] >> UInt8(chunk % 8) & 1 != 0 {
        for place in places[chunk] { link(word: word, place) }
      }
      entry += size
      return true
    }
    var chunk = 0
    for number in 0..<count {
      guard let step = SearchIndex.varint(&entry, state), number == 0 || step > 0 else { return false }
      chunk += step
      guard chunk < places.count else { return false }
      for place in places[chunk] { link(word: word, place) }
    }
    return true
  }

  /// Links a word with a chunk, unless it is linked with it or a later one already.
  private mutating func link(word: Int, _ chunk: Int) {
    if last[word] != 0, links[Int(last[word]) - 1].chunk >= UInt32(chunk) { return }
    links.append(Link(chunk: UInt32(chunk), previous: last[word]))
    last[word] = UInt32(links.count)
  }

  /// Adds a block, or neighbouring blocks that belong to one chunk: `count` events from `first` on, which must follow
  /// the last one that was added.
  package mutating func add(_ block: BlockWords, first: UInt64, count: UInt64, bodyBytes: Int) {
    if chunks.isEmpty || openBytes >= chunkBytes {
      chunks.append(SearchChunk(first: first, count: 0))
      openBytes = 0
    }
    let number = chunks.count - 1
    chunks[number].count += count
    openBytes += bodyBytes
    extend(number, block.times)
    for index in 0..<block.words.count {
      let word = words.insert(block.words.word(index), hash: block.words.hash(index))
      if word == last.count { last.append(0) }
      link(word: word, number)
    }
  }

  /// Returns the index in the encoding that `SearchIndex` describes.
  package func encoded() -> [UInt8] {
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
      encode(list, into: &entries)
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

  /// Writes the entry of a word that is in the chunks of `list`, the last one first.
  private func encode(_ list: [UInt32], into entries: inout ByteWriter) {
    guard list.count * 8 <= chunks.count else {
      entries.varint(0)
      var bits = [UInt8](repeating: 0, count: (chunks.count + 7) / 8)
      for chunk in list { bits[Int(chunk) / 8] |= 1 << UInt8(chunk % 8) }
      return entries.append(bits)
    }
    entries.varint(list.count)
    var previous: UInt32 = 0
    for chunk in list.reversed() {
      entries.varint(UInt64(chunk - previous))
      previous = chunk
    }
  }
}
