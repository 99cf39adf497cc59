import Bytes
import SegmentedLog
import SessionLog

/// A place in the log of a store, as the names of objects state it: the number of an event, and the first 8 bytes of the
/// chain hash after it.
struct RemotePoint: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number of the event; 0 is before the first one.
  var sequence: UInt64
  /// The first 8 bytes of the chain hash, the first of them in the highest bits.
  var chain: UInt64

  /// The place before the first event.
  static let beginning = RemotePoint(sequence: 0, chain: 0)

  init(sequence: UInt64, chain: UInt64) { (self.sequence, self.chain) = (sequence, chain) }

  init(_ head: LogHead) { self.init(sequence: head.sequence, chain: Self.prefix(head.chain)) }

  /// The first 8 bytes of a hash as a number.
  static func prefix(_ digest: Digest) -> UInt64 { digest.leadingBytes }

  static func < (left: RemotePoint, right: RemotePoint) -> Bool {
    (left.sequence, left.chain) < (right.sequence, right.chain)
  }

  /// Such as `event 120 (chain 0f3a…)`, with all 16 digits.
  var description: String { "event \(sequence) (chain \(RemoteObject.hexadecimal(chain)))" }
}

/// A file on a remote: some consecutive events of a store as a snapshot (FORMAT.md, Snapshots). Its name says all that a
/// listing must tell: `stores/<store>/<epoch>/<from>-<to>-<bytes>-<chain before>-<chain after>-<sha256>.ccsnap`.
struct RemoteObject: Hashable, Sendable {
  var store: UUID16
  /// From 1. A store that was purged is pushed again as a whole, under the next number.
  var epoch: Int
  /// The last event before the first one in the object.
  var start: RemotePoint
  /// The last event in the object.
  var end: RemotePoint
  /// The length of the file.
  var bytes: Int64
  /// The first 8 bytes of the SHA-256 of the file, the first of them in the highest bits.
  var digest: UInt64

  static let folder = "stores"
  static let suffix = ".ccsnap"
  /// The largest number of an epoch.
  static let epochMax = 9999
  /// The greatest length of an object in bytes: more than a segment of a log can hold, and little enough that the lengths
  /// of many can be added.
  static let bytesMax: UInt64 = 1 << 41

  static func hexadecimal(_ number: UInt64) -> String { padded(String(number, radix: 16), 16) }

  private static func padded(_ digits: String, _ count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }

  /// The folder of a store, below that of the remote.
  static func folder(of store: UUID16) -> String { "\(folder)/\(store)" }

  /// The folder of an epoch of a store.
  static func folder(of store: UUID16, epoch: Int) -> String { "\(folder(of: store))/\(padded(String(epoch), 4))" }

  /// The name of the file, without folders.
  var name: String {
    let numbers = [start.sequence, end.sequence].map { Self.padded(String($0), 12) } + [String(bytes)]
    let hashes = [start.chain, end.chain, digest].map(Self.hexadecimal)
    return (numbers + hashes).joined(separator: "-") + Self.suffix
  }

  /// The path of the file on the remote.
  var path: String { "\(Self.folder(of: store, epoch: epoch))/\(name)" }

  init(store: UUID16, epoch: Int, start: RemotePoint, end: RemotePoint, bytes: Int64, digest: UInt64) {
    (self.store, self.epoch, self.start, self.end) = (store, epoch, start, end)
    (self.bytes, self.digest) = (bytes, digest)
  }

  /// Reads a path as `path` writes it; nil for any other text, also for one that only means the same.
  init?(path: some StringProtocol) {
    let parts = path.utf8.count <= 400 ? path.split(separator: "/", omittingEmptySubsequences: false) : []
    guard parts.count == 4, parts[0] == Self.folder, let store = UUID16(String(parts[1])), parts[2].utf8.count == 4,
      let epoch = Self.number(parts[2]), (1...UInt64(Self.epochMax)).contains(epoch), parts[3].hasSuffix(Self.suffix)
    else { return nil }
    let fields = parts[3].dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 6, let from = Self.number(fields[0]), let to = Self.number(fields[1]), from < to,
      to < UInt64(Int64.max), let bytes = Self.number(fields[2]), bytes > 0, bytes <= Self.bytesMax,
      let before = Self.hash(fields[3]), let after = Self.hash(fields[4]), let digest = Self.hash(fields[5]),
      from > 0 || before == 0
    else { return nil }
    self.init(
      store: store, epoch: Int(epoch), start: RemotePoint(sequence: from, chain: before),
      end: RemotePoint(sequence: to, chain: after), bytes: Int64(bytes), digest: digest)
    guard name.utf8.elementsEqual(parts[3].utf8) else { return nil }
  }

  private static func number(_ text: some StringProtocol) -> UInt64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
  }

  private static func hash(_ text: some StringProtocol) -> UInt64? {
    text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      ? UInt64(text, radix: 16) : nil
  }
}
