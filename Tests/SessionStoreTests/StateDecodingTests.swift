import Bytes
import FileIO
import TestSupport
import Testing

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

@Suite("decoding the state of a projection")
struct StateDecodingTests {
  private func decoded<State: Projection>(_ bytes: [UInt8], as type: State.Type = State.self) -> State? {
    bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      guard let state = try? State(decoding: &reader), reader.remaining == 0 else { return nil }
      return state
    }
  }

  /// Folds one event into a state.
  private func fold<State: Projection>(
    _ state: inout State, _ kind: EventKind, _ set: (inout EventBlockBuilder) -> Void
  ) throws {
    var builder = EventBlockBuilder()
    builder.begin(kind)
    set(&builder)
    builder.end()
    let finished = builder.finish().first
    let block = try #require(finished)
    try state.apply(try BlockColumns(try block.envelopes(firstSequence: 1)), from: 0)
  }

  private func stateWithSource() throws -> SyncState {
    var state = SyncState()
    try fold(&state, .source) { builder in
      builder.set(.source, 0)
      builder.set(.origin, [UInt8](repeating: 1, count: 16))
      builder.set(.root, Array("/r".utf8))
      builder.set(.path, Array("projects/s.jsonl".utf8))
    }
    return state
  }

  @Test("a state in which a source refers to a missing root is refused")
  func root() throws {
    var state = try stateWithSource()
    #expect(decoded(state.encoded()) == state)
    state.sources[0]!.root = 1
    #expect(decoded(state.encoded(), as: SyncState.self) == nil)
  }

  @Test("a state after whose number of runs no run could follow is refused")
  func runs() {
    var state = SyncState()
    state.runCount = .max
    #expect(decoded(state.encoded(), as: SyncState.self) == nil)
    state.runCount = .max - 1
    #expect(decoded(state.encoded()) == state)
  }

  @Test("a state has one encoding, even with times before 1970", arguments: [-1, -2, -1000, Int64.min])
  func before1970(time: Int64) throws {
    var state = SyncState()
    try fold(&state, .runStarted) { builder in
      builder.set(.run, 1)
      builder.set(.time, time)
    }
    try fold(&state, .runFinished) { builder in
      builder.set(.run, 1)
      builder.set(.time, time)
      builder.set(.status, RunStatus.completed.rawValue)
    }
    #expect(try #require(decoded(state.encoded(), as: SyncState.self)).encoded() == state.encoded())
  }

  @Test("a run whose number is outside its range is ignored", arguments: [Int64.min, -1, 0, .max])
  func runNumber(number: Int64) throws {
    var state = SyncState()
    try fold(&state, .runStarted) { $0.set(.run, number) }
    #expect(state == SyncState())
  }

  @Test("counts at the end of their range wrap around instead of trapping")
  func counts() throws {
    var sync = try stateWithSource()
    sync.sources[0]!.generations = [Generation(badLines: .max)]
    try fold(&sync, .record) { builder in
      builder.set(.source, 0)
      builder.set(.generation, 0)
      builder.set(.defect, 1)
    }
    #expect(sync.sources[0]!.generations[0].badLines == .min)

    var session = SessionState(id: Array("s".utf8))
    session.parts = [SessionPart(source: 0, generation: 0, records: .max, badLines: .max)]
    var builder = EventBlockBuilder()
    builder.begin(.record)
    builder.set(.source, 0)
    builder.set(.generation, 0)
    builder.set(.defect, 1)
    builder.end()
    let finished = builder.finish().first
    let block = try #require(finished)
    let columns = try SessionColumns(try BlockColumns(try block.envelopes(firstSequence: 1)))
    var prompt: UInt64 = 0
    session.apply(columns, 0, .none, &prompt, isContinuation: false)
    #expect(session.parts[0].records == .min && session.parts[0].badLines == .min)
  }
}
