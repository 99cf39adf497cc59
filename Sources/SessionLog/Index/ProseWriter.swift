import Bytes
import LineCodecs
import Transcripts

/// What persons and models say in the records of a block, compressed; see ``ProseReader`` for its layout.
struct BlockProse: Sendable {
  /// The number of events between the first one of a set of blocks and the first one of this block.
  var offset: Int
  /// The number of events from that one up to the last one that says something.
  var count: Int
  var payload: EncodedPayload
}

/// Collects what persons and models say in the records of blocks. It is used for many sets of blocks, one after the
/// other, and belongs to one thread.
///
/// Cost: a copy of these texts, which are a few hundredths of most transcripts, and their compression at 700 MB/s.
struct ProseWriter: ~Copyable {
  private var writer = ByteWriter()
  private var scratch = CodecScratch()
  private var blocks: [BlockProse] = []
  /// The number of events of the set before the present block.
  private var offset = 0
  /// The number of events of the present block up to the last one that says something.
  private var count = 0
  /// The number of bytes in `blocks`.
  private var size = 0
  private var isGivenUp = false

  /// The maximum number of bytes of a set. Blocks of the usual size have fewer, whatever they contain.
  private static let sizeMax = 4 << 20

  /// Begins another block of the set, `offset` events after the first event of the set.
  mutating func beginBlock(at offset: Int) {
    endBlock()
    self.offset = offset
  }

  /// Adds a text of the event in `row` of the block. Rows must not descend.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ field: TextField, row: Int) {
    guard text.count > 0 else { return }
    guard !isGivenUp, size + writer.count + text.count <= Self.sizeMax else {
      isGivenUp = true
      return
    }
    let isFirst = row >= count
    writer.varint(UInt64(text.count) << 4 | ProseReader.flags(field, isFirst: isFirst))
    if isFirst {
      writer.varint(row - count)
      count = row + 1
    }
    writer.bytes.append(contentsOf: text)
  }

  private mutating func endBlock() {
    var bytes = exchange(&writer.bytes, with: [])
    if count > 0, !isGivenUp {
      let payload = bytes.withUnsafeBytes { Codec.encode($0, codecs: [.lz4], level: 0, scratch: &scratch) }
      size += payload.bytes.count
      blocks.append(BlockProse(offset: offset, count: count, payload: payload))
    }
    bytes.removeAll(keepingCapacity: true)
    (writer.bytes, count) = (bytes, 0)
  }

  /// Returns what was added since the last call, and begins an empty set. Returns nil if it was too much.
  mutating func take() -> [BlockProse]? {
    endBlock()
    let taken = isGivenUp ? nil : exchange(&blocks, with: [])
    blocks.removeAll()
    (offset, size, isGivenUp) = (0, 0, false)
    return taken
  }
}
