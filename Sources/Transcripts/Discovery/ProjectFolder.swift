import FileIO
import SystemPackage

/// Tells a folder in which Claude Code keeps the sessions of a project from any other, by what lies in it.
enum ProjectFolder {
  /// What the first lines of a file say.
  enum Contents {
    /// There is a record of Claude Code among them.
    case claude
    /// There are JSON values, and none is a record of Claude Code.
    case foreign
    /// Nothing could be parsed: the file is empty or damaged, or its first line is long.
    case unclear
  }

  /// So many files are looked into.
  private static let filesMax = 32
  private static let sampleBytes = 64 << 10
  private static let sampleLines = 32

  /// Whether transcripts lie in a directory: `<uuid>.jsonl` or `agent-*.jsonl` that are not another agent's, or `.jsonl` files of any name that hold records
  /// of Claude Code, or a session's folder with transcripts of subagents. `isBelowProjects`: it lies in a folder named `projects`, where the name of a
  /// file, or of the folder, is proof enough.
  /// Cost: a `readdir`, and reading up to 64 KiB of some files. false where it cannot be listed.
  static func holdsTranscripts(_ directory: FilePath, isBelowProjects: Bool, _ fileSystem: any FileSystem) -> Bool {
    guard let entries = try? fileSystem.list(directory) else { return false }
    // A folder is named after the absolute path of its project, with `-` for `/`.
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
    // The transcripts of other agents may have names like these.
    if found == [.unclear] { return true }
    return entries.contains { entry in
      guard entry.status.kind == .directory, isUUID(entry.name[...]) else { return false }
      let subagents = directory.appending(bytes: entry.name).appending("subagents")
      return (try? fileSystem.list(subagents))?.contains { isTranscriptName($0.name) } ?? false
    }
  }

  static func isTranscriptName(_ name: [UInt8]) -> Bool {
    guard name.suffix(6).elementsEqual(".jsonl".utf8) else { return false }
    let stem = name.dropLast(6)
    return isUUID(stem) || (stem.starts(with: "agent-".utf8) && stem.count > 6)
  }

  /// Whether this is a UUID in its usual form.
  static func isUUID(_ name: ArraySlice<UInt8>) -> Bool {
    name.count == 36
      && name.enumerated().allSatisfy { place, byte in
        if [8, 13, 18, 23].contains(place) { return byte == 0x2d }
        return (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
  }

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

  /// Other agents have prompts and answers elsewhere in their records, and name the session otherwise.
  private static func isClaudeRecord(_ value: JSONValue) -> Bool {
    guard let type = value["type"]?.stringValue else { return false }
    if type == "user" || type == "assistant" { return value["message"]?["content"] != nil }
    return value["sessionId"]?.stringValue != nil || value["leafUuid"]?.stringValue != nil
      || (value["uuid"]?.stringValue != nil && value["parentUuid"] != nil)
      || (value["messageId"]?.stringValue != nil && value["snapshot"] != nil)
  }
}
