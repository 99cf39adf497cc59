import Bytes
import SessionLog

/// The records of a session as nodes. All lines of a response and the results of its calls form one node; every other
/// record is a node of its own. Each node follows another node or is a root.
struct TurnGraph {
  /// A node of the graph.
  struct Node {
    enum Kind: Equatable {
      case records(RecordOutline.Kind)
      case repetition

      var entryKind: ConversationEntry.Kind {
        switch self {
        case .records(let kind): .records(kind)
        case .repetition: .repetition
        }
      }
    }

    var kind: Kind
    /// The numbers of the records, ascending; never empty.
    var records: [Int]
    /// The conversation that the node is a part of.
    var thread: Thread
    var parent: Int32?
    /// True if the record that the node follows is missing.
    var isOrphan = false
    /// True if leaving the node for another continuation makes a branch.
    var isSaid = false
    /// The first of the nodes that follow this one.
    var child: Int32?
    /// The next node with the same parent.
    var sibling: Int32?
  }

  /// A conversation within the session. Uuids are looked up within a space: all main transcripts together, or one file
  /// of a subagent.
  struct Thread: Hashable {
    /// 0 for the main transcripts; else the number of the file plus 1.
    var space: Int32
    /// The subagent whose records are written in another transcript; nil for the transcript's own records.
    var sidechain: Sidechain?

    var isMain: Bool { space == 0 && sidechain == nil }
  }

  /// A subagent whose records are written in another transcript.
  struct Sidechain: Hashable {
    /// The id of the subagent; nil if it has none.
    var agent: RecordOutlines.Text?
  }

  let records: RecordOutlines
  private(set) var nodes: [Node] = []
  /// The nodes without a parent, ascending.
  private(set) var roots: [Int] = []
  /// The node of each record.
  private var nodeOfRecord: [Int32] = []
  private var recordOfUUID: [Key: Int32] = [:]
  /// The node with the latest repetition of a uuid that occurs twice.
  private var repetitionOfUUID: [Key: Int] = [:]
  private let spaces: [Int32]
  /// For each record of type `progress` that stands for a subagent's record: the preceding record in the chain that
  /// does not.
  private var outsides: [Int: Int?] = [:]

  private struct Key: Hashable {
    var space: Int32
    var uuid: RecordOutlines.Text
  }

  /// The key of a response. It includes the last prompt, because a gateway may give all responses the same id.
  private struct ResponseName: Hashable {
    var thread: Thread
    var message: RecordOutlines.Text
    var prompt: Int32?
  }

  private struct CallName: Hashable {
    var thread: Thread
    var mark: UInt32
  }

  init(_ records: RecordOutlines, isMain: [Bool]) {
    self.records = records
    spaces = isMain.enumerated().map { $1 ? 0 : Int32($0 + 1) }
    nodeOfRecord.reserveCapacity(records.count)
    recordOfUUID.reserveCapacity(records.count)
    gather()
  }

  // MARK: Nodes

  private mutating func gather() {
    var responses: [ResponseName: Int32] = [:]
    /// The node with the latest call that has this mark.
    var calls: [CallName: Int32] = [:]
    /// The node of the last prompt of each thread.
    var prompts: [Thread: Int32] = [:]
    for number in records.indices {
      let thread = thread(number)
      if let key = key(number) {
        if let known = recordOfUUID[key].map(Int.init) {
          if records.repeats(number, known) {
            add(number, to: openRepetition(thread), .repetition, thread)
            if records.file(of: known) == records.file(of: number) { repetitionOfUUID[key] = node(of: number) }
            continue
          }
        } else {
          recordOfUUID[key] = Int32(number)
        }
      }
      let kind = records.kind(of: number)
      var node: Int32?
      if kind == .response, let message = records.message(of: number) {
        let name = ResponseName(thread: thread, message: message, prompt: prompts[thread])
        node = responses[name]
        if node == nil { responses[name] = Int32(nodes.count) }
      } else if kind == .result {
        node = records.results(of: number).lazy.compactMap { calls[CallName(thread: thread, mark: $0)] }.first
      } else if records.continues(number) {
        node = nodeOfRecord.last
      }
      add(number, to: node.map(Int.init), .records(kind), thread)
      // A queued prompt does not separate a response from its last lines.
      if records.isTyped(number) { prompts[thread] = nodeOfRecord[number] }
      for mark in records.calls(of: number) { calls[CallName(thread: thread, mark: mark)] = nodeOfRecord[number] }
    }
  }

  /// Adds a record to a node; nil makes a new node.
  private mutating func add(_ number: Int, to node: Int?, _ kind: Node.Kind, _ thread: Thread) {
    if let node {
      nodes[node].records.append(number)
      nodeOfRecord.append(Int32(node))
    } else {
      nodeOfRecord.append(Int32(nodes.count))
      let isSaid = kind != .repetition && records.isSaid(number)
      nodes.append(Node(kind: kind, records: [number], thread: thread, isSaid: isSaid))
    }
  }

  private func node(of record: Int) -> Int { Int(nodeOfRecord[record]) }

  /// Returns the key by which a record's uuid is looked up; nil if it has none.
  private func key(_ number: Int) -> Key? {
    records.uuid(of: number).map { Key(space: space(of: number), uuid: $0) }
  }

  private func space(of record: Int) -> Int32 { spaces[records.file(of: record)] }

  /// Returns the nodes that follow a node, ascending.
  func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var next = nodes[node].child
    while let child = next {
      children.append(Int(child))
      next = nodes[Int(child)].sibling
    }
    return children
  }

  /// Returns the last node if it is a repetition in this thread, because consecutive repetitions form one node.
  private func openRepetition(_ thread: Thread) -> Int? {
    guard let last = nodes.indices.last, nodes[last].kind == .repetition, nodes[last].thread == thread else {
      return nil
    }
    return last
  }

  private func thread(_ number: Int) -> Thread {
    let space = space(of: number)
    if records.innerKind(of: number) != nil { return Thread(space: space, sidechain: sidechain(number)) }
    if space > 0 { return Thread(space: space) }
    if records.flags(of: number).contains(.isSidechain) { return Thread(space: 0, sidechain: sidechain(number)) }
    // A record without properties of its own belongs to the thread of the preceding record.
    if records.uuid(of: number) == nil,
      let before = (0..<number).last(where: { records.innerKind(of: $0) == nil }),
      records.file(of: before) == records.file(of: number)
    {
      return nodes[node(of: before)].thread
    }
    return Thread(space: 0)
  }

  private func sidechain(_ number: Int) -> Sidechain { Sidechain(agent: records.agent(of: number)) }

  /// Returns true if a node is a prompt or a response of a model. Text that the agent wrote in place of a model is
  /// not a message.
  func isMessage(_ node: Node) -> Bool {
    switch node.kind {
    case .records(.prompt): true
    case .records(.response): node.records.contains { records.kind(of: $0) == .response && !records.isSynthetic($0) }
    case .records, .repetition: false
    }
  }

  // MARK: Links

  /// Determines the parent of each node.
  mutating func link() {
    /// The last node of each thread that is part of a chain.
    var last: [Thread: Int] = [:]
    /// The node before each repetition.
    var before: [Int: Int] = [:]
    for number in nodes.indices {
      if nodes[number].kind == .repetition { before[number] = last[nodes[number].thread] }
      let (parent, isOrphan) = parent(of: number, last[nodes[number].thread], before)
      nodes[number].parent = parent.map { Int32($0) }
      nodes[number].isOrphan = isOrphan
      if records.uuid(of: nodes[number].records[0]) != nil, nodes[number].kind != .repetition {
        last[nodes[number].thread] = number
      }
    }
    breakCircles()
    // In reverse order, each node is inserted before the children that are there already.
    for number in nodes.indices.reversed() {
      guard let parent = nodes[number].parent else { continue }
      nodes[number].sibling = nodes[Int(parent)].child
      nodes[Int(parent)].child = Int32(number)
    }
    roots = nodes.indices.filter { nodes[$0].parent == nil }
    // The reader of the conversation looks up no uuid and may be short of memory.
    (recordOfUUID, repetitionOfUUID, nodeOfRecord, outsides) = ([:], [:], [], [:])
  }

  private mutating func parent(of number: Int, _ last: Int?, _ before: [Int: Int]) -> (Int?, isOrphan: Bool) {
    let node = nodes[number]
    let first = node.records[0]
    // Its parent is the last node that its caller wrote before it.
    if records.innerKind(of: first) != nil { return (last, false) }
    // A node outside of the chain follows the node that was written before it.
    if records.uuid(of: first) == nil || node.kind == .repetition {
      let before = nodes[..<number].lastIndex { records.innerKind(of: $0.records[0]) == nil }
      guard let before, nodes[before].thread == node.thread else { return (nil, false) }
      return (before, false)
    }
    var isOrphan = false
    for record in node.records where records.type(of: record) == records.type(of: first) {
      guard let uuid = records.parent(of: record) else { continue }
      guard let found = outside(self.record(uuid, in: node.thread.space)) else {
        isOrphan = true
        continue
      }
      let name = Key(space: node.thread.space, uuid: records.uuid(of: found) ?? uuid)
      let parent = latest(self.node(of: found), name, number, before)
      // A subagent begins at its call, which `SubagentCalls` finds.
      if nodes[parent].thread != node.thread { return (nil, false) }
      if parent != number { return (parent, false) }
    }
    // After a compaction a new chain begins although the conversation continues.
    if records.kind(of: first) == .compaction, let last { return (last, false) }
    return (nil, isOrphan)
  }

  private func record(_ uuid: RecordOutlines.Text, in space: Int32) -> Int? {
    recordOfUUID[Key(space: space, uuid: uuid)].map(Int.init)
  }

  /// Follows a chain through records of type `progress` that stand for a subagent's, which are read elsewhere, to the
  /// first other record; nil if there is none.
  private mutating func outside(_ record: Int?) -> Int? {
    var passed: [Int] = []
    var place = record
    while let inner = place, records.innerKind(of: inner) != nil {
      if let known = outsides[inner] {
        place = known
        break
      }
      // While the result is unknown it is stored as nil, because the chain may be circular.
      outsides.updateValue(nil, forKey: inner)
      passed.append(inner)
      place = records.parent(of: inner).flatMap { self.record($0, in: space(of: inner)) }
    }
    for inner in passed { outsides.updateValue(place, forKey: inner) }
    return place
  }

  /// Returns the parent of a node that follows the end of a repetition: the conversation continues from the node before
  /// the repetition, not from the place where the repeated records occurred first. Returns `parent` in all other cases.
  private func latest(_ parent: Int, _ uuid: Key, _ number: Int, _ before: [Int: Int]) -> Int {
    guard let repetition = repetitionOfUUID[uuid], repetition < number, let last = before[repetition],
      nodes[last].thread == nodes[number].thread, records.uuid(of: nodes[repetition].records.last!) == uuid.uuid,
      records.file(of: nodes[last].records[0]) == records.file(of: nodes[number].records[0])
    else { return parent }
    return last
  }

  /// Makes the earliest node of each circular chain a root.
  private mutating func breakCircles() {
    enum Mark { case unseen, onPath, done }
    var marks = [Mark](repeating: .unseen, count: nodes.count)
    for start in nodes.indices where marks[start] == .unseen {
      var path: [Int] = []
      var place: Int? = start
      while let node = place, marks[node] == .unseen {
        marks[node] = .onPath
        path.append(node)
        place = nodes[node].parent.map(Int.init)
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

  /// The subagents in the order of their first records. The roots of one file, or of one id, form one thread; any other
  /// root is a thread by itself.
  var threads: [SubagentThread] {
    var threads: [SubagentThread] = []
    var places: [Thread: Int] = [:]
    for root in roots where !nodes[root].thread.isMain {
      let thread = nodes[root].thread
      // Records before the first turn of a sidechain belong to it.
      let isOne = thread.space > 0 || thread.sidechain?.agent != nil || !nodes[root].isSaid
      if isOne, let place = places[thread] {
        threads[place].roots.append(root)
        if threads[place].prompt == nil { threads[place].prompt = prompt(root) }
      } else {
        places[thread] = threads.count
        let first = nodes[root].records[0]
        threads.append(SubagentThread(name: name(thread, first), first: first, prompt: prompt(root), roots: [root]))
      }
    }
    return threads
  }

  /// Returns the first prompt among the records of a node.
  private func prompt(_ node: Int) -> RecordOutlines.Text? {
    nodes[node].records.lazy.compactMap(records.prompt).first
  }

  private func name(_ thread: Thread, _ first: Int) -> String {
    let agent =
      thread.sidechain.map(\.agent)
      ?? (first..<records.count).lazy.prefix { space(of: $0) == thread.space }.compactMap(records.agent).first
    return agent.map(records.text) ?? ""
  }
}
