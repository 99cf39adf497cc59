import SessionLog

/// The tables of a lake. The raw values are the names of their folders.
package enum LakeTable: String, Sendable, CaseIterable {
  case records, sessions, responses, files
  case toolCalls = "tool_calls"
}

/// A row of one of the tables of a lake.
package enum LakeRow: Sendable, Equatable {
  case record(LakeRecord)
  case toolCall(LakeToolCall)
  case file(LakeFileCall)
  case response(LakeResponse)
  case session(LakeSession)

  package var table: LakeTable {
    switch self {
    case .record: .records
    case .toolCall: .toolCalls
    case .file: .files
    case .response: .responses
    case .session: .sessions
    }
  }

  /// When the row was, in milliseconds since 1970-01-01 UTC, within `LakeTimes.range`. It says in which part it is.
  package var time: Int64 {
    switch self {
    case .record(let row): row.place.time
    case .toolCall(let row): row.place.time
    case .file(let row): row.place.time
    case .response(let row): row.time
    case .session(let row): row.time
    }
  }
}

/// Where a line is stored, and when it was written.
package struct LakePlace: Sendable, Equatable {
  /// The number of its event.
  package var sequence: UInt64
  package var machine, session, path: [UInt8]
  package var generation: Int64
  /// From 0.
  package var line: Int64
  /// In milliseconds since 1970-01-01 UTC.
  package var time: Int64
  /// False if the line states no time, so that `time` is that of a line before it, or of its commit.
  package var isTimed: Bool
}

/// A row of a line.
package protocol LakePlaced: Sendable {
  var place: LakePlace { get }
}

/// A line of a transcript.
package struct LakeRecord: LakePlaced, Sendable, Equatable {
  package var place: LakePlace
  package var uuid, parent, type, subtype, message, request, model, cwd, branch, version, agent: [UInt8]
  package var isSidechain: Bool
  package var bytes: Int64
  /// Why the line is no valid record; empty if it is one.
  package var defect: [UInt8]
  /// What is searched in it, or the line itself where it is not valid.
  package var text: [UInt8]
  package var isTextCut: Bool
  /// The line itself, or the word `null` where it is not valid or too long.
  package var raw: [UInt8]
  package var isRawCut: Bool

  /// The largest number of bytes of `text`, of `raw` and of the arguments of a call.
  package static let textMax = 1 << 20
}

/// A call of a tool, or the result of one.
package struct LakeToolCall: LakePlaced, Sendable, Equatable {
  package var place: LakePlace
  /// The id of the call; where it has none, the number of its event and its place in the record.
  package var call: [UInt8]
  package var isResult: Bool
  package var name, input: [UInt8]
  package var isInputCut: Bool
  package var isError: Bool
  package var resultBytes: Int64
}

/// A call of a tool that reads or writes a file.
package struct LakeFileCall: LakePlaced, Sendable, Equatable {
  package var place: LakePlace
  package var call, file: [UInt8]
  package var isWrite: Bool
}

/// What is known of a response of the API, or of a part of one that was billed apart.
package struct LakeResponse: Sendable, Equatable {
  /// The response, as 32 hexadecimal digits.
  package var response: [UInt8]
  /// 0: the response itself; from 1 on its further parts.
  package var part: Int64
  package var time: Int64
  package var isTimed: Bool
  package var machine, session, project, path, model: [UInt8]
  package var tokens: TokenCounts
  /// In trillionths of a US dollar; 0 where there is no price.
  package var cost: Int64
  package var hasPrice: Bool
}

/// What is known of a session.
package struct LakeSession: Sendable, Equatable {
  package var id, project, title, model, branch, version: [UInt8]
  package var time: Int64
  package var isTimed: Bool
  package var ended: Int64
  package var records, badLines, messages, turns, generations, files, bytes: Int64
}
