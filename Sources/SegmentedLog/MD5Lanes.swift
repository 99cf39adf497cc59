import CChecksum
import Dispatch
import Synchronization

/// Hashes for several threads at once: eight strings side by side take as long as one.
///
/// Threads share the processors by turns, of which there are as many as processors. One that has something to hash passes its turn on to one that can
/// go on. When there is none, the one that came last hashes for all that wait. A thread says when it begins and when it ends or waits for
/// something else: `enter`, `leave`.
public final class MD5Lanes: Sendable {
  private final class Request: @unchecked Sendable {
    var lane: ccs_md5_lane
    var isDone = false
    /// Signalled with a turn.
    let turn = DispatchSemaphore(value: 0)

    init(_ lane: ccs_md5_lane) { self.lane = lane }
  }

  /// While a turn is free, nobody is ready and nobody waits.
  private struct State {
    var free: Int
    /// Of threads that go on with the next turns.
    var ready: [DispatchSemaphore] = []
    /// What is to be hashed, by threads that stand still.
    var waiting: [Request] = []

    mutating func makeReady(_ thread: DispatchSemaphore) {
      if free > 0 {
        free -= 1
        thread.signal()
      } else {
        ready.append(thread)
      }
    }
  }

  private let state: Mutex<State>

  public init(processors: Int) { state = Mutex(State(free: processors)) }

  /// Threads that so many processors want: while those work, four wait to be hashed with a fifth. More would save less than it costs that more is
  /// under way than may wait for the slowest. One alone does one thing after the other.
  public static func threads(processors: Int) -> Int { processors == 1 ? 1 : processors + 4 }

  /// Waits for a turn.
  public func enter() {
    let turn: DispatchSemaphore? = state.withLock { state in
      if state.free > 0 {
        state.free -= 1
        return nil
      }
      let turn = DispatchSemaphore(value: 0)
      state.ready.append(turn)
      return turn
    }
    turn?.wait()
  }

  /// Gives the turn up.
  public func leave() {
    state.withLock { state in
      if !state.ready.isEmpty {
        state.ready.removeFirst().signal()
      } else if !state.waiting.isEmpty {
        // Nobody else would come to hash it.
        state.waiting.removeFirst().turn.signal()
      } else {
        state.free += 1
      }
    }
  }

  /// The states after every `CCS_MD5_MARK` bytes, and after all of `bytes`, which are whole blocks. The caller has a turn, before and afterwards.
  func hash(
    _ bytes: UnsafeRawBufferPointer, from start: ccs_md5_state
  ) -> (marks: [ccs_md5_state], end: ccs_md5_state) {
    var end = start
    let marks = [ccs_md5_state](unsafeUninitializedCapacity: bytes.count / Int(CCS_MD5_MARK)) { marks, count in
      let request = Request(
        ccs_md5_lane(state: start, bytes: bytes.baseAddress, blocks: bytes.count / 64, marks: marks.baseAddress))
      finish(request)
      end = request.lane.state
      count = bytes.count / Int(CCS_MD5_MARK)
    }
    return (marks, end)
  }

  private func finish(_ request: Request) {
    let isPassedOn = state.withLock { state in
      guard !state.ready.isEmpty else { return false }
      state.waiting.append(request)
      state.ready.removeFirst().signal()
      return true
    }
    if isPassedOn {
      request.turn.wait()
      if state.withLock({ _ in request.isDone }) { return }
    }
    let others = state.withLock { state in
      let others = state.waiting.prefix(Int(CCS_MD5_LANES) - 1)
      state.waiting.removeFirst(others.count)
      return Array(others)
    }
    run([request] + others)
    state.withLock { state in
      for request in others {
        request.isDone = true
        state.makeReady(request.turn)
      }
    }
  }

  private func run(_ requests: [Request]) {
    var lanes = requests.map(\.lane)
    ccs_md5_lanes(&lanes, lanes.count)
    for (request, lane) in zip(requests, lanes) { request.lane = lane }
  }
}
