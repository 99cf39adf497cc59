import Bytes

/// The relations between sessions beyond shared responses: prompts that occur in several sessions, and the statements
/// of records about the session that they were copied from.
struct SessionRelations: Sendable, Equatable {
  /// A prompt of a main conversation, identified by its uuid.
  struct Prompt: Sendable, Equatable {
    var key: ResponseKey
    /// The first session that had it, as an index in `UsageState.sessions`.
    var session: UInt32
    /// The time of its earliest record in milliseconds since 1970-01-01 UTC; nil if none has one.
    var time: Int64?
  }

  /// Another session in which a prompt occurs.
  struct PromptCopy: Sendable, Hashable, Comparable {
    var prompt, session: UInt32

    static func < (a: PromptCopy, b: PromptCopy) -> Bool { (a.prompt, a.session) < (b.prompt, b.session) }
  }

  private(set) var prompts: [Prompt] = []
  private(set) var copies: Set<PromptCopy> = []
  /// By session, the ids in its `forkedFrom` stamps, with the number of records that have each.
  private(set) var stamps: [UInt32: [[UInt8]: Int]] = [:]
  /// The sessions with `sessionKind: "bg"`.
  var background: Set<UInt32> = []
  /// The indices in `prompts` by key. Derived, not part of the encoding.
  private var places: [ResponseKey: UInt32] = [:]

  init() {}

  mutating func addPrompt(_ key: ResponseKey, session: UInt32, time: Int64?) {
    guard let place = places[key] else {
      places[key] = UInt32(prompts.count)
      prompts.append(Prompt(key: key, session: session, time: time))
      return
    }
    if let time { prompts[Int(place)].time = min(prompts[Int(place)].time ?? time, time) }
    if prompts[Int(place)].session != session { copies.insert(PromptCopy(prompt: place, session: session)) }
  }

  mutating func addStamp(_ session: UInt32, from original: [UInt8]) {
    guard !original.isEmpty else { return }
    stamps[session, default: [:]][original, default: 0] += 1
  }

  func encode(into writer: inout ByteWriter) {
    writer.varint(prompts.count)
    var last: Int64 = 0
    for prompt in prompts {
      prompt.key.encode(into: &writer)
      writer.varint(UInt64(prompt.session) << 1 | (prompt.time == nil ? 0 : 1))
      if let time = prompt.time {
        writer.zigzag(time &- last)
        last = time
      }
    }
    writer.varint(copies.count)
    for copy in copies.sorted() {
      writer.varint(UInt64(copy.prompt))
      writer.varint(UInt64(copy.session))
    }
    writer.varint(stamps.count)
    for session in stamps.keys.sorted() {
      writer.varint(UInt64(session))
      writer.varint(stamps[session]!.count)
      for (original, count) in stamps[session]!.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        writer.sized(original)
        writer.varint(count)
      }
    }
    writer.varint(background.count)
    for session in background.sorted() { writer.varint(UInt64(session)) }
  }

  init(decoding reader: inout ByteReader, sessions: Int) throws(ByteError) {
    var last: Int64 = 0
    for place in 0..<(try reader.count(limit: reader.remaining)) {
      let key = try ResponseKey(decoding: &reader)
      let session = try reader.number(below: sessions << 1)
      if session & 1 != 0 { last &+= try reader.zigzag() }
      prompts.append(Prompt(key: key, session: session >> 1, time: session & 1 != 0 ? last : nil))
      guard places.updateValue(UInt32(place), forKey: key) == nil else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let prompt = try reader.number(below: prompts.count)
      let copy = PromptCopy(prompt: prompt, session: try reader.number(below: sessions))
      guard copies.insert(copy).inserted else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let session = try reader.number(below: sessions)
      var originals: [[UInt8]: Int] = [:]
      for _ in 0..<(try reader.count(limit: reader.remaining)) {
        let original = try reader.sized()
        guard originals.updateValue(try reader.count(), forKey: original) == nil else { throw .malformed }
      }
      guard stamps.updateValue(originals, forKey: session) == nil else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      guard background.insert(try reader.number(below: sessions)).inserted else { throw .malformed }
    }
  }
}
