import Bytes

/// The way in which the bytes of a packed stream are stored. FORMAT.md, Packed streams.
enum Packing: UInt8 {
  case stored = 0
  case lz4 = 1
  case longMatches = 2
  case words = 3
}

/// Writes packed streams, and keeps its working memory from one to the next.
package struct StreamPacker: ~Copyable {
  private var longMatches = LongMatches()
  private var literals = ByteBuffer()
  private var operations = ByteBuffer()
  private var dictionary = ByteBuffer()
  private var coded = ByteBuffer()
  private var compressed = ByteBuffer()

  /// Appends `raw` as a packed stream, as small as `transforms` allow: long repetitions are removed where there are
  /// any, and then frequent words are abbreviated where that makes it smaller. `level` is that of LZ4; 0 is the fast
  /// encoder.
  package mutating func pack(
    _ raw: UnsafeRawBufferPointer, _ transforms: Transforms, level: Int, into target: inout ByteBuffer
  ) {
    if packLongMatches(raw, transforms, level: level, into: &target) { return }
    packText(raw, transforms, level: level, into: &target)
  }

  /// Appends `raw` as a packed stream without its long repetitions. Returns false, and appends nothing, when there are
  /// none or `transforms` forbid it.
  mutating func packLongMatches(
    _ raw: UnsafeRawBufferPointer, _ transforms: Transforms, level: Int, into target: inout ByteBuffer
  ) -> Bool {
    guard transforms.contains(.longMatches) else { return false }
    literals.removeAll()
    operations.removeAll()
    guard longMatches.encode(raw, literals: &literals, operations: &operations) else { return false }
    target.varint(raw.count)
    target.append(Packing.longMatches.rawValue)
    packText(literals.bytes, transforms, level: level, into: &target)
    packBlock(operations.bytes, level: level, into: &target)
    return true
  }

  private mutating func packText(
    _ raw: UnsafeRawBufferPointer, _ transforms: Transforms, level: Int, into target: inout ByteBuffer
  ) {
    let start = target.count
    packBlock(raw, level: level, into: &target)
    guard transforms.contains(.words) else { return }
    let plainLength = target.count - start
    dictionary.removeAll()
    coded.removeAll()
    guard TokenDictionary.encode(raw, dictionary: &dictionary, coded: &coded) else { return }
    target.truncate(to: start)
    target.varint(raw.count)
    target.append(Packing.words.rawValue)
    packBlock(dictionary.bytes, level: level, into: &target)
    packBlock(coded.bytes, level: level, into: &target)
    guard target.count - start >= plainLength else { return }
    target.truncate(to: start)
    packBlock(raw, level: level, into: &target)
  }

  /// Appends `raw` as an LZ4 block, or as it is when that is not smaller.
  private mutating func packBlock(_ raw: UnsafeRawBufferPointer, level: Int, into target: inout ByteBuffer) {
    target.varint(raw.count)
    guard raw.count > 0 else { return }
    compressed.removeAll()
    if LZ4Block.compress(raw, level: level, into: &compressed) {
      target.append(Packing.lz4.rawValue)
      target.varint(compressed.count)
      target.append(compressed.bytes)
    } else {
      target.append(Packing.stored.rawValue)
      target.append(raw)
    }
  }
}

/// The decoded bytes of a packed stream, either in memory of its own or in the payload in which they were stored.
package struct UnpackedStream: ~Copyable {
  /// The decoded bytes. They are valid as long as this value, and as the payload.
  package let bytes: UnsafeRawBufferPointer
  private let owned: UnsafeMutableRawBufferPointer?

  /// Decodes the stream at the front of `source`.
  ///
  /// `budget` is the number of bytes that this stream and those after it may have in total; the length of this one is
  /// subtracted. Throws `malformed` when the bytes are not a packed stream, are longer than `budget`, or have a packing
  /// that is not `allowed` here.
  init(
    _ source: inout ByteSource, budget: inout Int, allowed: (Packing) -> Bool = { _ in true }
  ) throws(ByteError) {
    let count = source.count(limit: budget)
    guard !source.hasFailed else { throw .malformed }
    budget -= count
    guard count > 0 else {
      (bytes, owned) = (emptyBytes, nil)
      return
    }
    guard let packing = Packing(rawValue: source.byte()), allowed(packing) else {
      throw .malformed
    }
    if packing == .stored {
      guard let start = source.consume(count) else { throw .malformed }
      (bytes, owned) = (UnsafeRawBufferPointer(start: start, count: count), nil)
      return
    }
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    do throws(ByteError) {
      try Self.unpack(&source, packing, into: target)
    } catch {
      target.deallocate()
      throw error
    }
    (bytes, owned) = (UnsafeRawBufferPointer(target), target)
  }

  deinit { owned?.deallocate() }

  /// Decodes the stream at the front of `source` into `target`. Throws `malformed` when it is not a packed stream of
  /// exactly that length.
  package static func unpack(_ source: inout ByteSource, into target: UnsafeMutableRawBufferPointer) throws(ByteError) {
    guard source.count(limit: target.count) == target.count, let packing = Packing(rawValue: source.byte()) else {
      throw .malformed
    }
    try unpack(&source, packing, into: target)
  }

  private static func unpack(
    _ source: inout ByteSource, _ packing: Packing, into target: UnsafeMutableRawBufferPointer
  ) throws(ByteError) {
    switch packing {
    case .stored:
      guard let start = source.consume(target.count) else { throw .malformed }
      target.copyMemory(from: UnsafeRawBufferPointer(start: start, count: target.count))
    case .lz4:
      let length = source.count(limit: target.count)
      guard let start = source.consume(length),
        LZ4Block.decompress(UnsafeRawBufferPointer(start: start, count: length), into: target)
      else { throw .malformed }
    case .longMatches:
      let literals = try part(&source, of: target) { $0 != .longMatches }
      let operations = try part(&source, of: target) { $0 == .stored || $0 == .lz4 }
      guard LongMatches.decode(literals: literals.bytes, operations: operations.bytes, into: target) else {
        throw .malformed
      }
    case .words:
      let dictionary = try part(&source, of: target) { $0 == .stored || $0 == .lz4 }
      let coded = try part(&source, of: target) { $0 == .stored || $0 == .lz4 }
      guard TokenDictionary.decode(dictionary: dictionary.bytes, coded: coded.bytes, into: target) else {
        throw .malformed
      }
    }
  }

  /// Decodes one of the two streams that another one is made of. The format allows it no more bytes than the whole has.
  private static func part(
    _ source: inout ByteSource, of whole: UnsafeMutableRawBufferPointer, _ allowed: (Packing) -> Bool
  ) throws(ByteError) -> UnpackedStream {
    var budget = whole.count
    return try UnpackedStream(&source, budget: &budget, allowed: allowed)
  }
}

/// An empty buffer that has an address, as `ByteSource` demands.
nonisolated(unsafe) private let emptyBytes = UnsafeRawBufferPointer(
  start: UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8), count: 0)
