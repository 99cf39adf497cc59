import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("restores of claimed and planted files")
struct PlantedTests {
  private let bench: Workbench
  private var tree: Tree { bench.tree }
  private static let main = transcript("aaaa1111")

  init() throws {
    bench = try Workbench()
    try tree.write(Self.main, lines(0..<3, session: "aaaa1111"))
    try bench.ingest()
  }

  private func restore(
    _ selection: RestoreOptions.Selection = .allMissing, to target: FilePath? = nil
  ) throws -> RestoreReport {
    var options = RestoreOptions(selection)
    options.target = target
    return try bench.store().restore(options)
  }

  /// Imports what another store claims about files of this machine.
  private func importClaims(_ tree: Tree) throws {
    let (other, file) = (bench.directory.appending("other"), bench.directory.appending("claims.ccsnap"))
    _ = try bench.store(at: other).ingest(bench.options([tree]))
    _ = try bench.store(at: other).exportSnapshot(to: file)
    _ = try bench.store().importSnapshot(from: file)
  }

  @Test("a file that another store claims for this machine is restored only below --to")
  func claims() throws {
    let theirs = try bench.tree("theirs")
    try theirs.write(transcript("bbbb2222"), lines(3..<5, session: "bbbb2222"))
    // The claim also has a session of this store's own.
    try theirs.write("projects/p/aaaa1111/subagents/agent-1.jsonl", lines(5..<6, session: "aaaa1111"))
    try importClaims(theirs)
    let names = try theirs.contents().keys.sorted()
    for name in names { try theirs.remove(name) }
    let all = try restore()
    #expect(all.restored.isEmpty && all.refused.isEmpty)
    for session in ["aaaa1111", "bbbb2222"] {
      let report = try restore(.sessions([session]))
      #expect(report.restored.isEmpty && report.refused.map(\.reason) == [.elsewhere])
    }
    #expect(names.allSatisfy { !theirs.exists($0) })
    let target = bench.directory.appending("below")
    #expect(try restore(.sessions(["bbbb2222"]), to: target).restored.count == 1)
  }

  @Test("a claim of another store about a known file does not prevent the restore of its own version")
  func ownVersion() throws {
    let own = try tree.bytes(Self.main)
    try tree.append(Self.main, lines(3..<6, session: "aaaa1111"))
    try importClaims(tree)
    try tree.remove(Self.main)
    let report = try restore()
    #expect(report.restored.count == 1 && report.refused.isEmpty)
    #expect(try tree.bytes(Self.main) == own)
  }

  @Test("a file is restored in place only under a name that Claude Code gives its files")
  func names() throws {
    let folder = try bench.tree("folder")
    let names = [
      "settings.json", ".ssh/authorized_keys", ".config/autostart/x.desktop", "bin/x", "x/tool-results/.bashrc",
      "x/subagents/settings.json",
    ]
    let transcripts = ["projects/p/.jsonl", "projects/p/b.jsonl"]
    for name in names + transcripts { try folder.write(name, line(9, session: "b")) }
    try bench.ingest {
      $0.roots = [TranscriptRoot(path: folder.root, scope: "", takesAnyFile: true)]
    }
    for name in try folder.contents().keys { try folder.remove(name) }
    let report = try restore()
    #expect(Set(report.restored.map(\.path)) == Set(transcripts.map { folder.path($0).string }))
    #expect(report.refused.map(\.reason) == names.map { _ in .name })
    #expect(try restore(to: bench.directory.appending("below")).restored.count == names.count)
  }

  @Test("a folder on the path that is a link is refused by name, and nothing is written through the link")
  func links() throws {
    let scratch = try ScratchDirectory()
    let files = POSIXFileSystem()
    try files.rename(tree.path("projects/p"), to: bench.directory.appending("away"))
    try link(tree.path("projects/p"), to: scratch.path)
    for target in [nil, tree.root] {
      let report = try restore(.sessions(["aaaa1111"]), to: target)
      #expect(report.restored.isEmpty && report.refused.map(\.reason) == [.link])
      #expect(report.refused.first?.note.contains("\(tree.path("projects/p")) is a symbolic link") == true)
    }
    #expect(try files.list(scratch.path).isEmpty)
    // What is as it was stored counts as present, however it is reached.
    try files.rename(bench.directory.appending("away/aaaa1111.jsonl"), to: scratch.path.appending("aaaa1111.jsonl"))
    #expect(try restore().restored.isEmpty)
  }

  @Test("a link in the place of projects is refused below --to, and followed in the original root")
  func projects() throws {
    let files = POSIXFileSystem()
    let elsewhere = bench.directory.appending("elsewhere")
    try files.rename(tree.path("projects"), to: elsewhere)
    try link(tree.path("projects"), to: elsewhere)
    let own = try files.contents(elsewhere.appending("p/aaaa1111.jsonl"))
    try files.remove(elsewhere.appending("p/aaaa1111.jsonl"))
    #expect(try restore(.sessions(["aaaa1111"]), to: tree.root).refused.map(\.reason) == [.link])
    #expect(try restore().restored.count == 1)
    #expect(try files.contents(elsewhere.appending("p/aaaa1111.jsonl")) == own)
  }

  @Test("a lock file that is a link is refused by name, and no file is created at its target")
  func lock() throws {
    let outside = bench.directory.appending("outside")
    try tree.remove(Self.main)
    try link(tree.path(".ccstore-restore.lock"), to: outside)
    let error = #expect(throws: StoreError.self) { try restore() }
    #expect(
      error?.underlying as? Errno == .tooManySymbolicLinkLevels && error?.path == tree.path(".ccstore-restore.lock"))
    #expect(try !POSIXFileSystem().exists(outside))
  }

  @Test("restored files and folders are private")
  func isPrivate() throws {
    let target = bench.directory.appending("below")
    _ = try restore(.sessions(["aaaa1111"]), to: target)
    #expect(try mode(target.appending(Self.main)) == 0o600)
    for folder in ["", "projects", "projects/p"] { #expect(try mode(target.appending(folder)) == 0o700, "\(folder)") }
  }
}

@Suite("folders exchanged during an ingest")
struct ExchangedFolderTests {
  @Test(
    "a folder exchanged for a link between listing and reading gives no bytes from outside the root",
    arguments: [1, 60], [false, true])
  func exchanged(_ folders: Int, _ isIncremental: Bool) throws {
    let bench = try Workbench()
    let outside = try bench.tree("outside")
    for folder in 0..<folders {
      for file in 0..<3 {
        let name = "projects/p\(folder)/\(folder)-\(file).jsonl"
        try bench.tree.write(name, line(file, session: "s\(folder)"))
        try outside.write(name, #"{"type":"user","secret":true}"# + "\n")
      }
    }
    if isIncremental {
      try bench.ingest()
      for name in try bench.tree.contents().keys { try bench.tree.append(name, line(9, session: "s")) }
    }
    let exchange = Once {
      for folder in 0..<folders {
        let path = bench.tree.path("projects/p\(folder)")
        try POSIXFileSystem().rename(path, to: bench.directory.appending("away\(folder)"))
        try link(path, to: outside.path("projects/p\(folder)"))
      }
    }
    let disk = FaultyFileSystem { operation, path in
      if operation == .open, path.starts(with: bench.tree.root) { exchange.run() }
      return nil
    }
    try bench.ingest(fileSystem: disk)
    #expect(exchange.hasRun)
    let secret = Array("secret".utf8)
    for (name, bytes) in try bench.exported() { #expect(!bytes.contains(subsequence: secret), "\(name)") }
  }

  @Test("files of a folder that was replaced by another one are skipped, and read by the next ingest")
  func replaced() throws {
    let bench = try Workbench()
    try bench.tree.write("projects/p/a.jsonl", line(1, session: "a"))
    for folder in 0..<60 { try bench.tree.write("projects/q\(folder)/b.jsonl", line(2, session: "b\(folder)")) }
    try bench.tree.write("projects/z/a.jsonl", line(3, session: "z"))
    let exchange = Once {
      let files = POSIXFileSystem()
      try files.rename(bench.tree.path("projects/p"), to: bench.directory.appending("away"))
      try files.rename(bench.tree.path("projects/z"), to: bench.tree.path("projects/p"))
    }
    let disk = FaultyFileSystem { operation, path in
      if operation == .open, path.starts(with: bench.tree.root) { exchange.run() }
      return nil
    }
    let report = try bench.ingest(fileSystem: disk)
    #expect(exchange.hasRun && report.counts.skipped == 2 && report.counts.failed == 0)
    try bench.ingest()
    #expect(try bench.exported()["projects/p/a.jsonl"] == Array(line(3, session: "z").utf8))
  }
}

/// Runs its body the first time that `run` is called.
private final class Once: Sendable {
  private let state = Mutex((hasRun: false, failed: false))
  private let body: @Sendable () throws -> Void

  init(_ body: @escaping @Sendable () throws -> Void) { self.body = body }

  var hasRun: Bool { state.withLock { $0.hasRun && !$0.failed } }

  func run() {
    state.withLock { state in
      if state.hasRun { return }
      state.hasRun = true
      do { try body() } catch { state.failed = true }
    }
  }
}

private func link(_ path: FilePath, to target: FilePath) throws {
  try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target.string)
}

private func mode(_ path: FilePath) throws -> Int {
  try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int ?? 0
}

extension [UInt8] {
  fileprivate func contains(subsequence bytes: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: bytes) }
  }
}
