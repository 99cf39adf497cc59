import Bytes
import FileIO
import Testing

@testable import SegmentedLog

/// What a crash or a bad disk may leave, made from the bytes of a store.
extension TestStore {
  func truncate(_ name: String, to length: Int) { self[name].removeLast(self[name].count - length) }

  /// Removes the ATTEST that ends a segment, and HEAD, which are never synced: a power cut may take them.
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

  /// Writes a segment anew without ATTESTs, each frame with `durable` offset 128, and removes HEAD:
  /// nothing in it is known to be synced.
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

  /// Takes the first roll back to before its manifest: segment 0 is sealed, and nothing names segment 1, which stays.
  func undoRollManifest() throws {
    try #require(files("manifest/").last == Manifest.path(2))
    remove(Manifest.path(2))
    remove("HEAD")
  }

  /// Where the last commit of a segment ends.
  func lastCommitEnd(_ id: SegmentID = .plain(0)) throws -> Int {
    Int(try #require(try frames(id).last { $0.type == FrameType.commit.rawValue }).next)
  }

  /// All files and their bytes.
  var everything: [String: [UInt8]] { Dictionary(uniqueKeysWithValues: files().map { ($0, self[$0]) }) }
}

/// Recovers a copy of a store, and checks everything that must hold whatever the case: the events are there once, the segments
/// that were there keep their bytes, a second opening has nothing to do, a commit can follow, and verification finds no error.
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

/// A writer refuses the store as damaged in `file`, and changes nothing.
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
