import Bytes
import Transcripts

/// The session that a source belongs to by its path.
struct PathSession: Sendable, Equatable {
  /// The id of the session; empty if the path names none.
  var session: [UInt8] = []
  /// True if the file is in the session's folder, as the transcripts of subagents are. It then belongs to that session
  /// whatever its records say.
  var isNested = false

  init() {}

  /// Makes the session of a path that an agent has given to its file.
  init(_ path: [UInt8], of agent: Agent) {
    session = agent.format.session(of: path) ?? []
    isNested = agent.format.isNested(path)
  }

  func encode(into writer: inout ByteWriter) {
    writer.sized(session)
    writer.u8(isNested ? 1 : 0)
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    session = try reader.sized()
    isNested = try reader.u8() & 1 == 1
  }
}
