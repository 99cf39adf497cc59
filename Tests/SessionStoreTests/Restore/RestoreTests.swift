import FileIO
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import Sync

@Suite("restore")
struct RestoreTests {
  let bench: Workbench
  var tree: Tree { bench.tree }

  static let session = "aaaa1111"
  static let main = transcript(session)
  static let agent = "projects/p/\(session)/subagents/agent-1.jsonl"
  static let sidecar = "projects/p/\(session)/subagents/agent-1.meta.json"
  static let result = "projects/p/\(session)/tool-results/toolu_01.txt"

  init() throws {
    bench = try Workbench()
    try tree.write(Self.main, lines(0..<5, session: Self.session))
    try tree.write(Self.agent, lines(5..<8, session: Self.session))
    try tree.write(Self.sidecar, #"{"agentType":"explore"}"#)
    try tree.write(Self.result, "no newline at the end")
    try tree.write(transcript("bbbb2222"), lines(10..<12, session: "bbbb2222"))
    try tree.write("projects/p/empty.jsonl", "")
    for (index, name) in try tree.contents().keys.sorted().enumerated() {
      try tree.setModified(name, 1_700_000_000_123_456_789 + Int64(index))
    }
    try bench.ingest()
  }

  func restore(
    _ selection: RestoreOptions.Selection = .allMissing, fileSystem: any FileSystem = POSIXFileSystem(),
    _ change: (inout RestoreOptions) -> Void = { _ in }
  ) throws -> RestoreReport {
    var options = RestoreOptions(selection)
    change(&options)
    return try bench.store(fileSystem: fileSystem).restore(options)
  }

  func reasons(_ report: RestoreReport) -> [RestoreReport.Refusal.Reason] { report.refused.map(\.reason) }

  func removeAll() throws {
    for name in try tree.contents().keys { try tree.remove(name) }
  }

  @Test(
    "deleted files are restored with their bytes and times, whether or not an ingest has recorded the deletion",
    arguments: [true, false])
  func allMissing(_ isSeen: Bool) throws {
    let before = try tree.contents()
    let times = try before.keys.map { ($0, try tree.status($0).modified) }
    try removeAll()
    if isSeen { try bench.ingest() }
    let report = try restore()
    #expect(report.restored.count == before.count && report.refused.isEmpty)
    #expect(try tree.contents() == before)
    for (name, time) in times { #expect(try tree.status(name).modified == time, "\(name)") }
    let second = try restore()
    #expect(second.restored.isEmpty && second.present == 0 && second.refused.isEmpty)
  }

  @Test("missing folders, including the root, are created by a restore")
  func wholeRoot() throws {
    let before = try tree.contents()
    try POSIXFileSystem().rename(tree.root, to: bench.directory.appending("away"))
    #expect(try restore().restored.count == before.count)
    #expect(try tree.contents() == before)
  }

  @Test("a restored session has its subagents and sidecars, and nothing else is restored")
  func session() throws {
    let before = try tree.contents()
    try removeAll()
    let report = try restore(.sessions(["aaaa"]))
    #expect(report.restored.count == 4)
    #expect(try tree.contents() == before.filter { $0.key.contains(Self.session) })
  }

  @Test("files with the same bytes are left alone by a restore, even where they were touched")
  func present() throws {
    try tree.write(Self.main, try tree.bytes(Self.main))
    let status = try tree.status(Self.main)
    try tree.remove(Self.agent)
    let report = try restore(.sessions([Self.session]))
    #expect(report.present == 3 && report.restored.map(\.path) == [tree.path(Self.agent).string])
    #expect(try tree.status(Self.main) == status)
  }

  @Test("a file that has grown since it was stored is left alone by a restore, even with force")
  func grown() throws {
    try tree.append(Self.main, line(99, session: Self.session))
    let bytes = try tree.bytes(Self.main)
    let report = try restore(.sessions([Self.session])) { $0.force = true }
    #expect(report.present == 4 && report.refused.isEmpty && report.movedAside.isEmpty)
    #expect(try tree.bytes(Self.main) == bytes)
  }

  @Test(
    "a file with other bytes is not overwritten by a restore",
    arguments: ["x", "", String(repeating: "x", count: 5000)])
  func differs(_ other: String) throws {
    try tree.write(Self.main, other)
    let report = try restore(.sessions([Self.session]))
    #expect(reasons(report) == [.differs] && report.restored.isEmpty)
    #expect(try tree.bytes(Self.main) == Array(other.utf8))
  }

  @Test("a file that differs only in its first or last byte is not overwritten by a restore", arguments: [0, -1])
  func oneByte(_ place: Int) throws {
    var bytes = try tree.bytes(Self.result)
    bytes[place < 0 ? bytes.count - 1 : place] ^= 1
    try tree.write(Self.result, bytes)
    #expect(reasons(try restore(.sessions([Self.session]))) == [.differs])
    #expect(try tree.bytes(Self.result) == bytes)
  }

  @Test("a restore with force moves other files aside, each to a name of its own")
  func force() throws {
    let bytes = try tree.bytes(Self.main)
    for round in 0..<2 {
      try tree.write(Self.main, "other \(round)")
      let report = try restore(.sessions([Self.session])) { $0.force = true }
      #expect(report.movedAside.count == 1 && report.restored.count == 1)
      #expect(try tree.bytes(Self.main) == bytes)
    }
    #expect(try tree.bytes(Self.main + ".before-restore") == Array("other 0".utf8))
    #expect(try tree.bytes(Self.main + ".before-restore~") == Array("other 1".utf8))
  }

  @Test("a folder in the place of a file is moved aside by a restore only with force")
  func blocked() throws {
    try tree.remove(Self.main)
    try POSIXFileSystem().makeDirectory(tree.path(Self.main))
    #expect(reasons(try restore(.sessions([Self.session]))) == [.blocked])
    let report = try restore(.sessions([Self.session])) { $0.force = true }
    #expect(report.movedAside.count == 1)
    #expect(try tree.bytes(Self.main) == Array(lines(0..<5, session: Self.session).utf8))
  }

  @Test("a file in the place of a folder is reported by a restore, and other files are restored")
  func obstacle() throws {
    let before = try tree.contents()
    try removeAll()
    try POSIXFileSystem().removeDirectory(tree.path("projects/p/\(Self.session)/subagents"))
    try tree.write("projects/p/\(Self.session)/subagents", "a file")
    let report = try restore(.sessions([Self.session]))
    #expect(reasons(report) == [.blocked, .blocked])
    #expect(try tree.bytes(Self.result) == before[Self.result])
  }

  @Test("a dry run of a restore writes nothing and reports the same as the restore")
  func dryRun() throws {
    try removeAll()
    try tree.write(Self.main, "other")
    let dry = try restore(.sessions([Self.session])) { $0.dryRun = true }
    #expect(try tree.contents() == [Self.main: Array("other".utf8)])
    let report = try restore(.sessions([Self.session]))
    #expect(dry.isDryRun && dry.restored == report.restored && dry.refused == report.refused)
  }

  @Test("a restore to another directory has the paths below the root")
  func target() throws {
    let target = bench.directory.appending("elsewhere")
    let report = try restore(.sessions(["bbbb"])) { $0.target = target }
    #expect(report.restored.count == 1)
    #expect(try contentsOfTree(target) == [transcript("bbbb2222"): try tree.bytes(transcript("bbbb2222"))])
    let again = try restore(.sessions(["bbbb"])) { $0.target = target }
    #expect(again.restored.isEmpty && again.present == 1)
  }

  @Test("former versions are restored with their times, and never replace another file")
  func generations() throws {
    let (old, time) = (try tree.bytes(Self.main), try tree.status(Self.main).modified)
    try tree.write(Self.main, lines(50..<53, session: Self.session))
    try bench.ingest()
    let target = bench.directory.appending("old")
    let report = try restore(.sessions([Self.session])) { ($0.generation, $0.target) = (0, target) }
    #expect(report.restored.first { $0.path.hasSuffix("\(Self.session).jsonl") }?.modified == time)
    #expect(try contentsOfTree(target)[Self.main] == old)
    #expect(reasons(try restore(.sessions([Self.session])) { $0.generation = 0 }) == [.differs])
    #expect(errorCode { try restore(.sessions([Self.session])) { $0.generation = 7 } } == .noSuchGeneration)
  }

  @Test("a restore as of a position gives the file as it was then")
  func asOf() throws {
    let (old, head) = (try tree.bytes(Self.main), try bench.store().replay().head.sequence)
    try tree.append(Self.main, lines(60..<62, session: Self.session))
    try bench.ingest()
    let target = bench.directory.appending("then")
    _ = try restore(.sessions([Self.session])) { ($0.position, $0.target) = (.sequence(head), target) }
    #expect(try contentsOfTree(target)[Self.main] == old)
  }

  @Test("a file that was moved is not restored to its old place")
  func moved() throws {
    try tree.move(Self.main, to: transcript(Self.session, folder: "q"))
    try bench.ingest()
    let report = try restore()
    #expect(report.restored.isEmpty && reasons(report) == [.moved])
    #expect(!tree.exists(Self.main))
  }

  @Test("a file that was moved and then deleted is restored once, to its last place")
  func movedThenDeleted() throws {
    let last = transcript(Self.session, folder: "q")
    try tree.move(Self.main, to: last)
    try tree.append(last, lines(20..<22, session: Self.session))
    try bench.ingest()
    let bytes = try tree.contents()[last]
    try tree.remove(last)
    try bench.ingest()
    let report = try restore(.sessions([Self.session]))
    #expect(report.restored.map(\.path) == [tree.root.appending(last).string])
    #expect(try tree.contents()[last] == bytes)
    #expect(!tree.exists(Self.main))
  }

  @Test("a file is restored although the folder to which it was moved cannot be examined")
  func unreadableFolder() throws {
    let last = transcript(Self.session, folder: "q")
    try tree.move(Self.main, to: last)
    try bench.ingest()
    try tree.remove(last)
    try POSIXFileSystem().removeDirectory(tree.path("projects/q"))
    // It leads in a circle, so its contents cannot be examined, whoever runs the tests.
    try FileManager.default.createSymbolicLink(
      atPath: tree.path("projects/q").string, withDestinationPath: tree.path("projects/q").string)
    try tree.remove(transcript("bbbb2222"))
    let report = try restore()
    #expect(
      report.restored.map(\.path) == [Self.main, transcript("bbbb2222")].map { tree.root.appending($0).string })
    #expect(reasons(report) == [.unreadable] && report.refused.first?.path == tree.path("projects/q").string)
  }

  @Test("a file that cannot be compared is refused, and the others are restored")
  func unreadableFile() throws {
    let before = try tree.contents()
    try tree.append(Self.main, "x")
    try tree.remove(Self.agent)
    let path = tree.path(Self.main)
    for operation in [FileError.Operation.open, .read] {
      let faulty = FaultyFileSystem { $0 == operation && $1 == path ? .permissionDenied : nil }
      let report = try restore(.sessions([Self.session]), fileSystem: faulty) { $0.force = true }
      #expect(reasons(report) == [.unreadable] && report.refused.first?.path == path.string)
      #expect(report.restored.map(\.path) == [tree.path(Self.agent).string])
      #expect(try tree.bytes(Self.agent) == before[Self.agent])
      try tree.remove(Self.agent)
    }
    #expect(try tree.bytes(Self.main) == (before[Self.main] ?? []) + Array("x".utf8))
  }

  @Test("a copy and its original that were both deleted are both restored")
  func copies() throws {
    try tree.copy(Self.main, to: transcript(Self.session, folder: "q"))
    try bench.ingest()
    let before = try tree.contents()
    try removeAll()
    try bench.ingest()
    _ = try restore()
    #expect(try tree.contents() == before)
  }

  @Test("files of another machine are restored only to another directory")
  func elsewhere() throws {
    try removeAll()
    var options = RestoreOptions(.sessions([Self.session]))
    let store = bench.store(.laptop)
    let report = try store.restore(options)
    #expect(Set(reasons(report)) == [.elsewhere] && report.restored.isEmpty)
    options.target = bench.directory.appending("here")
    #expect(try store.restore(options).restored.count == 4)
  }

  @Test("an erased session is not restored, and erased lines of others are left out and reported")
  func erased() throws {
    let target = ErasureTarget.record(session: "bbbb2222", record: "0")
    _ = try bench.store().erase(target)
    _ = try bench.store().erase(.session(Self.session))
    try removeAll()
    #expect(errorCode { try restore(.sessions([Self.session])) }?.isUnknownSession == true)
    let report = try restore()
    #expect(Set(reasons(report)) == [.erased])
    #expect(
      report.restored.first { $0.path.hasSuffix("bbbb2222.jsonl") }?.erasedBytes
        == Int64(line(10, session: "bbbb2222").utf8.count))
    #expect(try tree.bytes(transcript("bbbb2222")) == Array(line(11, session: "bbbb2222").utf8))
    #expect(try restore(.sessions(["bbbb2222"])).present == 1)
  }

  @Test("a session erased later is not restored as of a time before the erasure")
  func erasedBefore() throws {
    let head = try bench.store().replay().head.sequence
    _ = try bench.store().erase(.session(Self.session))
    try bench.saveCheckpoints()
    try removeAll()
    let report = try restore(.allMissing) { $0.position = .sequence(head) }
    #expect(report.refused.contains { $0.reason == .erased && $0.path.hasSuffix("\(Self.session).jsonl") })
    #expect(!tree.exists(Self.main))
    #expect(
      errorCode { try restore(.sessions([Self.session])) { $0.position = .sequence(head) } }?.isUnknownSession == true)
  }

  @Test("a dropped version is reported by a restore and not written")
  func dropped() throws {
    try tree.write(Self.main, lines(0..<3, session: Self.session))
    try bench.ingest()
    try tree.write(Self.main, lines(0..<9, session: Self.session))
    try bench.ingest()
    try bench.compact(dropSuperseded: true)
    let target = bench.directory.appending("old")
    let report = try restore(.sessions([Self.session])) { ($0.generation, $0.target) = (0, target) }
    #expect(reasons(report) == [.dropped])
    #expect(try contentsOfTree(target)[Self.main] == nil)
    #expect(try contentsOfTree(target)[Self.agent] == tree.bytes(Self.agent))
  }

  @Test("a fault at any operation of a restore leaves only whole files, and the next restore completes")
  func faults() throws {
    let before = try tree.contents()
    try removeAll()
    var index = 0
    while true {
      let left = Countdown(index)
      let faulty = FaultyFileSystem { _, path in
        path.starts(with: bench.storePath) || left.next() ? nil : .ioError
      }
      let outcome = Result { try restore(fileSystem: faulty) }
      for (name, bytes) in try tree.contents() where !name.hasSuffix(".ccstore-restore") && !name.hasSuffix(".lock") {
        #expect(bytes == before[name], "\(name) after \(index) operations")
      }
      if case .success = outcome { break }
      index += 1
      _ = try restore()
      #expect(try tree.contents() == before, "after \(index) operations")
      try removeAll()
    }
    #expect(index > 30)
    #expect(try tree.contents() == before)
  }

  @Test("the leftovers of a killed restore are removed by the next restore and stored by no ingest")
  func leftovers() throws {
    let before = try tree.contents()
    try tree.remove(Self.main)
    try tree.write("projects/p/.0.ccstore-restore", "half")
    try tree.write(".ccstore-restore.lock", "")
    #expect(try bench.ingest().counts.new == 0)
    _ = try restore()
    #expect(try tree.contents() == before)
  }

  @Test("a second restore into the same root is refused while the first one runs")
  func locked() throws {
    try tree.remove(Self.main)
    let lock = try #require(try POSIXFileSystem().lock(tree.path(".ccstore-restore.lock")))
    defer { withExtendedLifetime(lock) {} }
    #expect(errorCode { try restore() } == .restoreLocked)
  }

  @Test("the real transcripts are restored after they were deleted", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    for name in try Corpus.files() { try tree.write(name, try Corpus.bytes(name)) }
    try bench.ingest()
    let before = try tree.contents()
    try removeAll()
    let report = try restore()
    #expect(report.refused.isEmpty)
    #expect(try tree.contents() == before)
  }
}
