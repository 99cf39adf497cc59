import Bytes
import FileIO
import Foundation
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// Several stores, each on a machine of its own that remembers what it has pushed, and remotes in directories.
struct RemoteBench {
  let stores: Stores
  var bench: Workbench { stores.bench }

  init() throws { stores = try Stores() }

  func store(_ name: String) -> Store {
    Store(
      at: stores.path(name), fileSystem: POSIXFileSystem(), clock: bench.clock, machine: stores.machine(name),
      stateDirectory: bench.directory.appending("state-\(name)"))
  }

  /// The directory of a remote.
  func place(_ name: String = "remote") -> FilePath { bench.directory.appending(name) }

  /// A remote whose objects have at most `size` bytes of frames, or a single commit.
  func remote(_ name: String = "remote", size: UInt64 = 1 << 20) throws -> Remote {
    var remote = Remote(try RemotePlace(place(name).string) { $0 })
    (remote.objectSize, remote.batchSize) = (size, 100_000)
    return remote
  }

  /// Writes a session of some lines and ingests it. Every call makes a commit of its own.
  func ingest(_ name: String, _ session: String, _ range: Range<Int> = 0..<5) throws {
    try stores.tree(name).write(transcript(session), lines(range, session: session))
    try stores.ingest(name)
  }

  @discardableResult
  func push(_ name: String, to remote: Remote? = nil, _ change: (inout PushOptions) -> Void = { _ in }) throws
    -> PushReport
  {
    var options = PushOptions()
    change(&options)
    return try store(name).push(to: remote ?? self.remote(), options)
  }

  @discardableResult
  func pull(_ name: String, from remote: Remote? = nil, _ change: (inout PullOptions) -> Void = { _ in }) throws
    -> PullReport
  {
    var options = PullOptions()
    change(&options)
    return try store(name).pull(from: remote ?? self.remote(), options, retry: Workbench.patience())
  }

  func contents(_ path: String) throws -> [UInt8] { try POSIXFileSystem().contents(FilePath(path)) }

  /// The paths of the files on a remote, below its directory, in order.
  func files(_ name: String = "remote") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: place(name).string).filter { $0.hasSuffix(".ccsnap") }.sorted()
  }

  func listing(_ name: String = "remote") throws -> RemoteListing {
    try remote(name).transport(POSIXFileSystem(), SystemEntropy(), nil).listing()
  }

  func state(_ store: String, _ name: String = "remote") throws -> RemoteStore {
    try #require(try listing(name).stores[stores.uuid(store)])
  }

  func sessions(_ name: String) throws -> [String] { try store(name).sessions().map(\.id).sorted() }

  func head(_ name: String) throws -> LogHead { try store(name).openLog().head }

  /// Returns whether two stores have the same log.
  func areEqual(_ name: String, _ other: String) throws -> Bool {
    try head(name) == head(other) && stores.uuid(name) == stores.uuid(other)
  }
}

/// Parts of a log as files.
extension RemoteBench {
  /// The severe findings, and whether there is any other one.
  func check(_ name: String) throws -> (errors: [Finding], isClean: Bool) {
    let findings = try store(name).verify().findings
    return (findings.filter { $0.severity == .error }, findings.isEmpty)
  }

  func part(_ name: String, after since: UInt64? = nil, upTo last: UInt64? = nil) throws -> FilePath {
    let file = bench.directory.appending("\(UUID().uuidString).ccsnap")
    _ = try store(name).exportSnapshot(
      to: file, since: since.map { .sequence($0) }, asOf: last.map { .sequence($0) })
    return file
  }

  func take(_ file: FilePath, into name: String, merges: Bool = false) throws -> ImportReport {
    try store(name).importSnapshot(from: file, merges: merges, retry: Workbench.patience())
  }
}
