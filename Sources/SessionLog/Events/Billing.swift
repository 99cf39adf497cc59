import Bytes
import Transcripts

/// The way a response was billed if it differs from the ordinary way, which is the empty value. FORMAT.md, column 51.
package struct Billing: Sendable, Hashable {
  /// The speed; empty means `standard`.
  package var speed: [UInt8] = []
  /// The service tier; empty means `standard`.
  package var tier: [UInt8] = []
  /// The region where the model ran; empty means anywhere.
  package var geo: [UInt8] = []
  /// Uses of tools that ran on Anthropic's side, one entry per counter, sorted by the name of the counter.
  package var tools: [Tool] = []

  /// The count of one server-side tool.
  package struct Tool: Sendable, Hashable {
    package var name: [UInt8]
    package var count: Int64
  }

  /// The largest number of bytes kept of a name, and the largest number of tools kept: limits that keep the value small
  /// whatever a line from a stranger says.
  private static let nameMax = 64
  private static let toolsMax = 16

  package init() {}

  /// Takes the billing facts that the scanner found in `line`. Ordinary values become empty, names are cut at 64 bytes,
  /// and at most 16 tools are kept.
  package init(_ facts: BillingFacts, _ line: UnsafeBufferPointer<UInt8>) {
    func name(_ span: Transcripts.Span, ordinary: [String]) -> [UInt8] {
      let text = Array(span.text(in: line).prefix(Self.nameMax))
      return ordinary.contains { text.elementsEqual($0.utf8) } ? [] : text
    }
    speed = name(facts.speed, ordinary: ["standard"])
    tier = name(facts.serviceTier, ordinary: ["standard"])
    geo = name(facts.inferenceGeo, ordinary: ["not_available", "global"])
    var counts: [[UInt8]: Int64] = [:]
    for tool in facts.serverTools.prefix(Self.toolsMax) { counts[name(tool.name, ordinary: [])] = tool.count }
    tools = counts.map { Tool(name: $0.key, count: $0.value) }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  /// Returns the larger value of each field, so that all lines of a response merge to the same value in any order.
  func raised(to other: Billing) -> Billing {
    func larger(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] { a.lexicographicallyPrecedes(b) ? b : a }
    var raised = Billing()
    raised.speed = larger(speed, other.speed)
    raised.tier = larger(tier, other.tier)
    raised.geo = larger(geo, other.geo)
    var counts = Dictionary(tools.map { ($0.name, $0.count) }) { max($0, $1) }
    for tool in other.tools { counts[tool.name] = max(counts[tool.name] ?? 0, tool.count) }
    raised.tools = counts.map { Tool(name: $0.key, count: $0.value) }.sorted {
      $0.name.lexicographicallyPrecedes($1.name)
    }
    return raised
  }

  /// The value as FORMAT.md, column 51, lays it out.
  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.sized(speed)
    writer.sized(tier)
    writer.sized(geo)
    writer.varint(tools.count)
    for tool in tools {
      writer.sized(tool.name)
      writer.varint(UInt64(tool.count))
    }
    return writer.bytes
  }

  /// The value that stands for bytes that cannot be decoded. No price matches its tier.
  package static let unreadable: Billing = {
    var billing = Billing()
    billing.tier = Array("unreadable".utf8)
    return billing
  }()

  /// Decodes the bytes of column 51. Throws `malformed` unless they are exactly one value.
  package init(decoding bytes: [UInt8]) throws(ByteError) {
    let result: Result<Billing, ByteError> = bytes.withUnsafeBytes { buffer in
      do throws(ByteError) { return .success(try Billing(decoding: buffer)) } catch { return .failure(error) }
    }
    self = try result.get()
  }

  /// Decodes the bytes of column 51. Throws `malformed` unless they are exactly one value.
  package init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    var reader = ByteReader(bytes)
    speed = try reader.sized()
    tier = try reader.sized()
    geo = try reader.sized()
    for _ in 0..<(try reader.count(limit: Self.toolsMax)) {
      let name = try reader.sized()
      tools.append(Tool(name: name, count: Int64(clamping: try reader.varint())))
    }
    guard reader.remaining == 0 else { throw .malformed }
  }
}

/// The parts of a response that were billed in addition to its own tokens: answers of an advisor and compactions.
/// FORMAT.md, column 52.
package struct Iterations: Sendable, Equatable {
  /// One billed part.
  package struct Item: Sendable, Equatable {
    /// The model of this part; empty means the model of the response.
    package var model: [UInt8]
    package var tokens: ReportedTokens
  }

  package private(set) var items: [Item] = []

  var isEmpty: Bool { items.isEmpty }

  private static let countMax = 64
  private static let modelMax = 256

  init() {}

  /// Takes the iterations that count in addition to the response's own tokens, at most 64. `model` is the model of the
  /// response. An iteration that is not a plain message counts if it is an advisor's, is a compaction, or used another
  /// model; for any other kind it is unknown whether the response's own tokens include it already.
  init(_ iterations: [Iteration], of model: [UInt8], _ line: UnsafeBufferPointer<UInt8>) {
    for iteration in iterations.prefix(Self.countMax) {
      let type = iteration.type.text(in: line)
      let other = iteration.model.text(in: line)
      let isOther = iteration.model.isPresent && other != model && other.count <= Self.modelMax
      guard isOther || type.starts(with: "advisor".utf8) || type.elementsEqual("compaction".utf8) else { continue }
      items.append(Item(model: isOther ? other : [], tokens: ReportedTokens(iteration.usage)))
    }
  }

  /// Takes the larger numbers of two lines of one response, which list their iterations in the same order.
  mutating func raise(to other: Iterations) {
    for (place, item) in other.items.enumerated() {
      guard place < items.count else {
        items.append(item)
        continue
      }
      if items[place].model.isEmpty { items[place].model = item.model }
      items[place].tokens.raise(to: item.tokens)
    }
  }

  var encoded: [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  func encode(into writer: inout ByteWriter) {
    writer.varint(items.count)
    for item in items {
      writer.sized(item.model)
      item.tokens.encode(into: &writer)
    }
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    for _ in 0..<(try reader.count(limit: Self.countMax)) {
      items.append(Item(model: try reader.sized(), tokens: try ReportedTokens(decoding: &reader)))
    }
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(ByteError) {
    var reader = ByteReader(bytes)
    try self.init(decoding: &reader)
    guard reader.remaining == 0 else { throw .malformed }
  }
}
