/// Puts the nodes of a graph into reading order and makes the entries of a conversation from them.
struct ConversationWalk {
  private(set) var entries: [ConversationEntry] = []
  private(set) var branches = 0

  private let graph: TurnGraph
  /// The steps still to be taken, as a stack: the next one is the last element.
  private var pending: [Step] = []
  private let threads: [SubagentThread]
  private var isRead: [Bool]
  /// The numbers of the subagents that each record calls.
  private var called: [Int: [Int]] = [:]
  /// The number of prompts, responses and summaries in the subtree of each node, the node included, and the last record
  /// among them (-1 without any).
  private var messages: [Int]
  private var lastMessage: [Int]

  private enum Step {
    case node(Int, depth: Int, branch: Int?)
    case branch(Int, depth: Int)
    case end(ConversationEntry)
    case thread(Int, depth: Int, branch: Int?, call: Int?)
  }

  /// Makes a walk before its first step. `callers` holds, for each subagent, the record with its call; nil when
  /// unknown.
  init(_ graph: TurnGraph, _ threads: [SubagentThread], callers: [Int?]) {
    (self.graph, self.threads) = (graph, threads)
    entries.reserveCapacity(graph.nodes.count + 2 * threads.count)
    isRead = [Bool](repeating: false, count: threads.count)
    for (thread, record) in callers.enumerated() {
      if let record { called[record, default: []].append(thread) }
    }
    messages = [Int](repeating: 0, count: graph.nodes.count)
    lastMessage = [Int](repeating: -1, count: graph.nodes.count)
    countMessages()
  }

  /// Counts the messages of all subtrees, from the leaves to the roots.
  private mutating func countMessages() {
    var order: [Int] = graph.roots
    var next = 0
    while next < order.count {
      order += graph.children(of: order[next])
      next += 1
    }
    let latest = latestFile
    for node in order.reversed() {
      if graph.nodes[node].isSaid {
        messages[node] += 1
        let record = graph.nodes[node].records.last!
        // If a session has several transcripts, the one with the latest message decides which branch is the main one.
        lastMessage[node] = max(
          lastMessage[node], graph.records.file(of: record) == latest ? record + graph.records.count : record)
      }
      guard let parent = graph.nodes[node].parent.map(Int.init) else { continue }
      messages[parent] += messages[node]
      lastMessage[parent] = max(lastMessage[parent], lastMessage[node])
    }
  }

  /// The number of the main transcript whose last message is the latest.
  private var latestFile: Int {
    var last: [Int: Int64] = [:]
    for node in graph.nodes where node.thread.isMain && node.isSaid {
      let record = node.records.last!
      last[graph.records.file(of: record)] = graph.records.time(of: record) ?? .min
    }
    return last.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  /// Makes the entries: the main transcripts with the subagents where they are called, then the other subagents.
  mutating func run() {
    // The steps are a stack, so that the last one appended is taken first.
    for root in graph.roots.reversed() where graph.nodes[root].thread.isMain {
      pending.append(.node(root, depth: 0, branch: nil))
    }
    drain()
    for thread in threads.indices where !isRead[thread] {
      pending.append(.thread(thread, depth: 0, branch: nil, call: nil))
      drain()
    }
  }

  private mutating func drain() {
    while let step = pending.popLast() {
      switch step {
      case .node(let node, let depth, let branch): read(node, depth, branch)
      case .branch(let node, let depth): readBranch(node, depth)
      case .end(let entry): entries.append(entry)
      case .thread(let thread, let depth, let branch, let call): readThread(thread, depth, branch, call)
      }
    }
  }

  private mutating func read(_ number: Int, _ depth: Int, _ branch: Int?) {
    let node = graph.nodes[number]
    if node.isOrphan { entries.append(ConversationEntry(kind: .gap, records: [], depth: depth, branch: branch)) }
    entries.append(
      ConversationEntry(
        kind: node.kind.entryKind, records: node.records, depth: depth, branch: branch, isMessage: graph.isMessage(node)
      ))
    let place = entries.count - 1
    let children = graph.children(of: number)
    let onward = children.filter { messages[$0] > 0 }.max { lastMessage[$0] < lastMessage[$1] }
    if let onward { pending.append(.node(onward, depth: depth, branch: branch)) }
    for child in children.reversed() where messages[child] > 0 && child != onward {
      pending.append(.branch(child, depth: depth))
    }
    for child in children.reversed() where messages[child] == 0 {
      pending.append(.node(child, depth: depth, branch: branch))
    }
    if called.isEmpty { return }
    for record in node.records.reversed() {
      for thread in (called[record] ?? []).reversed() {
        pending.append(.thread(thread, depth: depth, branch: branch, call: place))
      }
    }
  }

  private mutating func readBranch(_ node: Int, _ depth: Int) {
    branches += 1
    entries.append(
      ConversationEntry(
        kind: .branchStart(number: branches, messages: messages[node]), records: [], depth: depth, branch: branches))
    pending.append(
      .end(ConversationEntry(kind: .branchEnd(number: branches), records: [], depth: depth, branch: branches)))
    pending.append(.node(node, depth: depth, branch: branches))
  }

  private mutating func readThread(_ thread: Int, _ depth: Int, _ branch: Int?, _ call: Int?) {
    if isRead[thread] { return }
    isRead[thread] = true
    entries.append(
      ConversationEntry(
        kind: .subagentStart(name: threads[thread].name, call: call), records: [], depth: depth + 1, branch: branch))
    pending.append(.end(ConversationEntry(kind: .subagentEnd, records: [], depth: depth + 1, branch: branch)))
    for root in threads[thread].roots.reversed() { pending.append(.node(root, depth: depth + 1, branch: branch)) }
  }
}
