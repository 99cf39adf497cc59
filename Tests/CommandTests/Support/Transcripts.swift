import Foundation
import TestSupport
import Testing

/// A line of a transcript, including its newline.
func line(_ number: Int, session: String = "s", text: String = "hello") -> String {
  let second = String(number % 60)
  let time = "2025-11-24T10:00:\(second.count == 1 ? "0" : "")\(second).000Z"
  return #"{"type":"user","uuid":"\#(number)","sessionId":"\#(session)","timestamp":"\#(time)","cwd":"/work","#
    + #""message":{"role":"user","content":"\#(text)"}}"# + "\n"
}

func lines(_ numbers: Range<Int>, session: String = "s") -> String {
  numbers.map { line($0, session: session) }.joined()
}

extension Corpus {
  static let absence: Comment = "no transcripts; set CCSTORE_CORPUS to a directory with a projects folder"
}

/// The abilities of the machine that runs the tests.
enum Machine {
  static let isRoot = geteuid() == 0

  /// True if a file can be made unreadable: as root with `setpriv`, or as another user.
  static let canBeRefused = !isRoot || succeeds("setpriv --reuid=65534 --regid=65534 --clear-groups true")

  /// True if a file system of a few megabytes can be mounted that only one process sees and that disappears with it.
  static let canMount = isRoot && succeeds("unshare -m sh -c 'mount -t tmpfs -o size=1m tmpfs /mnt'")

  /// True if file names can be any bytes, as on Linux; macOS requires UTF-8.
  static let hasByteNames: Bool = {
    #if os(Linux)
      true
    #else
      false
    #endif
  }()

  /// True if a script can hold a lock, and stop a command that waits for it.
  static let hasHeldLocks = succeeds("flock --version && timeout 1 true")

  static let hasScript = succeeds("script -qec true /dev/null")
  static let hasTime = succeeds("/usr/bin/time -f %M true")

  private static func succeeds(_ script: String) -> Bool {
    let environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]
    return (try? Running("/bin/sh", ["-c", script], environment: environment, in: "/tmp").outcome())?.code == 0
  }
}
