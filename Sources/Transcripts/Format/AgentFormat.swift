import FileIO
import SystemPackage

/// All that is known of one agent's files: where they lie, what their lines say, and when they are deleted.
///
/// Each agent has one conforming type, in a folder of its own, and `Agent.format` gives it. Nothing outside of these
/// folders may know an agent: it asks the format of a source. A format has no state; all functions may be called by
/// several threads at once.
///
/// Cost: a call through `any AgentFormat.Type` is an indirect call. It is made at most once for a line, a file, or a
/// distinct value in a column of a block.
package protocol AgentFormat: Sendable {
  // MARK: Names

  static var agent: Agent { get }
  /// The name for people, such as `Claude Code`.
  static var name: String { get }
  /// The name of the one who answers in a conversation, such as `Claude`.
  static var modelName: String { get }

  // MARK: Where the files lie

  /// The environment variables that say where the agent keeps its data, apart from `HOME` and those of XDG. Each holds
  /// paths that are separated by commas.
  static var variables: [String] { get }
  /// Returns the directories where the agent keeps its data, whether or not they exist.
  static func roots(environment: [String: String]) -> ConfiguredRoots
  /// The names of the folders of a root in which transcripts lie. One of these folders may itself be a link; no link is
  /// followed below it, except those to folders of projects that lie directly in it.
  static var folders: [String] { get }
  /// Returns whether a directory holds transcripts of this agent, judged by what is in it. `isInFolder` says that it
  /// lies in one of the `folders` of a directory. False when it cannot be listed.
  static func holdsTranscripts(_ directory: FilePath, isInFolder: Bool, _ fileSystem: any FileSystem) -> Bool
  /// Returns how a file in a root is stored; nil if it is not the agent's, so that it is neither read nor reported.
  /// This is a list of what may be read, and `name` and `folder` alone decide: no file is opened. `folder` is relative
  /// to the root, without a slash at its end.
  static func claim(_ name: [UInt8], in folder: [UInt8]) -> Claim?

  // MARK: What a path says

  // All paths are relative to the root.

  /// Returns the session that a transcript or an accompanying file belongs to; nil for a file that belongs to none.
  static func session(of path: [UInt8]) -> [UInt8]?
  /// Returns whether this is the main transcript of a session, not that of a subagent.
  static func isMain(_ path: [UInt8]) -> Bool
  /// Returns whether all records of the file belong to the session that the path names, whatever they say.
  static func isNested(_ path: [UInt8]) -> Bool
  /// Returns the id of the subagent whose transcript this is; nil for other files.
  static func subagent(of path: [UInt8]) -> [UInt8]?
  /// Returns whether the file holds the output of a tool as text.
  static func isToolOutput(_ path: [UInt8]) -> Bool
  /// Returns whether the agent deletes the file when it is old.
  static func isCleaned(_ path: [UInt8]) -> Bool
  /// Returns whether the agent gives files such names. Others are not restored to where they came from.
  static func isOwnName(_ path: [UInt8]) -> Bool
  /// Returns the name of the original when a file has the name of a copy that a synchronisation program made; otherwise
  /// `name` itself. `name` is the last component of a path.
  static func originalName(_ name: ArraySlice<UInt8>) -> [UInt8]
  /// The path of the file with the prompts that were typed; nil if there is none.
  static var promptHistory: String? { get }

  // MARK: What a line says

  /// The version of the rules by which fields are taken from a line. It must rise whenever a line may give other fields
  /// than before; lines that were scanned by older rules are scanned again. It is written to disk.
  static var scannerVersion: Int64 { get }
  /// Checks a line, with or without its terminator, and returns its fields; see ``LineScanner``. `state` is what the
  /// lines before it in the same generation have left.
  static func scan(_ line: UnsafeBufferPointer<UInt8>, _ state: inout ScanState) -> ScanResult
  /// Returns the words of a person in a line with a `prompt`. Of longer texts at least `count` bytes are taken.
  /// `scratch` is memory that may be used.
  static func speech(
    of fields: LineFields, in line: UnsafeBufferPointer<UInt8>, atLeast count: Int, _ scratch: inout [UInt8]
  ) -> Speech
  /// Returns whether a model's name, as records state it, says that the agent wrote the message itself. Such a name is
  /// no model and was never billed.
  static func isSynthetic(model: UnsafeRawBufferPointer) -> Bool
  /// Returns the place of records of a type, as records state it, in a conversation.
  static func recordType(_ name: UnsafeRawBufferPointer) -> RecordType
  /// Returns whether the agent wrote the prompt of a record that was scanned by the first rules, which kept it as it
  /// was.
  static func isGenerated(prompt: UnsafeRawBufferPointer) -> Bool
  /// The prefixes of identifiers, after which random digits and letters follow.
  static var identifierPrefixes: [[UInt8]] { get }

  // MARK: What a record says to readers

  /// Returns the role of a record by its type, as the record states it, and by its flags.
  static func kind(type: String, subtype: String?, flags: LineFlags, speaker: Speaker?) -> RecordKind
  /// Adds the parts of a record to a message. `isInner` says that the record stands for the one that it repeats.
  static func read(_ record: JSONValue, _ kind: RecordKind, isInner: Bool, into builder: inout MessageBuilder)
  /// Returns one line with the most informative part of the arguments of a call: the command, the file, the pattern.
  /// Empty if there is none.
  static func summaryLine(of call: ToolCallContent) -> String
  /// Returns the work of a call, for a form that suits it.
  static func action(of call: ToolCallContent) -> ToolAction
  /// The names of the tools that start subagents.
  static var subagentTools: Set<String> { get }
  /// The names of the tools that read or write the file that one of their arguments names.
  static var fileTools: Set<String> { get }
  /// The names of the tools that give commands to a shell.
  static var shellTools: Set<String> { get }
  /// Returns the files that calls of `fileTools` in a line name, in their order, without empty paths. The line must be
  /// one that `scan` has accepted as a record.
  static func fileTouches(in line: UnsafeBufferPointer<UInt8>) -> [FileTouch]
  /// Returns the calls of tools in a line and the results of calls, in their order. The line must be one that `scan` has
  /// accepted as a record.
  static func toolBlocks(in line: UnsafeBufferPointer<UInt8>) -> [ToolBlock]
  /// Returns the path of the file that a call writes; nil if it writes none.
  static func writtenPath(of call: ToolCallContent) -> String?
  /// Returns the texts that a call puts into a file, in the place of others. `isWhole` says that it writes a whole file
  /// or cell and does not say what was there.
  static func writtenTexts(of call: ToolCallContent) -> (replacements: [ToolAction.Replacement], isWhole: Bool)
  /// Returns the numbers of the lines, from 1, at which a file has changed, as the record with the result of a call says
  /// it, in its order. They are those of the file after the change. Empty if the record does not say it.
  static func changedLines(in record: JSONValue) -> [Int64]
  /// Returns what a record says of subagents.
  static func subagentFacts(of record: JSONValue) -> SubagentFacts

  // MARK: What it asks for

  /// Reads what the agent gives to a command that prints its status line.
  static func statusLineInput(_ text: JSONValue) -> StatusLineInput

  // MARK: How a session is continued

  /// The rules of resuming a session, and of copying it for another project.
  static var continuation: any SessionContinuation.Type { get }

  // MARK: What is searched

  /// Puts the texts of a line that are worth searching into `fields`, in their order. Returns false, with no fields,
  /// when the line is not a record. `isValid` says that `scan` has accepted the line without a defect; it is then read
  /// faster, because its grammar is not checked again. In such a line `place` may be the `textPlace` that `scan` has
  /// found: only that part is read then, and the roles of its texts are not exact.
  static func texts(
    of line: UnsafeBufferPointer<UInt8>, at place: Span, isValid: Bool, into fields: inout [TextField]
  ) -> Bool
  /// Returns the parts of a text whose role is ``TextRole/user``, in their order, without blank ones.
  static func passages(of text: UnsafeBufferPointer<UInt8>) -> [TextPassage]

  // MARK: When it is deleted

  /// Returns the settings files that the agent reads when it starts in a directory.
  static func settingsFiles(environment: [String: String], workingDirectory: String) -> SettingsFiles
  /// Reads how long transcripts are kept; nil if the agent deletes none. `projects` are other directories in which it
  /// may start, as absolute paths.
  static func retention(
    _ files: SettingsFiles, projects: [String], fileSystem: any FileSystem
  ) -> Retention?

  /// The commands that the agent runs at certain moments; nil if it runs none.
  static var hooks: (any AgentHooks.Type)? { get }
}

extension AgentFormat {
  /// Puts the texts of a line that are worth searching into `fields`, and checks the line.
  package static func texts(of line: UnsafeBufferPointer<UInt8>, into fields: inout [TextField]) -> Bool {
    texts(of: line, at: .absent, isValid: false, into: &fields)
  }

  /// Most agents do not say it.
  package static func changedLines(in record: JSONValue) -> [Int64] { [] }

  /// Returns the folder of a root, out of `folders`, below which a path lies; nil if it is below none. `path` is
  /// relative to the root.
  package static func folder(of path: [UInt8]) -> String? { folders.first { path.starts(with: ($0 + "/").utf8) } }
}
