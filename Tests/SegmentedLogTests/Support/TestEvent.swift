import Bytes
import FileIO
import TestSupport

@testable import SegmentedLog

/// A logical event as the tests describe it.
struct TestEvent: Equatable, Sendable {
  enum Value: Equatable, Sendable {
    case integer(Int64)
    case bytes([UInt8])
  }

  var kind: UInt8
  var fields: [UInt8: Value]
  var body: [UInt8]

  init(kind: UInt8 = 2, fields: [UInt8: Value] = [:], body: [UInt8] = []) {
    (self.kind, self.fields, self.body) = (kind, fields, body)
  }
}

extension TestEvent {
  /// Random events whose columns, by id modulo 6, are: integers near each other, integers of any size, few distinct
  /// texts, UUIDs, distinct bytes of one width, and bytes of any length. Any value may be absent; bodies are empty,
  /// short or up to `bodyMax`.
  static func random(_ count: Int, bodyMax: Int = 2000, using random: inout Seeded) -> [TestEvent] {
    let columns = (UInt8(16)...255).filter { _ in random.next() % 20 == 0 }
    let presence = Dictionary(uniqueKeysWithValues: columns.map { ($0, [1, 50, 99, 100][Int(random.next() % 4)]) })
    return (0..<count).map { row in
      var event = TestEvent(kind: UInt8(truncatingIfNeeded: random.next()))
      for column in columns where random.next() % 100 < presence[column]! {
        event.fields[column] = value(column, row: row, using: &random)
      }
      switch random.next() % 10 {
      case 0..<3: break
      case 3..<9: event.body = text(Int.random(in: 0...min(200, bodyMax), using: &random), using: &random)
      default: event.body = random.bytes(Int.random(in: 0...bodyMax, using: &random))
      }
      return event
    }
  }

  private static func value(_ column: UInt8, row: Int, using random: inout Seeded) -> Value {
    switch column % 6 {
    case 0: .integer(1_764_000_000_000 + Int64(row) * 1000 + Int64(random.next() % 500))
    case 1: .integer(Int64(bitPattern: random.next()) >> Int64(random.next() % 64))
    case 2: .bytes(Array(["user", "assistant", "", "a longer text than the others"][Int(random.next() % 4)].utf8))
    case 3: .bytes(Array(UUID16(high: random.next(), low: random.next() % 3).description.utf8))
    case 4: .bytes(random.bytes(16))
    default: .bytes(random.bytes(Int(random.next() % 40)))
    }
  }

  /// Bytes that LZ4 makes smaller.
  private static func text(_ count: Int, using random: inout Seeded) -> [UInt8] {
    (0..<count).map { _ in 0x61 + UInt8(random.next() % 4) }
  }

  /// Makes `count` small events, numbered from `first`.
  static func numbered(_ first: Int, _ count: Int) -> [TestEvent] {
    (first..<first + count).map { number in
      TestEvent(
        fields: [16: .integer(Int64(number)), 26: .bytes(Array("user".utf8))], body: Array("line \(number)\n".utf8))
    }
  }
}

/// Encodes the events as one block.
func block(of events: [TestEvent], blockSize: Int = 512 << 10) -> EncodedBlock {
  var builder = EventBlockBuilder(blockSize: blockSize)
  return builder.block(of: events)
}

extension EventBlockBuilder {
  mutating func block(of events: [TestEvent]) -> EncodedBlock {
    add(events)
    return finish().first!
  }

  mutating func add(_ events: [TestEvent]) {
    for event in events {
      begin(kind: event.kind)
      for (column, value) in event.fields.sorted(by: { $0.key < $1.key }) {
        switch value {
        case .integer(let value): set(column, value)
        case .bytes(let value): set(column, value)
        }
      }
      event.body.withUnsafeBytes { end(body: $0) }
    }
  }
}

extension LogReader {
  /// The logical events of the blocks that hold `range`.
  func events(in range: ClosedRange<UInt64> = 1...UInt64.max) throws -> [TestEvent] {
    var events: [TestEvent] = []
    try forEachBlock(in: range) { events += try $0.events(try bodies(of: $0)) }
    return events
  }
}

extension EventBlock {
  func events(_ bodies: BlockBodies) throws(ByteError) -> [TestEvent] {
    let kinds = try kinds()
    var events: [TestEvent] = []
    for row in 0..<count {
      let body = bodies.withBody(row) { [UInt8]($0) }
      events.append(TestEvent(kind: UInt8(kinds[row]!), body: body))
    }
    for column in columns where column >= 16 {
      if isInteger(column)! {
        let values = try integers(column)
        for row in 0..<count { events[row].fields[column] = values[row].map { .integer($0) } }
      } else {
        let values = try bytes(column)
        for row in 0..<count { events[row].fields[column] = values[row].map { .bytes($0) } }
      }
    }
    return events
  }
}
