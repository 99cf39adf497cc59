import FileIO
public import SegmentedLog
public import SystemPackage
import Transcripts

/// A store of sessions: what can be asked of it and done with it.
///
/// ```swift
/// import Foundation
/// import SessionStore
///
/// let environment = ProcessInfo.processInfo.environment
/// let store = Store(at: Store.defaultPath(environment: environment))
/// let report = try store.ingest(SyncOptions(environment: environment))
/// print("stored \(report.counts.records) lines of \(report.counts.new) new files")
/// for session in try store.sessions() { print("\(session.shortID)  \(session.title)") }
/// ```
/// Every call opens the store, does one thing, and lets go of it. Reading takes no lock.
public struct Store: Sendable {
  public let path: FilePath
  package let fileSystem: any FileSystem
  package let clock: any WallClock
  package let entropy: any Entropy
  package let machine: Machine
  package let isAlone: Bool
  /// Where it is remembered how far each store was written; nil: nowhere.
  package let stateDirectory: FilePath?
  /// What reading a damaged store could not give. The answers hold all the rest.
  public let losses: LossLog

  /// `isAlone`: the caller's word that nobody else writes to the store while a call writes to it. It is asked for where the file system's locks are worth
  /// nothing: there every call that writes throws `LogError.unlockable` without it.
  public init(
    at path: FilePath, machine: Machine? = nil, stateDirectory: FilePath? = nil, losses: LossLog = LossLog(),
    isAlone: Bool = false
  ) {
    self.init(
      at: path, fileSystem: POSIXFileSystem(), machine: machine, stateDirectory: stateDirectory, losses: losses,
      isAlone: isAlone)
  }

  /// With another file system, clock or dice, for tests.
  package init(
    at path: FilePath, fileSystem: any FileSystem, clock: any WallClock = SystemClock(),
    entropy: any Entropy = SystemEntropy(), machine: Machine? = nil, stateDirectory: FilePath? = nil,
    losses: LossLog = LossLog(), isAlone: Bool = false
  ) {
    self.path = path
    self.stateDirectory = stateDirectory
    self.losses = losses
    self.isAlone = isAlone
    self.fileSystem = fileSystem
    self.clock = clock
    self.entropy = entropy
    self.machine = machine ?? .current(fileSystem: fileSystem)
  }

  /// Where the store is when nobody says otherwise: `$CCSTORE_DIR`, `~` at its beginning expanded, else `$XDG_DATA_HOME/ccstore`, else
  /// `~/.local/share/ccstore`. An `XDG_DATA_HOME` that is no absolute path is ignored; without `HOME` the user database knows the home directory.
  public static func defaultPath(environment: [String: String]) -> FilePath {
    if let path = environment["CCSTORE_DIR"], !path.isEmpty {
      return FilePath(Users.expand(path, environment: environment))
    }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return FilePath(data).appending("ccstore") }
    return FilePath(Users.home(environment: environment)).appending(".local/share/ccstore")
  }

  /// Opens the log for writing. See `LogWriter.open`. Where it ends before what was acknowledged, the log and `losses` say so from then on.
  package func openWriter(
    identity: [UInt8]? = nil, acceptsEarlier: Bool = false, notesShortfall: Bool = true, retry: () -> Bool = { false }
  ) throws(LogError) -> LogWriter {
    var writer = try LogWriter.open(
      at: path, fileSystem: fileSystem, clock: clock, entropy: entropy, identity: identity,
      acceptsEarlier: acceptsEarlier, isAlone: isAlone, retry: retry)
    if notesShortfall { try noteShortfall(&writer) }
    return writer
  }

  /// Writes down that the log ended before what was acknowledged, unless it has got as far again since it was opened.
  package func noteShortfall(_ writer: inout LogWriter) throws(LogError) {
    guard let shortfall = writer.shortfall, writer.head.sequence < shortfall.acknowledged else { return }
    var builder = EventBlockBuilder()
    builder.begin(.earlier)
    builder.set(.time, clock.milliseconds)
    builder.set(.sequence, Int64(shortfall.acknowledged))
    builder.end()
    for block in builder.finish() { try writer.append(block) }
    try writer.commit()
    losses.note(shortfall)
  }

  /// Goes on from where a store ends although more of it was acknowledged, whatever was lost, and notes that in the log. What it lost; nil where nothing is
  /// missing, and then nothing is changed. Throws `damaged` where more is wrong than that.
  public func acceptEarlier() throws -> Shortfall? {
    _ = try StoreDirectory.open(path, fileSystem: fileSystem)
    let writer = try openWriter(acceptsEarlier: true)
    if writer.shortfall != nil { remember(writer.directory) }
    return writer.shortfall
  }

  /// Opens the log for reading. What damage has taken along is noted in `losses`.
  package func openLog() throws -> LogReader {
    try LogReader(try StoreDirectory.open(path, fileSystem: fileSystem), losses: losses)
  }
}
