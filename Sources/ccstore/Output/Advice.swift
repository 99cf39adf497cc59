import FileIO
import Operations
import SessionLog
import SystemPackage

extension StoreError {
  /// The message with what the user can do about it, where that is known.
  var withAdvice: String { advice.map { "\(message); \($0)" } ?? message }

  private var advice: String? {
    switch code {
    case .fileFailed, .cannotCreate, .cannotCreateStore, .unreadableRoot:
      (underlying as? Errno).flatMap(FileError.remedy)
    case .noRoots, .missingRoot, .noTranscripts, .rootTooLarge: adviceAboutRoots
    case .noSuchSession, .ambiguousSession, .cursorMismatch, .cursorExpired, .emptyPattern, .tooManyGroups,
      .invalidPriceFile, .noSuchSource,
      .noSuchRoot, .erasedAlready, .nothingErased:
      adviceAboutQuestions
    case .notASnapshot, .snapshotDamaged, .eventMisplaced, .eventOutOfOrder, .snapshotGap, .snapshotUnrelated,
      .copiesParted, .streamsParted, .ownEventsMissing:
      adviceAboutSnapshots
    case .targetIsFile: "name a new directory"
    case .targetNotEmpty: "name a new directory, so that nothing there is overwritten"
    case .repairTargetNotEmpty: "name a new one"
    case .fileExists: "name another one, nothing is overwritten"
    case .noSuchRemote, .noRemoteProgram, .remoteDamaged, .remoteAhead, .remoteParted, .remoteEmptied,
      .notOnRemote:
      adviceAboutRemotes
    default: adviceAboutStores
    }
  }

  private var adviceAboutRemotes: String? {
    switch code {
    case .noSuchRemote: "'ccstore remote list' lists them, 'ccstore remote add NAME PLACE' adds one"
    case .noRemoteProgram: "install rclone (https://rclone.org/install), or say where it is with --rclone"
    case .remoteDamaged: "'ccstore verify' with the name of the remote examines all of it"
    case .remoteAhead: "'ccstore pull' brings them here, if this store was put back from an older copy of itself"
    case .remoteParted:
      "give one of the two copies an identity of its own with 'ccstore fork-identity'; nothing was changed"
    case .remoteEmptied:
      "nothing was sent; if it was emptied on purpose, 'ccstore push --replace' sends everything again"
    case .notOnRemote: "'ccstore remote status' lists the stores that a remote holds"
    default: nil
    }
  }

  private var adviceAboutStores: String? {
    switch code {
    case .damaged: "run 'ccstore verify' for the whole extent; nothing was changed"
    case .undecodable: "run 'ccstore verify'"
    case .notAStore: path.flatMap(Self.adviceAboutMissingStore)
    case .occupied: "name another one with --store"
    case .foreignLink: "replace it with what it leads to, or remove it"
    case .foreignFile: "remove it"
    case .foreignOwner: "see who made it, and give it to yourself with 'chown', or remove it"
    case .locked: "try again when it has finished, or use --wait"
    case .restoreLocked, .exportLocked, .lakeLocked: "try again when it has finished"
    case .noSuchProject: "name a directory that exists"
    case .unlockable:
      "use a local disk, or give --i-am-alone when no other program and no other machine writes to it"
    case .displaced, .writerFailed: "run the command again"
    case .lakeUnreadable: "remove it together with the files of its store, or name another directory"
    case .lakeMismatch: "the lake is of another copy of the store; name another directory"
    case .lakeBegun: "leave out --since, or name another directory"
    case .unsupported: "update ccstore"
    default: nil
    }
  }

  /// Says how a store is made where there is none, unless something else is there.
  private static func adviceAboutMissingStore(at path: FilePath) -> String? {
    guard (try? POSIXFileSystem().requireNewDirectory(path)) != nil else {
      return "something else is there; name the directory of a store with --store"
    }
    let isDefault = path == Store.defaultPath(environment: Environment.variables)
    return ShellLine.text(["ccstore", "ingest"] + (isDefault ? [] : ["--store", path.string])).map {
      "'\($0)' makes one"
    }
  }

  private var adviceAboutRoots: String? {
    switch code {
    case .noRoots: "name a directory, or set CLAUDE_CONFIG_DIR"
    case .missingRoot: "name the directory that holds 'projects', or a folder or file of it"
    case .noTranscripts:
      "name the directory that holds 'projects', or give --any-files to store whatever lies there"
    case .rootTooLarge: "name the directory that holds 'projects'"
    default: nil
    }
  }

  private var adviceAboutQuestions: String? {
    switch code {
    case .noSuchSession: "'ccstore sessions' lists them"
    case .ambiguousSession: "type more of it"
    case .cursorMismatch: "give the options of the first page again"
    case .cursorExpired: "ask for the first page again"
    case .emptyPattern: "give at least one character"
    case .tooManyGroups: "ask for a shorter period, or for longer times"
    case .invalidPriceFile: "it must be an object of models as LiteLLM's prices are"
    case .noSuchSource: "name it as 'ccstore show --json' or 'ccstore conflicts' does"
    case .noSuchRoot: "'ccstore status' lists the roots"
    case .erasedAlready: "'ccstore erase --list' says when"
    case .nothingErased: "'ccstore sessions' lists the sessions by the ids in their lines"
    default: nil
    }
  }

  private var adviceAboutSnapshots: String? {
    switch code {
    case .notASnapshot: "'ccstore export FILE.ccsnap' writes one, and '-' reads one from standard input"
    case .snapshotDamaged: "export it again"
    case .eventMisplaced: "run 'ccstore verify' on that store, nothing was imported"
    case .eventOutOfOrder: "run 'ccstore verify' on that store"
    case .snapshotGap: "import the snapshots before it first"
    case .snapshotUnrelated: "import a whole snapshot of it, which 'ccstore export' writes without --since"
    case .copiesParted: "import a whole snapshot, which 'ccstore export' writes without --since"
    case .streamsParted:
      "give one of its copies an identity of its own with 'ccstore fork-identity', or import it into a new store with --store"
    case .ownEventsMissing: "import it into a new store with --store"
    default: nil
    }
  }
}

extension StoreError.Code {
  /// The exit status of a command that ends with this error.
  var exitStatus: Int32 {
    switch self {
    case .fileFailed, .noSpace, .unlockable, .remoteFailed: ExitStatus.inputOutput
    case .cannotCreate, .targetIsFile, .targetNotEmpty, .fileExists, .notAFileName, .cannotCreateStore, .occupied,
      .repairTargetNotEmpty:
      ExitStatus.cannotCreate
    case .damaged, .undecodable, .remoteDamaged, .snapshotDamaged, .snapshotChanged, .snapshotRefused, .eventMisplaced,
      .eventOutOfOrder:
      ExitStatus.damaged
    case .notAStore, .noRoots, .missingRoot, .missingConfiguredRoot, .noTranscripts, .rootTooLarge, .unreadableRoot,
      .noSuchPosition, .noSuchSession, .noSuchTurn, .cursorExpired, .ambiguousSession, .sessionErased,
      .noSuchGeneration, .noSuchSource,
      .noSuchRoot, .noSuchRecord, .erasedAlready, .nothingStored, .nothingErased, .noSuchSnapshot, .noSuchProject,
      .noSuchRemote, .notOnRemote, .noRemoteProgram:
      ExitStatus.noInput
    case .foreignLink, .foreignFile, .foreignOwner, .invalidPriceFile, .lakeUnreadable, .notASnapshot:
      ExitStatus.badData
    case .locked, .displaced, .restoreLocked, .exportLocked, .lakeLocked: ExitStatus.locked
    case .cursorMismatch, .emptyPattern, .invalidPattern, .tooManyGroups, .invalidRemote, .lakeBegun: ExitStatus.usage
    case .storeExists, .unsupported, .interrupted, .limit, .writerFailed, .versionDropped, .snapshotGap,
      .snapshotUnrelated, .copiesParted, .streamsParted, .ownEventsMissing, .remoteAhead, .remoteParted, .remoteEmptied,
      .lakeMismatch:
      ExitStatus.failed
    }
  }
}
