/// A session as it is read: what was said in the order of the parent chain, branches and subagents in their places.
///
/// Every record of the session is in one entry, and in one only. The order does not depend on times, which run backwards in most transcripts, but on
/// `parentUuid`; where that does not lead on, on the order of the lines. A chain may be broken, go round in circles, or be as long as the session:
/// it is never followed by recursion.
public struct Conversation: Sendable, Equatable {
  /// In the order in which they are read.
  public var entries: [ConversationEntry]
  /// Ways that were left for others.
  public var branches: Int
  /// The number of subagents.
  public var subagents: Int
}

/// What is read at one place of a conversation.
public struct ConversationEntry: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Records of one kind: a prompt, a whole response with the results of its calls, a note.
    case records(RecordOutline.Kind)
    /// Records that were there before, uuid, parent and all.
    case repetition
    /// What follows was left: the conversation went on from the same place in another way. `messages`: how many it has.
    case branchStart(number: Int, messages: Int)
    case branchEnd(number: Int)
    /// The conversation of a subagent. `name`: its id, empty where it has none; `call`: number of the entry with its call.
    case subagentStart(name: String, call: Int?)
    case subagentEnd
    /// The record that the next one follows is not there.
    case gap
  }

  public var kind: Kind
  /// Numbers of its records, rising.
  public var records: [Int]
  /// Subagents that it is inside of.
  public var depth: Int
  /// The branch that it is in; nil: the way that the conversation went.
  public var branch: Int?

  /// Whether it is a message: a prompt, or a response with all of its lines.
  public var isMessage = false

  /// Whether a turn begins with it: a turn is a prompt and what followed.
  public var isPrompt: Bool { isMessage && kind == .records(.prompt) }
}

extension Conversation {
  /// `records`: in the order of files and lines. `isMain`: of each file, whether it is the session's own transcript, not a subagent's. `callers`: given the
  /// subagents, the record with the call of each, as far as it is known.
  ///
  /// Cost: linear but for sorting; 200 bytes a record while it works.
  public init(
    _ records: RecordOutlines, isMain: [Bool], callers: ([SubagentThread]) throws -> [Int?] = { $0.map { _ in nil } }
  ) rethrows {
    var graph = TurnGraph(records, isMain: isMain)
    graph.link()
    let threads = graph.threads
    var walk = ConversationWalk(graph, threads, callers: try callers(threads))
    walk.run()
    self.init(entries: walk.entries, branches: walk.branches, subagents: threads.count)
  }

  /// How many messages there are; those of subagents are left out.
  public var messages: Int { entries.count { $0.isMessage && $0.depth == 0 } }

  /// How many turns there are: prompts and what followed each; those of subagents are left out.
  public var turns: Int { entries.count { $0.isPrompt && $0.depth == 0 } }

  /// The entries of the last `count` turns of the way that the conversation went, and what is nested in them.
  public func tail(_ count: Int) -> ArraySlice<ConversationEntry> {
    let turns = entries.indices.filter { entries[$0].isPrompt && entries[$0].depth == 0 && entries[$0].branch == nil }
    guard turns.count > count else { return entries[...] }
    return count == 0 ? [] : entries[turns[turns.count - count]...]
  }
}

/// The records of a subagent.
public struct SubagentThread: Sendable, Equatable {
  /// Its id; empty where it has none.
  public var name: String
  /// Number of its first record.
  public var first: Int
  /// How its first prompt begins, if it has one.
  package var prompt: RecordOutlines.Text?
  /// The nodes that begin it.
  package var roots: [Int]
}
