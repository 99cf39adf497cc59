import FileIO
import Foundation
import SegmentedLog
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("files of tool calls that an ingest notes while it reads")
struct FilesDuringIngestTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// The state that the checkpoint of the files holds; nil without one of the end of the log.
  private func kept() throws -> [UInt8]? {
    let log = try LogReader(bench.store().openLog().directory)
    let checkpoint = try log.checkpoint(FilesState.name, version: FilesState.version)
    return checkpoint.flatMap { $0.head == log.head ? $0.state : nil }
  }

  /// The state that is folded from the log alone.
  private func folded() throws -> [UInt8] {
    let log = try LogReader(bench.store().openLog().directory)
    return try Projections(log, .files, useCheckpoints: false).files.state.encoded()
  }

  /// Writes sessions with calls of all kinds, some of them in lines that are no records.
  private func write(_ names: Range<Int>, _ random: inout Seeded) throws {
    for name in names {
      let session = "s\(name)"
      let text = (0..<40).map { number -> String in
        let tool = random.pick(["Read", "Edit", "Write", "Bash", "NotebookEdit", "Re\\u0061d"])
        let argument = tool == "NotebookEdit" ? "notebook_path" : "file_path"
        let path = random.pick(["/a/\(number)", "/w\\u00e4g\\t\(name)", "", "/shared"])
        let call = touch(number + name * 100, tool, path, session: session, argument: argument)
        return random.oneIn(9)
          ? String(call.dropLast(5)) + "\n" : random.oneIn(9) ? line(number, session: session) : call
      }
      if (try? bench.tree.append(transcript(session), text.joined())) == nil {
        try bench.tree.write(transcript(session), text.joined())
      }
    }
  }

  @Test("the checkpoint of a first ingest and of a later one is the state that the log gives")
  func same() throws {
    var random = Seeded(22)
    try write(0..<30, &random)
    try bench.ingest()
    #expect(try kept() == folded())
    // More than an eighth is new, in files that are known and in new ones.
    try write(10..<45, &random)
    try bench.ingest()
    let state = try #require(try kept())
    #expect(try state == folded() && state.count > 1000)
    #expect(try bench.damage() == [])
  }

  @Test("a few files renew the checkpoint, too, and a store without one gets it with the others")
  func few() throws {
    var random = Seeded(7)
    try write(0..<20, &random)
    try bench.ingest()
    try write(30..<45, &random)
    try bench.ingest()
    #expect(try kept() == folded())
    for name in try FileManager.default.contentsOfDirectory(atPath: bench.storePath.appending("snap").string)
    where name.hasPrefix("files-") {
      try POSIXFileSystem().remove(bench.storePath.appending("snap/" + name))
    }
    #expect(try kept() == nil)
    try write(50..<70, &random)
    try bench.ingest()
    #expect(try kept() == folded())
  }

  @Test("blocks that were divided while they were read leave no state that lacks calls", arguments: [1, 7, 64])
  func divided(_ blockEvents: Int) throws {
    var random = Seeded(UInt64(blockEvents))
    try write(0..<20, &random)
    let writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    var context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    context.blockEvents = blockEvents
    _ = try Ingest(writer, options: bench.options(), context: context, progress: { _ in }).run()
    #expect(try kept() == folded())
  }
}
