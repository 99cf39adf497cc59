import Answers
import ArgumentParser
import Bytes
import FileIO
import Operations
import SegmentedLog
import Transcripts

/// The exit codes: those of sysexits(3), and 3 for damage.
enum ExitStatus {
  static let failed: Int32 = 1
  static let damaged: Int32 = 3
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let noInput: Int32 = 66
  static let cannotCreate: Int32 = 73
  static let inputOutput: Int32 = 74
  static let locked: Int32 = 75
}

/// An error as one sentence for a person and an exit code for a script.
struct Failure: Error {
  var message: String
  var code: Int32

  init(_ message: String, code: Int32) {
    (self.message, self.code) = (message, code)
  }

  init(_ error: any Error) {
    switch error {
    case let error as LogError: self.init(error.description, code: Self.code(error))
    case let error as FileError: self.init(error.description, code: ExitStatus.inputOutput)
    case let error as MissingRoot: self.init(error.description, code: ExitStatus.noInput)
    case let error as RootProblem: self.init(error.description, code: ExitStatus.noInput)
    case let error as SearchPatternError: self.init(error.description, code: ExitStatus.usage)
    case let error as PriceFileError: self.init(error.description, code: ExitStatus.badData)
    case let error as NoSuchSession: self.init(error.description, code: ExitStatus.noInput)
    case let error as NoSuchTurn: self.init(error.description, code: ExitStatus.noInput)
    case let error as NothingToErase: self.init(error.description, code: ExitStatus.noInput)
    case let error as ExportError:
      let code: Int32 =
        switch error.reason {
        case .notEmpty: ExitStatus.cannotCreate
        case .noSuchGeneration: ExitStatus.noInput
        }
      self.init(error.description, code: code)
    case let error as SnapshotTargetError: self.init(error.description, code: ExitStatus.cannotCreate)
    case let error as SnapshotError:
      let code: Int32 =
        switch error.reason {
        case .damaged: ExitStatus.damaged
        case .missing: ExitStatus.noInput
        case .unrelated: ExitStatus.failed
        }
      self.init(error.description, code: code)
    case let error as UsageQueryError: self.init(error.description, code: ExitStatus.usage)
    case let error as NoSuchPosition: self.init(error.description, code: ExitStatus.noInput)
    case let error as PageCursorError:
      let code: Int32 =
        switch error {
        case .otherQuestion: ExitStatus.usage
        case .expired: ExitStatus.noInput
        }
      self.init(error.description, code: code)
    case let error as RestoreError:
      let code: Int32 =
        switch error.reason {
        case .noSuchGeneration: ExitStatus.noInput
        case .cannotCreate: ExitStatus.cannotCreate
        case .locked: ExitStatus.locked
        }
      self.init(error.description, code: code)
    case is ByteError:
      self.init("the store holds a block that cannot be decoded; run 'ccstore verify'", code: ExitStatus.damaged)
    default: self.init(String(describing: error), code: ExitStatus.failed)
    }
  }

  private static func code(_ error: LogError) -> Int32 {
    switch error {
    case .file: ExitStatus.inputOutput
    case .damaged: ExitStatus.damaged
    case .notAStore: ExitStatus.noInput
    case .cannotCreate: ExitStatus.cannotCreate
    case .foreign: ExitStatus.badData
    case .locked, .displaced: ExitStatus.locked
    case .noSpace, .unlockable: ExitStatus.inputOutput
    case .interrupted: ExitStatus.failed
    case .unsupported, .limit: ExitStatus.failed
    }
  }

  /// Returns true if an error comes from the library and not from the parsing of arguments.
  static func isOurs(_ error: any Error) -> Bool {
    error is LogError || error is FileError || error is MissingRoot || error is RootProblem || error is NoSuchSession
      || error is ExportError
      || error is ByteError || error is DroppedVersion || error is PriceFileError || error is SearchPatternError
      || error is NothingToErase || error is NoSuchPosition || error is RestoreError
      || error is UsageQueryError || error is PageCursorError || error is NoSuchTurn || error is SnapshotError
      || error is SnapshotTargetError
  }

  func report() { Terminal.standardError.write("ccstore: \(message)\n") }
}

/// The parts of a damaged store that the command could not read.
enum Damage {
  static let losses = LossLog()
  /// The maximum number of ranges that are listed; further ones are only counted.
  private static let listedMax = 100

  /// Lists what was lost on standard error. Returns true if anything was.
  static func report() -> Bool {
    if let shortfall = losses.shortfall { Terminal.standardError.write("ccstore: \(shortfall)\n") }
    let all = losses.all
    guard !all.isEmpty else { return false }
    for loss in all.prefix(listedMax) { Terminal.standardError.write("ccstore: \(loss)\n") }
    if all.count > listedMax { Terminal.standardError.write("ccstore: … and \(all.count - listedMax) more\n") }
    if all.contains(where: \.takesEvents) {
      Terminal.standardError.write(
        "ccstore: where events are lost, files and sessions may be given as they were before them\n")
    }
    Terminal.standardError.write(
      "ccstore: the store is damaged; what is intact was given; 'ccstore repair --to DIR' saves it to a new store\n")
    return true
  }
}
