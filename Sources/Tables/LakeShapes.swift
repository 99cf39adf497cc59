import Answers
import Operations

/// The tables of a lake.
package enum LakeShapes {
  /// The version of the columns. It must rise whenever a column changes, so that lakes are written anew.
  /// 2: the names of a gateway's responses.
  private static let version: Int64 = 2

  /// All tables, as scripts and documentation need them.
  package static let all: [LakeTableDescription] = [
    records.description, sessions.description, responses.description, toolCalls.description, files.description,
  ]

  /// How an export writes a lake.
  package static let format = LakeFormat(
    version: version,
    write: { row, context, line in
      switch row {
      case .record(let row): records.write(row, context, &line)
      case .session(let row): sessions.write(row, context, &line)
      case .response(let row): responses.write(row, context, &line)
      case .toolCall(let row): toolCalls.write(row, context, &line)
      case .file(let row): files.write(row, context, &line)
      }
    }, scripts: LakeScripts.all)

  /// Returns the columns that say where a line is stored, and when it was written, with others after them.
  private static func placed<Row: LakePlaced>(_ columns: [LakeColumn<Row>]) -> [LakeColumn<Row>] {
    let place: [LakeColumn<Row>] = [
      .store,
      .integer("seq", nil, "The number of the event in the store, from 1.") { Int64(clamping: $0.place.sequence) },
      .time("time", "When the line was written; without one the time of the line before it, else of its commit.") {
        $0.place.time
      },
      .boolean("has_time", "Whether the line states that time.") { $0.place.isTimed },
      .text("machine", "The name of the machine that has the file.") { $0.place.machine },
      .text("session", "The id of the session.") { $0.place.session },
      .text("path", "The file below its root.") { $0.place.path },
      .integer("generation", nil, "The version of the file, from 0.") { $0.place.generation },
      .integer("line", nil, "The number of the line in the file, from 0.") { $0.place.line },
    ]
    return place + columns
  }

  package static let records = LakeShape<LakeRecord>(
    table: .records, summary: "A row for each line of a transcript, of every version of its file.",
    columns: placed(
      [
        .text("uuid", "The id of the record.") { $0.uuid },
        .text("parent", "The id of the record before it in the conversation.") { $0.parent },
        .text("type", "Its type, as the agent names it.") { $0.type },
        .text("subtype", "Its subtype.") { $0.subtype },
        .text("message", "The id of the message; one response has several lines.") { $0.message },
        .text("request", "The id of the request to the API.") { $0.request },
        .text("model", "The model that answered.") { $0.model },
        .text("cwd", "The working directory.") { $0.cwd },
        .text("branch", "The Git branch.") { $0.branch },
        .text("version", "The version of the agent.") { $0.version },
        .text("agent", "The id of the subagent.") { $0.agent },
        .boolean("is_sidechain", "Whether it is of a subagent.") { $0.isSidechain },
        .integer("bytes", "bytes", "The length of the line, or of its first part where it is stored in several.") {
          $0.bytes
        },
        .text("defect", "Why the line is no valid record; empty if it is one.") { $0.defect },
        .text("text", "The texts that 'ccstore search' looks through, or the line itself where it is no valid record.")
        {
          $0.text
        },
        .boolean("text_truncated", "Whether the text was longer than 1 MiB and is cut there.") { $0.isTextCut },
        .text(
          "raw", "The line itself, as JSON in a text; the word null where it is no valid record or longer than 1 MiB."
        ) { $0.raw },
        .boolean("raw_truncated", "Whether the line was longer than 1 MiB and left out.") { $0.isRawCut },
      ]))

  package static let sessions = LakeShape<LakeSession>(
    table: .sessions,
    summary: "A row for each session whenever it has changed; of several rows of one store the newest counts.",
    columns: [
      .store, .head, .text("session", "The id of the session.") { $0.id },
      .time("time", "Its first record.") { $0.time },
      .boolean("has_time", "Whether any of its records states a time; without one it is the beginning of 1970.") {
        $0.isTimed
      },
      .time("ended", "Its last record.") { $0.ended },
      .text("project", "The working directory of its first record.") { $0.project },
      .text("title", "Its title.") { $0.title },
      .text("model", "The model in its last record that names one.") { $0.model },
      .text("branch", "The Git branch in its last record that names one.") { $0.branch },
      .text("version", "The version of the agent in its last record that names one.") { $0.version },
      .integer("records", "lines", "Lines in the latest versions of its files.") { $0.records },
      .integer("bad_lines", "lines", "Those of them that are no valid records.") { $0.badLines },
      .integer("messages", "messages", "Prompts and responses, without those of subagents.") { $0.messages },
      .integer("turns", "prompts", "Prompts, without those of subagents.") { $0.turns },
      .integer("generations", "versions", "Versions of the main transcript.") { $0.generations },
      .integer("files", "files", "Files.") { $0.files },
      .integer("bytes", "bytes", "The length of the latest versions of its files.") { $0.bytes },
    ])

  package static let responses = LakeShape<LakeResponse>(
    table: .responses,
    summary: "A row for each response of the API whenever what is known of it has changed; of all rows of one response "
      + "and part, of all stores, the largest number of tokens of each kind is the truth.",
    columns: [
      .store, .head, .text("response", "The response, the same in every store.") { $0.response },
      .integer("part", nil, "0 for the response itself, from 1 on for parts of it that were billed apart.") { $0.part },
      .time("time", "Its first line; of several rows the earliest is right. Without one it is that of the session.") {
        $0.time
      },
      .boolean("has_time", "Whether any of its lines states a time.") { $0.isTimed },
      .text("machine", "The name of the machine that has the file.") { $0.machine },
      .text("session", "The session that it is counted for.") { $0.session },
      .text("project", "The working directory of the session.") { $0.project },
      .text("path", "The file below its root.") { $0.path },
      .text("model", "The model.") { $0.model },
      .integer("input_tokens", "tokens", "Tokens that were neither read from the cache nor written to it.") {
        $0.tokens.input
      },
      .integer("output_tokens", "tokens", "Tokens that the model wrote.") { $0.tokens.output },
      .integer("cache_creation_5m_input_tokens", "tokens", "Tokens written to the cache for five minutes.") {
        $0.tokens.cacheWrites5m
      },
      .integer("cache_creation_1h_input_tokens", "tokens", "Tokens written to the cache for an hour.") {
        $0.tokens.cacheWrites1h
      },
      .integer("cache_read_input_tokens", "tokens", "Tokens read from the cache.") { $0.tokens.cacheReads },
      .integer("cost_picodollars", "trillionths of a US dollar", "The cost by the prices of the export; 0 without any.")
      { $0.cost },
      .boolean("has_price", "Whether the cost is known.") { $0.hasPrice },
    ])

  package static let toolCalls = LakeShape<LakeToolCall>(
    table: .toolCalls,
    summary:
      "A row for each call of a tool in a line, and one for each result; forks and copies repeat them, so the id "
      + "of the call counts.",
    columns: placed(
      [
        .text("call", "The id of the call, which its result has, too.") { $0.call },
        .boolean("is_result", "Whether the row is of the result.") { $0.isResult },
        .text("name", "The name of the tool; empty in the row of a result.") { $0.name },
        .text("input", "The arguments, as JSON in a text; the word null in the row of a result, or above 1 MiB.") {
          $0.input
        },
        .boolean("input_truncated", "Whether the arguments were longer than 1 MiB and left out.") { $0.isInputCut },
        .boolean("is_error", "Whether the call failed or was refused.") { $0.isError },
        .integer("result_bytes", "bytes", "The length of the texts of the result.") { $0.resultBytes },
      ]))

  package static let files = LakeShape<LakeFileCall>(
    table: .files, summary: "A row for each call of a tool in a line that reads or writes a file.",
    columns: placed(
      [
        .text("call", "The id of the call.") { $0.call },
        .text("file", "The file, as the call names it.") { $0.file },
        .boolean("is_write", "Whether the call changes it.") { $0.isWrite },
      ]))
}
