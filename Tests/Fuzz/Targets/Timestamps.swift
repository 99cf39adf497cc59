import FileIO
import Times
import Transcripts

/// RFC 3339 times: the input as text, and its first 8 bytes as a number of milliseconds.
enum TimestampTarget: FuzzTarget {
  static let name = "timestamp"
  static let lengthMax = 48

  static func seeds() -> [[UInt8]] {
    [
      "2026-03-25T00:33:23.371Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999999-00:01",
      "2024-02-29t12:00:00z", "1900-02-29T00:00:00Z",
    ].map { Array($0.utf8) }
  }

  static func run(_ bytes: [UInt8]) {
    if let time = parse(bytes) {
      let text = Array(Time.rfc3339(time).utf8)
      require(parse(text) == time, "\(time) does not survive its text")
      require(bytes.count >= 20, "a text of \(bytes.count) bytes is taken for a time")
      if bytes.last! | 0x20 == UInt8(ascii: "z") {
        require(text[..<10] == bytes[..<10] && text[11..<19] == bytes[11..<19], "a time in UTC has another text")
      }
    }
    guard bytes.count >= 8 else { return }
    let number = bytes.withUnsafeBytes { Int64(bitPattern: $0.loadUnaligned(as: UInt64.self)) } % 253_402_300_800_000
    let time = max(number, -62_135_596_800_000)
    require(parse(Array(Time.rfc3339(time).utf8)) == time, "\(time) does not survive its text")
  }

  private static func parse(_ bytes: [UInt8]) -> Int64? { bytes.withUnsafeBufferPointer { Timestamp.parse($0) } }
}
