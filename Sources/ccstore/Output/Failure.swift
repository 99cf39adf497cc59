import FileIO
import SegmentedLog

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
    case let error as StoreError: self.init(error.withAdvice, code: error.code.exitStatus)
    case let error as any StoreErrorConvertible: self.init(error.storeError)
    default: self.init(String(describing: error), code: ExitStatus.failed)
    }
  }

  /// Returns true if an error comes from the library and not from the parsing of arguments.
  static func isOurs(_ error: any Error) -> Bool { error is StoreError || error is any StoreErrorConvertible }

  func report() { complain("\(message)") }
}

/// The parts of a damaged store that the command could not read.
enum Damage {
  static let losses = LossLog()
  /// The maximum number of ranges that are listed; further ones are only counted.
  private static let listedMax = 100

  /// Lists what was lost on standard error. Returns true if anything was.
  static func report() -> Bool {
    if let shortfall = losses.shortfall { complain("\(shortfall)") }
    let all = losses.all
    guard !all.isEmpty else { return false }
    for loss in all.prefix(listedMax) { complain("\(loss)") }
    if all.count > listedMax { complain("… and \(all.count - listedMax) more") }
    if all.contains(where: \.takesEvents) {
      complain("where events are lost, files and sessions may be given as they were before them")
    }
    complain("the store is damaged; what is intact was given; 'ccstore repair --to DIR' saves it to a new store")
    return true
  }
}
