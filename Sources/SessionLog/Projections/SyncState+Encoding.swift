import Bytes

extension SyncState {
  package func encode(into writer: inout ByteWriter) {
    writer.varint(roots.count)
    for root in roots {
      writer.sized(root.origin)
      writer.sized(root.path)
      writer.sized(root.host)
    }
    writer.varint(sources.count)
    for source in sources { Self.encode(source, into: &writer) }
    writer.varint(UInt64(runCount))
    writer.varint(runs.count)
    for run in runs { Self.encode(run, into: &writer) }
    writer.varint(metadata.count)
    for entry in metadata { Self.encode(entry, into: &writer) }
    writer.varint(lastErasure)
    writer.varint(lastRepeat)
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count()) {
      roots.append(RootState(origin: try reader.sized(), path: try reader.sized(), host: try reader.sized()))
    }
    let count = try reader.count(limit: reader.remaining)
    sources.reserveCapacity(count)
    for _ in 0..<count {
      let source = try Self.source(&reader)
      if let source, source.root >= roots.count { throw .malformed }
      sources.append(source)
    }
    runCount = try reader.positive()
    guard runCount < .max else { throw .malformed }
    for _ in 0..<(try reader.count()) { runs.append(try Self.run(&reader)) }
    for _ in 0..<(try reader.count()) { metadata.append(try Self.metadata(&reader)) }
    lastErasure = try reader.varint()
    lastRepeat = try reader.varint()
  }

  private static func encode(_ source: SourceState?, into writer: inout ByteWriter) {
    guard let source else { return writer.u8(0) }
    writer.u8(
      1 | (source.isMissing ? 2 : 0) | (source.stamp == nil ? 0 : 4) | (source.form == .whole ? 8 : 0)
        | (source.erasedAt == nil ? 0 : 16) | (source.isForeign ? 32 : 0) | (source.isPruned ? 64 : 0))
    writer.varint(source.root)
    writer.sized(source.path)
    if let home = source.home { writer.append(home.bytes) }
    if let stamp = source.stamp {
      writer.zigzag(stamp.size)
      writer.zigzag(stamp.modified)
      writer.zigzag(stamp.changed)
      writer.fixed(stamp.inode)
      writer.fixed(stamp.device)
    }
    if let time = source.erasedAt { writer.zigzag(time) }
    writer.varint(source.generations.count)
    for generation in source.generations {
      writer.varint(generation.firstSequence)
      writer.varint(generation.lastSequence)
      writer.zigzag(generation.length)
      writer.zigzag(generation.lines)
      writer.zigzag(generation.badLines)
      writer.sized(generation.md5)
      writer.u8(
        (generation.endsOpen ? 1 : 0) | (generation.base == nil ? 0 : 2) | (generation.lostBytes == 0 ? 0 : 4)
          | (generation.keyedMD5.isEmpty ? 0 : 8) | (generation.erased.isEmpty ? 0 : 16)
          | (generation.sharedPrefix == nil ? 0 : 32) | (generation.repeated.isEmpty ? 0 : 64)
          | (generation.unstated == nil ? 0 : 128))
      if !generation.keyedMD5.isEmpty { writer.sized(generation.keyedMD5) }
      if !generation.erased.isEmpty {
        generation.erased.encode(into: &writer)
        generation.erasedUsage.encode(into: &writer)
      }
      if generation.lostBytes != 0 { writer.zigzag(generation.lostBytes) }
      for base in [generation.base, generation.sharedPrefix] {
        guard let base else { continue }
        writer.zigzag(base.source)
        writer.zigzag(base.generation)
        writer.zigzag(base.length)
      }
      if !generation.repeated.isEmpty { encode(repeatsOf: generation, into: &writer) }
      if let records = generation.unstated {
        writer.zigzag(records.offset)
        writer.u8(records.areAll ? 1 : 0)
      }
    }
  }

  private static func encode(repeatsOf generation: Generation, into writer: inout ByteWriter) {
    writer.varint(generation.mendedRepeats)
    writer.varint(generation.repeated.count)
    for range in generation.repeated {
      writer.varint(range.lowerBound)
      writer.varint(range.upperBound)
    }
  }

  private static func repeats(_ generation: inout Generation, _ reader: inout ByteReader) throws(ByteError) {
    generation.mendedRepeats = try reader.count()
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let (first, last) = (try reader.varint(), try reader.varint())
      guard first <= last else { throw .malformed }
      generation.repeated.append(first...last)
    }
  }

  private static func source(_ reader: inout ByteReader) throws(ByteError) -> SourceState? {
    let flags = try reader.u8()
    if flags == 0 { return nil }
    var source = SourceState(root: try reader.count(), path: try reader.sized(), form: flags & 8 == 0 ? .lines : .whole)
    source.isMissing = flags & 2 != 0
    source.isPruned = flags & 64 != 0
    if flags & 32 != 0 { source.home = UUID16(try reader.bytes(16)) }
    if flags & 4 != 0 {
      source.stamp = FileStamp(
        size: try reader.zigzag(), modified: try reader.zigzag(), changed: try reader.zigzag(),
        inode: try reader.fixed(),
        device: try reader.fixed())
    }
    if flags & 16 != 0 { source.erasedAt = try reader.zigzag() }
    for _ in 0..<(try reader.count()) {
      var generation = Generation(
        firstSequence: try reader.varint(), lastSequence: try reader.varint(), length: try reader.zigzag(),
        lines: try reader.zigzag(), badLines: try reader.zigzag(), md5: try reader.sized())
      let flags = try reader.u8()
      generation.endsOpen = flags & 1 != 0
      if flags & 8 != 0 { generation.keyedMD5 = try reader.sized() }
      if flags & 16 != 0 {
        generation.erase(try OffsetRanges(decoding: &reader), usage: try OffsetRanges(decoding: &reader))
      }
      if flags & 4 != 0 { generation.lostBytes = try reader.zigzag() }
      if flags & 2 != 0 { generation.base = try base(&reader) }
      if flags & 32 != 0 { generation.sharedPrefix = try base(&reader) }
      if flags & 64 != 0 { try repeats(&generation, &reader) }
      if flags & 128 != 0 {
        generation.unstated = UnstatedRecords(offset: try reader.zigzag(), areAll: try reader.u8() != 0)
      }
      source.generations.append(generation)
    }
    return source
  }

  private static func base(_ reader: inout ByteReader) throws(ByteError) -> GenerationBase {
    GenerationBase(source: try reader.zigzag(), generation: try reader.zigzag(), length: try reader.zigzag())
  }

  private static func encode(_ metadata: SyncMetadata, into writer: inout ByteWriter) {
    writer.sized(Array(metadata.syncKey.utf8))
    writer.zigzag(metadata.lastSyncTimestamp ?? -1)
    writer.zigzag(metadata.filesProcessed)
    writer.zigzag(metadata.sessionsProcessed)
    writer.zigzag(metadata.syncStatus.rawValue)
    writer.u8(metadata.errorMessage == nil ? 0 : 1)
    if let error = metadata.errorMessage { writer.sized(Array(error.utf8)) }
    writer.zigzag(metadata.createdAt)
    writer.zigzag(metadata.updatedAt)
  }

  private static func metadata(_ reader: inout ByteReader) throws(ByteError) -> SyncMetadata {
    let key = try reader.sized().text
    let last = try reader.zigzag()
    let files = try reader.zigzag()
    let sessions = try reader.zigzag()
    guard let status = RunStatus(rawValue: try reader.zigzag()) else { throw .malformed }
    let error = try reader.u8() == 1 ? try reader.sized().text : nil
    return SyncMetadata(
      syncKey: key, lastSyncTimestamp: last == -1 ? nil : last, filesProcessed: files, sessionsProcessed: sessions,
      syncStatus: status, errorMessage: error, createdAt: try reader.zigzag(), updatedAt: try reader.zigzag())
  }

  private static func encode(_ run: RunState, into writer: inout ByteWriter) {
    writer.varint(UInt64(run.number))
    writer.sized(Array(run.syncKey.utf8))
    writer.zigzag(run.started)
    writer.zigzag(run.ended ?? -1)
    writer.zigzag(run.status.rawValue)
    writer.u8(run.error == nil ? 0 : 1)
    if let error = run.error { writer.sized(Array(error.utf8)) }
    for field in RunCounts.fields { writer.zigzag(run.counts[keyPath: field]) }
  }

  private static func run(_ reader: inout ByteReader) throws(ByteError) -> RunState {
    let number = try reader.positive()
    let key = try reader.sized().text
    let started = try reader.zigzag()
    let ended = try reader.zigzag()
    guard let status = RunStatus(rawValue: try reader.zigzag()) else { throw .malformed }
    let error = try reader.u8() == 1 ? try reader.sized().text : nil
    var run = RunState(
      number: number, syncKey: key, started: started, ended: ended == -1 ? nil : ended, status: status, error: error)
    for field in RunCounts.fields { run.counts[keyPath: field] = try reader.zigzag() }
    return run
  }
}

extension ByteReader {
  /// Reads a varint that fits in a signed integer.
  mutating func positive() throws(ByteError) -> Int64 {
    guard let value = Int64(exactly: try varint()) else { throw .malformed }
    return value
  }
}
