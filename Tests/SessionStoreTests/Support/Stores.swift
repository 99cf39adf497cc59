import Bytes
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// Several stores, each with its own machine and tree, that import each other's snapshots. Each store has a name.
struct Stores {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  func tree(_ name: String) throws -> Tree { try bench.tree("tree-\(name)") }

  func path(_ name: String) -> FilePath { bench.directory.appending("store-\(name)") }

  func machine(_ name: String) -> Machine {
    let bytes = Array(name.utf8)
    return Machine(id: (0..<16).map { bytes[$0 % bytes.count] }, name: bytes)
  }

  func store(_ name: String) -> Store { bench.store(machine(name), at: path(name)) }

  func uuid(_ name: String) throws -> UUID16 {
    try StoreDirectory.open(path(name), fileSystem: POSIXFileSystem()).uuid
  }

  /// Makes a store without files.
  func makeEmpty(_ name: String) throws { try ingest(name, tree("empty")) }

  func ingest(_ name: String, _ tree: Tree? = nil) throws {
    _ = try store(name).ingest(bench.options([try tree ?? self.tree(name)]), retry: Workbench.patience())
    bench.clock.advance(seconds: 1)
  }

  func snapshot(_ name: String) throws -> FilePath {
    let file = bench.directory.appending("\(UUID().uuidString).ccsnap")
    _ = try store(name).exportSnapshot(to: file)
    return file
  }

  /// Imports a snapshot of `from` into `to`.
  @discardableResult
  func take(_ from: String, into to: String, acceptErasures: Bool = false) throws -> ImportReport {
    let file = try snapshot(from)
    defer { try? POSIXFileSystem().remove(file) }
    return try store(to).importSnapshot(from: file, acceptErasures: acceptErasures, retry: Workbench.patience())
  }

  /// Does the same as one of several imports.
  func take(_ from: String, into to: String, acceptErasures: Bool, _ series: inout ImportSeries) throws {
    let file = try snapshot(from)
    defer { try? POSIXFileSystem().remove(file) }
    _ = try store(to).importSnapshot(
      from: file, acceptErasures: acceptErasures, &series, derived: .renewedWhenFarBehind, retry: Workbench.patience())
  }

  func erase(_ target: ErasureTarget, in name: String) throws {
    _ = try store(name).erase(target, retry: Workbench.patience())
    bench.clock.advance(seconds: 1)
  }

  func purge(_ name: String) throws { _ = try store(name).purge(retry: Workbench.patience()) }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: path(name).string, toPath: path(other).string)
  }

  func exported(_ name: String) throws -> [String: [UInt8]] {
    let target = bench.directory.appending("out-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: target.string) }
    _ = try store(name).export(to: target)
    return try contentsOfTree(target)
  }

  /// Returns whether the store has no finding, and its projections are those that the log gives.
  func isSound(_ name: String) throws -> Bool {
    let verification = try store(name).verify()
    #expect(verification.findings == [], "\(name)")
    return try verification.isOK && store(name).replay(verify: true).isVerified == true
  }

  /// Appends events to a store that no version of ccstore would write.
  func forge(_ name: String, _ body: (inout EventBlockBuilder) throws -> Void) throws {
    var writer = try LogWriter.open(
      at: path(name), clock: bench.clock, entropy: SystemEntropy(), retry: Workbench.patience())
    var builder = EventBlockBuilder()
    try body(&builder)
    for block in builder.finish() { try writer.append(block) }
    try writer.commit()
  }
}

extension EventBlockBuilder {
  /// Adds the source of a transcript of another machine.
  mutating func addSource(_ number: Int64, _ path: String, origin: [UInt8] = [UInt8](repeating: 7, count: 16)) {
    begin(.source)
    set(.source, number)
    set(.origin, origin)
    set(.root, Array("/home/x/.claude".utf8))
    set(.path, Array(path.utf8))
    set(.form, SourceForm.lines.rawValue)
    end()
  }

  /// Adds a record of a transcript.
  mutating func addRecord(source: Int64, generation: Int64, offset: Int64 = 0, home: UUID16? = nil, _ text: String) {
    begin(.record)
    set(.source, source)
    set(.generation, generation)
    set(.line, 0)
    set(.offset, offset)
    if let home { set(.home, home.bytes) }
    Array(text.utf8).withUnsafeBytes { end(body: $0) }
  }

  /// Adds a decision about a generation.
  mutating func addDecision(
    source: Int64, generation: Int64, length: Int64, md5: [UInt8], reason: DecisionReason = .rewritten,
    home: UUID16? = nil
  ) {
    begin(.decision)
    set(.source, source)
    set(.generation, generation)
    set(.length, length)
    set(.lines, 1)
    set(.md5, md5)
    set(.size, length)
    set(.mtime, 1_900_000_000_000_000_000)
    set(.reason, reason.rawValue)
    set(.rules, 1)
    if let home { set(.home, home.bytes) }
    end()
  }
}

/// The MD5 of a text.
func md5(_ text: String) -> [UInt8] {
  var reference = ReferenceMD5()
  Array(text.utf8).withUnsafeBytes { reference.update($0) }
  return reference.digest
}
