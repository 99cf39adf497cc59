import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Consecutive lines of one generation, or a file that is stored whole, which are to be erased.
package struct ErasedRun {
  var key: GenerationKey
  var range: Range<Int64>
  /// The number of lines; 0 for a file that is stored whole.
  var lines: Int64
  var digests: [LineDigest]
}

/// Passes over the records of some sources that find what is to be erased, with its keyed digests.
struct ErasureScan {
  /// The rule that selects a line.
  enum Choice {
    /// Selected by its first record. Files that are stored whole are selected by their key alone.
    case record((_ row: Int, _ columns: ScanColumns, _ key: GenerationKey, _ session: [UInt8]) -> Bool)
    /// Selected when its content has one of these digests.
    case content(Set<LineDigest>)
  }

  /// The number of digests in one run, and thus in one event, after which a new run begins.
  static let digestsMax = 4096

  private struct OpenLine {
    var range: Range<Int64>
    var isChosen: Bool
    /// The hasher of the whole line.
    var hasher: LineHasher
    /// The digests of the pieces of a line that is stored in several.
    var digests: [LineDigest] = []
    var pieces = 0
  }

  private let log: LogReader
  private let sync: SyncState
  private let key: ErasureKey
  private let sources: Set<Int64>
  private var erased: ErasedRanges
  private var open: [GenerationKey: OpenLine] = [:]
  private var wholes: [GenerationKey: (hasher: LineHasher, end: Int64)] = [:]
  private var sessions: [GenerationKey: [UInt8]] = [:]
  private(set) var runs: [ErasedRun] = []
  /// By generation, the index in `runs` of its last run.
  private var last: [GenerationKey: Int] = [:]
  /// The uuids of the records found.
  private(set) var uuids = Set<UUID16>()

  init(_ log: LogReader, _ sync: SyncState, key: ErasureKey, sources: Set<Int64>) {
    (self.log, self.sync, self.key, self.sources) = (log, sync, key, sources)
    erased = ErasedRanges(sync)
  }

  var digests: Set<LineDigest> { Set(runs.flatMap(\.digests)) }

  /// Adds what is selected and was not found before. Memory: one block, and 16 bytes per line found.
  mutating func run(_ choice: Choice) throws {
    guard let range else { return }
    let log = log
    let found = Found(runs)
    (open, wholes, sessions) = ([:], [:], [:])
    try log.forEachScannedBlock(in: range) { block in
      let columns = try ScanColumns(BlockColumns(block), erased)
      var bodies: BlockBodies?
      for row in 0..<block.count {
        guard let key = columns.key(row), sources.contains(key.source), sync.generation(key) != nil,
          !columns.isErased[row]
        else { continue }
        try select(row, key, columns, choice, found) {
          if bodies == nil { bodies = try log.bodies(of: block) }
          return bodies!
        }
      }
    }
    for key in open.keys.sorted() {
      close(key, choice)
    }
    for (key, whole) in wholes {
      runs.append(ErasedRun(key: key, range: 0..<whole.end, lines: 0, digests: [whole.hasher.finish().digest]))
    }
  }

  /// The events of these sources, from the first to the last; nil when there are none.
  private var range: ClosedRange<UInt64>? {
    var range: ClosedRange<UInt64>?
    for number in sources {
      for generation in sync.sources[Int(number)]?.generations ?? [] where generation.firstSequence > 0 {
        range =
          min(
            range?.lowerBound ?? .max, generation.firstSequence)...max(
            range?.upperBound ?? 0, generation.lastSequence)
      }
    }
    return range
  }

  private mutating func select(
    _ row: Int, _ key: GenerationKey, _ columns: ScanColumns, _ choice: Choice, _ found: Found,
    bodies: () throws -> BlockBodies
  ) throws {
    let offset = columns.offsets[row] ?? 0
    // No file is longer than 2^62 bytes, so that the sums of offsets and lengths below cannot overflow.
    guard offset >= 0, offset < 1 << 62, !found.contains(key, offset) else { return }
    if columns.kinds[row] == Int64(EventKind.piece.rawValue) {
      guard case .record(let isChosen) = choice, isChosen(row, columns, key, []) else { return }
      let all = try bodies()
      guard all.isIntact(row..<row + 1) else { return }
      all.withBody(row) {
        var whole = wholes[key] ?? (LineHasher(self.key, isLine: false), 0)
        whole.hasher.update($0)
        whole.end = max(whole.end, offset + Int64($0.count))
        wholes[key] = whole
      }
      return
    }
    if let id = columns.sessions[row] { sessions[key] = id }
    let continues = RecordForm(rawValue: columns.pieces[row] ?? 0).contains(.continues)
    if !continues || open[key] == nil {
      close(key, choice)
      let session = sessions[key] ?? sync.sources[Int(key.source)]?.session ?? []
      var isChosen = false
      if case .record(let decide) = choice { isChosen = decide(row, columns, key, session) }
      open[key] = OpenLine(range: offset..<offset, isChosen: isChosen, hasher: LineHasher(self.key))
      if isChosen, let uuid = columns.uuid(row) { uuids.insert(uuid) }
    }
    if case .record = choice, !open[key]!.isChosen { return }
    let all = try bodies()
    guard all.isIntact(row..<row + 1) else { return }
    all.withBody(row) { bytes in
      open[key]!.range = open[key]!.range.lowerBound..<offset + Int64(bytes.count)
      open[key]!.hasher.update(bytes)
      open[key]!.pieces += 1
      // A line that was stored in several pieces may come again in the same pieces.
      if continues || RecordForm(rawValue: columns.pieces[row] ?? 0).contains(.isOpen) {
        var piece = LineHasher(self.key)
        piece.update(bytes)
        let (digest, isBlank) = piece.finish()
        if !isBlank { open[key]!.digests.append(digest) }
      }
    }
  }

  /// Ends the current line of a generation.
  private mutating func close(_ key: GenerationKey, _ choice: Choice) {
    guard var line = open.removeValue(forKey: key), line.pieces > 0 else { return }
    let (digest, isBlank) = line.hasher.finish()
    if case .content(let digests) = choice {
      guard !isBlank, digests.contains(digest) else { return }
    }
    if !isBlank { line.digests.append(digest) }
    if let index = last[key], runs[index].range.upperBound == line.range.lowerBound,
      runs[index].digests.count < Self.digestsMax
    {
      runs[index].range = runs[index].range.lowerBound..<line.range.upperBound
      runs[index].lines += 1
      runs[index].digests += line.digests
    } else {
      last[key] = runs.count
      runs.append(ErasedRun(key: key, range: line.range, lines: 1, digests: line.digests))
    }
  }

  /// The ranges found by earlier passes.
  private struct Found {
    private var ranges: [GenerationKey: OffsetRanges] = [:]

    init(_ runs: [ErasedRun]) { for run in runs { ranges[run.key, default: OffsetRanges()].insert(run.range) } }

    func contains(_ key: GenerationKey, _ offset: Int64) -> Bool { ranges[key]?.contains(offset) ?? false }
  }
}
