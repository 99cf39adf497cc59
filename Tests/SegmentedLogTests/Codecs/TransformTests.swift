import Bytes
import FileIO
import TestSupport
import Testing
import Times

@testable import LineCodecs
@testable import SegmentedLog

private func text(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
  var buffer = ByteBuffer(capacity: 1)
  body(&buffer)
  return [UInt8](buffer.bytes)
}

@Suite("escapes in JSON text")
struct TextEscapesTests {
  private func plain(_ escaped: String) -> [UInt8] {
    text { buffer in Array(escaped.utf8).withUnsafeBytes { TextEscapes.remove($0, into: &buffer) } }
  }

  @Test(
    "each escape in a JSON string is replaced by the byte that stands for it",
    arguments: [
      ("\\n", [0x0a]), ("\\t", [0x09]), ("\\r", [0x0d]), ("\\b", [0x08]), ("\\f", [0x0c]), ("\\\"", [0x22]),
      ("\\\\", [0x5c]), ("\\/", [0x02]), ("\\u001b", [0x1b]), ("\\u001B", [0x01, 0x30, 0x30, 0x31, 0x42]),
      ("\\u0041", [0x01, 0x30, 0x30, 0x34, 0x31]), ("\\u00", [0x01, 0x30, 0x30]), ("/", [0x2f]), ("", []),
    ] as [(String, [UInt8])])
  func each(escaped: String, bytes: [UInt8]) {
    #expect(plain(escaped) == bytes)
    for byte in bytes where bytes.count == 1 && byte != 0x2f {
      #expect(escaped.utf8.dropFirst().first == TextEscapes.letter(of: byte))
    }
  }

  @Test("only the bytes that stand for an escape are written as an escape")
  func letters() {
    let escapes = (UInt8(0)...255).filter { TextEscapes.letter(of: $0) != 0 }
    #expect(escapes == [0x01, 0x02, 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1b, 0x22, 0x5c])
  }

  @Test("the first special byte among eight that are examined as one word is found", arguments: 0..<256)
  func words(byte: Int) {
    let isSpecial = byte < 0x20 || byte == 0x22 || byte == 0x5c
    for place in 0..<8 {
      var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 8)
      bytes[place] = UInt8(byte)
      let found = bytes.withUnsafeBufferPointer { ByteWord.special(ByteWord.load($0.baseAddress!)) }
      #expect(isSpecial ? found.trailingZeroBitCount / 8 == place : found == 0)
    }
  }
}

@Suite("binary data as text")
struct BinaryTextTests {
  private func decoded(
    _ string: String, _ decode: (UnsafeRawBufferPointer, inout ByteBuffer) -> Bool
  ) -> [UInt8]? {
    var buffer = ByteBuffer(capacity: 1)
    buffer.append(0x99)
    let isDecoded = Array(string.utf8).withUnsafeBytes { decode($0, &buffer) }
    if !isDecoded { #expect(buffer.count == 1, "rubbish is left") }
    return isDecoded ? [UInt8](buffer.bytes.dropFirst()) : nil
  }

  @Test("base64 is decoded as in the vectors of RFC 4648")
  func base64Vectors() {
    for (text, bytes) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmFy", "foobar")]
    {
      #expect(decoded(text, BinaryText.decodeBase64) == Array(bytes.utf8))
      #expect(BinarySample.base64(Array(bytes.utf8)) == text)
    }
  }

  @Test(
    "base64 that would not be encoded to the same text is refused",
    arguments: [
      "Zh==", "Zm9=", "Zg=", "Zg", "Z===", "====", "Zm9v=Zm9", "Zm 9", "Zm9v\n", "Zm-_", "Zg==Zg==", "", "é!!",
    ])
  func notCanonical(text: String) {
    #expect(decoded(text, BinaryText.decodeBase64) == nil)
  }

  @Test(
    "any bytes are decoded from base64, hexadecimal digits and UUIDs as they were", arguments: 0..<50 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = Seeded(seed)
    let bytes = random.bytes(Int(seed) + 1)
    #expect(decoded(BinarySample.base64(bytes), BinaryText.decodeBase64) == bytes)
    #expect(decoded(hexadecimal(bytes), BinaryText.decodeHexadecimal) == bytes)
    let uuid = random.bytes(16)
    var written = [UInt8](repeating: 0, count: 36)
    written.withUnsafeMutableBufferPointer { BinaryText.encodeUUID(uuid, to: $0.baseAddress!) }
    #expect(String(decoding: written, as: UTF8.self) == UUID16(uuid).description)
    #expect(written.withUnsafeBytes { BinaryText.uuid($0) } == UUID16(uuid))
  }

  @Test(
    "upper-case digits and an odd number of digits are refused as hexadecimal", arguments: ["AB", "abc", "0g", "0x"])
  func notHexadecimal(text: String) {
    #expect(decoded(text, BinaryText.decodeHexadecimal) == nil)
  }

  @Test("base-62 text of any length is packed and unpacked without loss", arguments: 0..<40 as Range<UInt64>)
  func base62(seed: UInt64) throws {
    var random = Seeded(seed)
    let characters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    let text = String((0..<seed).map { _ in random.pick(characters) })
    let packed = try #require(decoded(text, BinaryText.decodeBase62))
    #expect(packed.count == Identifiers.packedLength(text.utf8.count))
    var written = [UInt8](repeating: 0, count: text.utf8.count + 1)
    let isRight = written.withUnsafeMutableBufferPointer {
      BinaryText.encodeBase62(packed + [0], text.utf8.count, to: $0.baseAddress!)
    }
    #expect(isRight && String(decoding: written.dropLast(), as: UTF8.self) == text)
    #expect(decoded(text + "_", BinaryText.decodeBase62) == nil)
  }

  @Test("six bits that stand for no base-62 character are refused")
  func notBase62() {
    var target = [UInt8](repeating: 0, count: 4)
    for value in [62, 63] as [UInt8] {
      #expect(!target.withUnsafeMutableBufferPointer { BinaryText.encodeBase62([value << 2], 1, to: $0.baseAddress!) })
    }
  }

  @Test("an identifier is a known prefix followed by at least twelve digits and letters")
  func identifiers() {
    func prefix(_ text: String) -> String? {
      Array(text.utf8).withUnsafeBytes { Identifiers.sample.prefix(of: $0) }
        .map { String(decoding: Identifiers.sample.prefixes[$0], as: UTF8.self) }
    }
    #expect(prefix("msg_01ABCDEFGHIJKL") == "msg_01")
    #expect(prefix("req_011CABCDEFGHIJKL") == "req_011C")
    #expect(prefix("msg_01ABCDEFGHIJK") == nil)
    #expect(prefix("msg_01ABCDEF-HIJKL") == nil)
    #expect(prefix("xsg_01ABCDEFGHIJKL") == nil)
    #expect(prefix("") == nil)
  }
}

@Suite("times as text")
struct TimeTextTests {
  private func parse(_ text: String) -> Int64? { Array(text.utf8).withUnsafeBytes { TimeText.milliseconds($0) } }

  @Test("every time is read and written by the codec as Time.rfc3339 writes it", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var random = Seeded(seed)
    let edges: [Int64] = [0, 1, 86_399_999, 951_782_400_000, 951_868_799_999, TimeText.max, TimeText.max - 86_400_000]
    let time = seed < edges.count ? edges[Int(seed)] : Int64(random.next() % UInt64(TimeText.max))
    var text = [UInt8](repeating: 0, count: TimeText.length)
    text.withUnsafeMutableBufferPointer { TimeText.write(time, to: $0.baseAddress!) }
    #expect(String(decoding: text, as: UTF8.self) == Time.rfc3339(time), "seed \(seed)")
    #expect(parse(Time.rfc3339(time)) == time, "seed \(seed)")
  }

  @Test(
    "a text that would not be written the same way is not taken for a time",
    arguments: [
      "2025-02-29T00:00:00.000Z", "2025-04-31T00:00:00.000Z", "2025-13-01T00:00:00.000Z", "2025-00-01T00:00:00.000Z",
      "2025-01-00T00:00:00.000Z", "2025-01-01T24:00:00.000Z", "2025-01-01T00:60:00.000Z", "2025-01-01T00:00:60.000Z",
      "1969-12-31T23:59:59.999Z", "2025-01-01t00:00:00.000Z", "2025-01-01T00:00:00.000z", "2025-01-01 00:00:00.000Z",
      "2025-01-01T00:00:00.00Z", "2025-01-01T00:00:00.0000Z", "2025-1a-01T00:00:00.000Z", "",
      "+025-01-01T00:00:00.000Z",
    ])
  func refused(text: String) { #expect(parse(text) == nil) }
}

@Suite("numbered lines")
struct NumberedLinesTests {
  private func find(_ text: String) -> NumberedLines? { Array(text.utf8).withUnsafeBytes { NumberedLines($0) } }

  /// The text without its line numbers, and the number of bytes that are left of the numbered lines.
  private func removed(_ text: String) -> (String, kept: Int)? {
    guard let numbered = find(text) else { return nil }
    var buffer = ByteBuffer()
    Array(("before" + text).utf8).withUnsafeBytes { buffer.append($0) }
    let kept = buffer.removeNumbers(numbered, from: 6)
    #expect(buffer.bytes.starts(with: "before".utf8))
    return (String(decoding: buffer.bytes.dropFirst(6), as: UTF8.self), kept)
  }

  @Test("line numbers are found in each of the four styles and removed")
  func styles() throws {
    for (text, code) in [
      ("     9→one line here\n    10→two", 0), ("9→one line here\n10→two", 1),
      ("     9\tone line here\n    10\ttwo", 2),
      ("9\tone line here\n10\ttwo", 3),
    ] {
      let numbered = try #require(find(text))
      #expect(numbered.style.code == UInt8(code) && numbered.first == 9 && numbered.lines == 2)
      #expect(removed(text)! == ("one line here\ntwo", 17))
    }
  }

  @Test("the text after the numbered lines is kept")
  func rest() {
    #expect(removed("     1→a\n     2→b\n\nand more")! == ("a\nb\n\nand more", 3))
    #expect(removed("     1→a\n     2→b\n     4→d\n")! == ("a\nb\n     4→d\n", 3))
    #expect(removed("     1→\n     2→\n")! == ("\n\n", 1))
  }

  @Test("line numbers of six digits and more need no padding")
  func wide() throws {
    #expect(try #require(find("100000→a long line\n100001→b")).style.isPadded)
    #expect(try #require(find(" 99999→a long line\n100000→b")).lines == 2)
  }

  @Test(
    "text that only resembles numbered lines is left unchanged",
    arguments: [
      "", "1→a", "     1→only one line of them", "1→a line and more\n3→c", "01→a line and more\n02→b",
      "  1→a line and more\n  2→b",
      "1. a line and more\n2. b", "-1→a line and more\n0→b", "99999999999→a line\n100000000000→b",
    ])
  func refused(text: String) { #expect(find(text) == nil) }
}

@Suite("lines and their templates")
struct LineTokenizerTests {
  private func shape(_ line: String) -> (shape: String, values: [String], counts: [UInt32])? {
    let bytes = Array(line.utf8)
    var shape = ByteBuffer()
    var tokens: [LineToken] = []
    var counts: [UInt32] = []
    let isSplit = bytes.withUnsafeBytes {
      LineTokenizer.tokenize($0, 0..<bytes.count, shape: &shape, tokens: &tokens, counts: &counts)
    }
    guard isSplit else { return nil }
    let marked = String(decoding: shape.bytes, as: UTF8.self)
      .replacing("\u{1}", with: "S").replacing("\u{2}", with: "I").replacing("\u{3}", with: "A")
    let values = tokens.map { token in
      let start = Int(token.start)
      return bytes[start - 1] == 0x22
        ? String(decoding: bytes[start..<start + Int(token.length)], as: UTF8.self) : String(token.number)
    }
    return (marked, values, counts)
  }

  @Test("a line's template keeps keys and punctuation and has a mark in the place of each value")
  func simple() throws {
    let found = try #require(shape("{\"a\":\"x\",\"b\":[\"y\",\"z\"],\"c\":-12,\"d\":true,\"e\":1.5}\n"))
    #expect(found.shape == "{\"a\":S,\"b\":[A],\"c\":I,\"d\":true,\"e\":1.5}\n")
    #expect(found.values == ["x", "y", "z", "-12"] && found.counts == [2])
  }

  @Test("only an array that holds nothing but strings gets a mark of its own")
  func arrays() throws {
    #expect(try #require(shape("{\"a\":[\"x\"]}")).shape == "{\"a\":[A]}")
    #expect(try #require(shape("{\"a\":[]}")).shape == "{\"a\":[]}")
    #expect(try #require(shape("{\"a\":[\"x\",1]}")).shape == "{\"a\":[S,I]}")
    #expect(try #require(shape("{\"a\":[\"x\",[\"y\"]]}")).shape == "{\"a\":[S,[A]]}")
    #expect(try #require(shape("{\"a\":[\"x\", \"y\"]}")).shape == "{\"a\":[S, S]}")
    #expect(try #require(shape("{\"a\":[,\"x\",\"y\"]}")).shape == "{\"a\":[,S,S]}")
    #expect(try #require(shape("{\"a\":[\"x\",\"y\",]}")).shape == "{\"a\":[S,S,]}")
  }

  @Test("numbers that would not be written the same way stay in the template")
  func numbers() throws {
    let line = "{\"n\":[0,-0,01,1.0,1e5,+1,-,12345678901234567,123456789012345678]}"
    #expect(try #require(shape(line)).shape == "{\"n\":[I,-0,01,1.0,1e5,+I,-,I,123456789012345678]}")
  }

  @Test(
    "a line that could not be restored from a template is refused",
    arguments: [
      "", "x", "[1]", "{", "{\"a\":\"open", "{\"a\":\"\\x\"}", "{\"a\":\"\\", "{\"a\":\"\u{1}\"}", "{\u{2}}", "{\n}",
      "{}\n\n", "{}\r\n",
    ])
  func refused(line: String) { #expect(shape(line) == nil) }

  @Test("values in a template have slots by type, depth and key")
  func slots() {
    var table = ShapeTable()
    let shapes = [
      "{\"a\":\u{1},\"b\":{\"a\":\u{1}},\"a\":\u{2}}", "{\"a\":\u{1},\"c\":[\u{3}]}", "\u{1}",
      "{\"b\":[{\"a\":\u{1}}]}",
    ]
    var slots: [[Int]] = []
    for shape in shapes {
      let bytes = Array(shape.utf8)
      #expect(bytes.withUnsafeBytes { table.add($0, 0..<bytes.count) })
      slots.append((table.firstStep(of: table.count - 1)..<table.steps.count - 1).map { table.step($0).slot })
    }
    #expect(slots == [[0, 1, 2], [0, 3], [4], [5]])
  }

  @Test("a table of templates has at most 65,536 slots")
  func slotLimit() {
    var table = ShapeTable()
    let bytes = Array((0..<ShapeTable.slotsMax).map { "\"\($0)\":\u{1}" }.joined(separator: ",").utf8)
    #expect(bytes.withUnsafeBytes { table.add($0, 0..<bytes.count) })
    let another = Array("\"x\":\u{1}".utf8)
    #expect(!another.withUnsafeBytes { table.add($0, 0..<another.count) })
    #expect(table.count == 1 && table.slotCount == ShapeTable.slotsMax)
  }
}
