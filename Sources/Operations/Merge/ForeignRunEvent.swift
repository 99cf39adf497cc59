import Answers
import Bytes
import SegmentedLog
import SessionLog

/// The contents of a `foreign` event, which announces the events of another store that follow it. FORMAT.md, Events of
/// other stores.
struct ForeignRunEvent: Equatable {
  var store: UUID16
  /// The number of events in that store's stream before the announced ones.
  var position: UInt64
  /// The number of events announced.
  var events: UInt64
  /// The chain hash over that store's stream up to the announced events; nil when it is no longer known.
  var chainBefore: Digest?
  /// The chain hash including the announced events; nil when it is no longer known.
  var chainAfter: Digest?
  /// The number here of the first source that these events introduce. The others have the numbers that follow it.
  var firstNumber: Int64

  /// The positions of the announced events in that store's stream.
  var range: Range<UInt64> { position..<position + events }
}

extension ForeignRunEvent {
  /// Reads a `foreign` event; nil when the event lacks a column that it must have.
  init?(_ block: BlockColumns, _ row: Int) throws {
    guard let store = try block.store(row), let position = try block.integers(.position)[row],
      let events = try block.integers(.events)[row], position >= 0, events >= 0, position <= .max - events
    else { return nil }
    self.init(
      store: store, position: UInt64(position), events: UInt64(events),
      chainBefore: try block.digest(.chainBefore, row), chainAfter: try block.digest(.chainAfter, row),
      firstNumber: try block.integers(.firstNumber)[row] ?? 0)
  }

  /// Adds the event to a block.
  func add(to builder: inout EventBlockBuilder) {
    builder.begin(.foreign)
    builder.set(.store, store.bytes)
    builder.set(.position, Int64(position))
    builder.set(.events, Int64(events))
    if let chainBefore, let chainAfter {
      builder.set(.chainBefore, chainBefore.bytes)
      builder.set(.chainAfter, chainAfter.bytes)
    }
    builder.set(.firstNumber, firstNumber)
    builder.end()
  }
}

/// The contents of an `imported` event: all events of another store up to one of them are here.
struct ImportEvent: Equatable {
  var store: UUID16
  /// The sequence number of the last of them in that store.
  var sequence: UInt64
  /// The chain hash of that store after this event; nil when it is no longer known.
  var chain: Digest?
}

extension ImportEvent {
  /// Reads an `imported` event; nil when the event lacks a column that it must have.
  init?(_ block: BlockColumns, _ row: Int) throws {
    guard let store = try block.store(row), let sequence = try block.integers(.sequence)[row], sequence >= 0 else {
      return nil
    }
    self.init(store: store, sequence: UInt64(sequence), chain: try block.digest(.chainAfter, row))
  }

  /// Adds the event to a block. `time` is in milliseconds since 1970-01-01 UTC.
  func add(at time: Int64, to builder: inout EventBlockBuilder) {
    builder.begin(.imported)
    builder.set(.time, time)
    builder.set(.store, store.bytes)
    if let chain { builder.set(.chainAfter, chain.bytes) }
    builder.set(.sequence, Int64(sequence))
    builder.end()
  }
}

extension BlockColumns {
  fileprivate func store(_ row: Int) throws -> UUID16? {
    try bytes(.store)[row].flatMap { $0.count == 16 ? UUID16($0) : nil }
  }

  fileprivate func digest(_ column: Column, _ row: Int) throws -> Digest? {
    try bytes(column)[row].flatMap { $0.count == 32 ? Digest(bytes: $0) : nil }
  }
}
