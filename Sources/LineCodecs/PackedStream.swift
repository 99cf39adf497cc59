import Bytes

/// How the bytes of a packed stream are stored: FORMAT.md, Packed streams.
enum Packing: UInt8 {
  case stored = 0
  case lz4 = 1
  case longMatches = 2
  case words = 3
}

/// Writes packed streams, one after the other.
package struct StreamPacker: ~Copyable {
  private var longMatches = LongMatches()
  private var literals = ByteBuffer()
  private var operations = ByteBuffer()
  private var dictionary = ByteBuffer()
  private var coded = ByteBuffer()
  private var compressed = ByteBuffer()

  /// Appends `raw` as small as `transforms` allow: its repetitions taken out if there are some, then its frequent words written short where that makes it
  /// smaller. `level` is LZ4's.
  package mutating func pack(
    _ raw: UnsafeRawBufferPointer, _ transforms: Transforms, level: Int, into target: inout ByteBuffer
  ) {
    if packLongMatches(raw, transforms, level: level, into: &target) { return }
    packText(raw, transforms, level: level, into: &target)
  }

  /// Appends `raw` with its repetitions taken out; false, and nothing appended, where there are none.
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
    guard Words.encode(raw, dictionary: &dictionary, coded: &coded) else { return }
    target.truncate(to: start)
    target.varint(raw.count)
    target.append(Packing.words.rawValue)
    packBlock(dictionary.bytes, level: level, into: &target)
    packBlock(coded.bytes, level: level, into: &target)
    guard target.count - start >= plainLength else { return }
    target.truncate(to: start)
    packBlock(raw, level: level, into: &target)
  }

  /// Appends `raw` as an LZ4 block, or as it is where that is not smaller.
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

/// The decoded bytes of a packed stream: memory of its own, or part of the payload that it was stored in.
package struct UnpackedStream: ~Copyable {
  package let bytes: UnsafeRawBufferPointer
  private let owned: UnsafeMutableRawBufferPointer?

  /// Decodes the stream at the front of `source`. `budget` is how many bytes it and those after it may still have.
  /// Throws `malformed` where it is not one, or longer than that, or of a packing that is not `allowed` here.
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
      guard let start = source.take(count) else { throw .malformed }
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

  /// Decodes the stream at the front of `source`, which must have exactly the bytes of `target`.
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
      guard let start = source.take(target.count) else { throw .malformed }
      target.copyMemory(from: UnsafeRawBufferPointer(start: start, count: target.count))
    case .lz4:
      let length = source.count(limit: target.count)
      guard let start = source.take(length),
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
      guard Words.decode(dictionary: dictionary.bytes, coded: coded.bytes, into: target) else { throw .malformed }
    }
  }

  /// One of the streams of which another is made: none of them is longer than that.
  private static func part(
    _ source: inout ByteSource, of whole: UnsafeMutableRawBufferPointer, _ allowed: (Packing) -> Bool
  ) throws(ByteError) -> UnpackedStream {
    var budget = whole.count
    return try UnpackedStream(&source, budget: &budget, allowed: allowed)
  }
}

/// No bytes, with an address.
nonisolated(unsafe) private let emptyBytes = UnsafeRawBufferPointer(
  start: UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8), count: 0)
