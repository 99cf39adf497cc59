import Bytes
import FileIO
import SegmentedLog
import SystemPackage

/// An event as a stranger may write it, with any columns and any values. Column ids and kinds are those of FORMAT.md,
/// Events of ccstore.
public struct ForgedEvent: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case integer(Int64)
    case bytes([UInt8])
  }

  public var kind: UInt8
  public var values: [UInt8: Value]
  public var body: [UInt8]

  public init(_ kind: UInt8, _ values: [UInt8: Value] = [:], body: [UInt8] = []) {
    (self.kind, self.values, self.body) = (kind, values, body)
  }

  public subscript(column: UInt8) -> Int64? {
    get { if case .integer(let value)? = values[column] { value } else { nil } }
    set { values[column] = newValue.map { .integer($0) } }
  }

  public subscript(bytes column: UInt8) -> [UInt8]? {
    get { if case .bytes(let value)? = values[column] { value } else { nil } }
    set { values[column] = newValue.map { .bytes($0) } }
  }
}

/// Logs whose checksums, chain and offsets are valid, whatever their events say.
public enum ForgedLog {
  public static let machine = [UInt8](repeating: 0x4f, count: 16)
  public static let session = Array("aaaaaaaa-1111-4111-8111-111111111111".utf8)

  /// A line of a transcript, with its newline.
  public static func line(_ number: Int, session: [UInt8] = session) -> [UInt8] {
    let id = String(decoding: session, as: UTF8.self)
    return Array(
      (#"{"type":"user","sessionId":"\#(id)","uuid":"u\#(number)","timestamp":"2025-11-24T16:00:00.000Z","#
        + #""message":{"role":"user","content":"line \#(number)"}}"# + "\n").utf8)
  }

  /// The events of a file: its source, its records or pieces, and a decision that says what is stored. `lines` are
  /// those of a transcript, each with its newline; a file that is stored as a whole has its bytes in pieces. `base` has
  /// the source, the generation and the length of what the file begins with, and the bytes of that.
  public static func file(
    _ source: Int64, _ path: String, _ bodies: [[UInt8]], isWhole: Bool = false, generation: Int64 = 0,
    isKnown: Bool = false, base: (source: Int64, generation: Int64, bytes: [UInt8])? = nil
  ) -> [ForgedEvent] {
    var events: [ForgedEvent] = []
    if !isKnown {
      events.append(
        ForgedEvent(
          1,
          [
            16: .integer(source), 64: .bytes(machine), 65: .bytes(Array("/home/stranger/.claude".utf8)),
            66: .bytes(Array(path.utf8)), 67: .integer(isWhole ? 1 : 0), 68: .bytes(Array("stranger".utf8)),
          ]))
    }
    var offset = Int64(base?.bytes.count ?? 0)
    var lines = Int64((base?.bytes ?? []).count { $0 == 0x0a })
    for body in bodies {
      var event = ForgedEvent(
        isWhole ? 3 : 2, [16: .integer(source), 17: .integer(generation), 19: .integer(offset)], body: body)
      if !isWhole {
        event[18] = lines
        event[bytes: 25] = session
        event[bytes: 26] = Array("user".utf8)
        event[28] = 1_764_000_000_000 + lines
        event[50] = 2
      }
      events.append(event)
      offset += Int64(body.count)
      lines += isWhole ? 0 : 1
    }
    var decision = ForgedEvent(
      5,
      [
        16: .integer(source), 17: .integer(generation), 72: .integer(offset), 73: .integer(lines),
        74: .bytes(md5((base?.bytes ?? []) + bodies.joined())), 75: .integer(offset),
        76: .integer(1_764_000_000_000_000_000),
        80: .integer(1), 83: .integer(1),
      ])
    if let base {
      decision[84] = base.source
      decision[85] = base.generation
      decision[86] = Int64(base.bytes.count)
    }
    return events + [decision]
  }

  public static func md5(_ bytes: [UInt8]) -> [UInt8] {
    var hash = RunningMD5()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.digest
  }

  /// Adds the start and the end of a run around events.
  public static func run(_ events: [ForgedEvent], number: Int64 = 1) -> [ForgedEvent] {
    let start = ForgedEvent(
      6, [96: .integer(number), 97: .bytes(Array("default".utf8)), 98: .integer(1_764_000_000_000)])
    let end = ForgedEvent(
      7, [96: .integer(number), 98: .integer(1_764_000_000_500), 100: .integer(1), 102: .integer(1)])
    return [start] + events + [end]
  }

  /// Appends the events as one commit to the store at a path, which is created where there is none. The columns of a
  /// block have one type, so that an event with another type begins a new block.
  package static func append(
    _ events: [ForgedEvent], to path: FilePath, on fileSystem: any FileSystem, seed: UInt64 = 1
  ) throws {
    var writer = try LogWriter.open(
      at: path, fileSystem: fileSystem, clock: SteppingClock(), entropy: SeededEntropy(seed))
    var builder = EventBlockBuilder()
    var types: [UInt8: Bool] = [:]
    for event in events {
      let isOther = event.values.contains { column, value in types[column].map { $0 != value.isInteger } ?? false }
      if isOther {
        for block in builder.finish() { try writer.append(block) }
        types = [:]
      }
      builder.begin(kind: event.kind)
      for (column, value) in event.values.sorted(by: { $0.key < $1.key }) {
        types[column] = value.isInteger
        switch value {
        case .integer(let value): builder.set(column, value)
        case .bytes(let bytes): builder.set(column, bytes)
        }
      }
      event.body.withUnsafeBytes { builder.end(body: $0) }
    }
    for block in builder.finish() { try writer.append(block) }
    try writer.commit()
  }
}

extension ForgedEvent.Value {
  fileprivate var isInteger: Bool { if case .integer = self { true } else { false } }
}
