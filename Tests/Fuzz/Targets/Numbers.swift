import Bytes
import FileIO

/// Fixed-width integers, varints, zigzag numbers and bytes with a length prefix, in an order that the input chooses.
enum NumbersTarget: FuzzTarget {
  static let name = "numbers"
  static let lengthMax = 256

  static func seeds() -> [[UInt8]] {
    var writer = ByteWriter()
    for value in [0, 127, 128, 1 << 31, UInt64.max] {
      writer.u8(0)
      writer.varint(value)
      writer.u8(1)
      writer.zigzag(Int64(bitPattern: value))
      writer.u8(2)
      writer.fixed(value)
    }
    writer.u8(3)
    writer.sized([1, 2, 3])
    return [writer.bytes]
  }

  static var tokens: [[UInt8]] { varintTokens + fixedTokens }

  static func run(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      while let operation = try? reader.u8() {
        let before = reader.offset
        guard (try? read(operation % 4, &reader)) != nil else { break }
        require(
          reader.offset > before && reader.offset <= buffer.count, "reading went from \(before) to \(reader.offset)")
      }
      require(reader.remaining >= 0 && reader.offset + reader.remaining == buffer.count, "the reader left its buffer")
    }
  }

  private static func read(_ operation: UInt8, _ reader: inout ByteReader) throws(ByteError) {
    var writer = ByteWriter()
    switch operation {
    case 0:
      let value = try reader.varint()
      writer.varint(value)
      check(writer) { (copy) throws(ByteError) in try copy.varint() == value }
    case 1:
      let value = try reader.zigzag()
      writer.zigzag(value)
      check(writer) { (copy) throws(ByteError) in try copy.zigzag() == value }
    case 2:
      let value: UInt64 = try reader.fixed()
      writer.fixed(value)
      check(writer) { (copy) throws(ByteError) in try copy.fixed() == value }
    default:
      let value = try reader.sized()
      writer.sized(value)
      check(writer) { (copy) throws(ByteError) in try copy.sized() == value }
    }
  }

  private static func check(_ writer: ByteWriter, _ isSame: (inout ByteReader) throws(ByteError) -> Bool) {
    writer.bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      let isSame = (try? isSame(&reader)) == true
      require(isSame && reader.remaining == 0, "a value does not survive writing and reading")
    }
  }
}

/// UUIDs, from text and from bytes.
enum UUIDTarget: FuzzTarget {
  static let name = "uuid"
  static let lengthMax = 64

  static func seeds() -> [[UInt8]] { [Array("00112233-4455-6677-8899-aabbccddeeff".utf8), [UInt8](0..<16)] }

  static func run(_ bytes: [UInt8]) {
    if let uuid = bytes.withUnsafeBufferPointer({ UUID16(text: $0) }) {
      require(Array(uuid.description.utf8) == bytes, "a text is taken for another UUID's")
    }
    guard bytes.count >= 16 else { return }
    let uuid = UUID16(bytes)
    require(uuid.bytes == Array(bytes[..<16]), "UUID16 changes bytes")
    require(UUID16(uuid.description) == uuid, "a UUID does not survive its text")
  }
}
