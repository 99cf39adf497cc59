import ArgumentParser
import FileIO
import Operations

/// The options of the commands that reach a remote.
struct RemoteOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The program rclone. Default: $CCSTORE_RCLONE, else 'rclone' in $PATH.", valueName: "path"))
  var rclone: String?

  @Option(
    name: .long,
    help: ArgumentHelp("At most this many bytes a second, as rclone's --bwlimit takes it: 512K, 1M.", valueName: "rate")
  )
  var limitRate: String?

  func validate() throws {
    if let rclone, rclone.isEmpty { throw ValidationError("--rclone needs the path of a program.") }
    if let limitRate, !Self.isRate(limitRate) {
      throw ValidationError("--limit-rate takes a number above 0, with K, M or G or without, such as 512K or 1.5M.")
    }
  }

  /// A limit of 0 is none for rclone.
  private static func isRate(_ text: String) -> Bool {
    text.wholeMatch(of: /[0-9]{1,9}(\.[0-9]{1,3})?[BKMG]?/) != nil && text.contains { ("1"..."9").contains($0) }
  }

  /// Returns the remote that a name or a place stands for. Throws `StoreError`, or `Failure` for options that do not
  /// belong to it.
  func remote(_ text: String) throws -> Remote { try remote(at: Environment.remoteSettings.place(text)) }

  func remote(at place: RemotePlace) throws -> Remote {
    if place.isDirectory, limitRate != nil || rclone != nil {
      throw Failure(
        "--limit-rate and --rclone are for remotes that rclone reaches, and \(place.shown) is a directory",
        code: ExitStatus.usage)
    }
    var remote = Remote(place)
    if let program = rclone ?? Environment.variables["CCSTORE_RCLONE"], !program.isEmpty { remote.rclone = program }
    // rclone takes a number without a unit for one of KiB.
    remote.limit = limitRate.map { $0.last?.isNumber == true ? $0 + "B" : $0 }
    return remote
  }
}

extension RemotePlace {
  /// Returns the word for this place in a command that is printed. `given` is how the user has named it, which may
  /// state a password.
  func word(_ given: String) -> String { hasSecret ? shown : given }
}

extension Environment {
  /// The remotes to which this user has given names.
  static var remoteSettings: RemoteSettings {
    RemoteSettings(environment: variables) { absolute(expanded($0)) }
  }
}

extension SharedOption {
  /// The argument of a command for one remote.
  static let remote: ArgumentHelp =
    "A name from 'ccstore remote list', a directory such as /media/usb/ccstore, or a remote of rclone such as b2:bucket/dir."
}
