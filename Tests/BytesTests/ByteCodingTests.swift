import Bytes
import FileIO
import TestSupport
import Testing

/// The value that `body` decodes from `bytes`, and the number of bytes that it used.
private func read<Value>(
  _ bytes: [UInt8], _ body: (inout ByteReader) throws(ByteError) -> Value
) throws(ByteError) -> (value: Value, used: Int) {
  let result = bytes.withUnsafeBytes { buffer -> Result<(Value, Int), ByteError> in
    var reader = ByteReader(buffer)
    do throws(ByteError) {
      let value = try body(&reader)
      return .success((value, reader.offset))
    } catch { return .failure(error) }
  }
  return try result.get()
}

private func written(_ body: (inout ByteWriter) -> Void) -> [UInt8] {
  var writer = ByteWriter()
  body(&writer)
  return writer.bytes
}

/// A number of any magnitude; small ones are as frequent as large ones.
private func anyMagnitude(_ random: inout Seeded) -> UInt64 { random.next() >> (random.next() % 64) }

@Suite("the coding of numbers as bytes")
struct ByteCodingTests {
  @Test(
    "a varint holds 7 bits per byte, least significant first",
    arguments: [
      (0, [0x00]), (1, [0x01]), (127, [0x7f]), (128, [0x80, 0x01]), (300, [0xac, 0x02]), (16_384, [0x80, 0x80, 0x01]),
      (UInt64.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    ] as [(UInt64, [UInt8])])
  func knownVarints(value: UInt64, bytes: [UInt8]) throws {
    #expect(written { $0.varint(value) } == bytes)
    #expect(try read(bytes) { (reader) throws(ByteError) in try reader.varint() }.value == value)
  }

  @Test(
    "zigzag coding alternates between the signs",
    arguments: [
      (0, 0), (-1, 1), (1, 2), (-2, 3), (Int64.max, UInt64.max - 1), (Int64.min, UInt64.max),
    ] as [(Int64, UInt64)])
  func knownZigzag(value: Int64, unsigned: UInt64) throws {
    let bytes = written { $0.varint(unsigned) }
    #expect(written { $0.zigzag(value) } == bytes)
    #expect(try read(bytes) { (reader) throws(ByteError) in try reader.zigzag() }.value == value)
  }

  @Test(
    "varints and zigzag numbers of any magnitude are decoded as they were written, one after the other",
    arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let values = (0..<500).map { _ in anyMagnitude(&random) }
    let bytes = written { writer in
      for value in values {
        writer.varint(value)
        writer.zigzag(Int64(bitPattern: value))
      }
    }
    let (decoded, used) = try read(bytes) { (reader) throws(ByteError) in
      var decoded: [UInt64] = []
      for _ in values {
        let value = try reader.varint()
        guard try reader.zigzag() == Int64(bitPattern: value) else { throw .malformed }
        decoded.append(value)
      }
      return decoded
    }
    #expect(decoded == values, "seed \(seed)")
    #expect(used == bytes.count, "seed \(seed)")
  }

  @Test("fixed-size integers are written in little-endian order and are decoded as they were written")
  func fixed() throws {
    let bytes = written {
      $0.fixed(UInt32(0x0102_0304))
      $0.fixed(Int64(-2))
      $0.fixed(UInt16(0xfffe))
    }
    #expect(bytes == [4, 3, 2, 1, 0xfe] + [UInt8](repeating: 0xff, count: 7) + [0xfe, 0xff])
    let (isSame, used) = try read(bytes) { (reader) throws(ByteError) in
      let (first, second): (UInt32, Int64) = (try reader.fixed(), try reader.fixed())
      return (first, second, try reader.fixed(UInt16.self)) == (0x0102_0304, -2, 0xfffe)
    }
    #expect(isSame)
    #expect(used == bytes.count)
  }

  @Test("reading a varint that is cut off after any number of bytes fails as truncated")
  func truncatedVarint() {
    let whole = written { $0.varint(UInt64.max) }
    for count in 0..<whole.count {
      #expect(throws: ByteError.truncated, "\(count) bytes") {
        try read(Array(whole.prefix(count))) { (reader) throws(ByteError) in try reader.varint() }
      }
    }
  }

  @Test(
    "reading a varint of more than 64 bits fails as overlong",
    arguments: [
      [UInt8](repeating: 0x80, count: 10) + [0x00], [UInt8](repeating: 0xff, count: 9) + [0x02],
      [UInt8](repeating: 0xff, count: 9) + [0x7f], [UInt8](repeating: 0xff, count: 20),
    ])
  func overlong(bytes: [UInt8]) {
    #expect(throws: ByteError.overlong) {
      try read(bytes) { (reader) throws(ByteError) in try reader.varint() }
    }
  }

  @Test("reading a fixed-size integer that is cut off fails as truncated")
  func truncatedFixed() {
    #expect(throws: ByteError.truncated) {
      try read([1, 2, 3]) { (reader) throws(ByteError) in try reader.fixed(UInt32.self) }
    }
  }

  @Test("a count at its limit is read, and a count above its limit is malformed")
  func counts() throws {
    let bytes = written { $0.varint(UInt64(300)) }
    #expect(try read(bytes) { (reader) throws(ByteError) in try reader.count(limit: 300) }.value == 300)
    #expect(throws: ByteError.malformed) {
      try read(bytes) { (reader) throws(ByteError) in try reader.count(limit: 299) }
    }
  }

  @Test("a count that does not fit into an integer is malformed")
  func hugeCount() {
    #expect(throws: ByteError.malformed) {
      try read(written { $0.varint(UInt64.max) }) { (reader) throws(ByteError) in try reader.count() }
    }
  }

  @Test("bytes with a length prefix are decoded as they were written, and are truncated where the length is too large")
  func sized() throws {
    let bytes = written { $0.sized(Array("hello".utf8)) }
    #expect(try read(bytes) { (reader) throws(ByteError) in try reader.sized() }.value == Array("hello".utf8))
    #expect(throws: ByteError.truncated) {
      try read(bytes.dropLast()) { (reader) throws(ByteError) in try reader.sized() }
    }
  }

  @Test("padding bytes that are not zero are malformed")
  func zeros() throws {
    #expect(try read([0, 0, 0]) { (reader) throws(ByteError) in try reader.zeros(3) }.used == 3)
    #expect(throws: ByteError.malformed) {
      try read([0, 0, 1]) { (reader) throws(ByteError) in try reader.zeros(3) }
    }
  }

  @Test("a reader of random bytes never leaves its buffer", arguments: 0..<200 as Range<UInt64>)
  func noise(seed: UInt64) {
    var random = Seeded(seed)
    let bytes = random.bytes(Int.random(in: 0...40, using: &random))
    let used = bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      do throws(ByteError) {
        while true {
          switch random.next() % 6 {
          case 0: _ = try reader.varint()
          case 1: _ = try reader.zigzag()
          case 2: _ = try reader.fixed(UInt64.self)
          case 3: _ = try reader.sized()
          case 4: _ = try reader.u8()
          default: _ = try reader.bytes(try reader.count())
          }
        }
      } catch { return reader.offset }
    }
    #expect(used <= bytes.count, "seed \(seed)")
  }
}
