import Bytes

/// A hash table from byte strings to numbers. The strings are not copied: they lie in a buffer that every call gets.
struct StringIndex {
  private struct Entry {
    var start: UInt32
    var length: UInt32
    var hash: UInt32
    /// The value plus 1; 0 when the entry is free.
    var valuePlusOne: UInt32
  }

  private var entries = [Entry](repeating: Entry(start: 0, length: 0, hash: 0, valuePlusOne: 0), count: 256)
  private var used = 0

  /// Removes all strings and keeps the memory.
  mutating func removeAll() {
    for index in entries.indices { entries[index].valuePlusOne = 0 }
    used = 0
  }

  /// Returns the value of `text`, or nil. `hash` is that of `text`; `buffer` holds all strings of this index.
  func find(_ text: UnsafeRawBufferPointer, hash: UInt32, in buffer: UnsafeRawBufferPointer) -> Int? {
    let entry = entries[place(of: text, hash, buffer)]
    return entry.valuePlusOne == 0 ? nil : Int(entry.valuePlusOne) - 1
  }

  /// Sets the value of the string at `range` of `buffer`, which holds all strings of this index. `hash` is that of the
  /// string.
  mutating func set(_ range: Range<Int>, hash: UInt32, to value: Int, in buffer: UnsafeRawBufferPointer) {
    let place = place(of: UnsafeRawBufferPointer(rebasing: buffer[range]), hash, buffer)
    if entries[place].valuePlusOne == 0 { used += 1 }
    entries[place] = Entry(
      start: UInt32(range.lowerBound), length: UInt32(range.count), hash: hash, valuePlusOne: UInt32(value + 1))
    if used * 2 > entries.count { grow() }
  }

  mutating func set(_ range: Range<Int>, to value: Int, in buffer: UnsafeRawBufferPointer) {
    set(range, hash: Self.hash(UnsafeRawBufferPointer(rebasing: buffer[range])), to: value, in: buffer)
  }

  private func place(of text: UnsafeRawBufferPointer, _ hash: UInt32, _ buffer: UnsafeRawBufferPointer) -> Int {
    var place = Int(hash) & (entries.count - 1)
    while entries[place].valuePlusOne != 0 {
      let entry = entries[place]
      if entry.hash == hash, Int(entry.length) == text.count {
        let start = Int(entry.start)
        if UnsafeRawBufferPointer(rebasing: buffer[start..<start + text.count]).hasSameBytes(as: text) { break }
      }
      place = (place + 1) & (entries.count - 1)
    }
    return place
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(start: 0, length: 0, hash: 0, valuePlusOne: 0), count: old.count * 4)
    for entry in old where entry.valuePlusOne != 0 {
      var place = Int(entry.hash) & (entries.count - 1)
      while entries[place].valuePlusOne != 0 { place = (place + 1) & (entries.count - 1) }
      entries[place] = entry
    }
  }

  /// Returns a hash made by multiplying and mixing eight bytes at a time. It is not part of the format: only encoders
  /// use it.
  @inline(__always)
  static func hash(_ text: UnsafeRawBufferPointer) -> UInt32 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9e37_79b9_7f4a_7c15
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    var offset = 0
    while offset &+ 8 <= text.count {
      hash = (hash ^ ByteWord.load(start + offset)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash &>> 32
      offset &+= 8
    }
    while offset < text.count {
      hash = (hash ^ UInt64(start[offset])) &* 0xff51_afd7_ed55_8ccd
      offset &+= 1
    }
    return UInt32(truncatingIfNeeded: hash ^ (hash &>> 29) ^ (hash &>> 47))
  }
}
