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
  /// Writes an entry. `place` is its number; `message` is its content, or nil for an entry without records.
  mutating func add(_ entry: ConversationEntry, place: Int, _ message: Message?)
  /// Writes the end of the document.
  mutating func end()
}

/// The title of a document, and facts about the session as a whole.
struct DocumentHeading {
  let title: String
  /// Project, times, counts, and the session id.
  let facts: [String]

  init(_ transcript: SessionTranscript, _ time: (Instant) -> String) {
    title = transcript.title.isEmpty ? transcript.id : transcript.title
    let conversation = transcript.conversation
    let times = transcript.records.compactMap(\.time)
    var facts = [transcript.project]
    if let first = times.min(), let last = times.max() {
      facts.append(first == last ? time(first) : "\(time(first)) to \(time(last))")
    }
    facts.append("\(conversation.messages) message\(conversation.messages == 1 ? "" : "s")")
    facts.append("\(conversation.turns) turn\(conversation.turns == 1 ? "" : "s")")
    if conversation.branches > 0 {
      facts.append("\(conversation.branches) branch\(conversation.branches == 1 ? "" : "es")")
    }
    if conversation.subagents > 0 {
      facts.append("\(conversation.subagents) subagent\(conversation.subagents == 1 ? "" : "s")")
    }
    self.facts = facts.filter { !$0.isEmpty } + [transcript.id]
  }
}

extension Message {
  /// The name of the speaker as shown in documents; empty for messages that nobody speaks.
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
