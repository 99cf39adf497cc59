import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

/// The blocks marked `hex` in FORMAT.md, by name.
private let vectors: [String: [UInt8]] = {
  let text = String(
    decoding: try! POSIXFileSystem().contents(projectRoot.appending("FORMAT.md")), as: UTF8.self)
  var vectors: [String: [UInt8]] = [:]
  for block in text.components(between: "```hex ", and: "```") {
    guard let end = block.firstIndex(of: "\n") else { continue }
    vectors[String(block[..<end])] = bytes(hex: block[end...]) ?? []
  }
  return vectors
}()

/// The blocks marked `text` in FORMAT.md, by name.
private let texts: [String: String] = {
  let page = String(decoding: try! POSIXFileSystem().contents(projectRoot.appending("FORMAT.md")), as: UTF8.self)
  var texts: [String: String] = [:]
  for block in page.components(between: "```text ", and: "```") {
    guard let end = block.firstIndex(of: "\n") else { continue }
    texts[String(block[..<end])] = String(block[block.index(after: end)...])
  }
  return texts
}()

private let store = UUID16("00112233-4455-6677-8899-aabbccddeeff")!

private func digest(_ byte: UInt8) -> Digest { Digest(bytes: [UInt8](repeating: byte, count: 32)) }

@Suite("test vectors of FORMAT.md")
struct FormatVectorTests {
  private func check(_ name: String, _ written: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(vectors[name] == written, "\(name) should be\n\(hexDump(written))", sourceLocation: sourceLocation)
  }

  @Test("the header and the entries of a snapshot are coded as in FORMAT.md")
  func storeSnapshot() throws {
    let identity = StoreDirectory.encodeIdentity(store, created: 1_764_000_000_000)
    let parts: [SnapshotContents.Part] = [
      .init(kind: .identity, start: 0, length: UInt64(identity.count)), .init(kind: .manifest, start: 0, length: 356),
      .init(kind: .segment, id: .plain(0), start: 0, length: 4384),
      .init(kind: .segment, id: .plain(1), start: 0, length: 128),
    ]
    let contents = SnapshotContents(
      store: store, since: LogHead(sequence: 0, chain: .zero), head: LogHead(sequence: 14, chain: digest(0x22)),
      parts: parts)
    check("store-snapshot", contents.encoded())
    let disk = MemoryFileSystem()
    disk["/x"] = contents.encoded()
    let file = try disk.open("/x", followLinks: true)
    #expect(try SnapshotContents.read(file, size: contents.length, name: "x") == contents)
  }

  @Test("the file CCSTORE is coded as in FORMAT.md")
  func identity() throws {
    let written = StoreDirectory.encodeIdentity(store, created: 1_764_000_000_000)
    check("ccstore", written)
    #expect(try StoreDirectory.decodeIdentity(written) == store)
  }

  @Test("a segment header is coded as in FORMAT.md")
  func segmentHeader() throws {
    let header = SegmentHeader(
      store: store, ordinal: 3, generation: 1, lastOrdinal: 4, firstSequence: 1000, chain: digest(0x11),
      created: 1_764_000_000_000,
      compaction: CompactionProfile(isArchive: false, level: 4, encoders: 1, blockSize: 8 << 20))
    check("segment-header", header.encoded())
    #expect(try SegmentHeader.decode(header.encoded(), file: "x") == header)
  }

  @Test("an EVENTS payload is coded as in FORMAT.md")
  func eventsPayload() throws {
    var builder = EventBlockBuilder()
    let uuid = Array("00112233-4455-6677-8899-aabbccddeeff".utf8)
    for row in 0..<3 {
      builder.begin(kind: 2)
      builder.set(16, 7)
      if row != 1 { builder.set(19, row == 0 ? 0 : -3) }
      builder.set(23, uuid)
      builder.set(26, Array((row == 1 ? "assistant" : "user").utf8))
      if row == 2 { builder.set(74, [UInt8](repeating: 0xab, count: 16)) }
      let body = [UInt8](repeating: 0x78, count: [5, 0, 300][row])
      body.withUnsafeBytes { builder.end(body: $0) }
    }
    let finished = builder.finish().first
    let block = try #require(finished)
    let payload = try decode(block.payloads[0])
    check("events-payload", payload)
    let place = BlockPlace.nowhere
    let decoded = try EventBlock(decoding: payload, firstSequence: 1, count: 3, place: place)
    #expect(decoded.columns == [0, 1, 16, 19, 23, 26, 74])
    #expect(try (0..<3).map { try decoded.integers(19)[$0] } == [0, nil, -3])
    #expect(try (0..<3).map { try decoded.bytes(23)[$0] } == [uuid, uuid, uuid])
    #expect(try (0..<3).map { try decoded.bytes(74)[$0]?.count } == [nil, nil, 16])
  }

  @Test("an EVENTS payload with a dropped body is coded as in FORMAT.md")
  func droppedBody() throws {
    var builder = EventBlockBuilder()
    builder.begin(kind: 2)
    [UInt8](repeating: 0x79, count: 5).withUnsafeBytes { builder.end(body: $0) }
    builder.begin(kind: 2)
    let body = [UInt8](repeating: 0x78, count: 300).withUnsafeBytes { DroppedBody(of: $0) }
    builder.end(body)
    let finished = builder.finish().first
    let payload = try decode(try #require(finished).payloads[0])
    check("events-dropped", payload)
    let decoded = try EventBlock(decoding: payload, firstSequence: 1, count: 2, place: .nowhere)
    #expect(try decoded.droppedBodies()?[0] == nil)
    #expect(try decoded.droppedBodies()?[1] == body)
  }

  @Test("a MERGED frame is coded as in FORMAT.md")
  func mergedFrame() throws {
    var merged = MergedPayload()
    merged.add(MergedPayload.Part(events: 2, time: 1_764_000_000_000))
    merged.add(MergedPayload.Part(events: 3, time: 1_764_000_000_123))
    check("merged-frame", frame(.merged, merged.encoded(), offset: 4096, durable: 0, sequence: 10, count: 5))
    #expect(try merged.encoded().withUnsafeBytes { try MergedPayload(decoding: $0, events: 5) } == merged)
  }

  @Test("COMMIT, ATTEST and SEAL frames are coded as in FORMAT.md")
  func smallFrames() throws {
    let commit = CommitPayload(chain: digest(0x22), time: 1_764_000_000_123, frames: 4).encoded()
    let seal = SealPayload(chain: digest(0x22), events: 14, frames: 9).encoded()
    check("commit-frame", frame(.commit, commit, offset: 4096, durable: 1024, sequence: 10, count: 5))
    let origin = CommitPayload.Origin(writer: 0x0123_4567_89ab_cdef, before: digest(0x11))
    let long = CommitPayload(chain: digest(0x22), time: 1_764_000_000_123, frames: 4, origin: origin)
    check("commit-64", frame(.commit, long.encoded(), offset: 4096, durable: 1024, sequence: 10, count: 5))
    for payload in [commit, long.encoded()] {
      #expect(try payload.withUnsafeBytes { try CommitPayload(decoding: $0) }.encoded() == payload)
    }
    check("attest-frame", frame(.attest, [], offset: 4208, durable: 4208, sequence: 15, count: 0))
    check("seal-frame", frame(.seal, seal, offset: 4272, durable: 4208, sequence: 15, count: 0))
  }

  @Test("a canonical event, its hash and the chain are computed as in FORMAT.md")
  func chain() throws {
    var hasher = EventHasher()
    hasher.begin(kind: 2)
    hasher.add(16, integer: 7)
    Array("user".utf8).withUnsafeBytes { hasher.add(26, bytes: $0) }
    check("event-canonical", Array(hasher.envelope))
    var hash: [UInt8] = []
    Array("{\"a\":1}\n".utf8).withUnsafeBytes {
      hasher.end(body: $0)
      hasher.finish(into: &hash)
    }
    check("event-hash", hash)
    var chain = Chain()
    chain.extend(eventHashes: hash)
    check("chain-1", chain.digest.bytes)
  }

  @Test("the event of a pruned file has the canonical form in FORMAT.md")
  func pruned() {
    var hasher = EventHasher()
    hasher.begin(kind: 16)
    for (column, value) in [(16, 7), (17, 1), (72, 4_660), (98, 1_764_000_000_123)] as [(UInt8, Int64)] {
      hasher.add(column, integer: value)
    }
    check("pruned-canonical", Array(hasher.envelope))
  }

  @Test("a manifest is coded as in FORMAT.md")
  func manifest() throws {
    let sealed = Manifest.Segment(
      id: SegmentID(ordinal: 0, generation: 0), lastOrdinal: 0, state: .sealed, length: 4384, firstSequence: 1,
      nextSequence: 15, chainBefore: .zero, chainAfter: digest(0x22))
    let active = Manifest.Segment(
      id: SegmentID(ordinal: 1, generation: 0), lastOrdinal: 1, state: .active, length: 128, firstSequence: 15,
      nextSequence: 15, chainBefore: digest(0x22), chainAfter: digest(0x22))
    let manifest = Manifest(
      store: store, generation: 2, created: 1_764_000_000_456, predecessor: digest(0x33), segments: [sealed, active])
    check("manifest", manifest.encoded())
    #expect(try Manifest.decode(manifest.encoded(), file: "x") == manifest)
  }

  @Test("a manifest that states versions of ccstore is coded as in FORMAT.md")
  func manifestVersions() throws {
    let versions = StatedVersions(needed: ProgramVersion(0, 1, 0), writer: ProgramVersion(0, 2, 0))
    let manifest = Manifest(
      store: store, generation: 1, created: 1_764_000_000_000, predecessor: .zero, versions: versions,
      segments: [.empty(ordinal: 0, firstSequence: 1, chain: .zero)])
    check("manifest-versions", manifest.encoded())
    let decoded = try Manifest.decode(manifest.encoded(), file: "x")
    #expect(decoded == manifest)
    #expect(decoded.versions.needed?.description == "0.1.0" && decoded.versions.writer?.description == "0.2.0")
  }

  @Test("a HEAD file is coded as in FORMAT.md")
  func head() throws {
    var end = AcknowledgedEnd(segment: SegmentID(ordinal: 1, generation: 0), durable: 8192, nextSequence: 20)
    check("head-80", end.encoded(store: store))
    #expect(try AcknowledgedEnd.decode(end.encoded(store: store), store: store) == end)
    (end.chain, end.place) = (digest(0x22), AcknowledgedEnd.Place(head: 4711, segment: 4712))
    check("head", end.encoded(store: store))
    #expect(try AcknowledgedEnd.decode(end.encoded(store: store), store: store) == end)
  }

  @Test("a segment index is coded as in FORMAT.md")
  func index() throws {
    let extent = SegmentExtent(ordinal: 3, generation: 1, first: 1, next: 15, length: 8192, isActive: true)
    let index = SegmentIndex(
      version: 1, of: extent, head: LogHead(sequence: 14, chain: digest(0x22)), state: [0, 1, 2])
    let written = index.encoded(store: store)
    check("index", written)
    #expect(try SegmentIndex.decode(written, file: "idx/00000003-00000001.idx", store: store) == index)
  }

  @Test("a checkpoint is coded as in FORMAT.md")
  func snapshot() throws {
    let snapshot = Checkpoint(
      name: "sessions", version: 1, head: LogHead(sequence: 14, chain: digest(0x22)), state: [0, 1, 2])
    let written = snapshot.encoded(store: store, compress: false)
    check("snapshot", written)
    #expect(try Checkpoint.decode(written, file: snapshot.path, store: store) == snapshot)
  }

  @Test("a payload of codec 2 is decoded as in FORMAT.md")
  func longMatches() throws {
    let first = Array(("a " + String(repeating: "words ", count: 24) + "é\n").utf8)
    let expected = first + first.prefix(14) + Array("   ".utf8)
    #expect(try decode(try #require(vectors["codec-2"]), .longMatches, length: 166, lines: nil) == expected)
  }

  @Test("an EVENTS payload of a compaction and its payload of codec 3 are decoded as in FORMAT.md")
  func shape() throws {
    let events = try #require(vectors["events-compact"])
    let block = try EventBlock(decoding: events, firstSequence: 1, count: 4, place: .nowhere)
    let ends = try block.bodyEnds()
    #expect(ends == [135, 269, 509, 530])
    let offsets = try block.integers(19)
    #expect((0..<4).map { offsets[$0] } == [1000, 1135, 1269, 1507])
    let uuids = ["a0", "b1"].map { UUID16(bytes(hex: String(repeating: $0, count: 16))!).description }
    let columns: [UInt8: [String?]] = [
      23: [uuids[0], uuids[1], "x", nil], 24: [uuids[1], uuids[0], "root", nil],
      29: ["msg_01Zz09a", "msg_01Zz09a", "y", nil],
    ]
    for (column, values) in columns {
      let found = try block.bytes(column)
      #expect((0..<4).map { found[$0] } == values.map { $0.map { Array($0.utf8) } }, "column \(column)")
    }
    var lines = try FrameLines(block, ends: ends)
    let frame = lines.next(530)
    let decoded = try decode(try #require(vectors["codec-3"]), .shape, length: 530, lines: frame)
    #expect(decoded == Array(try #require(texts["codec-3"]).utf8))
  }

  private func decode(_ payload: [UInt8], _ codec: Codec, length: Int, lines: BodyLines?) throws -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: length)
    try payload.withUnsafeBytes { stored in
      try raw.withUnsafeMutableBytes { try Codec.decode(stored, codec: codec.rawValue, lines: lines, into: $0) }
    }
    return raw
  }

  @Test("the CRC-32C of the digits 1 to 9 is the one in FORMAT.md")
  func checksum() {
    #expect(crc32c(Array("123456789".utf8)) == 0xe306_9283)
  }

  private func frame(
    _ type: FrameType, _ payload: [UInt8], offset: UInt64, durable: UInt64, sequence: UInt64, count: UInt32
  ) -> [UInt8] {
    let header = FrameHeader(
      type: type.rawValue, codec: 0, storedLength: UInt32(payload.count), rawLength: UInt32(payload.count),
      offset: offset,
      durable: durable, sequence: sequence, count: count, segment: SegmentID(ordinal: 0, generation: 0),
      storedChecksum: crc32c(payload), rawChecksum: crc32c(payload))
    var writer = ByteWriter()
    header.encode(into: &writer)
    writer.append(payload)
    writer.zeros(Format.frameLength(stored: payload.count) - writer.count)
    #expect(
      writer.bytes.withUnsafeBytes { FrameHeader.decode($0, segment: header.segment, offset: offset) }
        == .success(header))
    return writer.bytes
  }

  private func decode(_ payload: EncodedPayload) throws -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: payload.rawLength)
    try payload.bytes.withUnsafeBytes { stored in
      try raw.withUnsafeMutableBytes { try Codec.decode(stored, codec: payload.codec.rawValue, into: $0) }
    }
    return raw
  }
}

extension String {
  fileprivate func components(between open: String, and close: String) -> [Substring] {
    var found: [Substring] = []
    var rest = self[...]
    while let start = rest.firstRange(of: open) {
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: close) else { break }
      found.append(rest[..<end.lowerBound])
      rest = rest[end.upperBound...]
    }
    return found
  }
}
