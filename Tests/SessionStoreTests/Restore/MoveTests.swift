import Bytes
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("copies of sessions for other projects")
struct MoveTests {
  private let bench: Workbench
  private var tree: Tree { bench.tree }
  private let project: FilePath
  private static let session = "aaaa1111"
  private static let old = "/home/u/old"
  private static let main = transcript(session, folder: "-home-u-old")
  private static let folder = "projects/-home-u-old/\(session)"

  /// Random bytes that are always the same.
  private struct FixedEntropy: Entropy {
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x5a, count: count) }
  }

  private static let copy = UUID16.random(FixedEntropy()).description

  private static func record(_ number: Int, session: String = session, directory: String = old) -> String {
    line(
      number, session: session, text: "in \(old) of \(session)", more: #","cwd":"\#(directory)","x":{"cwd":"\#(old)"}"#)
  }

  init() throws {
    bench = try Workbench()
    project = bench.directory.appending("new project")
    try POSIXFileSystem().makeDirectory(project)
    try tree.write(
      Self.main,
      Self.record(1) + "garbage \(Self.session)\n" + Self.record(2, directory: Self.old + "/sub")
        + Self.record(3, directory: Self.old + "er"))
    try tree.write("\(Self.folder)/subagents/agent-1.jsonl", Self.record(4))
    try tree.write("\(Self.folder)/subagents/agent-1.meta.json", #"{"cwd":"\#(Self.old)"}"#)
    try tree.write("\(Self.folder)/tool-results/r.txt", "in \(Self.old) without a newline")
    try tree.write("projects/-home-u-old/agent-2.jsonl", Self.record(5))
    try tree.write(transcript("bbbb2222", folder: "-home-u-old"), Self.record(6, session: "bbbb2222"))
    try bench.ingest()
  }

  private func move(
    _ session: String = session, to directory: FilePath? = nil, fileSystem: any FileSystem = POSIXFileSystem(),
    entropy: any Entropy = FixedEntropy(), dryRun: Bool = false
  ) throws -> MoveReport {
    var options = MoveOptions(session, to: directory ?? project, configured: [tree.root.string])
    options.dryRun = dryRun
    let store = Store(
      at: bench.storePath, fileSystem: fileSystem, clock: bench.clock, entropy: entropy, machine: .desk)
    return try store.move(options)
  }

  private func home(_ project: FilePath) -> String {
    "projects/" + String(project.string.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  /// What the copy of a text of the session has to be.
  private func copied(_ text: String) -> [UInt8] {
    Array(
      text.replacing(#""sessionId":"\#(Self.session)""#, with: #""sessionId":"\#(Self.copy)""#)
        .replacing(#","cwd":"\#(Self.old)""#, with: #","cwd":"\#(project)""#)
        .replacing(#","cwd":"\#(Self.old)/sub""#, with: #","cwd":"\#(project)/sub""#).utf8)
  }

  @Test("a copy has all files of its session under a new id, with ids and directories of records replaced")
  func files() throws {
    let before = try tree.contents()
    let report = try move()
    let home = home(project)
    var expected = before
    for (name, text) in before {
      let text = String(decoding: text, as: UTF8.self)
      switch name {
      case Self.main: expected["\(home)/\(Self.copy).jsonl"] = copied(text)
      case "projects/-home-u-old/agent-2.jsonl":
        expected["\(home)/\(Self.copy)/subagents/agent-2.jsonl"] = copied(text)
      case let name where name.hasPrefix(Self.folder + "/"):
        let rest = name.dropFirst(Self.folder.count)
        expected["\(home)/\(Self.copy)\(rest)"] = name.hasSuffix(".jsonl") ? copied(text) : Array(text.utf8)
      default: break
      }
    }
    let found = try tree.contents()
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
    #expect(report.files.count == 5 && report.leftOut == [])
    #expect((report.records, report.unparsed, report.sessionIDs, report.directories) == (6, 1, 5, 4))
    #expect(report.session == Self.session && report.copy == Self.copy && report.project == Self.old)
    #expect(report.resumption.command == ["claude", "--resume", Self.copy])
    #expect(report.resumption.directory == project.string && report.resumption.isOnDisk)
    #expect(report.bytes == report.files.reduce(0) { $0 + Int64(found[name($1.to)]?.count ?? -1) })
  }

  private func name(_ path: String) -> String { String(path.dropFirst(tree.root.string.count + 1)) }

  @Test("the copy is a session of the other project, which is found by its directory and counts no usage twice")
  func ingested() throws {
    try tree.append(Self.main, assistant(9, session: Self.session))
    try bench.ingest()
    let tokens = try bench.store().usage().totals.tokens
    _ = try move()
    try bench.ingest()
    let sessions = try bench.store().sessions()
    #expect(sessions.first { $0.id == Self.copy }?.project == project.string)
    #expect(sessions.first { $0.id == Self.session }?.project == Self.old)
    #expect(try bench.store().usage().totals.tokens == tokens)
    #expect(try bench.store().view().resumption(of: Self.copy).directory == project.string)
  }

  @Test("a dry run writes nothing and reports what the copy would be")
  func dryRun() throws {
    let before = try tree.contents()
    let dry = try move(dryRun: true)
    #expect(try tree.contents() == before && !tree.exists(home(project)))
    var report = try move()
    #expect(dry.isDryRun && !dry.resumption.isOnDisk)
    (report.isDryRun, report.resumption.isOnDisk) = (true, false)
    #expect(dry.files == report.files && dry.resumption == report.resumption)
    #expect((dry.records, dry.sessionIDs, dry.directories) == (report.records, report.sessionIDs, report.directories))
  }

  @Test("a session whose files are gone is copied from the store, and erased lines are left out")
  func fromStore() throws {
    for name in try tree.contents().keys { try tree.remove(name) }
    try bench.ingest()
    _ = try bench.store().erase(.record(session: Self.session, record: uuid(2)))
    let report = try move()
    let text = String(decoding: try tree.bytes("\(home(project))/\(Self.copy).jsonl"), as: UTF8.self)
    #expect(report.erasedBytes > 0 && !text.contains(uuid(2)) && text.contains(uuid(1)) && text.contains(uuid(3)))
  }

  @Test("something at the place of the copy is never overwritten, and nothing of the copy is left")
  func occupied() throws {
    let place = "\(home(project))/\(Self.copy).jsonl"
    try tree.write(place, "mine")
    let before = try tree.contents()
    #expect(errorCode { try move() } == .fileExists)
    #expect(try tree.contents() == before)
    #expect(!tree.exists("\(home(project))/\(Self.copy)"))
  }

  @Test("a fault at any operation leaves nothing of the copy and everything else as it was")
  func faults() throws {
    let before = try tree.contents()
    var index = 0
    while true {
      let left = Countdown(index)
      let faulty = FaultyFileSystem { _, path in
        path.starts(with: bench.storePath) || left.next() ? nil : .ioError
      }
      if (try? move(fileSystem: faulty)) != nil { break }
      let found = try tree.contents().filter { !$0.key.hasSuffix(".ccstore-restore") }
      #expect(found == before, "\(found.keys.filter { before[$0] == nil }) after \(index) operations")
      index += 1
    }
    #expect(index > 20)
  }

  @Test("the directory of the other project must exist and be one, and may be named through a link")
  func directories() throws {
    let file = bench.directory.appending("file")
    try POSIXFileSystem().create(file).close()
    for path in [bench.directory.appending("none"), file, file.appending("x")] {
      #expect(errorCode { try move(to: path) } == .noSuchProject, "\(path)")
    }
    let deep = (0..<5).reduce(bench.directory) { path, _ in path.appending(String(repeating: "d", count: 60)) }
    try POSIXFileSystem().makeDirectories(deep)
    #expect(errorCode { try move(to: deep) } == .limit)
    #expect(errorCode { try move("zzzz") } == .noSuchSession)
    let link = bench.directory.appending("link")
    try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: project.string)
    #expect(try move(to: link).newProject == project.string)
  }

  @Test("a link in the folder of the other project is not followed")
  func link() throws {
    let outside = bench.directory.appending("outside")
    try POSIXFileSystem().makeDirectory(outside)
    try FileManager.default.createSymbolicLink(
      atPath: tree.path(home(project)).string, withDestinationPath: outside.string)
    #expect(errorCode { try move() } == .fileFailed)
    #expect(try POSIXFileSystem().list(outside).isEmpty)
  }

  @Test("a directory whose name has quotes, control characters and line breaks is written as JSON text")
  func hostileName() throws {
    let hostile = bench.directory.appending("a\"b\\c\n\u{1b}[2J")
    try POSIXFileSystem().makeDirectory(hostile)
    let report = try move(to: hostile)
    #expect(report.newProject == hostile.string)
    let copy = String(decoding: try tree.bytes("\(home(hostile))/\(Self.copy).jsonl"), as: UTF8.self)
    let first = try JSONSerialization.jsonObject(with: Data(copy.split(separator: "\n")[0].utf8)) as? [String: Any]
    #expect(first?["cwd"] as? String == hostile.string)
  }

  @Test("a line of more than 64 MiB is copied as it is, and the lines around it are changed")
  func hugeLine() throws {
    let huge = #"{"sessionId":"\#(Self.session)","x":""# + String(repeating: "x", count: 65 << 20) + "\"}\n"
    try tree.write(Self.main, Self.record(1) + huge + Self.record(2))
    try bench.ingest()
    let report = try move()
    let bytes = try tree.bytes("\(home(project))/\(Self.copy).jsonl")
    let (head, tail) = (copied(Self.record(1)), copied(Self.record(2)))
    #expect(bytes.count == head.count + huge.utf8.count + tail.count)
    #expect(bytes.starts(with: head + Array(huge.utf8.prefix(100))) && bytes.suffix(tail.count).elementsEqual(tail))
    #expect(report.unparsed == 1)
  }

  @Test("files of the session that lie elsewhere or belong to others are left out and named")
  func leftOut() throws {
    try tree.write(transcript("other", folder: "-q"), Self.record(30))
    try tree.write("projects/-q/\(Self.session)/subagents/agent-1.jsonl", Self.record(31))
    try bench.ingest()
    let report = try move()
    #expect(
      report.leftOut.map(\.path) == ["projects/-q/\(Self.session)/subagents/agent-1.jsonl", "projects/-q/other.jsonl"])
    #expect(report.files.count == 5)
  }
}
