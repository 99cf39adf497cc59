import Bytes

/// The streams that a block of lines is split into, in the order of the payload. FORMAT.md, Codec 3.
struct ShapeStreams: ~Copyable {
  /// The number of the shape of each line, and the lengths of new shapes.
  var rows = ByteBuffer()
  /// New shapes, one after the other.
  var shapes = ByteBuffer()
  /// The id of the column for each slot, in which the values of the slot may be found.
  var slotColumns = ByteBuffer()
  /// The code of each string, which says how it is written.
  var codes = ByteBuffer()
  /// Integers, lengths and distances.
  var numbers = ByteBuffer()
  /// Bytes that cannot be compressed: UUIDs, identifiers and hashes.
  var identifiers = ByteBuffer()
  /// The bytes that were written in base64.
  var binary = ByteBuffer()
  /// Everything that people, models and programs wrote, and the lines that have no shape.
  var text = ByteBuffer()

  mutating func removeAll() {
    rows.removeAll()
    shapes.removeAll()
    slotColumns.removeAll()
    codes.removeAll()
    numbers.removeAll()
    identifiers.removeAll()
    binary.removeAll()
    text.removeAll()
  }

  /// The number of bytes in all streams.
  var count: Int {
    rows.count + shapes.count + slotColumns.count + codes.count + numbers.count + identifiers.count + binary.count
      + text.count
  }

  /// Appends all streams as packed streams. Long matches are looked for in shapes, binary and text, words in text only.
  func pack(
    with packer: inout StreamPacker, _ transforms: Transforms, level: Int, into target: inout ByteBuffer
  ) {
    let none = transforms.subtracting([.longMatches, .words])
    let matches = transforms.subtracting(.words)
    packer.pack(rows.bytes, none, level: level, into: &target)
    packer.pack(shapes.bytes, matches, level: level, into: &target)
    packer.pack(slotColumns.bytes, none, level: level, into: &target)
    packer.pack(codes.bytes, none, level: level, into: &target)
    packer.pack(numbers.bytes, none, level: level, into: &target)
    packer.pack(identifiers.bytes, none, level: level, into: &target)
    packer.pack(binary.bytes, matches, level: level, into: &target)
    packer.pack(text.bytes, transforms, level: level, into: &target)
  }
}

/// The codes that say how a string is written. FORMAT.md, Values. 1 to 48 are the recent strings of the slot.
enum ValueCode {
  /// The string is the value of the slot's column in this row.
  static let column: UInt8 = 0
  /// The string is the value of the reference column in another row.
  static let reference: UInt8 = 64
  /// The string is an earlier identifier.
  static let again: UInt8 = 65
  static let uuid: UInt8 = 66
  static let time: UInt8 = 67
  static let base64: UInt8 = 68
  static let hexadecimal: UInt8 = 69
  static let text: UInt8 = 70
  /// The first of four codes, one for each style.
  static let numberedLines: UInt8 = 72
  /// The first of the codes for prefixes, one for each.
  static let identifier: UInt8 = 80
  /// The maximum number of prefixes in a block.
  static let prefixesMax = 32
}
