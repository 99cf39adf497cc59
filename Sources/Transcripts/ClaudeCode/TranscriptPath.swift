import Bytes

/// The facts that the path of a source states.
enum TranscriptPath {
  /// Returns the session that a transcript or an accompanying file belongs to: the folder above `subagents` or
  /// `tool-results`, else the stem of the file name. Returns nil for files that belong to a whole project.
  static func session(_ path: [UInt8]) -> [UInt8]? {
    let names = path.split(separator: 0x2f)
    if let index = names.lastIndex(where: {
      $0.elementsEqual("subagents".utf8) || $0.elementsEqual("tool-results".utf8)
    }),
      index > 0
    {
      return Array(names[index - 1])
    }
    guard let name = names.last, name.suffix(6).elementsEqual(".jsonl".utf8) else { return nil }
    return Array(TranscriptName.stem(name.dropLast(6)))
  }

  /// Returns whether the file holds the output of a tool as text.
  static func isToolOutput(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    guard names.dropLast().contains(where: { $0.elementsEqual("tool-results".utf8) }),
      let ending = names.last?.split(separator: 0x2e, omittingEmptySubsequences: false).last
    else { return false }
    return ["txt", "json", "md", "log", "csv", "html", "xml"].contains { ending.elementsEqual($0.utf8) }
  }

  /// Returns whether the file is in the folder `subagents` of a session.
  static func isNested(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    guard let place = names.lastIndex(where: { $0.elementsEqual("subagents".utf8) }), place > 0 else { return false }
    return place == 1 || !names[place - 2].elementsEqual("projects".utf8)
  }

  /// Returns whether Claude Code deletes the file when it is old: a transcript in the folder of a project, or one of a
  /// session's subagents.
  static func isCleaned(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    return names.count >= 3 && names[0].elementsEqual("projects".utf8) && path.suffix(6).elementsEqual(".jsonl".utf8)
      && (names.count == 3 || names.dropLast().contains { $0.elementsEqual("subagents".utf8) })
  }

  /// Returns whether an agent gives files such names: transcripts, the index of a project's sessions, metadata of a
  /// subagent, and whatever is in the folder of a session or in those of its subagents and tool results.
  static func isAgents(_ path: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    guard let name = names.last else { return false }
    if name.suffix(6).elementsEqual(".jsonl".utf8) { return true }
    guard name.first != 0x2e else { return false }
    if name.suffix(10).elementsEqual(".meta.json".utf8) || name.elementsEqual("sessions-index.json".utf8) {
      return true
    }
    return names.dropLast().contains {
      $0.elementsEqual("subagents".utf8) || $0.elementsEqual("tool-results".utf8)
        || UUID16(String(decoding: $0, as: UTF8.self)) != nil
    } && PassedOver.Reason.file(Array(name)) == nil
  }

  /// Returns whether this is the main transcript of a session, not that of a subagent.
  static func isMain(_ path: [UInt8]) -> Bool {
    let name = path[((path.lastIndex(of: 0x2f) ?? -1) + 1)...]
    return name.suffix(6).elementsEqual(".jsonl".utf8) && !name.starts(with: "agent-".utf8)
  }

  /// Returns the id of the subagent whose transcript this is; nil for other files.
  static func agent(_ path: [UInt8]) -> [UInt8]? {
    let name = path[((path.lastIndex(of: 0x2f) ?? -1) + 1)...]
    guard name.starts(with: "agent-".utf8), name.suffix(6).elementsEqual(".jsonl".utf8), name.count > 12 else {
      return nil
    }
    return Array(name.dropFirst(6).dropLast(6))
  }
}
