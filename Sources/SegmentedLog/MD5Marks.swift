import CChecksum
import FileIO
import Synchronization

/// The states of a file's MD5 on the way through it, found out by a thread that is ahead of the one that stores the file.
///
/// The file may have changed in between, so each state comes with a checksum of the bytes that lead to it from the one before: who has those bytes
/// can tell whether it is theirs.
public final class MD5Marks: Sendable {
  /// Bytes from one mark to the next.
  static let step = Int(CCS_MD5_MARK)

  struct Mark {
    /// After a multiple of `step` bytes from the start of the file.
    var state: ccs_md5_state
    /// CRC-32C of the last `step` bytes.
    var checksum: UInt32
  }

  private struct State {
    var marks: [Mark] = []
    /// How many of them have been asked for.
    var used = 0
    var isAbandoned = false
  }

  private let state = Mutex(State())
  /// For the thread that is ahead: some have been asked for.
  private let changed: Signal

  init(changed: Signal) { self.changed = changed }

  /// Of the steps in `range`, those that are known by now.
  func known(_ range: Range<Int>) -> ArraySlice<Mark> {
    let marks = state.withLock { state in
      let known = range.clamped(to: 0..<state.marks.count)
      state.used = max(state.used, known.upperBound)
      return state.marks[known]
    }
    if !marks.isEmpty { changed.notify() }
    return marks
  }

  /// Adds what comes next; false when nobody wants it any more.
  func append(_ marks: [Mark]) -> Bool {
    state.withLock { state in
      if !state.isAbandoned { state.marks += marks }
      return !state.isAbandoned
    }
  }

  /// Steps that are known and that nobody has asked for.
  var distance: Int { state.withLock { $0.marks.count - $0.used } }

  /// Nobody wants to know more. Gives the memory back.
  func abandon() {
    state.withLock { state in
      state.isAbandoned = true
      (state.marks, state.used) = ([], 0)
    }
    changed.notify()
  }
}
