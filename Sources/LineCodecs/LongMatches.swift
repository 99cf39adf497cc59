/// Removes repetitions that LZ4 cannot see because they are more than its 64 KiB apart.
///
/// The result is the literals, and a list of operations that puts the repetitions back. FORMAT.md, Packed streams.
struct LongMatches: ~Copyable {
  /// The minimum length of a repetition in bytes; shorter ones cost more than they save.
  static let lengthMin = 64

  /// For each hash of an anchor, the place where the last such anchor ends; 0 when there is none.
  private var table: [UInt32] = []

  init() {}

  /// Splits `input` into literals and operations. Returns false, and appends nothing, when there is no repetition.
  /// About 1.5 GB/s.
  ///
  /// An anchor is a place where a rolling hash over the last 64 bytes has a certain pattern, on average one place in
  /// 32. It depends on the content alone, so equal content has its anchors at equal places, wherever it is. Equal
  /// anchors are extended to a match in both directions.
  mutating func encode(
    _ input: UnsafeRawBufferPointer, literals: inout ByteBuffer, operations: inout ByteBuffer
  ) -> Bool {
    guard input.count >= 2 * Self.lengthMin else { return false }
    let bits = min(max(12, Int.bitWidth - (input.count / 16).leadingZeroBitCount), 22)
    let size = 1 << bits
    if table.count != size {
      table = [UInt32](repeating: 0, count: size)
    } else {
      table.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    }
    let bytes = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
    let count = input.count
    let start = (literals.count, operations.count)
    var written = 0
    table.withUnsafeMutableBufferPointer { table in
      rollingHashes.withUnsafeBufferPointer { rollingHashes in
        var hash: UInt64 = 0
        var place = 0
        while place < count {
          hash = (hash &<< 1) &+ rollingHashes[Int(bytes[place])]
          place &+= 1
          if hash & anchorMask != 0 || place < 64 { continue }
          let slot = Int((hash &* 0x9e37_79b9_7f4a_7c15) &>> UInt64(64 - bits))
          let candidate = Int(table[slot])
          table[slot] = UInt32(place)
          if candidate == 0 { continue }
          var back = 0
          while place &- back > written, candidate > back, bytes[place &- back &- 1] == bytes[candidate &- back &- 1] {
            back &+= 1
          }
          var ahead = 0
          while place &+ ahead < count, bytes[place &+ ahead] == bytes[candidate &+ ahead] { ahead &+= 1 }
          if back &+ ahead < Self.lengthMin { continue }
          literals.append(bytes + written, place - back - written)
          operations.varint(place - back - written)
          operations.varint(place - candidate)
          operations.varint(back + ahead)
          written = place + ahead
          while place < written {
            hash = (hash &<< 1) &+ rollingHashes[Int(bytes[place])]
            place &+= 1
            if hash & anchorMask == 0 {
              table[Int((hash &* 0x9e37_79b9_7f4a_7c15) &>> UInt64(64 - bits))] = UInt32(place)
            }
          }
        }
      }
    }
    guard written > 0 else {
      literals.truncate(to: start.0)
      operations.truncate(to: start.1)
      return false
    }
    literals.append(bytes + written, count - written)
    operations.varint(count - written)
    operations.varint(0)
    return true
  }

  /// Puts `output` together again. Returns whether literals and operations give exactly its bytes and both are used up.
  /// It never writes outside `output`. About 3 GB/s.
  static func decode(
    literals: UnsafeRawBufferPointer, operations: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let base = output.baseAddress else { return false }
    var (literals, operations) = (ByteSource(literals), ByteSource(operations))
    let count = output.count
    var place = 0
    while true {
      let run = operations.count(limit: count - place)
      guard let bytes = literals.consume(run) else { return false }
      (base + place).copyMemory(from: bytes, byteCount: run)
      place += run
      let distance = operations.count(limit: place)
      if distance == 0 { break }
      var length = operations.count(limit: count - place)
      // A match that overlaps its own output is copied in pieces that do not.
      while length > 0 {
        let piece = min(length, distance)
        (base + place).copyMemory(from: base + place - distance, byteCount: piece)
        place += piece
        length -= piece
      }
    }
    return place == count && !operations.hasFailed && operations.isAtEnd && literals.isAtEnd
  }
}

private let anchorMask: UInt64 = 31 << 40

/// The table of the rolling hash: a random number for each byte (SplitMix64 of its value). Only encoders use it, so it
/// is not part of the format.
private let rollingHashes: [UInt64] = (0..<256).map { byte in
  var value = (UInt64(byte) &+ 1) &* 0x9e37_79b9_7f4a_7c15
  value = (value ^ (value &>> 30)) &* 0xbf58_476d_1ce4_e5b9
  value = (value ^ (value &>> 27)) &* 0x94d0_49bb_1331_11eb
  return value ^ (value &>> 31)
}
