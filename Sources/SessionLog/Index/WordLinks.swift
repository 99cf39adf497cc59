/// Which chunks contain which words, in the order in which that was found.
///
/// Memory: 8 bytes for each, at most 32 MiB, and twice that for a moment while it grows.
struct WordLinks: ~Copyable {
  private struct Link {
    var word, chunk: UInt32
  }

  private var links: UnsafeMutablePointer<Link>
  private var room = 1 << 16
  private(set) var count = 0

  private static let countMax = 1 << 22

  init() { links = .allocate(capacity: room) }

  deinit { links.deallocate() }

  /// Adds words to a table, and links them with a chunk. `bytes` are those of the longer words. Returns false if not
  /// all of them can be linked.
  mutating func append(
    _ words: UnsafeBufferPointer<SearchWord>, _ bytes: UnsafeRawBufferPointer, of chunk: Int, _ table: inout WordTable
  ) -> Bool {
    guard makeRoom(for: words.count) else { return false }
    var end = links + count
    defer { count = end - links }
    for start in stride(from: 0, to: words.count, by: WordTable.batch) {
      let batch = UnsafeBufferPointer(rebasing: words[start..<min(words.count, start + WordTable.batch)])
      table.prepare(batch, bytes)
      for index in batch.indices {
        guard let word = table.number(ofPrepared: index, batch[index], bytes) else { return false }
        // Half of the words are new in the chunk, so a branch would often be predicted wrongly.
        end.initialize(to: Link(word: UInt32(word), chunk: UInt32(chunk)))
        end += table.mark(word, UInt32(chunk)) ? 1 : 0
      }
    }
    return true
  }

  /// Links a word with a chunk, unless that was the last chunk it was linked with. Returns false if there is no room.
  mutating func append(_ word: Int, _ chunk: Int, _ table: borrowing WordTable) -> Bool {
    guard table.mark(word, UInt32(chunk)) else { return true }
    guard makeRoom(for: 1) else { return false }
    (links + count).initialize(to: Link(word: UInt32(word), chunk: UInt32(chunk)))
    count += 1
    return true
  }

  private mutating func makeRoom(for more: Int) -> Bool {
    guard count + more > room else { return true }
    guard count + more <= Self.countMax else { return false }
    while room < count + more { room *= 2 }
    let new = UnsafeMutablePointer<Link>.allocate(capacity: room)
    new.moveInitialize(from: links, count: count)
    links.deallocate()
    links = new
    return true
  }

  /// Returns the chunks of all words, by the number of the word and in the order in which they were added, and for each
  /// of the `words` words where its chunks end.
  func chunks(ofWords words: Int) -> (ends: [UInt32], chunks: [UInt32]) {
    let links = UnsafeBufferPointer(start: links, count: count)
    var ends = [UInt32](repeating: 0, count: words)
    for link in links { ends[Int(link.word)] += 1 }
    var sum: UInt32 = 0
    for word in ends.indices {
      let count = ends[word]
      ends[word] = sum
      sum += count
    }
    // The place of each word moves from its first chunk to its end.
    let chunks = [UInt32](unsafeUninitializedCapacity: links.count) { chunks, filled in
      for link in links {
        let word = Int(link.word)
        chunks.initializeElement(at: Int(ends[word]), to: link.chunk)
        ends[word] += 1
      }
      filled = links.count
    }
    return (ends, chunks)
  }
}
