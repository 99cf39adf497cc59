import FileIO
import SystemPackage
import TestSupport

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

/// Logs with valid checksums whose events say what no version of ccstore writes. An input is a sequence of bytes for
/// `ForgedShapes.events`.
protocol ForgedTarget: FuzzTarget {
  /// Runs the target; `disk` holds the store `/theirs`, and its snapshot `/forged.ccsnap`.
  static func run(_ disk: MemoryFileSystem)
}

extension ForgedTarget {
  static var lengthMax: Int { 256 }

  static func seeds() throws -> [[UInt8]] {
    ForgedShapes.all.indices.map { [UInt8($0)] } + ForgedShapes.all.indices.map { [UInt8($0), 1, 3, 0, 19, 2] }
  }

  static var tokens: [[UInt8]] { fixedTokens }

  static func run(_ bytes: [UInt8]) {
    let disk = MemoryFileSystem()
    must("a log of any events") {
      try ForgedLog.append(ForgedShapes.events(bytes), to: "/theirs", on: disk)
      _ = try store(disk, "/theirs").exportSnapshot(to: "/forged.ccsnap")
    }
    run(disk)
  }

  fileprivate static func store(_ disk: MemoryFileSystem, _ path: FilePath) -> Store {
    Store(
      at: path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2),
      machine: Machine(id: [UInt8](repeating: 7, count: 16), name: Array("desk".utf8)))
  }

  /// Returns whether the snapshot is accepted.
  fileprivate static func isAccepted(_ disk: MemoryFileSystem) -> Bool {
    do {
      let snapshot = try StoreSnapshot("/forged.ccsnap", fileSystem: disk)
      try snapshot.verify()
      try snapshot.verifyEvents()
      return true
    } catch let error as StoreError where error.refusesSnapshot { return false } catch {
      fatalError("verification fails: \(error)")
    }
  }
}

/// An accepted snapshot is imported by an empty store, which is intact afterwards.
enum ForgedSnapshotTarget: ForgedTarget {
  static let name = "forged-snapshot"
  static func run(_ disk: MemoryFileSystem) {
    let isAccepted = isAccepted(disk)
    let store = store(disk, "/store")
    let isTaken = (try? store.importSnapshot(from: "/forged.ccsnap")) != nil
    require(isTaken == isAccepted, "import does not say what verify says")
    require(!isTaken || must("verify", { try store.verify() }).isOK, "what was accepted is damage")
  }
}

/// An accepted snapshot is merged into a store with its own files, which do not change.
enum ForgedMergeTarget: ForgedTarget {
  static let name = "forged-merge"
  static func run(_ disk: MemoryFileSystem) {
    let own = ForgedLog.line(1)
    must("a file of its own") {
      try ForgedLog.append(
        ForgedLog.run(ForgedLog.file(0, "projects/-o/own.jsonl", [own])), to: "/store", on: disk, seed: 9)
    }
    let store = store(disk, "/store")
    _ = try? store.importSnapshot(from: "/forged.ccsnap")
    require(must("verify", { try store.verify() }).isOK, "an import has damaged the store")
    must("export") { _ = try store.export(to: "/out") }
    require(disk.files.contains { disk[$0] == own && $0.starts(with: "/out") }, "a file of its own is not given out")
  }
}

/// Versions of files of a log that nobody has checked are exported or reported, whatever they are.
enum ForgedGenerationsTarget: ForgedTarget {
  static let name = "forged-generations"
  static func run(_ disk: MemoryFileSystem) {
    let store = store(disk, "/theirs")
    for generation in [nil, 0, 1] {
      _ = try? store.export(to: FilePath("/out-\(generation ?? 9)"), generation: generation)
    }
    _ = try? store.verify()
    _ = try? store.lineage()
    _ = try? store.drift()
  }
}

/// A repair of such a log gives an intact store, or refuses.
enum ForgedRepairTarget: ForgedTarget {
  static let name = "forged-repair"
  static func run(_ disk: MemoryFileSystem) { _ = try? store(disk, "/theirs").repair(to: "/repaired") }
}

/// Every projection of such a log and every question, whether or not the log would be imported.
enum ForgedFoldTarget: ForgedTarget {
  static let name = "forged-fold"
  static func run(_ disk: MemoryFileSystem) {
    guard let log = try? LogReader(try StoreDirectory.open("/theirs", fileSystem: disk)) else { return }
    if var projections = try? Projections(log, useCheckpoints: false) {
      for snapshot in projections.checkpoints(log.head) { require(!snapshot.state.isEmpty, "a state without a byte") }
      _ = try? projections.catchUp(log)
    }
    _ = Questions(disk, at: "/theirs", machine: nil).askAll()
  }
}
