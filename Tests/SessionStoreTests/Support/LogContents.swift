import SegmentedLog

@testable import Answers
@testable import SessionLog

/// A decision as it is in the log, column by column.
struct LoggedDecision: Equatable {
  var sequence: UInt64
  var run: Int64
  var source: Int64
  var reason: DecisionReason
  var generation: Int64?
  var length: Int64?
  var lines: Int64?
  var md5: [UInt8]?
  var size: Int64?
  var oldLength: Int64?
  var oldMD5: [UInt8]?
  var related: Int64?
  var relatedGeneration: Int64?
  var baseLength: Int64?
  var rules: Int64?
}

/// A body as it is in the log.
struct LoggedBody: Equatable {
  var source: Int64
  var generation: Int64
  var offset: Int64
  var line: Int64?
  /// True if the body continues the previous line.
  var continues = false
  var run: Int64
  var bytes: [UInt8]
  /// The number of bytes in the file, where they are erased.
  var erasedLength: Int64?
}

/// The events of a store, read without any projection.
struct LogContents {
  /// The kind of each event, in order.
  var kinds: [EventKind] = []
  /// The path below the root and the form, by source number.
  var sources: [Int64: (path: String, form: SourceForm, origin: [UInt8], root: String)] = [:]
  var decisions: [LoggedDecision] = []
  var bodies: [LoggedBody] = []
  /// The sources of the `missing` events.
  var missing: [Int64] = []

  init(_ store: Store) throws {
    let log = try store.openLog()
    var run: Int64 = 0
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      var held: BlockBodies?
      func integer(_ column: Column, _ row: Int) throws -> Int64? { try columns.integers(column)[row] }
      func text(_ column: Column, _ row: Int) throws -> [UInt8]? { try columns.bytes(column)[row] }
      for row in 0..<block.count {
        guard let kind = columns.kind(row) else { throw Broken("an unknown kind of event") }
        kinds.append(kind)
        let source = try integer(.source, row) ?? -1
        switch kind {
        case .runStarted: run = try integer(.run, row) ?? -1
        case .source:
          sources[source] = (
            (try text(.path, row) ?? []).text, SourceForm(rawValue: try integer(.form, row) ?? -1) ?? .whole,
            try text(.origin, row) ?? [], (try text(.root, row) ?? []).text
          )
        case .record, .piece:
          if held == nil { held = try log.bodies(of: block) }
          bodies.append(
            LoggedBody(
              source: source, generation: try integer(.generation, row) ?? -1, offset: try integer(.offset, row) ?? -1,
              line: try integer(.line, row), continues: (try integer(.piece, row) ?? 0) & 1 == 1, run: run,
              bytes: held!.withBody(row) { [UInt8]($0) }, erasedLength: try integer(.length, row)))
        case .decision:
          guard let reason = DecisionReason(rawValue: try integer(.reason, row) ?? -1) else {
            throw Broken("a decision without a reason")
          }
          decisions.append(
            LoggedDecision(
              sequence: block.firstSequence + UInt64(row), run: run, source: source, reason: reason,
              generation: try integer(.generation, row), length: try integer(.length, row),
              lines: try integer(.lines, row), md5: try text(.md5, row), size: try integer(.size, row),
              oldLength: try integer(.oldLength, row), oldMD5: try text(.oldMD5, row),
              related: try integer(.related, row), relatedGeneration: try integer(.relatedGeneration, row),
              baseLength: try integer(.baseLength, row), rules: try integer(.rules, row)))
        case .missing: missing.append(source)
        case .progress, .runFinished, .reset, .lost, .erasure, .foreign, .imported, .mended, .earlier, .pruned: break
        }
      }
    }
  }

  /// The number of the source with this path; the first one where several roots have the path.
  func number(_ path: String) -> Int64? { sources.keys.sorted().first { sources[$0]?.path == path } }

  /// The decisions about the file with this path, oldest first.
  func decisions(_ path: String) -> [LoggedDecision] { decisions.filter { sources[$0.source]?.path == path } }

  /// The reasons of the latest run, by path.
  var latestReasons: [String: DecisionReason] {
    let run = decisions.map(\.run).max()
    var reasons: [String: DecisionReason] = [:]
    for decision in decisions where decision.run == run {
      reasons[sources[decision.source]?.path ?? "?"] = decision.reason
    }
    return reasons
  }

  /// The number of bytes of all records and pieces.
  var bodyBytes: Int { bodies.reduce(0) { $0 + $1.bytes.count } }

  /// What is stored twice or out of order: bodies of one source and generation that do not follow each other.
  var disorder: [String] {
    var ends: [GenerationKey: Int64] = [:]
    var found: [String] = []
    for body in bodies {
      let key = GenerationKey(source: body.source, generation: body.generation)
      if let end = ends[key], end != body.offset { found.append("\(key): \(body.offset) after \(end)") }
      ends[key] = body.offset + (body.erasedLength ?? Int64(body.bytes.count))
    }
    return found
  }
}
