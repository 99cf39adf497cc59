import Answers
import SessionLog
import Times
import Transcripts

/// Writes a conversation as a document, entry by entry.
protocol DocumentRenderer {
  /// The bytes written so far that the caller has not yet taken.
  var out: DocumentText { get set }

  /// Writes the beginning of the document.
  mutating func begin(_ transcript: SessionTranscript)
  /// The indices of the entries that a list at the beginning shows.
  var listed: [Int] { get }
  /// Writes the line of an entry in that list.
  mutating func list(_ place: Int)
  /// Writes what stands between the list and the first entry.
  mutating func beginBody()
  /// Writes an entry. `place` is its number; `message` is its content, or nil for an entry without records.
  mutating func add(_ entry: ConversationEntry, place: Int, _ message: Message?) throws
  /// Writes the end of the document.
  mutating func end()
}

extension DocumentRenderer {
  var listed: [Int] { [] }
  mutating func list(_ place: Int) {}
  mutating func beginBody() {}
}

/// The facts that a document can state beyond its session.
public struct DocumentContext: Sendable {
  /// The name of the zone in which times are written; empty if it is not stated.
  public var zone = ""
  /// The tokens and cost of the session; nil if they are not stated.
  public var costs: TurnCosts?
  /// True if an index stands in the same directory.
  public var isInDirectory = false

  /// Creates a context in which a session stands alone.
  public init() {}
}

/// The title of a document, and facts about the session as a whole.
struct DocumentHeading {
  let title: String
  let project: String
  /// The times of the first and the last record; nil if no record has one.
  let started, ended: Instant?
  /// Messages, turns, branches and subagents.
  let counts: [String]
  let id: String

  init(_ transcript: SessionTranscript) {
    (id, project) = (transcript.id, transcript.project)
    title = transcript.title.isEmpty ? transcript.id : transcript.title
    let times = transcript.records.indices.lazy.compactMap { transcript.records.time(of: $0) }
    (started, ended) = (times.min().instant, times.max().instant)
    let conversation = transcript.conversation
    var counts = [Quantity.count(conversation.messages, "message"), Quantity.count(conversation.turns, "turn")]
    if conversation.branches > 0 { counts.append(Quantity.count(conversation.branches, "branch", "branches")) }
    if conversation.subagents > 0 { counts.append(Quantity.count(conversation.subagents, "subagent")) }
    self.counts = counts
  }

  /// Project, times, counts, and the session id. `time` formats a moment for people.
  func facts(_ time: (Instant) -> String) -> [String] {
    var facts = [project]
    if let started, let ended {
      facts.append(started == ended ? time(started) : "\(time(started)) to \(time(ended))")
    }
    return (facts + counts).filter { !$0.isEmpty } + [id]
  }
}

extension Message {
  /// Returns the name of the speaker as shown in documents; empty for messages that nobody speaks.
  package func speaker(isSubagent: Bool) -> String {
    switch kind {
    case .response: agent.modelName
    case .meta, .summary: agent.name
    case .prompt: isSubagent ? "Prompt" : "You"
    case .command, .result: "You"
    case .compaction, .note, .unreadable: ""
    }
  }
}
