import Bytes
import SegmentedLog

/// A decision that was neither a plain insert or append nor about an unchanged file.
package struct Conflict: Sendable, Equatable {
  /// The sequence number of the decision's event.
  package var sequence: UInt64
  /// The number of the run; 0 for a run of another store.
  package var run: Int64
  /// The start of that run in milliseconds since 1970-01-01 UTC.
  package var time: Int64
  package var source: Int64
  package var reason: DecisionReason
  /// The generation that the decision started.
  package var generation: Int64
  /// The MD5 of the bytes stored before the decision; empty if it is not stated.
  package var oldMD5: [UInt8]
  /// The MD5 of the bytes stored after the decision; empty if it is not stated.
  package var newMD5: [UInt8]
  /// The length before the decision, in bytes.
  package var oldLength: Int64
  /// The length after the decision, in bytes.
  package var newLength: Int64
  /// The generation that this one is a copy of or differs from; nil if the decision names none.
  package var related: GenerationKey?
  /// The version of the decision rules.
  package var rules: Int64
  /// The store that made the decision; nil for this one.
  package var home: UUID16?
}

/// The projection of the decisions that a person may want to look at.
package struct ConflictsState: Projection, Equatable {
  package static let name = "conflicts"
  package static let version: UInt16 = 2

  /// All such decisions in the order of the log.
  package private(set) var conflicts: [Conflict] = []
  /// The run in progress.
  private var run: Int64 = 0
  private var time: Int64 = 0

  package init() {}

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    for row in first..<block.count {
      switch block.kind(row) {
      case .runStarted:
        run = try block.isForeign(row) ? 0 : try block.view(integers: .run)[row] ?? 0
        time = try block.view(integers: .time)[row] ?? 0
      case .decision: try applyDecision(block, row)
      default: break
      }
    }
  }

  /// The conflicts without those that a later one replaces. An old version that read a file several times in one run
  /// decided each time; the last decision counts.
  package var counted: [Conflict] {
    struct Key: Hashable {
      var run, time, source, generation: Int64
      var reason: DecisionReason
    }
    var seen = Set<Key>()
    let last = conflicts.reversed().filter {
      seen.insert(
        Key(run: $0.run, time: $0.time, source: $0.source, generation: $0.generation, reason: $0.reason)
      ).inserted
    }
    return last.reversed()
  }

  private mutating func applyDecision(_ block: BlockColumns, _ row: Int) throws {
    guard let reason = try block.view(integers: .reason)[row].flatMap(DecisionReason.init),
      [.rewritten, .truncated, .copy, .diverged].contains(reason), let source = try block.view(integers: .source)[row]
    else { return }
    conflicts.append(
      Conflict(
        sequence: block.block.firstSequence + UInt64(row), run: run, time: time, source: source, reason: reason,
        generation: try block.view(integers: .generation)[row] ?? 0, oldMD5: try block.view(bytes: .oldMD5)[row] ?? [],
        newMD5: try block.view(bytes: .md5)[row] ?? [], oldLength: try block.view(integers: .oldLength)[row] ?? 0,
        newLength: try block.view(integers: .length)[row] ?? 0,
        related: try block.view(integers: .related)[row].map {
          GenerationKey(source: $0, generation: try block.view(integers: .relatedGeneration)[row] ?? 0)
        }, rules: try block.view(integers: .rules)[row] ?? 0, home: try block.home(row)))
  }

  package func encode(into writer: inout ByteWriter) {
    writer.zigzag(run)
    writer.zigzag(time)
    writer.varint(conflicts.count)
    for conflict in conflicts {
      writer.varint(conflict.sequence)
      writer.u8(UInt8(conflict.reason.rawValue) | (conflict.related == nil ? 0 : 0x80))
      for number in [
        conflict.run, conflict.time, conflict.source, conflict.generation, conflict.oldLength, conflict.newLength,
        conflict.rules,
      ] {
        writer.zigzag(number)
      }
      writer.sized(conflict.oldMD5)
      writer.sized(conflict.newMD5)
      writer.sized(conflict.home?.bytes ?? [])
      if let related = conflict.related {
        writer.zigzag(related.source)
        writer.zigzag(related.generation)
      }
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    run = try reader.zigzag()
    time = try reader.zigzag()
    for _ in 0..<(try reader.count()) {
      let sequence = try reader.varint()
      let flags = try reader.u8()
      guard let reason = DecisionReason(rawValue: Int64(flags & 0x7f)) else { throw .malformed }
      let run = try reader.zigzag()
      let time = try reader.zigzag()
      let source = try reader.zigzag()
      let generation = try reader.zigzag()
      let oldLength = try reader.zigzag()
      let newLength = try reader.zigzag()
      let rules = try reader.zigzag()
      let oldMD5 = try reader.sized()
      let newMD5 = try reader.sized()
      let home = try reader.sized()
      guard home.isEmpty || home.count == 16 else { throw .malformed }
      var related: GenerationKey?
      if flags & 0x80 != 0 { related = GenerationKey(source: try reader.zigzag(), generation: try reader.zigzag()) }
      conflicts.append(
        Conflict(
          sequence: sequence, run: run, time: time, source: source, reason: reason, generation: generation,
          oldMD5: oldMD5,
          newMD5: newMD5, oldLength: oldLength, newLength: newLength, related: related, rules: rules,
          home: home.isEmpty ? nil : UUID16(home)))
    }
  }
}
