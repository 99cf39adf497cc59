import Bytes
public import SystemPackage

/// The error of every call of the library that fails, except for `CancellationError` and for what a closure of the
/// caller throws.
///
/// ```swift
/// do { try store.verify() } catch let error as StoreError where error.code == .notAStore { … }
/// ```
/// Where a comment says that a call throws `noSuchSession`, it means the error with this code. Comments name the codes
/// that a caller may want to tell apart; any call may also throw those about files and damage.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  /// The kinds of failures. The raw values are words for programs; they stay the same in later versions, which may add
  /// others.
  public enum Code: String, Sendable, CaseIterable {
    // Files

    /// A system call on a file failed; `underlying` is the error number as `Errno`.
    case fileFailed = "file-failed"
    /// A directory cannot be made.
    case cannotCreate = "cannot-create"
    /// The directory to write to is a file.
    case targetIsFile = "target-is-file"
    /// The directory to write to is not empty.
    case targetNotEmpty = "target-not-empty"
    /// The file to write exists already.
    case fileExists = "file-exists"
    /// The path has no last component that could be the name of a file.
    case notAFileName = "not-a-file-name"

    // The log

    /// Bytes of the store differ from what the format requires.
    case damaged
    /// The store holds a block that cannot be decoded.
    case undecodable
    /// There is no store at this place.
    case notAStore = "not-a-store"
    /// There is a store already where a new one was to be made.
    case storeExists = "store-exists"
    /// No store can be made at this place.
    case cannotCreateStore = "cannot-create-store"
    /// No store can be made at this place, because other files are in it.
    case occupied
    /// The store to be repaired cannot be saved at this place, because the directory is not empty.
    case repairTargetNotEmpty = "repair-target-not-empty"
    /// The store holds a symbolic link.
    case foreignLink = "foreign-link"
    /// The store holds something that is neither a file nor a directory.
    case foreignFile = "foreign-file"
    /// The store holds a file of another user.
    case foreignOwner = "foreign-owner"
    /// Another writer has the store open.
    case locked
    /// Locks at the place of the store do not keep other writers out.
    case unlockable
    /// A locked file of the store is no longer in its place, so that another program may be writing, too.
    case displaced
    /// A newer program wrote the store or the snapshot.
    case unsupported
    /// The disk lacks room for what is to be written.
    case noSpace = "no-space"
    /// The operation was stopped on request.
    case interrupted
    /// The operation would exceed a limit of the format.
    case limit
    /// An earlier write of this writer failed, so it writes no more.
    case writerFailed = "writer-failed"
    /// The log has no event of this number.
    case noSuchPosition = "no-such-position"

    // Places to read

    /// None of the places exists where transcripts were expected.
    case noRoots = "no-roots"
    /// A named place does not exist.
    case missingRoot = "missing-root"
    /// A place that `CLAUDE_CONFIG_DIR` names does not exist.
    case missingConfiguredRoot = "missing-configured-root"
    /// A named place holds no transcripts.
    case noTranscripts = "no-transcripts"
    /// A named place has too many folders to look for transcripts in all of them.
    case rootTooLarge = "root-too-large"
    /// A named place is neither a file nor a directory, or it cannot be read; then `underlying` is an `Errno`.
    case unreadableRoot = "unreadable-root"

    // Questions

    /// No session has this name.
    case noSuchSession = "no-such-session"
    /// Several sessions have names that begin like this.
    case ambiguousSession = "ambiguous-session"
    /// The session was erased.
    case sessionErased = "session-erased"
    /// None of the files has a version of this number.
    case noSuchGeneration = "no-such-generation"
    /// The version of the file was dropped on request.
    case versionDropped = "version-dropped"
    /// The session has no turn at this place.
    case noSuchTurn = "no-such-turn"
    /// The cursor of a page belongs to another question.
    case cursorMismatch = "cursor-mismatch"
    /// The pages before cannot be continued, because something was erased or purged since, or in this store.
    case cursorExpired = "cursor-expired"
    /// The text to search for is empty.
    case emptyPattern = "empty-pattern"
    /// The text to search for is no regular expression, or there is none.
    case invalidPattern = "invalid-pattern"
    /// There are too many times to list.
    case tooManyGroups = "too-many-groups"
    /// The file of prices holds no prices.
    case invalidPriceFile = "invalid-price-file"

    // Erasures and restores

    /// No file of this path is stored.
    case noSuchSource = "no-such-source"
    /// Nothing of this root or folder is stored.
    case noSuchRoot = "no-such-root"
    /// The session has no such record.
    case noSuchRecord = "no-such-record"
    /// What was to be erased is erased already.
    case erasedAlready = "erased-already"
    /// Nothing of what was to be erased or copied is stored.
    case nothingStored = "nothing-stored"
    /// No stored line belongs to what was to be erased.
    case nothingErased = "nothing-erased"
    /// Another restore writes to the same place.
    case restoreLocked = "restore-locked"
    /// Another export writes to the same directory.
    case exportLocked = "export-locked"
    /// The directory of a project does not exist, or cannot be one.
    case noSuchProject = "no-such-project"

    // Lakes

    /// The file that says how far a lake goes cannot be read.
    case lakeUnreadable = "lake-unreadable"
    /// The lake has events of the store that the store does not have.
    case lakeMismatch = "lake-mismatch"
    /// The lake begins after another event than the one asked for.
    case lakeBegun = "lake-begun"
    /// Another export of the store writes to the lake.
    case lakeLocked = "lake-locked"

    // Snapshots

    /// There is no such snapshot.
    case noSuchSnapshot = "no-such-snapshot"
    /// The file is no snapshot: it is empty, begins otherwise, or is no regular file.
    case notASnapshot = "not-a-snapshot"
    /// The snapshot is not what the format requires; `offset` is the place in it.
    case snapshotDamaged = "snapshot-damaged"
    /// The snapshot changed while it was read.
    case snapshotChanged = "snapshot-changed"
    /// The snapshot holds an event that no ccstore writes.
    case snapshotRefused = "snapshot-refused"
    /// An event of the snapshot is not of the store of which it should be.
    case eventMisplaced = "event-misplaced"
    /// An event of the snapshot does not follow the known events of its store.
    case eventOutOfOrder = "event-out-of-order"
    /// The snapshot begins after the events that are known of its store.
    case snapshotGap = "snapshot-gap"
    /// The snapshot does not continue the events that are known of its store.
    case snapshotUnrelated = "snapshot-unrelated"
    /// The snapshot continues a copy of the store that has gone another way.
    case copiesParted = "copies-parted"
    /// The events of a third store differ between the snapshot and the store.
    case streamsParted = "streams-parted"
    /// The snapshot holds events of the store that the store no longer has.
    case ownEventsMissing = "own-events-missing"

    // Remotes

    /// No remote has this name.
    case noSuchRemote = "no-such-remote"
    /// The name or the place of a remote cannot be one.
    case invalidRemote = "invalid-remote"
    /// The program that reaches the remote cannot be started.
    case noRemoteProgram = "no-remote-program"
    /// A remote could not be reached, read or written.
    case remoteFailed = "remote-failed"
    /// An object of a remote is not what its name says.
    case remoteDamaged = "remote-damaged"
    /// A remote holds events of this store that the store does not have.
    case remoteAhead = "remote-ahead"
    /// A remote holds other events of this store: a copy of it was used elsewhere, or one of the two was purged.
    case remoteParted = "remote-parted"
    /// A remote has nothing of a store that was pushed to it.
    case remoteEmptied = "remote-emptied"
    /// A remote holds no such store.
    case notOnRemote = "not-on-remote"
  }

  /// The kind of the failure, for programs.
  public var code: Code
  /// The failure, for people: one sentence without advice.
  public var message: String
  /// The file or directory that the error is about, where it is about one. With `damaged`, it is relative to the
  /// directory of the store.
  public var path: FilePath?
  /// The offset in the file in bytes, where it is known.
  public var offset: UInt64?
  /// The error of the operating system, as `Errno`, where there is one.
  public var underlying: (any Error)?

  package init(
    _ code: Code, _ message: String, path: FilePath? = nil, offset: UInt64? = nil, underlying: (any Error)? = nil
  ) {
    (self.code, self.message, self.path, self.offset, self.underlying) = (code, message, path, offset, underlying)
  }

  /// The message.
  public var description: String { message }
}

/// An error of a part of the library, which leaves the library as a `StoreError`.
package protocol StoreErrorConvertible: Error {
  var storeError: StoreError { get }
}

extension FileError: StoreErrorConvertible {
  package var storeError: StoreError { StoreError(.fileFailed, message, path: path, underlying: errno) }
}

extension ByteError: StoreErrorConvertible {
  package var storeError: StoreError { StoreError(.undecodable, "the store holds a block that cannot be decoded") }
}

/// Runs the body of a public function: errors of the library's parts become `StoreError`, all others stay as they are.
package func throwingStoreErrors<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as any StoreErrorConvertible { throw error.storeError }
}
