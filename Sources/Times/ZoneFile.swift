import Bytes

/// A time zone as the files of the time zone database describe it (TZif, RFC 9636): offsets between times at which they
/// change, and a rule for all later times.
struct ZoneFile: Sendable {
  /// The seconds since 1970 UTC at which the offset changes, ascending.
  private var changes: [Int64] = []
  /// The offset from each change on, in seconds.
  private var offsets: [Int64] = []
  /// The offset before the first change.
  private var first: Int64 = 0
  /// The rule after the last change; nil where the last offset stays.
  private var rule: ZoneRule?

  /// No zone is farther from UTC than this, in seconds.
  private static let offsetMax: Int64 = 26 * 3600
  /// The years until about 14,000, in seconds since 1970. The rule of a later time is that of the last one of these.
  private static let times: ClosedRange<Int64> = -400_000_000_000...400_000_000_000
  /// The largest number of changes that is read; files have a few hundred.
  private static let changesMax = 100_000

  /// Reads a file; nil if it is none.
  init?(_ bytes: [UInt8]) {
    guard let read = try? bytes.withUnsafeBytes(Self.read) else { return nil }
    self = read
  }

  private init() {}

  private static func read(_ buffer: UnsafeRawBufferPointer) throws(ByteError) -> ZoneFile {
    var reader = Input(reader: ByteReader(buffer))
    let old = try reader.header()
    if old.version < 0x32 { return try reader.zone(old, timeBytes: 4) }
    try reader.skip(old.length(timeBytes: 4))
    var zone = try reader.zone(try reader.header(), timeBytes: 8)
    zone.rule = ZoneRule(try reader.footer())
    return zone
  }

  /// Returns the seconds that clocks are ahead of UTC at a time in seconds since 1970 UTC.
  func offset(_ seconds: Int64) -> Int64 {
    let seconds = min(max(seconds, Self.times.lowerBound), Self.times.upperBound)
    guard let last = changes.last else { return rule?.offset(seconds) ?? first }
    if seconds >= last { return rule?.offset(seconds) ?? offsets[offsets.count - 1] }
    // The number of changes until then.
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : offsets[low - 1]
  }

  private struct Header {
    var version: UInt8
    var utc, standard, leaps, times, types, characters: Int

    func length(timeBytes: Int) -> Int {
      times * (timeBytes + 1) + types * 6 + characters + leaps * (timeBytes + 4) + standard + utc
    }
  }

  private struct Input {
    var reader: ByteReader

    mutating func skip(_ count: Int) throws(ByteError) { _ = try reader.bytes(count) }

    mutating func integer(_ count: Int) throws(ByteError) -> Int64 {
      let bytes = [UInt8](try reader.bytes(count))
      let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let unused = UInt64(64 - count * 8)
      return Int64(bitPattern: value << unused) >> Int64(unused)
    }

    mutating func header() throws(ByteError) -> Header {
      guard [UInt8](try reader.bytes(4)) == Array("TZif".utf8) else { throw .malformed }
      let version = try reader.u8()
      try skip(15)
      var counts: [Int] = []
      for _ in 0..<6 {
        let count = try integer(4)
        guard (0...Int64(ZoneFile.changesMax)).contains(count) else { throw .malformed }
        counts.append(Int(count))
      }
      return Header(
        version: version, utc: counts[0], standard: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
        characters: counts[5])
    }

    mutating func zone(_ header: Header, timeBytes: Int) throws(ByteError) -> ZoneFile {
      var zone = ZoneFile()
      for _ in 0..<header.times { zone.changes.append(try integer(timeBytes)) }
      let types = [UInt8](try reader.bytes(header.times))
      var offsets: [Int64] = []
      for _ in 0..<header.types {
        let offset = try integer(4)
        guard abs(offset) <= ZoneFile.offsetMax else { throw .malformed }
        offsets.append(offset)
        try skip(2)
      }
      try skip(header.characters + header.leaps * (timeBytes + 4) + header.standard + header.utc)
      guard !offsets.isEmpty, types.allSatisfy({ $0 < offsets.count }),
        zip(zone.changes, zone.changes.dropFirst()).allSatisfy(<)
      else { throw .malformed }
      zone.first = offsets[0]
      zone.offsets = types.map { offsets[Int($0)] }
      return zone
    }

    mutating func footer() throws(ByteError) -> String {
      let rest = [UInt8](try reader.bytes(reader.remaining))
      guard rest.first == 0x0a, let end = rest.dropFirst().firstIndex(of: 0x0a) else { throw .malformed }
      return String(decoding: rest[1..<end], as: UTF8.self)
    }
  }
}

extension Zone {
  /// Makes a zone from the bytes of a file of the time zone database; nil if they are none. Unlike the zone of the
  /// process, several such zones can be used at the same time.
  package init?(name: String, file: [UInt8]) {
    guard let zone = ZoneFile(file) else { return nil }
    self.init(name: name) { zone.offset($0) }
  }
}
