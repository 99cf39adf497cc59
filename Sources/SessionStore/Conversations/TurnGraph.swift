/// The records of a session as nodes: all lines of a response and the results of its calls are one, every other record is one of its own. Each
/// follows another node or begins something.
struct TurnGraph {
  struct Node {
    var kind: ConversationEntry.Kind
    /// Rising; never empty.
    var records: [Int]
    /// Whose conversation it is a part of.
    var thread: Thread
    var parent: Int?
    /// Whether the record that it follows is not there.
    var isOrphan = false
    /// Rising.
    var children: [Int] = []

    /// Whether leaving it for another one makes a branch.
    var isSaid = false
  }

  /// Uuids are looked up inside of one: all main transcripts together, and each file of a subagent.
  struct Thread: Hashable {
    /// 0: the main transcripts; else number of the file plus 1.
    var space: Int
    /// Of a subagent that is written in the transcript of another: its id, or nothing.
    var sidechain: String?

    var isMain: Bool { space == 0 && sidechain == nil }
  }

  let records: [RecordOutline]
  private(set) var nodes: [Node] = []
  /// Nodes that follow none, rising.
  private(set) var roots: [Int] = []
  /// Node of each record.
  private var nodeOfRecord: [Int] = []
  private var recordOfUUID: [Key: Int] = [:]
  /// Of uuids that are there twice: the node with the latest repetition.
  private var repetitionOfUUID: [Key: Int] = [:]
  private let spaces: [Int]
  /// Of records of progress that stand for a subagent's: the record before them that does not.
  private var outsides: [Int: Int?] = [:]

  private struct Key: Hashable {
    var space: Int
    var text: String
  }

  /// A gateway may give every response one id: behind another prompt it is another response.
  private struct ResponseName: Hashable {
    var thread: Thread
    var message: String
    var prompt: Int?
  }

  private struct CallName: Hashable {
    var thread: Thread
    var mark: UInt32
  }

  init(_ records: [RecordOutline], isMain: [Bool]) {
    self.records = records
    spaces = isMain.enumerated().map { $1 ? 0 : $0 + 1 }
    nodeOfRecord.reserveCapacity(records.count)
    recordOfUUID.reserveCapacity(records.count)
    gather()
  }

  // MARK: Nodes

  private mutating func gather() {
    var responses: [ResponseName: Int] = [:]
    /// The node with the latest call of this mark.
    var calls: [CallName: Int] = [:]
    /// The node of the last prompt of a thread.
    var prompts: [Thread: Int] = [:]
    for (number, record) in records.enumerated() {
      let thread = thread(number)
      if let known = known(record, number) {
        if records[known].repeats(record) {
          add(number, to: openRepetition(thread), .repetition, thread)
          if records[known].file == record.file {
            repetitionOfUUID[Key(space: spaces[record.file], text: record.uuid!)] = nodeOfRecord[number]
          }
          continue
        }
      } else if let uuid = record.uuid {
        recordOfUUID[Key(space: spaces[record.file], text: uuid)] = number
      }
      let kind = record.kind
      var node: Int?
      if kind == .response, let message = record.message, !message.isEmpty {
        let name = ResponseName(thread: thread, message: message, prompt: prompts[thread])
        node = responses[name]
        if node == nil { responses[name] = nodes.count }
      } else if kind == .result {
        node = record.results.lazy.compactMap { calls[CallName(thread: thread, mark: $0)] }.first
      } else if record.continues {
        node = nodeOfRecord.last
      }
      add(number, to: node, .records(kind), thread)
      // What waited does not part a response from its last lines.
      if kind == .prompt, record.type == "user" { prompts[thread] = nodeOfRecord[number] }
      for mark in record.calls { calls[CallName(thread: thread, mark: mark)] = nodeOfRecord[number] }
    }
  }

  /// `node`: nil makes one.
  private mutating func add(_ number: Int, to node: Int?, _ kind: ConversationEntry.Kind, _ thread: Thread) {
    if let node {
      nodes[node].records.append(number)
      nodeOfRecord.append(node)
    } else {
      nodeOfRecord.append(nodes.count)
      let isSaid = kind != .repetition && records[number].isSaid
      nodes.append(Node(kind: kind, records: [number], thread: thread, isSaid: isSaid))
    }
  }

  /// The record before this one that has its uuid.
  private func known(_ record: RecordOutline, _ number: Int) -> Int? {
    record.uuid.flatMap { recordOfUUID[Key(space: spaces[record.file], text: $0)] }
  }

  /// Repetitions that follow each other are read as one.
  private func openRepetition(_ thread: Thread) -> Int? {
    guard let last = nodes.indices.last, nodes[last].kind == .repetition, nodes[last].thread == thread else {
      return nil
    }
    return last
  }

  private func thread(_ number: Int) -> Thread {
    let record = records[number]
    let space = spaces[record.file]
    if record.innerKind != nil { return Thread(space: space, sidechain: record.agent ?? "") }
    if space > 0 { return Thread(space: space) }
    if record.flags.contains(.isSidechain) { return Thread(space: 0, sidechain: record.agent ?? "") }
    // What says nothing of itself belongs to what stands before it.
    if record.uuid == nil, let before = records[..<number].lastIndex(where: { $0.innerKind == nil }),
      records[before].file == record.file
    {
      return nodes[nodeOfRecord[before]].thread
    }
    return Thread(space: 0)
  }

  /// Whether it is a prompt or a response: what Claude Code says in the place of a model is none.
  func isMessage(_ node: Node) -> Bool {
    switch node.kind {
    case .records(.prompt): true
    case .records(.response): node.records.contains { records[$0].kind == .response && !records[$0].isSynthetic }
    case .records, .repetition, .branchStart, .branchEnd, .subagentStart, .subagentEnd, .gap: false
    }
  }

  // MARK: Links

  /// Finds out what each node follows.
  mutating func link() {
    /// The last node of each thread that is a link of a chain.
    var last: [Thread: Int] = [:]
    /// Of a repetition, the one before it.
    var before: [Int: Int] = [:]
    for number in nodes.indices {
      if nodes[number].kind == .repetition { before[number] = last[nodes[number].thread] }
      (nodes[number].parent, nodes[number].isOrphan) = parent(of: number, last[nodes[number].thread], before)
      if records[nodes[number].records[0]].uuid != nil, nodes[number].kind != .repetition {
        last[nodes[number].thread] = number
      }
    }
    breakCircles()
    for number in nodes.indices {
      if let parent = nodes[number].parent { nodes[parent].children.append(number) } else { roots.append(number) }
    }
  }

  private mutating func parent(of number: Int, _ last: Int?, _ before: [Int: Int]) -> (Int?, isOrphan: Bool) {
    let node = nodes[number]
    let first = records[node.records[0]]
    // Its parent is what its caller wrote before it.
    if first.innerKind != nil { return (last, false) }
    // What has no place in the chain stands behind what was written before it.
    if first.uuid == nil || node.kind == .repetition {
      let before = nodes[..<number].lastIndex { records[$0.records[0]].innerKind == nil }
      guard let before, nodes[before].thread == node.thread else { return (nil, false) }
      return (before, false)
    }
    var isOrphan = false
    for record in node.records where records[record].type == first.type {
      guard let uuid = records[record].parent else { continue }
      guard let found = outside(recordOfUUID[Key(space: node.thread.space, text: uuid)]) else {
        isOrphan = true
        continue
      }
      let name = Key(space: node.thread.space, text: records[found].uuid ?? uuid)
      let parent = latest(nodeOfRecord[found], name, number, before)
      // A subagent begins where it was called, which is said elsewhere.
      if nodes[parent].thread != node.thread { return (nil, false) }
      if parent != number { return (parent, false) }
    }
    // After a compaction the chain begins anew, and the conversation goes on.
    if first.kind == .compaction, let last { return (last, false) }
    return (nil, isOrphan)
  }

  /// The record that a chain goes through records of progress to, which are read elsewhere; nil where it ends there.
  private mutating func outside(_ record: Int?) -> Int? {
    var passed: [Int] = []
    var place = record
    while let inner = place, records[inner].innerKind != nil {
      if let known = outsides[inner] {
        place = known
        break
      }
      // For as long as the way is not known, it leads nowhere: it may go round in circles.
      outsides.updateValue(nil, forKey: inner)
      passed.append(inner)
      place = records[inner].parent.flatMap { recordOfUUID[Key(space: spaces[records[inner].file], text: $0)] }
    }
    for inner in passed { outsides.updateValue(place, forKey: inner) }
    return place
  }

  /// What follows the end of what was written once more goes on where the conversation was before that, not where its records stood first.
  private func latest(_ parent: Int, _ uuid: Key, _ number: Int, _ before: [Int: Int]) -> Int {
    guard let repetition = repetitionOfUUID[uuid], repetition < number, let last = before[repetition],
      nodes[last].thread == nodes[number].thread, records[nodes[repetition].records.last!].uuid == uuid.text,
      records[nodes[last].records[0]].file == records[nodes[number].records[0]].file
    else { return parent }
    return last
  }

  /// Where a chain ends in itself, the earliest node of the circle begins it.
  private mutating func breakCircles() {
    enum Mark { case unseen, onPath, done }
    var marks = [Mark](repeating: .unseen, count: nodes.count)
    for start in nodes.indices where marks[start] == .unseen {
      var path: [Int] = []
      var place: Int? = start
      while let node = place, marks[node] == .unseen {
        marks[node] = .onPath
        path.append(node)
        place = nodes[node].parent
      }
      if let node = place, marks[node] == .onPath {
        let first = path[path.firstIndex(of: node)!...].min()!
        nodes[first].parent = nil
        nodes[first].isOrphan = true
      }
      for node in path { marks[node] = .done }
    }
  }

  // MARK: Subagents

  /// In the order of their first records.
  var threads: [SubagentThread] {
    threadRoots.map { _, roots in
      let first = nodes[roots[0]].records[0]
      let prompt = roots.lazy.flatMap { nodes[$0].records }.map { records[$0].prompt }.first { !$0.isEmpty } ?? ""
      return SubagentThread(name: name(nodes[roots[0]].thread, first), first: first, prompt: prompt)
    }
  }

  /// The roots of each subagent: those of one file, of one id, or else each root of its own.
  var threadRoots: [(Thread, [Int])] {
    var groups: [(Thread, [Int])] = []
    var places: [Thread: Int] = [:]
    for root in roots where !nodes[root].thread.isMain {
      let thread = nodes[root].thread
      // What stands before a sidechain's first turn belongs to it.
      if let place = places[thread], thread.space > 0 || thread.sidechain != "" || !nodes[root].isSaid {
        groups[place].1.append(root)
      } else {
        places[thread] = groups.count
        groups.append((thread, [root]))
      }
    }
    return groups
  }

  private func name(_ thread: Thread, _ first: Int) -> String {
    thread.sidechain ?? records[first...].lazy.prefix { spaces[$0.file] == thread.space }.compactMap(\.agent).first
      ?? ""
  }
}
