public import FileIO
public import SegmentedLog
public import SystemPackage
import Transcripts

/// A store of sessions, with the questions that can be asked of it and the operations on it. Every call opens the
/// store, does one thing, and closes it again. Reading takes no lock.
///
/// ```swift
/// import SessionStore
///
/// let store = Store.default
/// let report = try store.ingest(SyncOptions.ofThisUser())
/// print("stored \(report.counts.records) lines of \(report.counts.new) new files")
/// for session in try store.sessions() { print("\(session.shortID)  \(session.title)") }
/// ```
public struct Store: Sendable {
  /// The directory of the store.
  public let path: FilePath
  package let fileSystem: any FileSystem
  package let clock: any WallClock
  package let entropy: any Entropy
  /// The machine whose files are stored.
  package let machine: Machine
  /// The caller's assertion that nobody else writes to the store during a call.
  package let isAlone: Bool
  /// The directory with the notes about how far each store was written, which is outside of the store; nil if no notes
  /// are kept.
  package let stateDirectory: FilePath?
  /// Collects the damage that reading has met. Answers hold everything else.
  public let losses: LossLog
  /// Ends the loops of every call; nil: only the calls that have a cancellation of their own can be cancelled.
  package var cancellation: Cancellation?
  /// Told how far a pass over the log has come: the number of the event, and that of the last one. May be called on any
  /// thread.
  package var reading: (@Sendable (_ done: UInt64, _ total: UInt64) -> Void)?

  /// Refers to the store at `path`, which need not exist; nothing is opened.
  ///
  /// `machine` is the machine whose files are stored; nil is this one. `stateDirectory` is the directory for the notes
  /// about how far each store was written (`Store.stateDirectory(environment:)`); nil keeps no notes. `losses` collects
  /// damage. With `isAlone` the caller asserts that nobody else writes to the store while a call writes to it. That is
  /// needed where the locks of the file system are unreliable: there every call that writes throws
  /// `unlockable` without it. Once `cancellation` is cancelled, a call that is running ends with `CancellationError`,
  /// or with `interrupted`, as soon as that is safe: what was acknowledged stays, and nothing is left half done.
  public init(
    at path: FilePath, machine: Machine? = nil, stateDirectory: FilePath? = nil, losses: LossLog = LossLog(),
    isAlone: Bool = false, cancellation: Cancellation? = nil
  ) {
    self.init(
      at: path, fileSystem: POSIXFileSystem(), machine: machine, stateDirectory: stateDirectory, losses: losses,
      isAlone: isAlone, cancellation: cancellation)
  }

  /// Makes the same value with another file system, clock or source of random bytes, for tests.
  package init(
    at path: FilePath, fileSystem: any FileSystem, clock: any WallClock = SystemClock(),
    entropy: any Entropy = SystemEntropy(), machine: Machine? = nil, stateDirectory: FilePath? = nil,
    losses: LossLog = LossLog(), isAlone: Bool = false, cancellation: Cancellation? = nil
  ) {
    self.path = path
    self.cancellation = cancellation
    self.stateDirectory = stateDirectory
    self.losses = losses
    self.isAlone = isAlone
    self.fileSystem = fileSystem
    self.clock = clock
    self.entropy = entropy
    self.machine = machine ?? .current(fileSystem: fileSystem)
  }

  /// Returns the default path of a store: `$CCSTORE_DIR`, with a leading `~` expanded, else `$XDG_DATA_HOME/ccstore`,
  /// else `~/.local/share/ccstore`. An `XDG_DATA_HOME` that is not an absolute path is ignored. If `HOME` is not set,
  /// the user database provides the home directory.
  public static func defaultPath(environment: [String: String]) -> FilePath {
    if let path = environment["CCSTORE_DIR"], !path.isEmpty {
      return FilePath(Users.expand(path, environment: environment))
    }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return FilePath(data).appending("ccstore") }
    return FilePath(Users.home(environment: environment)).appending(".local/share/ccstore")
  }

  /// Opens the log for writing; see `LogWriter.open`. If the log ends before the last acknowledged event, that is
  /// recorded in the log and in `losses`, unless `notesShortfall` is false.
  package func openWriter(
    identity: [UInt8]? = nil, acceptsEarlier: Bool = false, notesShortfall: Bool = true, retry: () -> Bool = { false }
  ) throws(LogError) -> LogWriter {
    var writer = try LogWriter.open(
      at: path, fileSystem: fileSystem, clock: clock, entropy: entropy, identity: identity,
      acceptsEarlier: acceptsEarlier, isAlone: isAlone, cancellation: cancellation, retry: retry)
    if notesShortfall { try noteShortfall(&writer) }
    return writer
  }

  /// Records in the log that it ended before the last acknowledged event, unless it has grown as far again since it was
  /// opened.
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

  /// Accepts that a store ends although more of it was acknowledged, whatever was lost: writing continues from there,
  /// and an event in the log says so. Returns the events that are missing; nil if none are, and then nothing is
  /// changed. Throws `damaged` if more than that is wrong.
  public func acceptEarlier() throws -> Shortfall? {
    try throwingStoreErrors {
      _ = try StoreDirectory.open(path, fileSystem: fileSystem)
      let writer = try openWriter(acceptsEarlier: true)
      if writer.shortfall != nil { recordHead(writer.directory) }
      return writer.shortfall
    }
  }

  /// Opens the log for reading. Damage met later is noted in `losses`.
  package func openLog() throws -> LogReader { try openLog(noting: losses) }

  /// Opens the log for reading. Damage met later is noted in `losses`.
  package func openLog(noting losses: LossLog) throws -> LogReader {
    try LogReader(try openDirectory(), losses: losses)
  }

  /// Opens the directory of the store. Readers that are opened in it can be cancelled as the store can. Throws
  /// `notAStore`, `damaged`, `unsupported` or `file`.
  package func openDirectory() throws(LogError) -> StoreDirectory {
    var directory = try StoreDirectory.open(path, fileSystem: fileSystem)
    directory.cancellation = cancellation
    directory.reading = reading
    return directory
  }
}
