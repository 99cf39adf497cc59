import FileIO
import SystemPackage
import TestSupport

@testable import SegmentedLog

/// What must hold for any store, however damaged: reading, verifying and recovering agree with each other, a recovery
/// loses nothing that could be read, and what is refused changes nothing.
struct StoreCheck {
  private let disk: MemoryFileSystem

  init(_ disk: MemoryFileSystem) { self.disk = disk }

  func run() {
    let isIntact = verify()
    let before = events()
    if isIntact {
      guard let before else { fatalError("verification finds nothing, and the log cannot be read") }
      let head = must("the head") { try SampleStore.log(disk).head }
      var chain = Chain()
      chain.extend(eventHashes: before)
      require(chain.digest == head.chain, "the events are not those of the chain hash")
      require(before.count / 32 == Int(head.sequence), "there are not as many events as the head says")
    }
    recover(before, isIntact: isIntact)
  }

  private func recover(_ before: [UInt8]?, isIntact: Bool) {
    let segments = files("seg/")
    let isDamaged = (try? SampleStore.log(disk))?.damage != nil
    do {
      let writer = try open()
      require(!isDamaged, "a writer continues after damage")
      require(before == nil || events() == before, "recovery loses or invents events")
      require(!isIntact || verify(), "recovery leaves damage")
      for (name, bytes) in segments { require(disk[name] == bytes, "recovery changes \(name)") }
      append(to: writer, before)
    } catch {
      require(files("seg/") == segments, "a refusal changes segments: \(error)")
      require(!isIntact, "verification finds nothing, and a writer refuses: \(error)")
    }
  }

  /// Commits an event, which seals the segment.
  private func append(to writer: consuming LogWriter, _ before: [UInt8]?) {
    do {
      writer.segmentSize = 1
      try writer.append(oneEvent)
      try writer.commit()
    } catch LogError.limit {
      return
    } catch { fatalError("a writer that was opened cannot write: \(error)") }
    require(before == nil || events()?.count == before!.count + 32, "an event is lost")
    _ = consume writer
    require(must("the second opening") { try open().recovery } == .clean, "the second opening has something to do")
  }

  private func open() throws -> LogWriter {
    try LogWriter.open(at: SampleStore.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2))
  }

  private var oneEvent: EncodedBlock {
    var builder = EventBlockBuilder()
    builder.begin(kind: 9)
    builder.end()
    return builder.finish().first!
  }

  private func verify() -> Bool {
    guard let directory = try? StoreDirectory.open(SampleStore.path, fileSystem: disk) else { return false }
    var verifier = LogVerifier(directory)
    return (try? verifier.run())?.isOK == true
  }

  /// The hashes of all events, recomputed; nil where one cannot be read.
  private func events() -> [UInt8]? {
    guard let log = try? SampleStore.log(disk) else { return nil }
    var hashes: [UInt8] = []
    do {
      try log.forEachBlock { hashes += try $0.eventHashes(try log.bodies(of: $0)) }
    } catch { return nil }
    return hashes
  }

  private func files(_ folder: String) -> [FilePath: [UInt8]] {
    let prefix = SampleStore.path.appending(folder).string
    return Dictionary(uniqueKeysWithValues: disk.files.filter { $0.string.hasPrefix(prefix) }.map { ($0, disk[$0]!) })
  }
}
