import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

/// A log with a sealed, a cut and an active segment, a quarantined tail and two manifests, and all of its events.
private struct Sample {
  let store: TestStore
  let events: [TestEvent]
  /// The findings of a verification where nothing is wrong: notices about the cut.
  let notices: [Finding]

  init() throws {
    store = try TestStore(commits: [TestEvent.numbered(1, 3)], segmentSize: 200)
    let large = TestStore(store.disk)
    try large.append(TestEvent.numbered(4, 2))
    try large.append(TestEvent.numbered(6, 2))
    try large.loseLastAttest(.plain(1))
    large[SegmentID.plain(1).path] += [1, 2, 3]
    _ = try large.recover()
    try large.append(TestEvent.numbered(8, 2))
    events = TestEvent.numbered(1, 9)
    notices = try store.verify().findings
  }

  /// The number of bytes of a file that count.
  func length(_ name: String) throws -> Int {
    let entry = try store.manifest().segments.first { $0.id.path == name }
    return entry?.state == .cut ? Int(entry!.length) : store[name].count
  }
}

@Suite("damaged bytes of a store")
struct DamageTests {
  private let sample: Sample

  init() throws { sample = try Sample() }

  @Test("the sample store for damage has every kind of segment and is intact")
  func sampleIsSound() throws {
    #expect(try sample.store.manifest().segments.map(\.state) == [.sealed, .cut, .active])
    #expect(try sample.store.events() == sample.events)
    #expect(sample.notices.map(\.severity) == [.notice, .notice])
  }

  @Test(
    "verification finds a flipped bit in CCSTORE, a segment or a manifest, and names the file",
    arguments: ["CCSTORE", "seg/", "manifest/"])
  func flips(prefix: String) throws {
    for name in sample.store.files(prefix) {
      for offset in 0..<(try sample.length(name)) {
        let store = sample.store.copy()
        store.flip(name, at: offset, bit: offset % 8)
        #expect(try finds(store, name), "\(name) at \(offset)")
      }
    }
  }

  @Test("a flipped bit never changes the events that a reader gives", arguments: ["seg/", "manifest/"])
  func flipsRead(prefix: String) throws {
    for name in sample.store.files(prefix) {
      for offset in 0..<sample.store[name].count {
        let store = sample.store.copy()
        store.flip(name, at: offset, bit: 7 - offset % 8)
        guard let reader = try? store.reader(), let events = try? reader.events() else { continue }
        // A part of the events is given only together with a report of the damage.
        let isPart = reader.damage != nil && sample.events.starts(with: events)
        #expect(events == sample.events || isPart, "\(name) at \(offset)")
      }
    }
  }

  @Test("a flipped bit never makes a writer lose an event", arguments: ["CCSTORE", "HEAD", "seg/", "manifest/"])
  func flipsRecovered(prefix: String) throws {
    for name in sample.store.files(prefix) {
      for offset in 0..<sample.store[name].count {
        let store = sample.store.copy()
        store.flip(name, at: offset, bit: offset * 5 % 8)
        guard (try? store.recover()) != nil else { continue }
        let events = try? store.events()
        #expect(events == nil || events == sample.events, "\(name) at \(offset)")
      }
    }
  }

  @Test(
    "verification finds CCSTORE, a segment or a manifest that is cut off at any byte",
    arguments: ["CCSTORE", "seg/", "manifest/"])
  func cuts(prefix: String) throws {
    for name in sample.store.files(prefix) {
      for length in 0..<(try sample.length(name)) {
        let store = sample.store.copy()
        store.truncate(name, to: length)
        // A file that ends after a whole ATTEST or COMMIT of the active segment is what a crash may leave.
        let isWhole = try store.frames(.plain(2)).last?.next == UInt64(length)
        if name == SegmentID.plain(2).path, isWhole { continue }
        #expect(try finds(store, name), "\(name) cut to \(length)")
      }
    }
  }

  @Test("verification finds a frame that is missing, doubled or overwritten by another frame")
  func misplacedFrames() throws {
    let id = SegmentID.plain(0)
    let (bytes, frames) = (sample.store[id.path], try sample.store.frames(id))
    for frame in frames {
      let range = Int(frame.offset)..<Int(frame.next)
      for other in frames where other != frame {
        let store = sample.store.copy()
        let source = bytes[Int(other.offset)..<Int(other.next)]
        store[id.path] = Array(bytes[..<range.lowerBound] + source + bytes[range.upperBound...])
        #expect(try finds(store, id.path), "\(other.offset) in the place of \(frame.offset)")
      }
      let store = sample.store.copy()
      store[id.path] = Array(bytes[..<range.lowerBound] + bytes[range.upperBound...])
      #expect(try finds(store, id.path), "without \(frame.offset)")
      store[id.path] = Array(bytes[..<range.upperBound] + bytes[range.lowerBound...])
      #expect(try finds(store, id.path), "twice \(frame.offset)")
    }
  }

  @Test("verification finds a segment in the place of another segment")
  func misplacedSegments() throws {
    for name in sample.store.files("seg/") {
      for other in sample.store.files("seg/") where other != name {
        let store = sample.store.copy()
        store[name] = sample.store[other]
        #expect(try finds(store, name), "\(other) in the place of \(name)")
      }
    }
  }

  @Test("verification finds a missing segment")
  func missing() throws {
    for name in sample.store.files("seg/") {
      let store = sample.store.copy()
      store.remove(name)
      #expect(try !store.verify().isOK, "without \(name)")
    }
  }

  @Test("a log under the UUID of another store is found by verification and refused by a writer")
  func foreign() throws {
    sample.store["CCSTORE"] = StoreDirectory.encodeIdentity(UUID16(high: 1, low: 2), created: 0)
    #expect(try !sample.store.verify().isOK)
    #expect(throws: LogError.self) { try sample.store.recover() }
  }

  @Test("verification finds damage in every segment, even where several segments are damaged")
  func several() throws {
    for ordinal in UInt32(0)...2 { sample.store.flip(SegmentID.plain(ordinal).path, at: 200) }
    let files = Set(try sample.store.verify().findings.filter { $0.severity == .error }.map(\.file))
    #expect(files == Set((UInt32(0)...2).map { SegmentID.plain($0).path }))
  }

  /// Returns whether opening or verifying reports more about `name` than it did where nothing was wrong.
  private func finds(_ store: TestStore, _ name: String) throws -> Bool {
    do throws(LogError) {
      return try store.verify().findings.contains { $0.file == name && !sample.notices.contains($0) }
    } catch {
      return error.file == name
    }
  }
}
