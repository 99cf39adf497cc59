import Bytes
import FileIO
import LineCodecs

/// The result of checking a whole log: what was examined and what was found.
public struct LogVerification: Sendable {
  /// Everything that was found wrong or noteworthy.
  public var findings: [Finding] = []
  /// The number of files checked.
  public var files = 0
  /// The total length of the files checked, in bytes.
  public var bytes: Int64 = 0
  /// The number of events checked. Between damage and the next commit, where the chain is not known, only the checksums
  /// of their frames were.
  public var events: UInt64 = 0
  /// The number of source files that were compared with what is stored of them.
  public var comparedFiles = 0
  /// The data in source files that is not stored; nil when this was not examined.
  public var unstored: Unstored?
  /// The parts of a damaged log that cannot be read.
  public var losses: [Loss] = []
  /// True when the next writer will repair everything that is wrong by itself.
  public var isMendable = false
  /// The head according to the events, recomputed.
  public var head = LogHead(sequence: 0, chain: .zero)

  /// The data in source files that the log does not have.
  public struct Unstored: Sendable, Equatable {
    /// The number of files of which nothing is stored.
    public var newFiles: Int
    /// The number of files that have changed since they were stored.
    public var changedFiles: Int
    /// The number of lines that an ingest would store.
    public var lines: Int64
    /// The number of bytes that an ingest would store.
    public var bytes: Int64
    /// The number of bytes in last lines that are not complete yet.
    public var waitingBytes: Int64

    /// Creates the counts.
    public init(newFiles: Int, changedFiles: Int, lines: Int64, bytes: Int64, waitingBytes: Int64) {
      (self.newFiles, self.changedFiles, self.lines) = (newFiles, changedFiles, lines)
      (self.bytes, self.waitingBytes) = (bytes, waitingBytes)
    }
  }

  /// Creates the result of a check that has found nothing yet.
  public init() {}

  /// True when nothing worse than a notice was found.
  public var isOK: Bool { !findings.contains { $0.severity == .error } }
}

/// Checks every byte of a log against its checksum or its required zero, every count, sequence number and chain hash,
/// the manifest, and the checkpoints and indexes. It never writes. Speed: 0.7 GB of source data a second for each
/// worker.
package struct LogVerifier {
  package let directory: StoreDirectory
  private let workers: Int
  /// A function that is called from time to time with the bytes done and the total bytes.
  package let progress: (_ done: Int64, _ total: Int64) -> Void
  private let block: (EventBlock, BlockBodies?) -> Void
  /// Ends the check with `LogError.interrupted`.
  package var cancellation: Cancellation?
  private let keepsBodies: Bool
  private var result = LogVerification()
  /// The length of a segment in bytes below which threads cost more than they save.
  private static let parallelBytes: UInt64 = 1 << 20
  private static let progressBytes: UInt64 = 8 << 20
  private var total: Int64 = 0
  private var acknowledged: AcknowledgedEnd?
  /// The chain hashes at the ends of commits, by sequence number, for the checkpoints.
  private var chains: [UInt64: Digest] = [0: .zero]

  /// `workers` is the number of threads that decode and hash. `block` is called with every intact block, on the calling
  /// thread and in order; a block may come twice when a compaction runs in parallel. With `keepsBodies`, it also
  /// receives the bodies.
  package init(
    _ directory: StoreDirectory, workers: Int = 1,
    progress: @escaping (_ done: Int64, _ total: Int64) -> Void = { _, _ in },
    keepsBodies: Bool = false, block: @escaping (EventBlock, BlockBodies?) -> Void = { _, _ in }
  ) {
    (self.directory, self.workers, self.progress, self.block) = (directory, workers, progress, block)
    self.keepsBodies = keepsBodies
  }

  /// Checks the log. Throws only errors that are not findings, such as I/O errors.
  package mutating func run() throws(LogError) -> LogVerification {
    total = try directory.size()
    result.files = 2  // CCSTORE, LOCK
    // In this order a writer that runs in parallel does no harm: derived files are read first, so the log is at least
    // as far as they are.
    acknowledged = try checkAcknowledgedEnd()
    let checkpoints = try readCheckpoints()
    guard var manifest = try checkManifests() else { return result }
    var chain = Chain()
    var next: UInt64 = 1
    var index = 0
    while index < manifest.segments.count {
      let entry = manifest.segments[index]
      var opening: SegmentOpening?
      try catching { (verifier) throws(LogError) in opening = try verifier.directory.open(entry, of: manifest, nil) }
      if case .replaced = opening {
        // A compaction runs in parallel: continue with the segment of the newest manifest that holds the next event.
        (manifest, index) = try directory.newerManifest(holding: next)
        let entry = manifest.segments[index]
        result.events -= min(result.events, next - entry.firstSequence)
        (chain, next) = (Chain(entry.chainBefore), entry.firstSequence)
        continue
      }
      index += 1
      if case .opened(let opened) = opening {
        try catching { (verifier) throws(LogError) in try verifier.check(entry, opened, &chain, &next) }
      }
      // When one segment is broken, the others are still worth checking.
      if entry.state != .active { (chain, next) = (Chain(entry.chainAfter), entry.nextSequence) }
    }
    result.head = LogHead(sequence: next - 1, chain: chain.digest)
    check(checkpoints)
    if let shortfall = try directory.shortfall(result.head, acknowledged) {
      result.findings.append(Finding(.notice, file: AcknowledgedEnd.file, shortfall.description))
    }
    try checkIndexes()
    try checkStrangers(manifest)
    return result
  }

  private mutating func checkManifests() throws(LogError) -> Manifest? {
    let generations = try directory.manifestGenerations()
    var decoded: [Manifest] = []
    var isGone = false
    var refusal: LogError?
    for generation in generations {
      try catching { (verifier) throws(LogError) in
        let name = Manifest.path(generation)
        guard let bytes = try verifier.contents(name) else {
          isGone = generation == generations.last
          return
        }
        let manifest: Manifest
        do throws(LogError) { manifest = try Manifest.decode(bytes, file: name) } catch {
          guard case .unsupported = error else { throw error }
          refusal = error
          return
        }
        guard manifest.generation == generation, manifest.store == verifier.directory.uuid else {
          throw .damaged(Finding(file: name, "this manifest belongs to another store or generation"))
        }
        if let before = decoded.last, before.generation + 1 == generation,
          Digest(of: before.encoded()) != manifest.predecessor
        {
          throw .damaged(Finding(file: name, offset: 64, "the manifest does not follow its predecessor"))
        }
        decoded.append(manifest)
      }
    }
    // A store of a later version is not damaged, and this program cannot judge it.
    if let refusal { throw refusal }
    guard let newest = generations.last else {
      if let made = try directory.manifest(acknowledged) { return made }
      let data = try directory.segmentWithData()
      let isNew = acknowledged == nil && result.isOK && data == nil
      result.findings.append(
        isNew
          ? Finding(
            .notice, file: "manifest", "the store is empty: its creation was cut off; the next ingest finishes it")
          : Finding(file: "manifest", "there is no manifest"))
      return nil
    }
    // A writer has replaced them with newer ones in the meantime.
    if isGone { return try checkManifests() }
    guard decoded.last?.generation == newest else { return nil }
    return try directory.manifest(acknowledged)
  }

  private mutating func check(
    _ entry: Manifest.Segment, _ opened: OpenSegment, _ chain: inout Chain, _ next: inout UInt64
  ) throws(LogError) {
    let name = entry.id.path
    let (reader, header, length) = (opened.reader, opened.header, opened.length)
    result.files += 1
    guard header.firstSequence == next, header.chain == chain.digest else {
      throw .damaged(Finding(file: name, offset: 64, "the segment does not follow the one before it"))
    }
    let limit: UInt64
    if entry.state == .active {
      let walk = try directory.walk(
        opened, entry, promised: try directory.promise(entry, acknowledged), acknowledged)
      if var found = directory.damage(walk, of: entry, acknowledged) {
        if walk.damage.problem.isTearable { found.message += ", and what was there had been acknowledged" }
        result.findings.append(found)
      } else if walk.end < length || walk.hasOpenBlock {
        result.findings.append(
          Finding(
            .notice, file: name, offset: walk.good,
            "an unfinished write, never acknowledged; the next ingest puts it aside"))
      }
      let mark = walk.commits.first { $0.end == entry.length }
      let isRight =
        entry.length == UInt64(SegmentHeader.length)
        ? entry.nextSequence == entry.firstSequence && entry.chainAfter == entry.chainBefore
        : mark?.nextSequence == entry.nextSequence && mark?.chain == entry.chainAfter
      if !isRight, !walk.isDamaged {
        result.findings.append(Finding(file: "manifest", "what it says of the end of \(name) is wrong"))
      }
      limit = walk.good
    } else {
      limit = entry.length
      if length > limit {
        result.findings.append(
          Finding(
            .notice, file: name, offset: limit,
            "\(length - limit) bytes after its end, which recovery appended again or put aside"))
      }
    }
    var state = SegmentCheck(reader: reader, chain: chain, next: next, keepsBodies: keepsBodies)
    defer { (chain, next) = (state.chain, state.next) }
    let end = try check(&state, from: UInt64(SegmentHeader.length), limit: limit)
    result.bytes += Int64(length)
    guard !state.isBroken else { return }
    guard !state.hasOpenBlock else {
      throw .damaged(Finding(file: name, offset: end, "the last events have no commit"))
    }
    if entry.state != .active {
      guard state.next == entry.nextSequence, state.chain.digest == entry.chainAfter,
        state.isSealed == (entry.state == .sealed)
      else { throw .damaged(Finding(file: name, offset: end, "the segment does not end as the manifest says")) }
    }
  }

  /// Checks all frames of a segment up to `limit`. Returns the offset after the last one.
  private mutating func check(
    _ state: inout SegmentCheck, from start: UInt64, limit: UInt64
  ) throws(LogError) -> UInt64 {
    var end = start
    do {
      let isLong = limit > Self.parallelBytes
      let reader = state.reader
      try reader.forEachFrame(
        from: start, limit: limit, workers: isLong ? workers : 1, keepsBodies: keepsBodies
      ) { place, ahead in
        if cancellation?.isCancelled == true { throw LogError.interrupted }
        let before = end
        if case .frame(let frame) = place { end = frame.next }
        try check(place, ahead, &state)
        if end / Self.progressBytes != before / Self.progressBytes { progress(result.bytes + Int64(end), total) }
      }
    } catch let error as LogError {
      throw error
    } catch { preconditionFailure("\(error)") }
    return end
  }

  private mutating func check(
    _ place: FramePlace, _ ahead: BlockCheck?, _ state: inout SegmentCheck
  ) throws(LogError) {
    switch place {
    case .problem(let problem, let offset):
      result.findings.append(Finding(file: state.reader.id.path, offset: offset, problem.message))
      state.skipDamage()
    case .frame(let frame):
      do throws(LogError) {
        result.events += try state.check(frame, ahead)
        if let finished = state.finished { block(finished, state.bodies) }
        if frame.type == FrameType.commit.rawValue { chains[state.next - 1] = state.chain.digest }
      } catch {
        guard case .damaged(let finding) = error else { throw error }
        result.findings.append(finding)
        state.skipDamage()
      }
    }
  }

  /// Returns the bytes of a file that a writer may remove or replace at any moment; nil when it is missing, and when it
  /// is a symbolic link, which is reported as a notice.
  private mutating func contents(_ name: String) throws(LogError) -> [UInt8]? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try directory.fileSystem.contents(directory.file(name))
    } catch {
      if error.errno == .noSuchFileOrDirectory { return nil }
      guard error.errno == .tooManySymbolicLinkLevels else { throw .file(error) }
      result.findings.append(
        Finding(.notice, file: name, "this is a symbolic link, and a store has none; it is not followed"))
      return nil
    }
    result.files += 1
    result.bytes += Int64(bytes.count)
    return bytes
  }

  /// Reads the checkpoints. They are derived, so anything wrong with one is only a notice.
  private mutating func readCheckpoints() throws(LogError) -> [Checkpoint] {
    var checkpoints: [Checkpoint] = []
    for name in try directory.names(in: "snap") {
      let file = "snap/" + name
      guard let bytes = try contents(file) else { continue }
      if let checkpoint = try? Checkpoint.decode(bytes, file: file, store: directory.uuid) {
        checkpoints.append(checkpoint)
      } else {
        result.findings.append(
          Finding(.notice, file: file, "this is not an intact checkpoint; it is derived and can be deleted"))
      }
    }
    return checkpoints
  }

  private mutating func checkIndexes() throws(LogError) {
    for name in try directory.names(in: "idx") {
      let file = "idx/" + name
      guard let bytes = try contents(file) else { continue }
      if (try? SegmentIndex.decode(bytes, file: file, store: directory.uuid)) == nil {
        result.findings.append(
          Finding(.notice, file: file, "this is not an intact index; it is derived and can be deleted"))
      }
    }
  }

  /// Compares the checkpoints with the log. One that covers more events than a log in which nothing is wrong proves
  /// that the log has lost events.
  private mutating func check(_ checkpoints: [Checkpoint]) {
    let isLogWhole = result.isOK
    for checkpoint in checkpoints {
      if checkpoint.head.sequence > result.head.sequence {
        // The checkpoint may have been copied after the log. That the copy ends early is reported once, elsewhere.
        guard isLogWhole, acknowledged?.isBinding ?? true else { continue }
        let message =
          "this checkpoint knows \(checkpoint.head.sequence) events, the log only \(result.head.sequence): events are "
          + "lost; \(Shortfall.advice)"
        result.findings.append(Finding(file: checkpoint.path, offset: 48, message))
      } else if let chain = chains[checkpoint.head.sequence], chain != checkpoint.head.chain {
        result.findings.append(
          Finding(
            .notice, file: checkpoint.path, offset: 56,
            "this checkpoint is of another log; it is derived and can be deleted"))
      }
    }
  }

  private mutating func checkAcknowledgedEnd() throws(LogError) -> AcknowledgedEnd? {
    guard let bytes = try contents(AcknowledgedEnd.file) else { return nil }
    let end = directory.acknowledgedEnd(bytes)
    // A writer that has opened a store for the first time and stored nothing yet leaves the file empty.
    if end == nil, !bytes.isEmpty {
      result.findings.append(
        Finding(.notice, file: AcknowledgedEnd.file, "this file is not intact; the next ingest writes it again"))
    }
    return end
  }

  /// Reports files that do not belong to the store, or that the next writer will remove.
  private mutating func checkStrangers(_ manifest: Manifest) throws(LogError) {
    let known = Set(manifest.segments.map { String($0.id.path.dropFirst(4)) })
    for name in try directory.names(in: "seg") where !known.contains(name) {
      result.findings.append(Finding(.notice, file: "seg/" + name, "this file is not part of the log"))
    }
    for name in try directory.names(in: "quarantine") {
      result.findings.append(
        Finding(.notice, file: "quarantine/" + name, "bytes of an unfinished write that recovery put aside"))
    }
    for name in try directory.foreignEntries() {
      result.findings.append(Finding(.notice, file: name, "this is not a plain file; it is not part of the store"))
    }
  }

  /// Calls `body` and turns damage into a finding.
  private mutating func catching(_ body: (inout LogVerifier) throws(LogError) -> Void) throws(LogError) {
    do throws(LogError) {
      try body(&self)
    } catch .damaged(let finding) {
      result.findings.append(finding)
    } catch .unsupported(let file, let what) {
      result.findings.append(Finding(file: file, "this file \(what)"))
    }
  }
}
