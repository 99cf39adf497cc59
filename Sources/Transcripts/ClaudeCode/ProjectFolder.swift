import FileIO
import SystemPackage

/// Recognises a folder in which Claude Code keeps the sessions of a project, by its contents.
enum ProjectFolder {
  /// The kind of a file, judged by its first lines.
  enum Contents {
    /// There is a record of Claude Code.
    case claude
    /// There are JSON values, and none of them is a record of Claude Code.
    case foreign
    /// No line could be parsed: the file is empty or damaged, or its first line is long.
    case unclear
  }

  /// The number of files that are opened in one directory.
  private static let filesMax = 32
  private static let sampleBytes = 64 << 10
  private static let sampleLines = 32

  /// Returns whether a directory holds transcripts of Claude Code.
  ///
  /// These are files `<uuid>.jsonl` or `agent-*.jsonl` that are not another agent's, `.jsonl` files of any name with
  /// records of Claude Code, or a session's folder with transcripts of subagents. `isBelowProjects` says that the
  /// directory is in a folder named `projects`; there the name of a file, or of the directory, is proof enough. Returns
  /// false when the directory cannot be listed.
  ///
  /// Cost: a `readdir`, and reading up to 64 KiB of at most 32 files.
  static func holdsTranscripts(_ directory: FilePath, isBelowProjects: Bool, _ fileSystem: any FileSystem) -> Bool {
    guard let entries = try? fileSystem.list(directory) else { return false }
    // Claude Code names the folder after the absolute path of its project, with `-` in the place of `/`.
    let isNamedAfterPath = directory.lastComponent?.string.hasPrefix("-") ?? false
    var looked = 0
    var found = Set<Contents>()
    for entry in entries where entry.status.kind == .regular && entry.name.suffix(6).elementsEqual(".jsonl".utf8) {
      let isTranscript = isTranscriptName(entry.name)
      if isBelowProjects, isTranscript || isNamedAfterPath { return true }
      guard looked < filesMax else { continue }
      looked += 1
      let contents = contents(directory.appending(bytes: entry.name), fileSystem)
      if contents == .claude { return true }
      if isTranscript { found.insert(contents) }
    }
    // Other agents may use such names for their transcripts, so these files must not be known to be foreign.
    if found == [.unclear] { return true }
    return entries.contains { entry in
      guard entry.status.kind == .directory, isUUID(entry.name[...]) else { return false }
      let subagents = directory.appending(bytes: entry.name).appending("subagents")
      return (try? fileSystem.list(subagents))?.contains { isTranscriptName($0.name) } ?? false
    }
  }

  /// Returns whether a name is `<uuid>.jsonl` or `agent-*.jsonl`.
  static func isTranscriptName(_ name: [UInt8]) -> Bool {
    guard name.suffix(6).elementsEqual(".jsonl".utf8) else { return false }
    let stem = name.dropLast(6)
    return isUUID(stem) || (stem.starts(with: "agent-".utf8) && stem.count > 6)
  }

  /// Returns whether a name is a UUID with hyphens, in either case.
  static func isUUID(_ name: ArraySlice<UInt8>) -> Bool {
    name.count == 36
      && name.enumerated().allSatisfy { place, byte in
        if [8, 13, 18, 23].contains(place) { return byte == 0x2d }
        return (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
  }

  /// Reads at most 32 lines in the first 64 KiB of a file and returns its kind.
  static func contents(_ path: FilePath, _ fileSystem: any FileSystem) -> Contents {
    guard let file = try? fileSystem.open(path, followLinks: false) else { return .unclear }
    defer { file.close() }
    guard let sample = try? file.bytes(at: 0, count: sampleBytes) else { return .unclear }
    var found = Contents.unclear
    for line in sample.split(separator: 0x0a, maxSplits: sampleLines).prefix(sampleLines) {
      let text = Array(line.starts(with: [0xef, 0xbb, 0xbf]) ? line.dropFirst(3) : line)
      guard let value = text.withUnsafeBufferPointer({ JSONValue.parse($0) }) else { continue }
      if value["message"]?["parts"] != nil || value["systemPayload"] != nil { return .foreign }
      if isClaudeRecord(value) { return .claude }
      found = .foreign
    }
    return found
  }

  /// Returns whether a value is a record of Claude Code. Other agents keep prompts and answers elsewhere in their
  /// records, and have another name for the session.
  private static func isClaudeRecord(_ value: JSONValue) -> Bool {
    guard let type = value["type"]?.stringValue else { return false }
    if type == "user" || type == "assistant" { return value["message"]?["content"] != nil }
    return value["sessionId"]?.stringValue != nil || value["leafUuid"]?.stringValue != nil
      || (value["uuid"]?.stringValue != nil && value["parentUuid"] != nil)
      || (value["messageId"]?.stringValue != nil && value["snapshot"] != nil)
  }
}
