import Bytes
import SessionLog

/// The records of a session as nodes: all lines of a response and the results of its calls are one, every other record is one of its own. Each
/// follows another node or begins something.
struct TurnGraph {
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
    /// Rising; never empty.
    var records: [Int]
    /// Whose conversation it is a part of.
    var thread: Thread
    var parent: Int32?
    /// Whether the record that it follows is not there.
    var isOrphan = false
    /// Whether leaving it for another one makes a branch.
    var isSaid = false
    /// The first of those that follow it.
    var child: Int32?
    /// The next one that follows what it follows.
    var sibling: Int32?
  }

  /// Uuids are looked up inside of one: all main transcripts together, and each file of a subagent.
  struct Thread: Hashable {
    /// 0: the main transcripts; else number of the file plus 1.
    var space: Int32
    /// Of a subagent that is written in the transcript of another.
    var sidechain: Sidechain?

    var isMain: Bool { space == 0 && sidechain == nil }
  }

  /// A subagent that is written in the transcript of another.
  struct Sidechain: Hashable {
    /// Its id, if it has one.
    var agent: RecordOutlines.Text?
  }

  let records: RecordOutlines
  private(set) var nodes: [Node] = []
  /// Nodes that follow none, rising.
  private(set) var roots: [Int] = []
  /// Node of each record.
  private var nodeOfRecord: [Int32] = []
  private var recordOfUUID: [Key: Int32] = [:]
  /// Of uuids that are there twice: the node with the latest repetition.
  private var repetitionOfUUID: [Key: Int] = [:]
  private let spaces: [Int32]
  /// Of records of progress that stand for a subagent's: the record before them that does not.
  private var outsides: [Int: Int?] = [:]

  private struct Key: Hashable {
    var space: Int32
    var uuid: RecordOutlines.Text
  }

  /// A gateway may give every response one id: behind another prompt it is another response.
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
    /// The node with the latest call of this mark.
    var calls: [CallName: Int32] = [:]
    /// The node of the last prompt of a thread.
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
      // What waited does not part a response from its last lines.
      if records.isTyped(number) { prompts[thread] = nodeOfRecord[number] }
      for mark in records.calls(of: number) { calls[CallName(thread: thread, mark: mark)] = nodeOfRecord[number] }
    }
  }

  /// `node`: nil makes one.
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

  /// What a record's uuid is looked up by.
  private func key(_ number: Int) -> Key? {
    records.uuid(of: number).map { Key(space: space(of: number), uuid: $0) }
  }

  private func space(of record: Int) -> Int32 { spaces[records.file(of: record)] }

  /// The nodes that follow one, rising.
  func children(of node: Int) -> [Int] {
    var children: [Int] = []
    var next = nodes[node].child
    while let child = next {
      children.append(Int(child))
      next = nodes[Int(child)].sibling
    }
    return children
  }

  /// Repetitions that follow each other are read as one.
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
    // What says nothing of itself belongs to what stands before it.
    if records.uuid(of: number) == nil,
      let before = (0..<number).last(where: { records.innerKind(of: $0) == nil }),
      records.file(of: before) == records.file(of: number)
    {
      return nodes[node(of: before)].thread
    }
    return Thread(space: 0)
  }

  private func sidechain(_ number: Int) -> Sidechain { Sidechain(agent: records.agent(of: number)) }

  /// Whether it is a prompt or a response: what Claude Code says in the place of a model is none.
  func isMessage(_ node: Node) -> Bool {
    switch node.kind {
    case .records(.prompt): true
    case .records(.response): node.records.contains { records.kind(of: $0) == .response && !records.isSynthetic($0) }
    case .records, .repetition: false
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
      let (parent, isOrphan) = parent(of: number, last[nodes[number].thread], before)
      nodes[number].parent = parent.map { Int32($0) }
      nodes[number].isOrphan = isOrphan
      if records.uuid(of: nodes[number].records[0]) != nil, nodes[number].kind != .repetition {
        last[nodes[number].thread] = number
      }
    }
    breakCircles()
    // Each goes before those that were put in already.
    for number in nodes.indices.reversed() {
      guard let parent = nodes[number].parent else { continue }
      nodes[number].sibling = nodes[Int(parent)].child
      nodes[Int(parent)].child = Int32(number)
    }
    roots = nodes.indices.filter { nodes[$0].parent == nil }
    // Whoever reads the conversation looks nothing up, and may be short of memory.
    (recordOfUUID, repetitionOfUUID, nodeOfRecord, outsides) = ([:], [:], [], [:])
  }

  private mutating func parent(of number: Int, _ last: Int?, _ before: [Int: Int]) -> (Int?, isOrphan: Bool) {
    let node = nodes[number]
    let first = node.records[0]
    // Its parent is what its caller wrote before it.
    if records.innerKind(of: first) != nil { return (last, false) }
    // What has no place in the chain stands behind what was written before it.
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
      // A subagent begins where it was called, which is said elsewhere.
      if nodes[parent].thread != node.thread { return (nil, false) }
      if parent != number { return (parent, false) }
    }
    // After a compaction the chain begins anew, and the conversation goes on.
    if records.kind(of: first) == .compaction, let last { return (last, false) }
    return (nil, isOrphan)
  }

  private func record(_ uuid: RecordOutlines.Text, in space: Int32) -> Int? {
    recordOfUUID[Key(space: space, uuid: uuid)].map(Int.init)
  }

  /// The record that a chain goes through records of progress to, which are read elsewhere; nil where it ends there.
  private mutating func outside(_ record: Int?) -> Int? {
    var passed: [Int] = []
    var place = record
    while let inner = place, records.innerKind(of: inner) != nil {
      if let known = outsides[inner] {
        place = known
        break
      }
      // For as long as the way is not known, it leads nowhere: it may go round in circles.
      outsides.updateValue(nil, forKey: inner)
      passed.append(inner)
      place = records.parent(of: inner).flatMap { self.record($0, in: space(of: inner)) }
    }
    for inner in passed { outsides.updateValue(place, forKey: inner) }
    return place
  }

  /// What follows the end of what was written once more goes on where the conversation was before that, not where its records stood first.
  private func latest(_ parent: Int, _ uuid: Key, _ number: Int, _ before: [Int: Int]) -> Int {
    guard let repetition = repetitionOfUUID[uuid], repetition < number, let last = before[repetition],
      nodes[last].thread == nodes[number].thread, records.uuid(of: nodes[repetition].records.last!) == uuid.uuid,
      records.file(of: nodes[last].records[0]) == records.file(of: nodes[number].records[0])
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

  /// In the order of their first records: the roots of each are those of one file, of one id, or else each root by itself.
  var threads: [SubagentThread] {
    var threads: [SubagentThread] = []
    var places: [Thread: Int] = [:]
    for root in roots where !nodes[root].thread.isMain {
      let thread = nodes[root].thread
      // What stands before a sidechain's first turn belongs to it.
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

  /// The first that is in the records of a node.
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
