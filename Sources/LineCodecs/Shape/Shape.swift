import Bytes

/// The slots and shapes of a block, which encoder and decoder add in the same order. FORMAT.md, Codec 3.
///
/// A slot stands for values of the same meaning: those of the same kind, after the same key, at the same depth.
struct ShapeTable: ~Copyable {
  /// The maximum number of slots. When a shape would exceed it, an encoder stores the line as it is, and a decoder
  /// refuses the payload.
  static let slotsMax = 65_536

  /// A piece of a shape, and the mark after it.
  struct Step {
    /// The index of the piece in the bytes of all shapes.
    var start: UInt32
    var count: UInt32
    /// The mark; 0 at the end of the shape.
    var mark: UInt8
    var slot: UInt32
  }

  private(set) var steps: [Step] = []
  /// The index of the first step of each shape.
  private var starts: [UInt32] = []
  private(set) var slotCount = 0
  private var slots: [SlotKey: UInt32] = [:]

  private struct SlotKey: Hashable {
    var kind: UInt8
    var depth: UInt8
    var key: [UInt8]
  }

  /// The number of shapes.
  var count: Int { starts.count }

  @inline(__always)
  func firstStep(of shape: Int) -> Int { Int(starts[shape]) }

  @inline(__always)
  func step(_ index: Int) -> (start: Int, count: Int, mark: UInt8, slot: Int) {
    let step = steps[index]
    return (Int(step.start), Int(step.count), step.mark, Int(step.slot))
  }

  /// Adds the shape at `range` of `bytes`. Returns false, and adds nothing to the shapes, when there would be too many
  /// slots.
  mutating func add(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    let firstStep = steps.count
    var depth = 0
    var key = range.lowerBound..<range.lowerBound
    var start = range.lowerBound
    var place = range.lowerBound
    while place < range.upperBound {
      let byte = bytes[place]
      switch byte {
      case 0x22:
        let open = place + 1
        place = open
        while place < range.upperBound, bytes[place] != 0x22 { place += bytes[place] == 0x5c ? 2 : 1 }
        place = min(place, range.upperBound)
        key = open..<place
      case 0x7b, 0x5b: depth += 1
      case 0x7d, 0x5d: depth -= 1
      case ShapeMark.string, ShapeMark.integer, ShapeMark.strings:
        guard let slot = slot(of: byte, depth, bytes, key) else {
          steps.removeLast(steps.count - firstStep)
          return false
        }
        steps.append(Step(start: UInt32(start), count: UInt32(place - start), mark: byte, slot: slot))
        start = place + 1
      default: break
      }
      place += 1
    }
    steps.append(Step(start: UInt32(start), count: UInt32(range.upperBound - start), mark: 0, slot: 0))
    starts.append(UInt32(firstStep))
    return true
  }

  private mutating func slot(
    of mark: UInt8, _ depth: Int, _ bytes: UnsafeRawBufferPointer, _ key: Range<Int>
  ) -> UInt32? {
    let name = SlotKey(kind: mark, depth: UInt8(clamping: depth), key: Array(bytes[key]))
    if let known = slots[name] { return known }
    guard slotCount < Self.slotsMax else { return nil }
    let slot = UInt32(slotCount)
    slots[name] = slot
    slotCount += 1
    return slot
  }
}

/// The short strings that each slot had recently, the latest first. FORMAT.md, Values.
struct RecentStrings: ~Copyable {
  /// The maximum number of strings that are kept for a slot.
  static let countMax = 48
  /// The maximum length of such a string in bytes.
  static let lengthMax = 80

  struct Entry {
    var start: UInt32
    var length: UInt32
    /// The hash of the string; only the encoder uses it.
    var hash: UInt32
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var counts: [Int32]
  private var capacity: Int

  init() {
    capacity = 256
    entries = .allocate(capacity: capacity * Self.countMax)
    counts = [Int32](repeating: 0, count: capacity)
  }

  deinit { entries.deallocate() }

  /// Makes room for `slots` slots in total.
  mutating func reserve(slots: Int) {
    guard slots > capacity else { return }
    let larger = max(slots, capacity * 2)
    let new = UnsafeMutablePointer<Entry>.allocate(capacity: larger * Self.countMax)
    new.update(from: entries, count: capacity * Self.countMax)
    entries.deallocate()
    entries = new
    counts += [Int32](repeating: 0, count: larger - capacity)
    capacity = larger
  }

  mutating func removeAll() {
    counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// Adds a string to a slot as its latest; the oldest is dropped when there are more than `countMax`.
  @inline(__always)
  mutating func add(_ entry: Entry, to slot: Int) {
    let first = entries + slot &* Self.countMax
    let count = min(Int(counts[slot]), Self.countMax &- 1)
    (first + 1).update(from: first, count: count)
    first.pointee = entry
    counts[slot] = Int32(truncatingIfNeeded: count &+ 1)
  }

  /// Returns the string at `index` of a slot and makes it the latest; nil when the slot has fewer.
  @inline(__always)
  mutating func moveToFront(_ index: Int, of slot: Int) -> Entry? {
    guard index < Int(counts[slot]) else { return nil }
    let first = entries + slot &* Self.countMax
    let entry = first[index]
    if index > 0 {
      (first + 1).update(from: first, count: index)
      first.pointee = entry
    }
    return entry
  }

  /// Returns the index of the string in a slot that has this hash and the bytes of `text`, or nil. `block` holds the
  /// strings.
  @inline(__always)
  func index(
    of text: UnsafeRawBufferPointer, hash: UInt32, in block: UnsafeRawBufferPointer, slot: Int
  ) -> Int? {
    let first = entries + slot &* Self.countMax
    for index in 0..<Int(counts[slot]) where first[index].hash == hash {
      let start = Int(first[index].start)
      let known = UnsafeRawBufferPointer(rebasing: block[start..<start + Int(first[index].length)])
      if known.hasSameBytes(as: text) { return index }
    }
    return nil
  }
}
