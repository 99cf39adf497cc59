/// A session in reading order: the messages follow the chain of parents, with branches and subagents in their places.
///
/// Every record of the session is in exactly one entry. The order does not depend on times, which run backwards in most
/// transcripts, but on `parentUuid`, and on the order of the lines where that leads nowhere. A chain may be broken, be
/// circular, or be as long as the session: no recursion follows it.
public struct Conversation: Sendable, Equatable {
  /// The entries in reading order.
  public var entries: [ConversationEntry]
  /// The number of branches that were abandoned for another continuation.
  public var branches: Int
  /// The number of subagents.
  public var subagents: Int
}

/// One entry of a conversation.
public struct ConversationEntry: Sendable, Equatable {
  /// The kind of an entry.
  public enum Kind: Sendable, Equatable {
    /// Records of one kind: a prompt, a whole response with the results of its calls, a note.
    case records(RecordOutline.Kind)
    /// Records that occurred before, with the same uuid and parent.
    case repetition
    /// The start of a branch that was abandoned: the conversation continued from the same place in another way.
    /// `messages` is the number of messages in the branch.
    case branchStart(number: Int, messages: Int)
    /// The end of the branch with this number.
    case branchEnd(number: Int)
    /// The start of the conversation of a subagent. `name` is its id, empty if it has none; `call` is the index of the
    /// entry with its call.
    case subagentStart(name: String, call: Int?)
    /// The end of the subagent that began last.
    case subagentEnd
    /// The record that the next entry follows is missing.
    case gap
  }

  /// The kind of the entry.
  public var kind: Kind
  /// The numbers of the entry's records, ascending.
  public var records: [Int]
  /// The number of subagents that the entry is nested in.
  public var depth: Int
  /// The branch that the entry is in; nil for the main line of the conversation.
  public var branch: Int?

  /// True for a message: a prompt, or a response with all of its lines.
  public var isMessage = false

  /// True if a turn begins with the entry: a turn is a prompt and everything that follows it.
  public var isPrompt: Bool { isMessage && kind == .records(.prompt) }
}

extension Conversation {
  /// Arranges records, which must be in the order of files and lines. `isMain` tells for each file whether it is the
  /// session's own transcript and not a subagent's. `callers` is given the subagents and returns the record with the
  /// call of each; nil where it is unknown.
  ///
  /// Cost: linear except for sorting; 200 bytes of memory per record while it runs.
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

  /// The number of messages, without those of subagents.
  public var messages: Int { entries.count { $0.isMessage && $0.depth == 0 } }

  /// The number of turns, without those of subagents.
  public var turns: Int { entries.count { $0.isPrompt && $0.depth == 0 } }

  /// Returns the entries of the last `count` turns of the main line, and everything nested in them.
  public func tail(_ count: Int) -> ArraySlice<ConversationEntry> {
    let turns = entries.indices.filter { entries[$0].isPrompt && entries[$0].depth == 0 && entries[$0].branch == nil }
    guard turns.count > count else { return entries[...] }
    return count == 0 ? [] : entries[turns[turns.count - count]...]
  }
}

/// The records of a subagent.
public struct SubagentThread: Sendable, Equatable {
  /// The id of the subagent; empty if it has none.
  public var name: String
  /// The number of the subagent's first record.
  public var first: Int
  /// The beginning of its first prompt; nil if it has none.
  package var prompt: RecordOutlines.Text?
  /// The nodes without a parent that the thread begins with.
  package var roots: [Int]
}
