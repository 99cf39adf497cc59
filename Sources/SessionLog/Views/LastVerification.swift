import Bytes
import FileIO
import SegmentedLog
import SystemPackage
import Times

/// The outcome of the last verification of a store on this machine: a note outside of the store, one line in the state
/// directory.
package struct LastVerification: Sendable, Equatable {
  package var time: Instant
  package var isIntact: Bool

  func encoded() -> [UInt8] {
    Array("ccstore verified 1 \(time.milliseconds) \(isIntact ? "intact" : "damaged")\n".utf8)
  }

  init(time: Instant, isIntact: Bool) { (self.time, self.isIntact) = (time, isIntact) }

  /// Returns nil if the bytes are not such a note.
  init?(_ bytes: [UInt8]) {
    let fields = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard fields.count == 5, fields[..<3] == ["ccstore", "verified", "1"], let time = Int64(fields[3]),
      ["intact", "damaged"].contains(fields[4])
    else { return nil }
    self.init(time: Instant(milliseconds: time), isIntact: fields[4] == "intact")
  }
}

extension Store {
  /// Returns the outcome of the last verification; nil if none was noted, or the store cannot be opened.
  package func lastVerification() -> LastVerification? {
    guard let file = verificationFile, let bytes = try? fileSystem.contents(file, limit: 1 << 10) else { return nil }
    return LastVerification(bytes)
  }

  /// Notes the outcome of a verification that has just ended. A failure to write the note is ignored.
  package func recordVerification(isIntact: Bool) {
    guard let folder = stateDirectory, let file = verificationFile else { return }
    let note = LastVerification(time: Instant(milliseconds: clock.milliseconds), isIntact: isIntact)
    let draft = folder.appending(".verified.\(hexadecimal(entropy.bytes(4)))")
    defer { try? fileSystem.remove(draft) }
    try? fileSystem.makeDirectories(folder)
    try? fileSystem.replace(file, draft: draft, isDurable: false) { (handle) throws(FileError) in
      try handle.write(note.encoded(), at: 0)
    }
  }

  private var verificationFile: FilePath? {
    guard let stateDirectory, let log = try? openLog(noting: LossLog()) else { return nil }
    return stateDirectory.appending("\(log.directory.uuid).verified")
  }
}
