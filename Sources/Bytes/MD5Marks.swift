import CChecksum
import Synchronization

/// The states of a file's MD5 on the way through it, found out before its bytes are stored.
///
/// The file may have changed in between, so each state comes with a checksum of the bytes that lead to it from the one before: who has those bytes
/// can tell whether it is theirs.
package final class MD5Marks: Sendable {
  /// Bytes from one mark to the next.
  package static let step = Int(CCS_MD5_MARK)

  package struct Mark {
    /// After a multiple of `step` bytes from the start of the file.
    package var state: ccs_md5_state
    /// CRC-32C of the last `step` bytes.
    package var checksum: UInt32

    package init(state: ccs_md5_state, checksum: UInt32) {
      (self.state, self.checksum) = (state, checksum)
    }
  }

  private struct State {
    var marks: [Mark] = []
    /// How many of them have been asked for.
    var used = 0
    /// Whether there will be no more.
    var isEnd = false
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private let hash: @Sendable (_ marks: MD5Marks, _ end: Int) -> Void

  /// `hash`: finds out the marks up to one, or as many as there are, and returns when they are known.
  package init(hash: @escaping @Sendable (_ marks: MD5Marks, _ end: Int) -> Void) { self.hash = hash }

  /// Of the steps in `range`, all that there are. Has them hashed if need be.
  package func known(_ range: Range<Int>) -> ArraySlice<Mark> {
    if !isKnown(upTo: range.upperBound) { hash(self, range.upperBound) }
    return state.withLock { state in
      let known = range.clamped(to: 0..<state.marks.count)
      state.used = max(state.used, known.upperBound)
      return state.marks[known]
    }
  }

  /// Steps that are known and that nobody has asked for.
  package var distance: Int { state.withLock { $0.marks.count - $0.used } }

  package func isKnown(upTo count: Int) -> Bool { state.withLock { $0.isEnd || $0.marks.count >= count } }

  /// Adds what comes next.
  package func append(_ marks: [Mark], isEnd: Bool) {
    state.withLock { state in
      if !state.isAbandoned { state.marks += marks }
      state.isEnd = state.isEnd || isEnd
    }
  }

  /// The file has been read, or nothing more is wanted of it.
  package func abandon() {
    state.withLock { state in
      (state.isEnd, state.isAbandoned) = (true, true)
      (state.marks, state.used) = ([], 0)
    }
  }

  package var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
}
