import Bytes

/// The streams that a block of lines is taken apart into: FORMAT.md, Codec 3. They stand in the payload in this order.
struct ShapeStreams: ~Copyable {
  /// For each line which shape it has.
  var rows = ByteBuffer()
  /// New shapes, one after the other.
  var shapes = ByteBuffer()
  /// For each slot the column that its values may be found in.
  var slotColumns = ByteBuffer()
  /// For each string how it is written.
  var codes = ByteBuffer()
  /// Integers, lengths and distances.
  var numbers = ByteBuffer()
  /// Bytes in which there is nothing to find: UUIDs, identifiers, hashes.
  var identifiers = ByteBuffer()
  /// What was base64.
  var binary = ByteBuffer()
  /// Everything that people, models and programs wrote, and lines that have no shape.
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

  var count: Int {
    rows.count + shapes.count + slotColumns.count + codes.count + numbers.count + identifiers.count + binary.count
      + text.count
  }

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

/// How a string is written: FORMAT.md, Values. 1 to 48 are the slot's recent strings.
enum ValueCode {
  /// As the slot's column has it in this row.
  static let column: UInt8 = 0
  /// As the reference column has it in another row.
  static let reference: UInt8 = 64
  /// As an identifier before.
  static let again: UInt8 = 65
  static let uuid: UInt8 = 66
  static let time: UInt8 = 67
  static let base64: UInt8 = 68
  static let hexadecimal: UInt8 = 69
  static let text: UInt8 = 70
  /// Four of them, by style.
  static let numberedLines: UInt8 = 72
  /// One for each prefix.
  static let identifier: UInt8 = 80
  /// Prefixes of a block.
  static let prefixesMax = 32
}
