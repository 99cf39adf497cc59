import Bytes
import FileIO
import Testing

@testable import SegmentedLog

/// Changes that a crash or a bad disk may leave, made to the bytes of a store.
extension TestStore {
  func truncate(_ name: String, to length: Int) { self[name].removeLast(self[name].count - length) }

  /// Removes HEAD and the ATTEST at the end of a segment, which are never synced and which a power cut may remove.
  func loseLastAttest(_ id: SegmentID = .plain(0)) throws {
    let last = try #require(try frames(id).last)
    try #require(last.type == FrameType.attest.rawValue)
    truncate(id.path, to: Int(last.offset))
    remove("HEAD")
  }

  /// Appends a commit whose acknowledgement never reached HEAD, as when the process ends before.
  func appendUnacknowledged(_ events: [TestEvent]) throws {
    let before = self["HEAD"]
    try append(events)
    self["HEAD"] = before
  }

  /// Rewrites a segment without ATTESTs and with the `durable` offset 128 in each frame, and removes HEAD, so that
  /// nothing in the segment is known to be synced.
  func forgetPromises(_ id: SegmentID = .plain(0)) throws {
    let bytes = self[id.path]
    var writer = ByteWriter()
    writer.append(bytes[..<SegmentHeader.length])
    for var frame in try frames(id) where frame.type != FrameType.attest.rawValue {
      let payload = bytes[Int(frame.offset) + FrameHeader.length..<Int(frame.next)]
      frame.offset = UInt64(writer.count)
      frame.durable = UInt64(SegmentHeader.length)
      frame.encode(into: &writer)
      writer.append(payload)
    }
    self[id.path] = writer.bytes
    remove("HEAD")
  }

  /// Restores the state before the manifest of the first roll: segment 0 is sealed, and segment 1 exists but no
  /// manifest names it.
  func undoRollManifest() throws {
    try #require(files("manifest/").last == Manifest.path(2))
    remove(Manifest.path(2))
    remove("HEAD")
  }

  /// The offset at which the last commit of a segment ends.
  func lastCommitEnd(_ id: SegmentID = .plain(0)) throws -> Int {
    Int(try #require(try frames(id).last { $0.type == FrameType.commit.rawValue }).next)
  }

  /// All files and their bytes.
  var everything: [String: [UInt8]] { Dictionary(uniqueKeysWithValues: files().map { ($0, self[$0]) }) }
}

/// Recovers a copy of a store and checks everything that must hold in every case: each event is there once, existing
/// segments keep their bytes, a second opening has nothing to do, a commit can follow, and verification finds no error.
@discardableResult
func expectRecovery(
  of damaged: TestStore, _ outcome: RecoveryOutcome, events: [TestEvent], replacing: [String] = [],
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws -> TestStore {
  let store = damaged.copy()
  #expect(try store.recover() == outcome, comment, sourceLocation: sourceLocation)
  #expect(try store.events() == events, comment, sourceLocation: sourceLocation)
  for name in damaged.files("seg/") where !replacing.contains(name) {
    #expect(store[name] == damaged[name], "\(name) is changed", sourceLocation: sourceLocation)
  }
  #expect(try store.verify().isOK, comment, sourceLocation: sourceLocation)
  let again = store.copy()
  #expect(try again.recover() == .clean, comment, sourceLocation: sourceLocation)
  #expect(again.everything == store.everything, comment, sourceLocation: sourceLocation)
  let next = TestEvent.numbered(1_000_000, 1)
  try again.append(next)
  #expect(try again.events() == events + next, comment, sourceLocation: sourceLocation)
  #expect(try again.verify().isOK, comment, sourceLocation: sourceLocation)
  return store
}

/// Checks that a writer refuses the store as damaged in `file`, and changes nothing.
func expectRefusal(of store: TestStore, file: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let before = store.everything
  let error = #expect(throws: LogError.self, sourceLocation: sourceLocation) { try store.recover() }
  guard case .damaged(let finding)? = error else {
    Issue.record("\(String(describing: error)) is not damage", sourceLocation: sourceLocation)
    return
  }
  #expect(finding.file == file, sourceLocation: sourceLocation)
  #expect(store.everything == before, sourceLocation: sourceLocation)
}
