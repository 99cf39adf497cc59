import Bytes
import FileIO
import SystemPackage
import TestSupport
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// A small store with every type of frame, sealed, cut and active segments, two manifests, checkpoints and a
/// quarantined tail; what it was at earlier times; and what it must give.
struct DamagedStore: Sendable {
  let disk: MemoryFileSystem
  /// The files of the store, by name.
  let files: [String: [UInt8]]
  /// Earlier contents of files, oldest first.
  let history: [String: [[UInt8]]]
  /// The number of bytes of a file that count; the file of a cut segment has more.
  let counted: [String: Int]
  /// The offset of the last ATTEST, which is not synced and may be lost.
  let unsynced: (name: String, offset: Int)
  /// The latest bytes of each file, by path below the root.
  let truth: [String: [UInt8]]
  /// The bytes of each file after each ingest, by path below the root. Where events are lost, the latest version that
  /// can be seen is an earlier one.
  let states: [String: [[UInt8]]]
  /// All lines that the store ever had, including erased ones: where events are lost, an erasure may be lost too.
  let everyLine: Set<[UInt8]>
  /// The lines that the store gives.
  let givenLines: Set<[UInt8]>
  let sessions: [SessionSummary]
  /// The sessions whose erasure may be lost together with other events.
  let erasedSessions: [String]
  let digests: [Digest]
  let findings: [Finding]

  var names: [String] { files.keys.sorted() }

  /// What was done to the store in the end.
  enum Form: Sendable {
    case asIngested
    /// The segments were rewritten without a version that was replaced.
    case compacted
    /// A session and a record of another session are erased.
    case erased
    /// The same is erased, and purged from the files.
    case purged
  }

  init(_ form: Form = .asIngested) throws {
    let making = try DamagedStoreMaking()
    try making.makeHistory()
    if form == .compacted { try making.compact() }
    if form == .erased || form == .purged { try making.ingestOther() }
    let stored = Self.split(making.states.values.joined())
    var (every, given) = (stored, stored)
    if form == .erased || form == .purged {
      let secret = DamagedStoreMaking.secret
      given = stored.subtracting(Self.split(making.states[making.other]!)).subtracting([Array(secret.utf8)])
      let rest = try making.erase()
      if form == .purged {
        try making.bench.purge()
        (making.states, every) = ([:], given)
      }
      for (name, versions) in rest { making.states[name, default: []] += versions }
    }
    (everyLine, givenLines) = (every, given)
    erasedSessions = form == .erased ? [DamagedStoreMaking.otherSession] : []
    states = making.states
    let bench = making.bench
    disk = bench.disk
    files = Dictionary(uniqueKeysWithValues: bench.files.map { ($0, bench[$0]) })
    history = making.history.mapValues { Array($0.dropLast()) }
    truth = bench.expected.mapValues { $0.last! }
    let manifest = try bench.log().manifest
    let last = try bench.log().directory.openSegment(manifest.segments.last!)
    let walk = try SegmentScan(last.reader, header: last.header, promised: 0, limit: last.length)
    unsynced = (last.reader.id.path, Int(walk.good))
    counted = Dictionary(
      uniqueKeysWithValues: manifest.segments.filter { $0.state == .cut }.map { ($0.id.path, Int($0.length)) })
    let store = Self.store(disk.copy())
    sessions = try store.sessions()
    digests = try store.replay().projections.map(\.digest)
    findings = try store.verify().findings
  }

  private static func split(_ files: some Sequence<[UInt8]>) -> Set<[UInt8]> {
    Set(files.flatMap { $0.split(separator: 0x0a).map { Array($0) + [0x0a] } })
  }

  /// Returns whether no command reads the byte, so that it may be lost without a report.
  func isUnread(_ name: String, at offset: Int) -> Bool {
    name == "LOCK" || name.hasPrefix("quarantine/") || offset >= counted[name] ?? .max
  }

  static func store(_ disk: MemoryFileSystem) -> Store {
    Store(
      at: GoldenBench.path, fileSystem: disk, clock: SteppingClock(step: 1_000_000), entropy: SeededEntropy(2),
      machine: .desk)
  }
}

/// A change that was made to a store.
enum Damage: Sendable, CustomStringConvertible {
  case flip(String, Int, bit: Int)
  case cut(String, to: Int)
  case remove(String)
  case older(String, Int)
  case swap(String, String)
  case zero(String, sector: Int)
  case double(String, sector: Int)

  static let sectorBytes = 512

  var description: String {
    switch self {
    case .flip(let name, let offset, let bit): "bit \(bit) of byte \(offset) of \(name) flipped"
    case .cut(let name, let length): "\(name) cut to \(length) bytes"
    case .remove(let name): "\(name) removed"
    case .older(let name, let version): "\(name) replaced by its version \(version)"
    case .swap(let name, let other): "\(name) and \(other) swapped"
    case .zero(let name, let sector): "sector \(sector) of \(name) zeroed"
    case .double(let name, let sector): "sector \(sector) of \(name) written over the next one"
    }
  }

  /// All damages of the files; in files for which `isThorough` returns false, only one bit of each byte and every
  /// eighth length.
  static func all(
    _ store: DamagedStore, of isWanted: (String) -> Bool = { _ in true }, isThorough: (String) -> Bool
  ) -> [Damage] {
    var all: [Damage] = []
    for (index, name) in store.names.enumerated() where isWanted(name) {
      let count = store.files[name]!.count
      let isThorough = isThorough(name)
      for offset in 0..<count {
        for bit in isThorough ? 0..<8 : offset % 8..<offset % 8 + 1 { all.append(.flip(name, offset, bit: bit)) }
      }
      for length in stride(from: 0, to: count, by: isThorough ? 1 : 8) { all.append(.cut(name, to: length)) }
      all.append(.remove(name))
      for version in 0..<(store.history[name]?.count ?? 0) { all.append(.older(name, version)) }
      if index > 0 { all.append(.swap(store.names[index - 1], name)) }
      for sector in 0..<(count + sectorBytes - 1) / sectorBytes {
        all.append(.zero(name, sector: sector))
        if (sector + 1) * sectorBytes < count { all.append(.double(name, sector: sector)) }
      }
    }
    return all
  }

  /// The damaged store on a disk of its own.
  func image(of store: DamagedStore) -> MemoryFileSystem {
    let disk = store.disk.copy()
    func path(_ name: String) -> FilePath { GoldenBench.path.appending(name) }
    switch self {
    case .flip(let name, let offset, let bit): disk[path(name)]![offset] ^= 1 << UInt8(bit)
    case .cut(let name, let length): disk[path(name)] = Array(store.files[name]![..<length])
    case .remove(let name): disk[path(name)] = nil
    case .older(let name, let version): disk[path(name)] = store.history[name]![version]
    case .swap(let name, let other):
      disk[path(name)] = store.files[other]
      disk[path(other)] = store.files[name]
    case .zero(let name, let sector):
      var bytes = store.files[name]!
      for offset in sector * Self.sectorBytes..<min(bytes.count, (sector + 1) * Self.sectorBytes) { bytes[offset] = 0 }
      disk[path(name)] = bytes
    case .double(let name, let sector):
      var bytes = store.files[name]!
      let start = sector * Self.sectorBytes
      let end = min(bytes.count, start + 2 * Self.sectorBytes)
      bytes.replaceSubrange(
        start + Self.sectorBytes..<end, with: bytes[start..<start + end - start - Self.sectorBytes])
      disk[path(name)] = bytes
    }
    return disk
  }

  /// Returns whether verify must report the damage.
  func mustBeFound(in store: DamagedStore) -> Bool {
    switch self {
    case .flip(let name, let offset, _): !store.isUnread(name, at: offset)
    case .cut(let name, let length):
      // An empty HEAD is what a new store has; files of projections can be computed again.
      !store.isUnread(name, at: length) && !(name == "HEAD" && length == 0) && (name, length) != store.unsynced
    case .remove(let name): name.hasPrefix("seg/") || name == "CCSTORE"
    case .older, .swap, .zero, .double: false
    }
  }
}

/// A store while it is made, with what it was in between.
private final class DamagedStoreMaking {
  static let session = "00000000-0000-4000-8000-00000000000a"
  static let otherSession = "00000000-0000-4000-8000-00000000000c"
  static var secret: String { line(4, session: session) }

  let bench: GoldenBench
  /// The path of the transcript of `otherSession`.
  let other = transcript(DamagedStoreMaking.otherSession, folder: "p")
  private let second = transcript("00000000-0000-4000-8000-00000000000b", folder: "p")
  private let toolResult = "projects/p/\(DamagedStoreMaking.session)/tool-results/t.txt"
  /// The bytes of each file after each ingest, by path below the root.
  var states: [String: [[UInt8]]] = [:]
  /// The contents of each file of the store at the times of `remember`.
  private(set) var history: [String: [[UInt8]]] = [:]

  init() throws { bench = try GoldenBench() }

  private func ingest() throws {
    try bench.ingest()
    for (name, generations) in bench.expected { states[name, default: []].append(generations.last!) }
  }

  private func remember() {
    for name in bench.files where history[name]?.last != bench[name] {
      history[name, default: []].append(bench[name])
    }
  }

  func makeHistory() throws {
    func text(_ numbers: Range<Int>) -> String { lines(numbers, session: Self.session) }
    let a = transcript(Self.session, folder: "p")
    try bench.write(a, text(0..<6))
    try bench.write(toolResult, [UInt8](0...255))
    try ingest()
    try bench.write(a, text(0..<12))
    try bench.write(second, text(20..<22))
    try ingest()
    try bench.rewrite(segmentSize: 2500, blockSize: 700)
    remember()
    try bench.write(transcript(Self.session, folder: "q"), text(0..<12) + line(30))
    try ingest()
    remember()
    // A torn tail, which makes a cut segment and a quarantined file.
    let active = try bench.activeSegment()
    try bench.write(a, text(0..<14))
    bench[active] += try bench.bytesOfNextIngest().prefix(150)
    try bench.open()
    remember()
    try ingest()
    try bench.saveCheckpoints()
    try bench.appendSkippableFrame([1, 2, 3])
    remember()
    try bench.write(a, text(3..<5), expecting: 1)
    try ingest()
    remember()
  }

  func compact() throws {
    try bench.write(toolResult, [UInt8](0...99), expecting: 1)
    try ingest()
    try bench.compact(blockSize: 1_000, dropSuperseded: true)
    try bench.write(second, lines(20..<23, session: Self.session))
    try ingest()
    remember()
  }

  func ingestOther() throws {
    try bench.write(other, lines(40..<42, session: Self.otherSession))
    try ingest()
  }

  /// Erases the secret and the other session. Returns the states of the other files without the secret.
  func erase() throws -> [(String, [[UInt8]])] {
    try bench.erase(.record(session: Self.session, record: uuid(4)))
    try bench.erase(.session(Self.otherSession))
    func cleared(_ versions: [[UInt8]]) -> [[UInt8]] {
      versions.map { Array($0.replacing(Self.secret.utf8, with: [])) }
    }
    bench.expected = bench.expected.mapValues(cleared)
    bench.expected[other] = nil
    let rest = bench.expected.keys.map { ($0, cleared(states[$0]!)) }
    remember()
    return rest
  }
}
