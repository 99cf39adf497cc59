import Bytes

/// An index under construction: the words of the first blocks of a segment, and the chunks that contain each of them.
/// Blocks are added in the order of the log, so that the same blocks give the same index, whether they are added at
/// once or to an index of the first of them.
///
/// Memory: a `WordTable` and 8 bytes for each chunk that contains a word, at most 80 MB together, and 32 MB of what is
/// said. When that is used up, a chunk with further words is marked as one that may contain any, and one with more that
/// is said as one whose records are to be read.
package struct SearchIndexDraft: ~Copyable {
  /// A chunk ends when its bodies have at least this number of bytes.
  private let chunkBytes: Int
  private var chunks: [SearchChunk] = []
  /// The length of the bodies of the last chunk.
  private var openBytes = 0
  private var words = WordTable()
  private var links = WordLinks()
  private var prose = ProseDraft()

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
    addProse(index)
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
        if chunk.lacksWords { chunks[end].lacksWords = true }
        if chunk.lacksProse { chunks[end].lacksProse = true }
        end += 1
      }
      places.append(start..<end)
    }
    addProse(index)
    return index.state.withUnsafeBytes { addEntries(index, $0, places) }
  }

  /// Adds what another index says about the events of both.
  private mutating func addProse(_ index: SearchIndex) {
    guard let first = chunks.first?.first, let last = chunks.last?.sequences.upperBound,
      let start = index.chunks.first?.first, let end = index.chunks.last?.sequences.upperBound,
      max(first, start) <= min(last, end)
    else { return }
    for piece in index.pieces where !prose.add(piece, of: index, within: max(first, start)...min(last, end)) {
      for number in chunks.indices where chunks[number].sequences.overlaps(piece.first...piece.last) {
        chunks[number].lacksProse = true
      }
    }
  }

  /// Changes how what is said is held.
  mutating func store(_ storage: ProseStorage) {
    switch storage {
    case .blocks: break
    case .chunks(let level): prose.join(in: chunks, level: level)
    case .none:
      prose = ProseDraft()
      for number in chunks.indices { chunks[number].lacksProse = true }
    }
  }

  /// Adds words to one of the chunks with which the index was begun. `first` is the first event that has them.
  mutating func add(_ block: BlockWords, toChunk number: Int, first: UInt64) {
    extend(number, block.times)
    if !prose.add(block.prose, first: first) { chunks[number].lacksProse = true }
    if block.lacksWords { chunks[number].lacksWords = true }
    let isWhole = block.bytes.withUnsafeBytes { bytes in
      block.words.withUnsafeBufferPointer { links.append($0, bytes, of: number, &words) }
    }
    if !isWhole { chunks[number].lacksWords = true }
  }

  private mutating func extend(_ number: Int, _ added: ClosedRange<Int64>?) {
    guard let added else { return }
    let times = chunks[number].times ?? added
    chunks[number].times = min(times.lowerBound, added.lowerBound)...max(times.upperBound, added.upperBound)
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
      let word = words.number(of: UnsafeRawBufferPointer(rebasing: text[start..<end]))
      guard addLinks(of: word, &entry, state, places) else { return false }
      start = end + 1
    }
    return entry == index.entries.upperBound
  }

  /// Reads the entry of a word. Returns false if it is malformed.
  private mutating func addLinks(
    of word: Int?, _ entry: inout Int, _ state: UnsafeRawBufferPointer, _ places: [Range<Int>]
  ) -> Bool {
    guard let count = SearchIndex.varint(&entry, state) else { return false }
    if count == 0 {
      let size = (places.count + 7) / 8
      guard state.count - entry >= size else { return false }
      for chunk in places.indices where state[entry + chunk / 8] >> UInt8(chunk % 8) & 1 != 0 {
        for place in places[chunk] { link(word, place) }
      }
      entry += size
      return true
    }
    var chunk = 0
    for number in 0..<count {
      guard let step = SearchIndex.varint(&entry, state), number == 0 || step > 0 else { return false }
      chunk += step
      guard chunk < places.count else { return false }
      for place in places[chunk] { link(word, place) }
    }
    return true
  }

  /// Links a word with a chunk, or marks the chunk if there is no room for the word, nil, or for the link.
  private mutating func link(_ word: Int?, _ chunk: Int) {
    if let word, links.append(word, chunk, words) { return }
    chunks[chunk].lacksWords = true
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
    add(block, toChunk: number, first: first)
  }
}

extension SearchIndexDraft {
  /// Returns the index in the encoding that `SearchIndex` describes.
  package func encoded() -> [UInt8] {
    let (ends, numbers) = links.chunks(ofWords: words.count)
    var text = WordWriter(capacity: words.count * 17 + words.bytes.count)
    var entries = ByteWriter(capacity: links.count * 2 + words.count)
    var samples = ByteWriter(capacity: words.count / 16 + 8)
    words.bytes.withUnsafeBytes { bytes in
      numbers.withUnsafeBufferPointer { numbers in
        for number in 0..<words.count {
          if number % SearchIndex.wordsPerSample == 0 {
            samples.fixed(UInt32(text.count))
            samples.fixed(UInt32(entries.count))
          }
          text.append(words[number], bytes)
          let own = (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
          encode(UnsafeBufferPointer(rebasing: numbers[own]), into: &entries)
        }
      }
    }
    var writer = ByteWriter(
      capacity: text.count + entries.count + samples.count + 1024 + chunks.count * 32 + prose.size)
    writer.varint(chunks.count)
    for chunk in chunks {
      writer.varint(chunk.count)
      writer.u8((chunk.times == nil ? 0 : 1) + (chunk.lacksWords ? 2 : 0) + (chunk.lacksProse ? 4 : 0))
      guard let times = chunk.times else { continue }
      writer.zigzag(times.lowerBound)
      writer.varint(UInt64(times.upperBound.subtractingReportingOverflow(times.lowerBound).partialValue))
    }
    prose.encodePieces(from: chunks.first?.first ?? 0, into: &writer)
    writer.zeros((4 - writer.bytes.count % 4) % 4)
    writer.fixed(UInt32(words.count))
    writer.append(samples.bytes)
    writer.fixed(UInt32(text.count))
    text.write(into: &writer)
    writer.append(entries.bytes)
    writer.append(prose.bytes)
    return writer.bytes
  }

  /// Writes the entry of a word that is in these chunks. They are in order, and each is there once, unless the words of
  /// earlier indexes were added, whose chunks overlap.
  private func encode(_ list: UnsafeBufferPointer<UInt32>, into entries: inout ByteWriter) {
    for place in list.indices.dropFirst() where list[place - 1] >= list[place] {
      return Set(list).sorted().withUnsafeBufferPointer { encode($0, into: &entries) }
    }
    guard list.count * 8 <= chunks.count else {
      entries.varint(0)
      let start = entries.count
      entries.zeros((chunks.count + 7) / 8)
      for chunk in list { entries.bytes[start + Int(chunk) / 8] |= 1 << UInt8(chunk % 8) }
      return
    }
    entries.varint(list.count)
    var previous: UInt32 = 0
    for chunk in list {
      entries.varint(UInt64(chunk - previous))
      previous = chunk
    }
  }
}

/// Writes words one after the other, each with a zero after it.
private struct WordWriter {
  private var bytes: [UInt8]
  private(set) var count = 1

  /// Begins with a zero. The words and their zeros have at most `capacity` bytes.
  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: 1 + capacity + SearchWord.shortMax) }

  /// Appends a word. `long` are the bytes of the longer words.
  @inline(__always)
  mutating func append(_ word: SearchWord, _ long: UnsafeRawBufferPointer) {
    let place = count
    bytes.withUnsafeMutableBytes { bytes in
      if word.isLong {
        bytes.baseAddress!.advanced(by: place).copyMemory(
          from: long.baseAddress! + word.place.lowerBound, byteCount: word.place.count)
      } else {
        bytes.storeBytes(of: word, toByteOffset: place, as: SearchWord.self)
      }
    }
    count += (word.isLong ? word.place.count : word.shortCount) + 1
  }

  func write(into writer: inout ByteWriter) { writer.append(bytes[..<count]) }
}
