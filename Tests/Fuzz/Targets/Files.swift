import Bytes
import FileIO
import TestSupport

@testable import LineCodecs
@testable import SegmentedLog

private let owner = UUID16(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)

/// The header of a frame at offset 128 of segment 0.
enum FrameHeaderTarget: FuzzTarget {
  static let name = "frame-header"
  static let lengthMax = 80
  static var tokens: [[UInt8]] { fixedTokens }

  static func seeds() -> [[UInt8]] {
    var writer = ByteWriter()
    FrameHeader(
      type: 2, codec: 1, storedLength: 100, rawLength: 300, offset: 128, durable: 128, sequence: 1, count: 3,
      segment: SampleStore.segment, storedChecksum: 4, rawChecksum: 5
    ).encode(into: &writer)
    return [writer.bytes]
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    bytes.put(Format.frameMark, at: 0)
    if !random.oneIn(8) {
      bytes.put(UInt64(128), at: 16)
      bytes.put(UInt64(0), at: 44)
    }
    bytes.putChecksum(at: 60)
  }

  static func run(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      let promise = FrameHeader.promise(buffer, segment: SampleStore.segment, offset: 128)
      guard case .success(let header) = FrameHeader.decode(buffer, segment: SampleStore.segment, offset: 128) else {
        return
      }
      require(promise == header.durable, "a header that promises something else")
      require(header.next >= 128 + 64 && header.next % 8 == 0, "the next frame is at \(header.next)")
      var writer = ByteWriter()
      header.encode(into: &writer)
      let isSame = header.isSkippable || writer.bytes == Array(bytes[..<64])
      require(isSame, "a header does not survive encoding")
    }
  }
}

/// The 128 bytes at the start of a segment.
enum SegmentHeaderTarget: FuzzTarget {
  static let name = "segment-header"
  static let lengthMax = 160
  static var tokens: [[UInt8]] { fixedTokens }

  static func seeds() -> [[UInt8]] {
    [
      SegmentHeader(
        store: owner, ordinal: 3, generation: 1, lastOrdinal: 4, firstSequence: 1000, chain: Digest(of: [1]), created: 5
      ).encoded()
    ]
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    bytes.put(Format.segmentMagic + [1, 0], at: 0)
    bytes.putChecksum(at: 124)
  }

  static func run(_ bytes: [UInt8]) {
    guard let header = try? SegmentHeader.decode(bytes, file: "x") else { return }
    require(try SegmentHeader.decode(header.encoded(), file: "x") == header, "a header does not survive encoding")
  }
}

/// The text of the file CCSTORE.
enum IdentityTarget: FuzzTarget {
  static let name = "identity"
  static let lengthMax = 256
  static func seeds() -> [[UInt8]] { [StoreDirectory.encodeIdentity(owner, created: 1_764_000_000_000)] }
  static var tokens: [[UInt8]] { ["ccstore 1\n", "store ", "created ", "crc32c ", "\n"].map { Array($0.utf8) } }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    guard bytes.count > 16 else { return }
    let text = Array(bytes[..<(bytes.count - 16)])
    bytes.put(Array("crc32c \(hexadecimal(crc32c(text).bigEndianBytes))\n".utf8), at: text.count)
  }

  static func run(_ bytes: [UInt8]) {
    guard let uuid = try? StoreDirectory.decodeIdentity(bytes) else { return }
    require(
      try StoreDirectory.decodeIdentity(StoreDirectory.encodeIdentity(uuid, created: 0)) == uuid,
      "an identity does not survive encoding")
  }
}

/// The file HEAD.
enum AcknowledgedEndTarget: FuzzTarget {
  static let name = "head"
  static let lengthMax = 144
  static var tokens: [[UInt8]] { fixedTokens }

  static func seeds() -> [[UInt8]] {
    var end = AcknowledgedEnd(segment: SampleStore.segment, durable: 8192, nextSequence: 20)
    let old = end.encoded(store: owner)
    (end.chain, end.place) = (.zero, AcknowledgedEnd.Place(head: 1, segment: 2))
    return [old, end.encoded(store: owner)]
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    bytes.put(Format.headMagic + [1, 0], at: 0)
    if !random.oneIn(8) { bytes.put(owner.bytes, at: 16) }
    let isOld = bytes.count < AcknowledgedEnd.length
    bytes.putChecksum(at: (isOld ? AcknowledgedEnd.oldLength : AcknowledgedEnd.length) - 4)
  }

  static func run(_ bytes: [UInt8]) {
    guard let end = try? AcknowledgedEnd.decode(bytes, store: owner) else { return }
    require(
      try AcknowledgedEnd.decode(end.encoded(store: owner), store: owner) == end, "HEAD does not survive encoding")
  }
}

/// A manifest, alone and as that of a store whose other files are those of the sample.
enum ManifestTarget: FuzzTarget {
  static let name = "manifest"
  static let lengthMax = 2048
  static var tokens: [[UInt8]] { fixedTokens }

  static func seeds() throws -> [[UInt8]] {
    let manifest = try SampleStore.log().manifest
    var long = manifest
    for ordinal in 1..<6 as Range<UInt32> {
      var last = long.segments.removeLast()
      last.state = ordinal % 2 == 0 ? .sealed : .cut
      let next = Manifest.Segment(
        id: SegmentID(ordinal: ordinal, generation: 0), lastOrdinal: ordinal, state: .active, length: 128,
        firstSequence: last.nextSequence, nextSequence: last.nextSequence, chainBefore: last.chainAfter,
        chainAfter: last.chainAfter)
      long.segments += [last, next]
    }
    return [manifest.encoded(), long.encoded()] + atTheLimit(manifest).map { $0.encoded() }
  }

  /// Manifests in which a field is at its limit and cannot be increased.
  private static func atTheLimit(_ manifest: Manifest) -> [Manifest] {
    let changes: [(inout Manifest) -> Void] = [
      { $0.segments[0].lastOrdinal = .max - 1 }, { $0.segments[0].nextSequence = UInt64(Int64.max) },
      { $0.generation = .max }, { $0.generation = .max - 1 }, { $0.created = .max },
      { $0.segments[0].lastOrdinal = .max },
      { $0.segments[0].id.generation = .max }, { $0.segments[0].nextSequence = .max }, { $0.segments[0].length = .max },
    ]
    return changes.map { change in
      var manifest = manifest
      change(&manifest)
      return manifest
    }
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    bytes.put(Format.manifestMagic + [1, 0, 0, 0], at: 0)
    bytes.put(UInt32(bytes.count), at: 12)
    if !random.oneIn(4) { bytes.put(must("the store") { try SampleStore.log() }.directory.uuid.bytes, at: 32) }
    bytes.put(UInt32(max(0, bytes.count - 132) / 112), at: 96)
    let segments = max(0, bytes.count - 132) / 112
    for index in 0..<segments where !random.oneIn(16) { chain(index, of: segments, &bytes) }
    bytes.putChecksum(at: bytes.count - 4)
  }

  /// Makes a segment begin where the one before it ends, and the last one active.
  private static func chain(_ index: Int, of count: Int, _ bytes: inout [UInt8]) {
    let start = 128 + 112 * index
    let before = start - 112
    bytes.put(index == 0 ? 0 : bytes.u32(at: before + 8) &+ 1, at: start)
    bytes.put(max(bytes.u32(at: start), bytes.u32(at: start + 8)), at: start + 8)
    bytes.put(index == count - 1 ? 1 : max(2, bytes[start + 12] & 3), at: start + 12)
    bytes.put(index == 0 ? [1, 0, 0, 0, 0, 0, 0, 0] : Array(bytes[before + 32..<before + 40]), at: start + 24)
    bytes.put(index == 0 ? [UInt8](repeating: 0, count: 32) : Array(bytes[before + 72..<before + 104]), at: start + 40)
  }

  static func run(_ bytes: [UInt8]) {
    guard let manifest = try? Manifest.decode(bytes, file: "x") else { return }
    require(try Manifest.decode(manifest.encoded(), file: "x") == manifest, "a manifest does not survive encoding")
    let disk = SampleStore.disk.copy()
    for generation in 1...2 as ClosedRange<UInt64> { disk[SampleStore.path.appending(Manifest.path(generation))] = nil }
    disk[SampleStore.path.appending(Manifest.path(manifest.generation))] = bytes
    StoreCheck(disk).run()
  }
}

/// A checkpoint, under the name that its own fields give it.
enum SnapshotTarget: FuzzTarget {
  static let name = "snapshot"
  static var tokens: [[UInt8]] { fixedTokens }

  static func seeds() -> [[UInt8]] {
    let head = LogHead(sequence: 14, chain: Digest(of: [2]))
    let states: [[UInt8]] = [[], [0, 1, 2], [UInt8](repeating: 5, count: 500)]
    return states.map {
      Checkpoint(name: "sessions", version: 1, head: head, state: $0).encoded(store: owner)
    }
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    guard bytes.count >= 128 else { return }
    bytes.put(Format.checkpointMagic + [1, 0], at: 0)
    bytes.put(owner.bytes, at: 32)
    let stored = Array(bytes[128...])
    let raw = bytes[14] == 0 ? stored : stored.lz4Decoded(limit: 1 << 16) ?? []
    bytes.put(UInt64(raw.count), at: 88)
    bytes.put(UInt64(stored.count), at: 96)
    bytes.put(crc32c(stored), at: 104)
    bytes.put(crc32c(raw), at: 108)
    bytes.putChecksum(at: 124)
  }

  static func run(_ bytes: [UInt8]) {
    guard bytes.count >= 128 else { return }
    let name = String(decoding: bytes[16..<32].prefix { $0 != 0 }, as: UTF8.self)
    let sequence = hexadecimal(bytes[48..<56].reversed())
    let file = "snap/\(name)-\(sequence).snap"
    guard let snapshot = try? Checkpoint.decode(bytes, file: file, store: owner) else { return }
    for compress in [true, false] {
      let again = snapshot.encoded(store: owner, compress: compress)
      require(try Checkpoint.decode(again, file: file, store: owner) == snapshot, "a snapshot does not survive")
    }
  }
}
