import SegmentedLog

/// The kinds of ccstore's events. The raw values are on disk: never renumber them. FORMAT.md, Events of ccstore.
package enum EventKind: UInt8, Sendable, CaseIterable {
  case source = 1
  case record = 2
  case piece = 3
  case progress = 4
  case decision = 5
  case runStarted = 6
  case runFinished = 7
  case missing = 8
  case reset = 9
  /// Bytes of a source that damage took and a repair could not get back.
  case lost = 10
  /// Bytes of a generation are erased: hidden from now on, and not stored again.
  case erasure = 11
  /// The events that follow come from another store.
  case foreign = 12
  /// Everything that another store had up to some event is in this store.
  case imported = 13
  /// Records of a generation that the log holds twice are known from now on, and a check no longer reports them.
  case mended = 14
  /// The log ended here before the last acknowledged event: it was a copy, or data was lost.
  case earlier = 15
  /// The file of a source is deleted on request: every byte of it was compared with what is stored just before.
  case pruned = 16
}

/// The decision of an ingest about a source, with its reason.
public enum DecisionReason: Int64, Sendable, CaseIterable {
  /// Nothing of the file was stored before.
  case insert = 1
  /// The stored bytes are unchanged, and more follow them.
  case appended = 2
  /// The stored bytes are unchanged, and nothing follows them.
  case identical = 3
  /// Some of the stored bytes have changed.
  case rewritten = 4
  /// The file is shorter than what is stored.
  case truncated = 5
  /// The file has the same bytes as another source of the same session, or the same bytes and more.
  case copy = 6
  /// The file belongs to the same session as another source but has other bytes.
  case diverged = 7
  /// The file was left alone because its session is known.
  case existing = 8

  /// The version of the decision rules, which every decision event repeats.
  package static let rules: Int64 = 1

  /// The word that people and JSON see.
  public var name: String {
    switch self {
    case .insert: "insert"
    case .appended: "appended"
    case .identical: "identical"
    case .rewritten: "rewritten"
    case .truncated: "truncated"
    case .copy: "copy"
    case .diverged: "diverged"
    case .existing: "existing"
    }
  }
}

/// The way a run ended.
public enum RunStatus: Int64, Sendable {
  /// The run has not ended, or was cut off.
  case inProgress = 0
  /// The run has ended; what could not be read is in its counts.
  case completed = 1
  /// The run has ended with an error.
  case failed = 2

  /// The word that people and JSON see.
  public var name: String {
    switch self {
    case .inProgress: "in_progress"
    case .completed: "completed"
    case .failed: "failed"
    }
  }
}

/// The way a source is read.
package enum SourceForm: Int64, Sendable {
  /// Line by line; the file grows by appending.
  case lines = 0
  /// In one piece; any change starts a new generation.
  case whole = 1
}

/// Bits of the column `options` of a decision.
package enum DecisionOptions {
  /// The file changed while it was read.
  package static let torn: Int64 = 1
}

/// Bits of the column `piece`: the place of a record within a line that is stored in several records.
package struct RecordForm: OptionSet, Sendable {
  package let rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// The record continues the line of the record before it.
  package static let continues = RecordForm(rawValue: 1)
  /// The line does not end with this record.
  package static let isOpen = RecordForm(rawValue: 2)
}

/// The columns of ccstore's events. The raw values are on disk: never renumber them. FORMAT.md, Events of ccstore.
package enum Column: UInt8, Sendable, CaseIterable {
  case source = 16
  case generation, line, offset, piece, defect, flags
  case uuid, parent, session, type, subtype, timestamp, message, request, model, cwd, branch, version, agent, tools
  case customTitle, aiTitle, summary, leaf, prompt
  case inputTokens, outputTokens, cacheWrites, cacheWrites5m, cacheWrites1h, cacheReads, calls, results, scanner
  case billing, iterations, cost, forkedFrom, sessionKind, innerUuid
  /// The speaker, the first words of the model's answer, and the file that holds the output of a tool.
  case speaker, answer, outputFile
  case origin = 64
  case root, path, form, host, number
  case length = 72
  case lines, md5, size, mtime, ctime, inode, device, reason, oldLength, oldMD5, rules, related, relatedGeneration,
    baseLength, keyedMD5, oldKeyedMD5
  case run = 96
  case syncKey, time, options, status, text
  case firstCount = 102
  case key = 120
  case digests, home, store, position, events, chainBefore, chainAfter, firstNumber, sequence

  /// True for columns of integers; all others hold byte strings.
  package var isInteger: Bool {
    switch self {
    case .source, .generation, .line, .offset, .piece, .defect, .flags, .timestamp, .inputTokens, .outputTokens,
      .cacheWrites,
      .cacheWrites5m, .cacheWrites1h, .cacheReads, .scanner, .cost, .speaker, .form, .length, .lines, .size, .mtime,
      .ctime,
      .inode,
      .device,
      .reason,
      .oldLength, .rules, .related, .relatedGeneration, .baseLength, .run, .time, .options, .status, .firstCount,
      .number, .position, .events, .firstNumber, .sequence:
      true
    case .uuid, .parent, .session, .type, .subtype, .message, .request, .model, .cwd, .branch, .version, .agent, .tools,
      .customTitle, .aiTitle, .summary, .leaf, .prompt, .calls, .results, .billing, .iterations, .forkedFrom,
      .sessionKind, .innerUuid, .answer, .outputFile, .origin, .root, .path, .host, .md5, .oldMD5,
      .keyedMD5, .oldKeyedMD5, .syncKey, .text, .key, .digests, .home, .store, .chainBefore, .chainAfter:
      false
    }
  }
}

extension EventBlockBuilder {
  package mutating func begin(_ kind: EventKind) { begin(kind: kind.rawValue) }

  /// Begins an event that says how far a generation of a file is stored: `length` bytes in `lines` lines, of which the
  /// last one has no newline where `endsOpen`. `md5` is nil where the MD5 is not known, or must not be told.
  package mutating func begin(
    _ kind: EventKind, of key: GenerationKey, length: Int64, lines: Int64, endsOpen: Bool, md5: [UInt8]?
  ) {
    begin(kind)
    set(.source, key.source)
    set(.generation, key.generation)
    if endsOpen { set(.piece, RecordForm.isOpen.rawValue) }
    set(.length, length)
    set(.lines, lines)
    if let md5 { set(.md5, md5) }
  }

  package mutating func set(_ column: Column, _ value: Int64) { set(column.rawValue, value) }

  package mutating func set(_ column: Column, _ value: [UInt8]) { set(column.rawValue, value) }

  package mutating func set(_ column: Column, _ value: UnsafeRawBufferPointer) { set(column.rawValue, value) }
}
