import FileIO
import Foundation
import Synchronization
import SystemPackage
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("prune")
struct PruneTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private static let day: Int64 = 86_400

  private func options(days: Int64 = 30) -> PruneOptions {
    let now = bench.clock.milliseconds
    var options = PruneOptions(
      [bench.tree.transcripts], before: Instant(milliseconds: now - days * Self.day * 1000))
    options.openFiles = []
    return options
  }

  private func prune(
    _ fileSystem: any FileSystem = POSIXFileSystem(), _ change: (inout PruneOptions) -> Void = { _ in }
  ) throws -> PruneReport {
    var options = options()
    change(&options)
    return try bench.store(fileSystem: fileSystem).prune(options, retry: Workbench.patience())
  }

  /// Stores a session with a subagent and the result of a tool, and another session, and lets 40 days pass.
  private func prepare() throws {
    try bench.tree.write(transcript("a"), lines(0..<30, session: "a"))
    try bench.tree.write("projects/p/a/subagents/agent-1.jsonl", lines(40..<43, session: "a"))
    try bench.tree.write("projects/p/a/tool-results/1.txt", "a result\n")
    try bench.tree.write(transcript("b"), lines(50..<52, session: "b"))
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
  }

  @Test("what is stored and old is deleted, is known as pruned, and comes back byte for byte")
  func andBack() throws {
    try prepare()
    let before = try bench.tree.contents()
    let report = try prune()
    #expect(report.sessions.map(\.id).sorted() == ["a", "b"] && report.files == 4 && report.kept == [])
    #expect(report.bytes == before.values.reduce(0) { $0 + Int64($1.count) })
    #expect(report.isVerified && !report.isPreview)
    #expect(try bench.tree.contents().isEmpty)
    // The folder of the project stays; those of the session were empty.
    #expect(bench.tree.exists("projects/p") && !bench.tree.exists("projects/p/a") && report.directories == 3)
    #expect(try bench.store().sessions().map(\.sourceState) == [.pruned, .pruned])
    let status = try bench.store().status()
    #expect(status.missingSources == 4 && status.prunedSources == 4)
    #expect(try bench.store().drift().sessions.map(\.isPruned) == [true, true])
    let counts = try bench.ingest().counts
    #expect(counts.missing == 0 && counts.new == 0)
    #expect(try bench.store().sessions().map(\.sourceState) == [.pruned, .pruned])
    #expect(try bench.damage() == [])

    var restore = RestoreOptions(.sessions(["a", "b"]))
    restore.configured = [bench.tree.root.string]
    _ = try bench.store().restore(restore)
    #expect(try bench.tree.contents() == before)
    #expect(try bench.ingest().counts.new == 0)
    #expect(try bench.store().sessions().map(\.sourceState) == [.present, .present])
    #expect(try bench.store().status().prunedSources == 0)
  }

  @Test("a preview writes nothing, and compares everything when it is asked to")
  func preview() throws {
    try prepare()
    let (files, head) = (try bench.tree.contents(), try bench.store().openLog().head)
    let quick = try bench.store().prunePreview(options())
    #expect(quick.files == 4 && !quick.isVerified && quick.isPreview)
    let thorough = try bench.store().prunePreview(options(), verifies: true)
    #expect(thorough.files == 4 && thorough.isVerified && thorough.isPreview)
    #expect(try bench.tree.contents() == files)
    #expect(try bench.store().openLog().head == head)
  }

  @Test("sessions that are not old enough, of another project, or not asked for stay")
  func choice() throws {
    try bench.tree.write(transcript("a"), line(1, session: "a", more: #","cwd":"/work/Website""#))
    try bench.tree.write(transcript("b"), line(2, session: "b", more: #","cwd":"/work/other""#))
    try bench.ingest()
    bench.clock.advance(seconds: 20 * Self.day)
    let young = try prune()
    #expect(young.sessions == [] && young.recentSessions == 2 && young.isPreview)
    bench.clock.advance(seconds: 20 * Self.day)
    #expect(
      try prune {
        $0.project = "website"
        $0.sessions = ["b"]
      }.files == 0)
    #expect(try prune { $0.project = "WEBSITE" }.sessions.map(\.id) == ["a"])
    #expect(!bench.tree.exists(transcript("a")) && bench.tree.exists(transcript("b")))
    #expect(try prune { $0.sessions = ["b"] }.sessions.map(\.id) == ["b"])
  }

  @Test("one file that is not wholly stored keeps all files of its session")
  func unstored() throws {
    try prepare()
    let time = try bench.tree.status(transcript("b")).modified
    try bench.tree.append("projects/p/a/subagents/agent-1.jsonl", "{\"more\"")
    try bench.tree.setModified("projects/p/a/subagents/agent-1.jsonl", time)
    try bench.tree.write("projects/p/b/tool-results/new.txt", "not stored")
    try bench.tree.setModified("projects/p/b/tool-results/new.txt", time)
    let before = try bench.tree.contents()
    let report = try prune()
    #expect(report.sessions == [] && report.kept.map(\.reason) == [.unstored, .unstored])
    #expect(try bench.tree.contents() == before)
  }

  @Test("a file whose bytes differ keeps its session, although size and times are those that were stored")
  func differs() throws {
    try prepare()
    let time = try bench.tree.status(transcript("a")).modified
    try bench.tree.overwrite(transcript("a"), at: 100, [0x21])
    try bench.tree.setModified(transcript("a"), time)
    let report = try prune()
    #expect(report.sessions.map(\.id) == ["b"])
    #expect(report.kept.map(\.reason) == [.differs] && report.kept[0].note.contains("from byte 100 on"))
    #expect(bench.tree.exists(transcript("a")))
  }

  @Test("one file that differs keeps all files of its session, also when they are more than are open at a time")
  func differsAmongMany() throws {
    try bench.tree.write(transcript("a"), lines(0..<30, session: "a"))
    for number in 0..<200 { try bench.tree.write("projects/p/a/subagents/agent-\(number).jsonl", line(100 + number)) }
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    let (time, whole) = (try bench.tree.status(transcript("a")).modified, try bench.tree.contents())
    try bench.tree.overwrite(transcript("a"), at: 100, [0x21])
    try bench.tree.setModified(transcript("a"), time)
    let before = try bench.tree.contents()
    let report = try prune()
    #expect(report.sessions == [] && report.kept.map(\.reason) == [.differs])
    #expect(try bench.tree.contents() == before)
    try bench.tree.overwrite(transcript("a"), at: 100, [whole[transcript("a")]![100]])
    try bench.tree.setModified(transcript("a"), time)
    #expect(try prune().files == 201)
    #expect(try bench.exported() == whole)
  }

  @Test("all names of a file are deleted, and its space becomes free")
  func linkedTogether() throws {
    try prepare()
    _ = link(
      bench.tree.path("projects/p/a/subagents/agent-1.jsonl").string,
      bench.tree.path("projects/p/a/subagents/agent-2.jsonl").string)
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    let report = try prune()
    #expect(report.files == 5 && report.kept == [] && report.linkedFiles == 0)
    #expect(try bench.tree.contents().isEmpty)
  }

  @Test("the folders of a session are removed, too, when the prune ends with an error after its files are deleted")
  func foldersAfterError() throws {
    try prepare()
    for number in 0..<200 { try bench.tree.write(transcript("s\(number)"), line(100 + number, session: "s\(number)")) }
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    let isDeleting = Mutex(false)
    let (store, root) = (bench.storePath, bench.tree.root)
    var disk = FaultyFileSystem { operation, file in
      isDeleting.withLock { $0 } && operation == .sync && file.starts(with: store.appending("seg")) ? .ioError : nil
    }
    disk.beforeRemoval = { file in if file.starts(with: root) { isDeleting.withLock { $0 = true } } }
    #expect(throws: StoreError.self) { try prune(disk) }
    #expect(!bench.tree.exists("projects/p/a") && bench.tree.exists(transcript("s99")))
  }

  @Test("a session that is open in a process, or was changed within the last hour, stays")
  func inUse() throws {
    try prepare()
    let open = try bench.tree.status("projects/p/a/tool-results/1.txt").identity
    #expect(try prune { $0.openFiles = [open] }.sessions.map(\.id) == ["b"])
    #expect(bench.tree.exists(transcript("a")))
    // A time in the future is no sign of age, and neither is a limit in the future.
    try bench.tree.setModified(transcript("a"), bench.clock.now() + 1)
    let report = try prune { $0.before = Instant(milliseconds: bench.clock.milliseconds + 1_000_000) }
    #expect(report.kept.map(\.reason) == [.inUse])
    #expect(bench.tree.exists(transcript("a")))
  }

  @Test(
    "the files that processes have open are found",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
  func openFiles() throws {
    try bench.tree.write(transcript("a"), line(1))
    let identity = try bench.tree.status(transcript("a")).identity
    #expect(!OpenFiles.ofOtherProcesses().contains(identity))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec sleep 60 < \"$0\"", bench.tree.path(transcript("a")).string]
    try process.run()
    defer { process.terminate() }
    var isFound = false
    for _ in 0..<500 where !isFound {
      usleep(10_000)
      isFound = OpenFiles.ofOtherProcesses().contains(identity)
    }
    #expect(isFound)
  }

  @Test(
    "a session that a process opens while it is compared stays",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")))
  func openedMeanwhile() throws {
    try prepare()
    let (path, identity) = (bench.tree.path(transcript("a")), try bench.tree.status(transcript("a")).identity)
    let disk = FaultyFileSystem { operation, file in
      guard operation == .open, file == path else { return nil }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "exec sleep 5 < \"$0\"", path.string]
      try? process.run()
      for _ in 0..<400 where !OpenFiles.ofOtherProcesses().contains(identity) { usleep(10_000) }
      return nil
    }
    let report = try prune(disk) { $0.openFiles = nil }
    #expect(report.kept.map(\.reason) == [.inUse] && report.sessions.map(\.id) == ["b"])
    #expect(bench.tree.exists(transcript("a")) && bench.tree.exists("projects/p/a/subagents/agent-1.jsonl"))
  }

  @Test("a session of which something is erased or dropped in the store stays")
  func erased() throws {
    try prepare()
    _ = try bench.store().erase(.record(session: "a", record: "3"), retry: Workbench.patience())
    let report = try prune()
    #expect(report.kept.map(\.reason) == [.erased] && report.sessions.map(\.id) == ["b"])
    #expect(bench.tree.exists(transcript("a")))
  }

  @Test("a file that is changed between comparison and deletion stays, and nothing of it is lost")
  func changedMeanwhile() throws {
    try prepare()
    let (tree, path, store) = (bench.tree, transcript("a"), bench.storePath)
    // The commit comes after the comparison, for which the file is opened.
    let isOpen = Mutex(false)
    let disk = FaultyFileSystem { operation, file in
      isOpen.withLock { isOpen in
        if operation == .open, file == tree.path(path) { isOpen = true }
        if isOpen, operation == .sync, file.starts(with: store) { try? tree.append(path, "more\n") }
      }
      return nil
    }
    let report = try prune(disk)
    #expect(report.kept.map(\.reason) == [.changed])
    #expect(try String(decoding: bench.tree.bytes(path), as: UTF8.self).contains("more\n"))
    try bench.ingest()
    #expect(try bench.store().sessions().first { $0.id == "a" }?.sourceState == .partial)
    #expect(try bench.exported()[path] == bench.tree.bytes(path))
  }

  @Test("what is written to a file in the very moment of its deletion is put back")
  func writtenAtDeletion() throws {
    try prepare()
    let (tree, path) = (bench.tree, transcript("a"))
    var disk = FaultyFileSystem { _, _ in nil }
    disk.beforeRemoval = { file in if file == tree.path(path) { try? tree.append(path, "the last words\n") } }
    let before = try tree.bytes(path)
    let report = try prune(disk)
    #expect(report.kept.map(\.reason) == [.changed])
    #expect(try tree.bytes(path) == before + Array("the last words\n".utf8))
  }

  @Test("a file that is replaced by another one of the same name after the comparison stays")
  func replacedMeanwhile() throws {
    try prepare()
    let (tree, store) = (bench.tree, bench.storePath)
    let state = Mutex((isOpen: false, isDone: false))
    let disk = FaultyFileSystem { operation, file in
      state.withLock { state in
        if operation == .open, file == tree.path(transcript("b")) { state.isOpen = true }
        guard state.isOpen, !state.isDone, operation == .sync, file.starts(with: store) else { return }
        state.isDone = true
        try? tree.move(transcript("b"), to: "projects/q/moved.jsonl")
        _ = symlink(tree.path("projects/q/moved.jsonl").string, tree.path(transcript("b")).string)
      }
      return nil
    }
    let report = try prune(disk)
    #expect(report.sessions.map(\.id) == ["a"] && report.kept.map(\.reason) == [.changed])
    #expect(try tree.bytes("projects/q/moved.jsonl") == Array(lines(50..<52, session: "b").utf8))
  }

  @Test("a log that cannot be written to deletes nothing")
  func failedCommit() throws {
    try prepare()
    let (before, store) = (try bench.tree.contents(), bench.storePath)
    for operation in [FileError.Operation.write, .sync] {
      let disk = FaultyFileSystem { $0 == operation && $1.starts(with: store.appending("seg")) ? .ioError : nil }
      #expect(throws: StoreError.self) { try prune(disk) }
      #expect(try bench.tree.contents() == before)
    }
    #expect(try prune().files == 4)
  }

  @Test("links lead nowhere, and a file with another name is deleted and said to free nothing")
  func links() throws {
    try prepare()
    let outside = bench.directory.appending("outside")
    try POSIXFileSystem().makeDirectories(outside)
    _ = symlink(outside.string, bench.tree.path("projects/link").string)
    try bench.tree.copy(transcript("b"), to: "../outside/c.jsonl")
    _ = link(bench.tree.path(transcript("b")).string, outside.appending("b.jsonl").string)
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    let report = try prune()
    #expect(report.sessions.map(\.id).sorted() == ["a", "b"] && report.linkedFiles == 1)
    #expect(report.linkedBytes == Int64(lines(50..<52, session: "b").utf8.count))
    #expect(
      try POSIXFileSystem().list(outside).map { String(decoding: $0.name, as: UTF8.self) } == ["b.jsonl", "c.jsonl"])
  }

  @Test("the folder of a project stays, also when a session has its name, and so does what is no session's")
  func projectFolder() throws {
    try bench.tree.write("projects/p/p.jsonl", lines(0..<2, session: "p"))
    try bench.tree.write("projects/q/sessions-index.json", "{}")
    try bench.tree.write("projects/q/memory/notes.md", "notes")
    try bench.tree.write("projects/q/x/other.txt", "something")
    try bench.tree.write("projects/q/x/tool-results/1.txt", "a result")
    try bench.tree.write("projects/q/x.jsonl", lines(4..<6, session: "x"))
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    #expect(try prune().files == 3)
    #expect(bench.tree.exists("projects/p") && !bench.tree.exists("projects/q/x/tool-results"))
    #expect(
      try bench.tree.contents().keys.sorted()
        == ["projects/q/memory/notes.md", "projects/q/sessions-index.json", "projects/q/x/other.txt"])
  }

  @Test("a copy is deleted although its bytes are stored with the file that it is a copy of")
  func copies() throws {
    try bench.tree.write(transcript("a"), lines(0..<20, session: "a"))
    try bench.ingest()
    try bench.tree.copy(transcript("a"), to: transcript("a", folder: "q"))
    try bench.tree.append(transcript("a", folder: "q"), lines(20..<22, session: "a"))
    try bench.ingest()
    bench.clock.advance(seconds: 40 * Self.day)
    let before = try bench.tree.contents()
    #expect(try prune().files == 2)
    #expect(try bench.exported() == before)
  }

  @Test("more files than are open at a time are deleted, each after an event of its own")
  func many() throws {
    for number in 0..<300 { try bench.tree.write(transcript("s\(number)"), line(number, session: "s\(number)")) }
    try bench.ingest()
    let before = try bench.tree.contents()
    bench.clock.advance(seconds: 40 * Self.day)
    #expect(try prune().files == 300)
    #expect(try bench.tree.contents().isEmpty)
    #expect(try bench.log().kinds.count { $0 == .pruned } == 300)
    #expect(try bench.exported() == before)
    #expect(try bench.store().replay(verify: true).isVerified == true)
  }

  @Test("a store of another machine that is imported says nothing about what is on disk here")
  func foreign() throws {
    try prepare()
    _ = try prune()
    let snapshot = bench.directory.appending("x.ccsnap")
    _ = try bench.store().exportSnapshot(to: snapshot)
    let other = bench.store(.laptop, at: bench.directory.appending("other"))
    try bench.tree("laptop").write(transcript("l"), line(1, session: "l"))
    _ = try other.ingest(bench.options([bench.tree("laptop")]), retry: Workbench.patience())
    _ = try other.importSnapshot(from: snapshot, retry: Workbench.patience())
    let states = Dictionary(uniqueKeysWithValues: try other.sessions().map { ($0.id, $0.sourceState) })
    #expect(states == ["a": .pruned, "b": .pruned, "l": .present])
    #expect(try other.verify().isOK)
  }
}
