import SegmentedLog
public import SessionStore
public import SystemPackage
import Transcripts

/// Everything that can be asked of a store on a disk in memory, and done with it: one question per command, by its
/// name. What cannot be answered is an error; a trap ends the process.
public struct Questions {
  private let disk: MemoryFileSystem
  private let path: FilePath
  private let machine: Machine?

  public init(_ disk: MemoryFileSystem, at path: FilePath, machine: Machine?) {
    (self.disk, self.path, self.machine) = (disk, path, machine)
  }

  private func store(_ disk: MemoryFileSystem, at path: FilePath? = nil) -> Store {
    Store(
      at: path ?? self.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(3), machine: machine)
  }

  /// Asks all questions; returns those that failed, with the reason. Each question that writes is asked of a copy of
  /// the disk.
  public func askAll() -> [String] {
    var failures: [String] = []
    func ask(_ name: String, _ body: () throws -> Void) {
      do { try body() } catch { failures.append("\(name): \(error)") }
    }
    let reader = store(disk)
    // What an old version stored more than once is damage until an ingest has recorded it, as 'verify' says.
    ask("mend") {
      guard try reader.verify().isMendable else { return }
      var options = SyncOptions(workers: 1)
      options.mode = .full
      _ = try reader.ingest(options)
    }
    var ids: [String] = []
    ask("sessions") {
      for order in SessionOrder.allCases {
        var query = SessionQuery()
        query.order = order
        ids = try reader.sessions(query).map(\.id)
      }
    }
    for (name, body) in Self.reading { ask(name) { try body(reader) } }
    for id in ids.prefix(3) where !id.isEmpty {
      ask("show") {
        let transcript = try reader.transcript(of: id)
        for entry in transcript.conversation.entries.prefix(50) { _ = try transcript.message(of: entry) }
      }
      ask("show --records") { try reader.forEachRecord(of: id) { _ in } }
    }
    for (name, body) in Self.writing {
      ask(name) {
        let copy = disk.copy()
        try body(store(copy), ids.first { !$0.isEmpty })
        guard name != "repair" else { return }
        let found = try store(copy).verify().findings.filter { $0.severity == .error }
        if let first = found.first { throw Wrong(description: "then verify says: \(first)") }
      }
    }
    return failures
  }

  public struct Wrong: Error, CustomStringConvertible {
    public var description: String
  }

  private static let reading: [(String, @Sendable (Store) throws -> Void)] = [
    ("status", { _ = try $0.status(roots: [], home: nil) }),
    ("conflicts", { _ = try $0.conflicts() }),
    (
      "usage",
      { store in
        for grouping in UsageGrouping.allCases {
          var query = UsageQuery()
          query.grouping = grouping
          _ = try store.usage(query)
        }
      }
    ),
    ("tools", { _ = try $0.tools() }),
    ("files", { _ = try $0.files() }),
    ("search", { _ = try $0.search(SearchQuery(["line"]), workers: 1) }),
    ("lineage", { _ = try $0.lineage() }),
    ("drift", { _ = try $0.drift() }),
    ("erase --list", { _ = try $0.erasures() }),
    ("csv", { store in _ = (try store.responses(), try store.decisions(), try store.runs()) }),
    ("ndjson --events", { try $0.exportEvents { _ in } }),
    (
      "ndjson",
      { store in
        var query = RecordQuery()
        query.isEveryVersion = true
        try store.exportRecords(query, workers: 1) { _ in }
      }
    ),
    (
      "replay",
      { store in
        guard try store.replay(verify: true).isVerified != false else { throw Wrong(description: "other digests") }
      }
    ),
    ("snapshot", { store in _ = try store.snapshotPlan() }),
    (
      "verify",
      { store in
        if let first = try store.verify().findings.first(where: { $0.severity == .error }) {
          throw Wrong(description: "\(first)")
        }
      }
    ),
  ]

  private static let writing: [(String, @Sendable (Store, String?) throws -> Void)] = [
    ("export", { store, _ in try isWhole(try store.export(to: "/out")) }),
    ("export --generation", { store, _ in _ = try? store.export(to: "/out", generation: 1) }),
    (
      "html",
      { store, _ in _ = try store.exportDocuments(.html, of: DocumentQuery(), to: "/html", time: { "\($0)" }) }
    ),
    (
      "markdown",
      { store, _ in _ = try store.exportDocuments(.markdown, of: DocumentQuery(), to: "/md", time: { "\($0)" }) }
    ),
    (
      "restore",
      { store, id in
        guard let id else { return }
        var options = RestoreOptions(.sessions([id]))
        options.target = "/back"
        _ = try store.restore(options)
      }
    ),
    (
      "restore --all-missing",
      { store, _ in
        var options = RestoreOptions(.allMissing)
        options.target = "/back"
        _ = try store.restore(options)
      }
    ),
    (
      "erase",
      { store, id in
        guard let id else { return }
        do { _ = try store.erase(.session(id)) } catch let error as StoreError
          where error.saysNothingToErase
        { return }
        _ = (try store.sessions(), try store.export(to: "/out"), try store.usage())
        _ = try store.purge()
      }
    ),
    (
      "compact",
      { store, _ in
        var options = CompactionOptions()
        options.gainMin = .min
        _ = try store.compact(options)
      }
    ),
    (
      "compact --drop-superseded",
      { store, _ in
        var options = CompactionOptions()
        options.gainMin = .min
        _ = try store.compact(options, dropSuperseded: true)
      }
    ),
    ("reset", { store, _ in try store.reset() }),
    ("repair", { store, _ in _ = try store.repair(to: "/repaired") }),
    (
      "ingest",
      { store, _ in
        var options = SyncOptions(workers: 1)
        options.roots = [TranscriptRoot(path: "/claude", scope: "projects")]
        _ = try store.ingest(options)
      }
    ),
  ]

  private static func isWhole(_ report: ExportReport) throws {
    if let failed = report.failed.first { throw Wrong(description: "\(failed.path): \(failed.reason)") }
  }
}
