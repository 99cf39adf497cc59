import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// Every single bit flipped, every length, every file missing, stale or swapped, every sector zeroed or doubled: each
/// command gives what is correct or says that the store is damaged.
@Suite("stores with a single damage")
struct DamagedImageTests {
  private static let parts = 64

  @Test("a store with any single damage gives correct answers, or reports the damage and gives only correct parts")
  func all() throws {
    let store = try DamagedStore()
    // All checkpoints are read in the same way, so that only one of them is damaged bit by bit.
    try check(store, Damage.all(store) { !$0.hasPrefix("snap/") || $0.hasPrefix("snap/sync") })
  }

  @Test("a compacted store with any single damage gives correct answers, or reports the damage")
  func compacted() throws {
    let store = try DamagedStore(.compacted)
    try #require(store.names.contains { $0.hasSuffix("-00000001.ccs") })
    try check(
      store, Damage.all(store, of: { $0.hasSuffix("-00000001.ccs") || $0.hasPrefix("manifest/") }) { _ in false })
  }

  @Test("a store with erasures and any single damage gives no erased text unless it reports the damage")
  func erased() throws {
    let store = try DamagedStore(.erased)
    try check(store, Damage.all(store) { $0 == "HEAD" || $0 == "CCSTORE" })
  }

  @Test("a purged store does not have the erased text, whatever damage it has")
  func purged() throws {
    let store = try DamagedStore(.purged)
    try check(store, Damage.all(store) { _ in false })
  }

  /// Checks one in twelve of the damages, chosen by the seed, or all of them with `CCSTORE_TEST_SCALE=12`.
  private func check(_ store: DamagedStore, _ all: [Damage]) throws {
    let share = TestSettings.oneIn(12)
    let damages = stride(from: Int(TestSettings.seed % UInt64(share)), to: all.count, by: share).map { all[$0] }
    let bytes = store.files.values.reduce(0) { $0 + $1.count }
    let total = try CrashTally.run(parts: Self.parts) { part, _, tally in
      for index in stride(from: part, to: damages.count, by: Self.parts) {
        let damage = damages[index]
        var check = DamageCheck(store, damage)
        let started = processorTime()
        do { try check.run(ingests: index % 8 == part % 8) } catch { check.problems.append("threw \(error)") }
        if processorTime() - started > 5 { check.problems.append("took longer than a second a command") }
        tally.images += 1
        tally.count(check.isReported ? "reported" : "identical")
        tally.problems += check.problems.map { "\(damage): \($0)" }
      }
    }
    print(
      "\(total.images) damaged images of a store of \(bytes) bytes, \(total.problems.count) wrong; \(total.cases)")
    for (what, problems) in Dictionary(grouping: total.problems, by: { String($0.drop { $0 != ":" }) }) {
      print("\(problems.count) times\(what), such as \(problems[0])")
    }
    #expect(total.problems.isEmpty, "\(total.problems.prefix(20).joined(separator: "\n"))")
    #expect(total.cases["reported", default: 0] > 0)
    #expect(Set(total.cases.keys).isSubset(of: ["identical", "reported"]))
  }

  @Test("the sample of a damaged store has every kind of frame, segment and derived file")
  func sample() throws {
    let store = try DamagedStore()
    let log = try LogReader(StoreDirectory.open(GoldenBench.path, fileSystem: store.disk))
    #expect(Set(log.manifest.segments.map(\.state)) == [.sealed, .cut, .active])
    var types: Set<UInt8> = []
    for entry in log.manifest.segments {
      let opened = try log.directory.openSegment(entry)
      var frame = try opened.reader.firstHeader(from: 0, limit: opened.length)
      while let found = frame {
        types.insert(found.type)
        frame = try opened.reader.firstHeader(from: found.next, limit: opened.length)
      }
    }
    #expect(types == [1, 2, 3, 4, 5, 200])
    #expect(store.files.keys.count { $0.hasPrefix("manifest/") } == 2)
    #expect(store.files.keys.contains { $0.hasPrefix("quarantine/") })
    #expect(store.files.keys.contains { $0.hasPrefix("snap/") })
    #expect(store.findings.allSatisfy { $0.severity == .notice })
  }
}

/// Runs every command on one image.
private struct DamageCheck {
  let store: DamagedStore
  let damage: Damage
  let disk: MemoryFileSystem
  var problems: [String] = []
  var isReported = false
  private var exports = 0

  init(_ store: DamagedStore, _ damage: Damage) {
    (self.store, self.damage) = (store, damage)
    disk = damage.image(of: store)
  }

  mutating func run(ingests: Bool) throws {
    let before = contents
    try verify()
    try replay()
    try export()
    if ingests { try list() }
    if contents != before { problems.append("a reader has changed the store") }
    if ingests { try ingest(before) }
  }

  private var contents: [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: disk.files.filter { $0.starts(with: GoldenBench.path) }.map { ($0.string, disk[$0]!) })
  }

  /// Runs a command; returns nil where the command refuses, which is correct if it names the damage.
  private mutating func result<Value>(_ what: String, _ body: (Store) throws -> Value) -> (value: Value, isWhole: Bool)?
  {
    let image = DamagedStore.store(disk)
    do {
      let value = try body(image)
      if !image.losses.isEmpty { isReported = true }
      return (value, image.losses.isEmpty)
    } catch let error as StoreError where [.damaged, .unsupported, .undecodable].contains(error.code) {
      isReported = true
    } catch {
      problems.append("\(what) fails with \(error)")
    }
    return nil
  }

  private mutating func verify() throws {
    guard let found = result("verify", { try $0.verify() }) else { return }
    let isSilent = found.value.findings == store.findings
    if !isSilent, !found.value.isOK { isReported = true }
    if isSilent, damage.mustBeFound(in: store) { problems.append("verify says nothing") }
  }

  private mutating func replay() throws {
    guard let found = result("replay", { try $0.replay() }) else { return }
    if found.value.projections.map(\.digest) != store.digests { problems.append("replay gives other digests") }
    if let verified = result("replay --verify", { try $0.replay(verify: true) }), verified.value.isVerified == true,
      verified.value.projections.map(\.digest) != store.digests
    {
      problems.append("replay verifies other digests")
    }
  }

  private mutating func export() throws {
    let target = FilePath("/out-\(exports)")
    exports += 1
    var hasLostEvents = false
    let found = result("export") { image in
      defer { hasLostEvents = image.losses.all.contains(where: \.takesEvents) }
      return try image.export(to: target)
    }
    defer { for file in disk.files where file.starts(with: target) { disk[file] = nil } }
    var complete = 0
    for file in disk.files where file.starts(with: target) {
      let name = String(file.string.dropFirst(target.string.count + 1))
      if let truth = store.truth[name] {
        complete += 1
        let isRight = hasLostEvents ? store.states[name]!.contains(disk[file]!) : disk[file] == truth
        if !isRight { problems.append("export gives wrong bytes of \(name)") }
      } else if name.hasSuffix(".incomplete"), let states = store.states[String(name.dropLast(".incomplete".count))] {
        let isRight = states.contains { Self.isPart(disk[file]!, of: $0) }
        if !isRight { problems.append("export gives wrong bytes of \(name)") }
      } else if hasLostEvents, store.states[name]?.contains(disk[file]!) == true {
        // The erasure was lost.
      } else if found != nil {
        problems.append("export gives \(name), which never was")
      }
    }
    if found?.value.failed.isEmpty == false { isReported = true }
    if let found, found.isWhole, found.value.failed.isEmpty, complete != store.truth.count {
      problems.append("export gives \(complete) of \(store.truth.count) files and says nothing")
    }
  }

  /// Returns whether `part` is `whole` with some bytes left out: lines, or runs of bytes of a file without lines.
  private static func isPart(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    var rest = whole[...]
    for line in part.split(separator: 0x0a, omittingEmptySubsequences: true) {
      guard let place = rest.firstRange(of: Array(line)) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }

  private mutating func list() throws {
    if let found = result("sessions", { try $0.sessions() }) {
      if found.isWhole, found.value != store.sessions { problems.append("sessions gives other answers") }
      var known = Set(store.sessions.map(\.id))
      if !found.isWhole { known.formUnion(store.erasedSessions) }
      for session in found.value where !known.contains(session.id) { problems.append("sessions invents \(session.id)") }
    }
    _ = result("status") { try $0.status() }
    _ = result("conflicts") { try $0.conflicts() }
    for session in store.sessions.prefix(1) {
      let image = DamagedStore.store(disk)
      var lines: [[UInt8]] = []
      do {
        try image.forEachRecord(of: session.id) { lines.append($0.bytes) }
      } catch let error as StoreError where [.noSuchSession, .sessionErased].contains(error.code) {
        if image.losses.isEmpty { problems.append("show does not know the session, and says nothing") }
      } catch let error as StoreError where error.code == .damaged {
        isReported = true
      }
      let known = image.losses.all.contains(where: \.takesEvents) ? store.everyLine : store.givenLines
      for line in lines where !known.contains(line) { problems.append("show gives a wrong line") }
    }
  }

  /// Ingests. Nothing has changed since the last ingest, so that this one has nothing to store unless the store has
  /// lost something.
  private mutating func ingest(_ before: [String: [UInt8]]) throws {
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: GoldenBench.root, scope: "projects")]
    guard result("ingest", { try $0.ingest(options) }) != nil else {
      if contents != before { problems.append("an ingest that refuses has changed the store") }
      return
    }
    guard let verified = result("verify", { try $0.verify() }) else {
      return problems.append("verify refuses what ingest has written to")
    }
    // A payload that no writer reads may still be damaged.
    guard verified.value.isOK else { return }
    try export()
  }
}
