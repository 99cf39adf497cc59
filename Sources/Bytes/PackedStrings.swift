/// Byte strings that are stored once each, one directly after the other, and numbered from 0 in the order in which they
/// were first added.
///
/// Memory: the bytes, 8 bytes for each string, and 8 to 32 bytes for each to find it again. Cost of adding and finding:
/// linear in the length of the string.
public struct PackedStrings: Sendable {
  /// The bytes of all strings.
  public private(set) var storage: [UInt8] = []
  /// The end of each string in `storage`, in bytes.
  public private(set) var ends: [Int] = []
  /// A hash table with open addressing. A slot holds the number of a string + 1, or 0 when it is free. At most half of
  /// the slots are used. The size is a power of two, or 0 before the first string.
  private var slots: [UInt32] = []
  private let isKeyed: Bool

  /// With `isKeyed`, strings are found by the hash of the standard library, which has a key of this process: nobody can
  /// prepare strings that collide, however many there are. Without, a faster hash serves where their number is bounded.
  public init(isKeyed: Bool) { self.isKeyed = isKeyed }

  /// The number of strings.
  public var count: Int { ends.count }

  /// Returns the range of a string in `storage`.
  public func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  /// Returns the number of a string; nil when it was not added.
  public func find(_ string: UnsafeRawBufferPointer) -> Int? {
    guard !slots.isEmpty else { return nil }
    let number = slots[slot(of: string)]
    return number == 0 ? nil : Int(number) - 1
  }

  /// Adds a string, unless it is there already. Returns its number.
  public mutating func add(_ string: UnsafeRawBufferPointer) -> Int {
    if slots.isEmpty { slots = [UInt32](repeating: 0, count: 64) }
    let slot = slot(of: string)
    if slots[slot] != 0 { return Int(slots[slot]) - 1 }
    storage.append(contentsOf: string)
    ends.append(storage.count)
    slots[slot] = UInt32(ends.count)
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  /// Removes all strings and keeps the memory.
  public mutating func removeAll() {
    storage.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for index in slots.indices { slots[index] = 0 }
  }

  /// Releases the memory that only `add` and `find` need. Neither may be called afterwards.
  public mutating func finish() {
    slots = []
    storage = storage.withUnsafeBufferPointer(Array.init)
    ends = ends.withUnsafeBufferPointer(Array.init)
  }

  /// Returns the slot that holds the number of a string, or the free slot for it.
  private func slot(of string: UnsafeRawBufferPointer) -> Int {
    var slot = hash(string) & (slots.count - 1)
    while slots[slot] != 0 {
      let range = range(Int(slots[slot]) - 1)
      if range.count == string.count {
        let isSame = storage.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).hasSameBytes(as: string) }
        if isSame { break }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    // A small table grows faster, so that few strings are hashed again; a large one must not waste memory.
    slots = [UInt32](repeating: 0, count: slots.count * (slots.count < 1 << 16 ? 4 : 2))
    storage.withUnsafeBytes { storage in
      for number in ends.indices {
        var slot = hash(UnsafeRawBufferPointer(rebasing: storage[range(number)])) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number + 1)
      }
    }
  }

  private func hash(_ string: UnsafeRawBufferPointer) -> Int {
    guard isKeyed else { return Self.fastHash(string) }
    var hasher = Hasher()
    hasher.combine(bytes: string)
    return hasher.finalize()
  }

  /// Hashes by multiplying and mixing, eight bytes at a time. The result is used in memory only and never stored.
  private static func fastHash(_ string: UnsafeRawBufferPointer) -> Int {
    var hash = UInt64(truncatingIfNeeded: string.count) &* 0x9e37_79b9_7f4a_7c15
    var offset = 0
    while offset + 8 <= string.count {
      hash = (hash ^ string.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash &>> 32
      offset += 8
    }
    while offset < string.count {
      hash = (hash ^ UInt64(string[offset])) &* 0xff51_afd7_ed55_8ccd
      offset += 1
    }
    hash ^= hash &>> 29
    return Int(truncatingIfNeeded: hash & 0x7fff_ffff)
  }
}
