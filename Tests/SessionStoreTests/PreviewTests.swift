import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

/// The options of an ingest, with a name.
private struct Mode: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var change: @Sendable (inout SyncOptions) -> Void

  static let all = [
    Mode(testDescription: "plain") { _ in },
    Mode(testDescription: "full") { $0.forceFullSync = true },
    Mode(testDescription: "skip existing") { $0.skipExisting = true },
    Mode(testDescription: "max files 3") { $0.maxFiles = 3 },
    Mode(testDescription: "another key") { $0.syncKey = "another" },
  ]
}

@Suite("preview compared with ingest")
struct PreviewTests {
  let cases: AllCases
  var bench: Workbench { cases.bench }

  init() throws { cases = try AllCases() }

  @Test(
    "a preview predicts the decision, the bytes and the lines of every file that the ingest stores", arguments: Mode.all
  )
  private func files(_ mode: Mode) throws {
    let preview = try bench.store().preview(bench.options(nil, mode.change))
    try bench.ingest(nil, mode.change)
    let log = try bench.log()
    let run = try #require(log.decisions.map(\.run).max())
    let decisions = log.decisions.filter { $0.run == run }
    var done: [String: Effect] = [:]
    for decision in decisions {
      let bodies = log.bodies.filter { $0.run == run && $0.source == decision.source }
      let path = bench.tree.path(log.sources[decision.source]!.path).string
      done[path] = Effect(
        reason: decision.reason, bytes: bodies.reduce(0) { $0 + $1.bytes.count },
        lines: bodies.count { $0.line != nil && !$0.continues })
    }
    let foreseen = preview.files.filter { done[$0.path] != nil || $0.reason != .identical }
    #expect(foreseen.count == decisions.count)
    for file in foreseen {
      let effect = Effect(reason: file.reason, bytes: Int(file.newBytes), lines: Int(file.newLines))
      #expect(effect == done[file.path], "\(file.path)")
    }
  }

  @Test("progress of a preview and of an ingest ends with all bytes, also of files that are only compared")
  func progress() throws {
    try bench.ingest()
    var last = IngestProgress()
    let options = bench.options { $0.forceFullSync = true }
    let preview = try bench.store().preview(options, progress: { last = $0 })
    #expect(last.files == last.filesTotal && last.filesTotal > 5 && preview.counts.failed == 0)
    #expect(last.bytes == last.bytesTotal && last.bytesTotal > 0)
    last = IngestProgress()
    _ = try bench.store().ingest(options, progress: { last = $0 })
    #expect(last.files == last.filesTotal && last.bytes == last.bytesTotal && last.bytesTotal > 0)
  }

  @Test("a preview predicts the totals of the ingest", arguments: Mode.all)
  private func totals(_ mode: Mode) throws {
    let preview = try bench.store().preview(bench.options(nil, mode.change))
    var counts = try bench.ingest(nil, mode.change).counts
    // Only an ingest counts sessions.
    (counts.sessionsInserted, counts.sessionsUpdated) = (0, 0)
    #expect(preview.counts == counts)
    #expect(preview.newBytes == counts.bytes)
  }

  @Test("a preview predicts the missing files of the ingest", arguments: Mode.all)
  private func missing(_ mode: Mode) throws {
    let preview = try bench.store().preview(bench.options(nil, mode.change))
    try bench.ingest(nil, mode.change)
    let log = try bench.log()
    #expect(preview.missing.sorted() == log.missing.map { bench.tree.path(log.sources[$0]!.path).string }.sorted())
    #expect(preview.missing.count == 3)
  }

  @Test("a preview lists every file of the tree once")
  func complete() throws {
    let preview = try bench.store().preview(bench.options())
    let paths = try bench.tree.contents().keys.map { bench.tree.path($0).string }
    #expect(preview.files.map(\.path).sorted() == paths.sorted())
  }

  @Test("a preview reports an incomplete last line with its number of bytes")
  func waitingTail() throws {
    let preview = try bench.store().preview(bench.options())
    let file = try #require(preview.files.first { $0.path.hasSuffix("waiting.jsonl") })
    #expect(file.waitingBytes == 30)
    #expect(file.newBytes == 0)
  }

  @Test("a preview leaves every byte and time of the store unchanged", arguments: Mode.all)
  private func untouched(_ mode: Mode) throws {
    let before = try bench.storeFingerprint()
    _ = try bench.store().preview(bench.options(nil, mode.change))
    #expect(try bench.storeFingerprint() == before)
  }

  @Test("the fingerprint of a store changes with an ingest")
  func fingerprintIsSensitive() throws {
    let before = try bench.storeFingerprint()
    try bench.ingest()
    #expect(try bench.storeFingerprint() != before)
  }

  @Test("a preview creates no store")
  func noStore() throws {
    let place = bench.directory.appending("nothing")
    let preview = try bench.store(at: place).preview(bench.options())
    #expect(preview.counts.new > 0)
    #expect(try !POSIXFileSystem().exists(place))
  }

  private struct Effect: Equatable {
    var reason: DecisionReason
    var bytes: Int
    var lines: Int
  }
}

extension Workbench {
  /// Every file and directory of the store with its times, inode and bytes.
  fileprivate func storeFingerprint() throws -> [String] {
    func look(_ directory: FilePath) throws -> [String] {
      try POSIXFileSystem().list(directory).flatMap { entry -> [String] in
        let path = directory.appending(String(decoding: entry.name, as: UTF8.self))
        let isDirectory = entry.status.kind == .directory
        let bytes = isDirectory ? [] : try POSIXFileSystem().contents(path)
        return ["\(path) \(entry.status) \(bytes.hashValue)"] + (isDirectory ? try look(path) : [])
      }
    }
    return ["\(try POSIXFileSystem().status(storePath, followLinks: false))"] + (try look(storePath))
  }
}
