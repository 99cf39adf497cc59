import Bytes
import Times

/// Writes a tar archive in the pax interchange format (POSIX.1-2001), which every tar reads.
struct TarWriter {
  private let sink: ([UInt8]) throws -> Void
  /// The number of bytes of the present file that are still to come.
  private var rest: Int64 = 0
  private var padding = 0

  init(to sink: @escaping ([UInt8]) throws -> Void) { self.sink = sink }

  /// The number of bytes in a block.
  static let block = 512

  /// Begins a file with this number of bytes. `path` is relative; `modified` is in nanoseconds since 1970-01-01 UTC,
  /// nil: not known.
  mutating func begin(_ path: [UInt8], size: Int64, modified: Int64?) throws {
    precondition(rest == 0, "a file has been cut short")
    var (seconds, fraction) = (modified ?? 0).quotientAndRemainder(dividingBy: 1_000_000_000)
    if fraction < 0 { (seconds, fraction) = (seconds - 1, fraction + 1_000_000_000) }
    var records: [UInt8] = []
    if path.count > 100 || path.contains(where: { $0 >= 0x80 }) {
      // Other programs take names for UTF-8 unless this says that they are bytes.
      if !String(decoding: path, as: UTF8.self).utf8.elementsEqual(path) {
        records += Self.record("hdrcharset", Array("BINARY".utf8))
      }
      records += Self.record("path", path)
    }
    if size >= 1 << 33 { records += Self.record("size", Array(String(size).utf8)) }
    if let modified {
      let digits = String(1_000_000_000 + fraction).dropFirst()
      records += Self.record(
        "mtime", Array((seconds < 0 ? "\(Self.decimal(modified))" : "\(seconds).\(digits)").utf8))
    }
    let name = Array(path.suffix(100))
    if !records.isEmpty {
      try sink(Self.header(Array("pax/header".utf8), size: Int64(records.count), seconds: 0, type: 0x78))
      try sink(records + [UInt8](repeating: 0, count: Self.padding(Int64(records.count))))
    }
    try sink(
      Self.header(name, size: min(size, (1 << 33) - 1), seconds: max(0, min(seconds, (1 << 33) - 1)), type: 0x30))
    (rest, padding) = (size, Self.padding(size))
  }

  /// Appends bytes to the file that was begun.
  mutating func append(_ bytes: [UInt8]) throws {
    precondition(Int64(bytes.count) <= rest, "a file has more bytes than it was begun with")
    try sink(bytes)
    rest -= Int64(bytes.count)
  }

  /// Ends the file, all of whose bytes must have been appended.
  mutating func end() throws {
    precondition(rest == 0, "a file has been cut short")
    if padding > 0 { try sink([UInt8](repeating: 0, count: padding)) }
    padding = 0
  }

  /// Ends the archive.
  func finish() throws { try sink([UInt8](repeating: 0, count: 2 * Self.block)) }

  private static func padding(_ size: Int64) -> Int { Int((Int64(block) - size % Int64(block)) % Int64(block)) }

  /// A time before 1970 in seconds, with a fraction.
  private static func decimal(_ nanoseconds: Int64) -> String {
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    return "-\(seconds).\(String(1_000_000_000 + rest).dropFirst())"
  }

  /// A pax record: its own length in decimal, a space, the keyword, `=`, the value and a newline.
  private static func record(_ keyword: String, _ value: [UInt8]) -> [UInt8] {
    let body = Array(" \(keyword)=".utf8) + value + [0x0a]
    var length = body.count + 1
    while String(length).utf8.count + body.count != length { length = String(length).utf8.count + body.count }
    return Array(String(length).utf8) + body
  }

  private static func header(_ name: [UInt8], size: Int64, seconds: Int64, type: UInt8) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: some Collection<UInt8>, at offset: Int) {
      header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    func octal(_ value: Int64, _ digits: Int) -> [UInt8] {
      let text = String(value, radix: 8)
      return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }
    put(name.prefix(100), at: 0)
    put(octal(0o600, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(seconds, 11), at: 136)
    put([UInt8](repeating: 0x20, count: 8), at: 148)
    header[156] = type
    put("ustar".utf8, at: 257)
    put("00".utf8, at: 263)
    put(octal(header.reduce(0) { $0 + Int64($1) }, 6) + [0, 0x20], at: 148)
    return header
  }
}
