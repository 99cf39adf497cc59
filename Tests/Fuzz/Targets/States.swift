import Bytes
import FileIO
import SegmentedLog
import TestSupport

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

/// Checks the encoded state of a projection: what is decoded has one encoding, and can be folded further.
private func check<State: Projection>(_ bytes: [UInt8], of type: State.Type, _ isSound: (State) -> Bool) {
  guard let state = decode(bytes, as: type) else { return }
  require(isSound(state), "\(State.name): a state that points nowhere")
  let encoded = state.encoded()
  guard let again = decode(encoded, as: type) else { fatalError("\(State.name): its own encoding is refused") }
  require(again.encoded() == encoded, "\(State.name): a state does not survive encoding")
  var folded = state
  for block in sampleBlocks { must("folding on") { try folded.apply(try BlockColumns(block), from: 0) } }
  require(decode(folded.encoded(), as: type) != nil, "\(State.name): what is folded is refused")
}

private func decode<State: Projection>(_ bytes: [UInt8], as type: State.Type) -> State? {
  bytes.withUnsafeBytes { buffer in
    var reader = ByteReader(buffer)
    guard let state = try? State(decoding: &reader), reader.remaining == 0 else { return nil }
    return state
  }
}

private let sampleBlocks: [EventBlock] = must("the sample store") {
  var blocks: [EventBlock] = []
  try SampleStore.log().forEachBlock { blocks.append($0) }
  return blocks
}

/// The state after each block of the sample store.
private func states<State: Projection>(_ type: State.Type) throws -> [[UInt8]] {
  var state = State()
  return try [state.encoded()]
    + sampleBlocks.map { block in
      try state.apply(try BlockColumns(block), from: 0)
      return state.encoded()
    }
}

enum SyncStateTarget: FuzzTarget {
  static let name = "sync-state"
  static func seeds() throws -> [[UInt8]] { try states(SyncState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) {
    check(bytes, of: SyncState.self) { state in
      state.sources.allSatisfy { $0.map { state.roots.indices.contains($0.root) } ?? true }
    }
  }
}

enum SessionsStateTarget: FuzzTarget {
  static let name = "sessions-state"
  static func seeds() throws -> [[UInt8]] { try states(SessionsState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) { check(bytes, of: SessionsState.self) { _ in true } }
}

enum UsageStateTarget: FuzzTarget {
  static let name = "usage-state"
  static func seeds() throws -> [[UInt8]] { try states(UsageState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) {
    check(bytes, of: UsageState.self) { state in
      state.responses.allSatisfy {
        Int($0.session) < state.sessions.ids.count && Int($0.model) < state.models.strings.count
          && Int($0.tools) < state.toolSets.count
      }
    }
  }
}

enum ConflictsStateTarget: FuzzTarget {
  static let name = "conflicts-state"
  static func seeds() throws -> [[UInt8]] { try states(ConflictsState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) { check(bytes, of: ConflictsState.self) { _ in true } }
}

enum ToolsStateTarget: FuzzTarget {
  static let name = "tools-state"
  static func seeds() throws -> [[UInt8]] { try states(ToolsState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) {
    check(bytes, of: ToolsState.self) { state in
      state.calls.allSatisfy {
        Int($0.session) < state.sessions.ids.count && Int($0.tool) < state.names.strings.count
      }
    }
  }
}

enum FilesStateTarget: FuzzTarget {
  static let name = "files-state"
  static func seeds() throws -> [[UInt8]] {
    // Calls are folded from bodies, and the sample store has none: one session, one path, and one call with a time.
    var writer = ByteWriter()
    writer.strings([Array("s".utf8)])
    for _ in 0..<2 { writer.varint(0) }
    writer.strings([Array("/a".utf8)])
    writer.varint(1)
    writer.append([UInt8](repeating: 7, count: 16))
    writer.append([3, 0, 0, 8])
    return try states(FilesState.self) + [writer.bytes]
  }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) {
    check(bytes, of: FilesState.self) { state in
      state.calls.allSatisfy {
        Int($0.session) < state.sessions.ids.count && Int($0.path) < state.paths.strings.count
      }
    }
  }
}

enum ErasuresStateTarget: FuzzTarget {
  static let name = "erasures-state"
  static func seeds() throws -> [[UInt8]] { try states(ErasuresState.self) }
  static var tokens: [[UInt8]] { varintTokens }
  static func run(_ bytes: [UInt8]) { check(bytes, of: ErasuresState.self) { _ in true } }
}

/// Events that no ingest writes, folded into every projection after those of the sample store. An input is one of
/// `event-block`.
enum FoldTarget: FuzzTarget {
  static let name = "fold"
  static func seeds() throws -> [[UInt8]] { try SampleStore.eventPayloads() }
  static var tokens: [[UInt8]] { varintTokens }
  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) { EventBlockTarget.repairPayload(&bytes) }

  /// The largest source number of inputs: a state has room for every source number up to the largest, so that inputs
  /// with larger ones would only measure the memory.
  private static let sourceNumberMax: Int64 = 1 << 16

  static func run(_ bytes: [UInt8]) {
    guard let block = EventBlockTarget.block(bytes), let columns = try? BlockColumns(block),
      let sources = try? columns.integers(.source),
      !(0..<block.count).contains(where: { (sources[$0] ?? 0) > sourceNumberMax })
    else { return }
    fold(columns, into: SyncState.self)
    fold(columns, into: SessionsState.self)
    fold(columns, into: ConflictsState.self)
    fold(columns, into: UsageState.self)
    fold(columns, into: ToolsState.self)
    fold(columns, into: ErasuresState.self)
  }

  private static func fold<State: Projection>(_ columns: BlockColumns, into type: State.Type) {
    var state = State()
    for block in sampleBlocks { must("the sample store") { try state.apply(try BlockColumns(block), from: 0) } }
    guard (try? state.apply(columns, from: 0)) != nil else { return }
    let encoded = state.encoded()
    guard let again = decode(encoded, as: type) else { fatalError("\(State.name): its own encoding is refused") }
    require(again.encoded() == encoded, "\(State.name): a state does not survive encoding")
  }
}
