import Answers
import Bytes
import SegmentedLog
import SessionLog

/// What a `foreign` event says of the events of another store that follow it. FORMAT.md, Events of other stores.
struct ForeignNote: Equatable {
  var store: UUID16
  /// That store's own events before them.
  var position: UInt64
  /// How many they are.
  var events: UInt64
  /// Chain hash over that store's own events before them, and with them; nil where it is not known any more.
  var chainBefore: Digest?
  var chainAfter: Digest?
  /// The number here of the first source that they make known. The others have the numbers behind it.
  var firstNumber: Int64

  /// Of that store's own events.
  var range: Range<UInt64> { position..<position + events }
}

extension ForeignNote {
  /// nil: the event does not say what it must.
  init?(_ block: BlockColumns, _ row: Int) throws {
    guard let store = try block.store(row), let position = try block.integers(.position)[row],
      let events = try block.integers(.events)[row], position >= 0, events >= 0, position <= .max - events
    else { return nil }
    self.init(
      store: store, position: UInt64(position), events: UInt64(events),
      chainBefore: try block.digest(.chainBefore, row), chainAfter: try block.digest(.chainAfter, row),
      firstNumber: try block.integers(.firstNumber)[row] ?? 0)
  }

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

/// What an `imported` event says: all events of another store up to one of them are here.
struct ImportedNote: Equatable {
  var store: UUID16
  /// Of the last of them, in that store.
  var sequence: UInt64
  /// That store's chain hash there; nil where it is not known any more.
  var chain: Digest?
}

extension ImportedNote {
  /// nil: the event does not say what it must.
  init?(_ block: BlockColumns, _ row: Int) throws {
    guard let store = try block.store(row), let sequence = try block.integers(.sequence)[row], sequence >= 0 else {
      return nil
    }
    self.init(store: store, sequence: UInt64(sequence), chain: try block.digest(.chainAfter, row))
  }

  /// `time`: milliseconds since 1970 UTC.
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
