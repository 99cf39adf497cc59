import Bytes

/// A version of ccstore, such as 0.2.0, as files of a store state it: FORMAT.md, Versions of ccstore.
package struct ProgramVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The version of this program, as `ccstore --version` prints it. It stands here and nowhere else.
  package static let current = ProgramVersion(0, 2, 0)

  /// The first version that can read everything that this program writes; nil as long as all versions can. A change
  /// of the format that earlier versions cannot read raises it to the version that brings the change.
  static let neededToRead: ProgramVersion? = nil

  private let major, minor, patch: UInt32

  /// Creates a version of three numbers from 0 to 1,023 each.
  package init(_ major: UInt32, _ minor: UInt32, _ patch: UInt32) {
    precondition(max(major, minor, patch) <= 0x3ff)
    (self.major, self.minor, self.patch) = (major, minor, patch)
  }

  /// Decodes a version; nil for 0.0.0, which stands for an unknown one. Bits 30 and 31 are ignored.
  init?(code: UInt32) {
    guard code & 0x3fff_ffff != 0 else { return nil }
    self.init(code >> 20 & 0x3ff, code >> 10 & 0x3ff, code & 0x3ff)
  }

  /// The version in 30 bits, 10 for each number.
  var code: UInt32 { major << 20 | minor << 10 | patch }

  package static func < (one: ProgramVersion, other: ProgramVersion) -> Bool { one.code < other.code }

  package var description: String { "\(major).\(minor).\(patch)" }
}

/// What a file states about the versions of ccstore that it concerns: FORMAT.md, Versions of ccstore.
package struct StatedVersions: Sendable, Equatable {
  /// The values as they stand in the file, so that it can be written again byte for byte.
  private var neededCode: UInt32 = 0
  private var writerCode: UInt32 = 0

  /// The first version that can read the store; nil where every version can.
  package var needed: ProgramVersion? { ProgramVersion(code: neededCode) }

  /// The latest version that has written to the store; nil where that is not known, because all that have are older
  /// than these statements.
  package var writer: ProgramVersion? { ProgramVersion(code: writerCode) }

  package init(needed: ProgramVersion? = nil, writer: ProgramVersion? = nil) {
    (neededCode, writerCode) = (needed?.code ?? 0, writer?.code ?? 0)
  }

  /// Decodes the statements from their 8 bytes.
  init(_ reader: inout ByteReader) throws(ByteError) {
    (neededCode, writerCode) = (try reader.fixed(), try reader.fixed())
  }

  func encode(into writer: inout ByteWriter) {
    writer.fixed(neededCode)
    writer.fixed(writerCode)
  }

  /// The statements after this program has written to the store, and after it has taken in data that `needed` can read.
  /// Neither of the two versions ever falls.
  func afterWriting(_ needed: ProgramVersion? = nil) -> StatedVersions {
    let all = [self.needed, needed, ProgramVersion.neededToRead].compactMap { $0 }
    let writers = [writer, ProgramVersion.current].compactMap { $0 }
    return StatedVersions(needed: all.max(), writer: writers.max())
  }

  /// Why this program refuses a file with these statements, as the end of a sentence that begins with what it is;
  /// nil where the versions are no reason to.
  var refusal: String? {
    guard let needed, needed > .current else { return nil }
    let wrote = writer.map { $0 >= needed ? " (\($0) has written to it)" : "" } ?? ""
    return "needs ccstore \(needed) or later\(wrote), and this is ccstore \(ProgramVersion.current)"
  }

  /// The same where something else in the file is the reason, `what`.
  func refusal(_ what: String) -> String {
    if let refusal { return refusal }
    let writer = self.writer.flatMap { $0 > .current ? "ccstore \($0)" : nil } ?? "a newer ccstore"
    return "was written by \(writer) (\(what)), and this is ccstore \(ProgramVersion.current)"
  }
}
