import CChecksum
import Synchronization

/// States of a file's MD5 at regular distances, computed before its bytes are stored.
///
/// The file may change between the two, so each state comes with a checksum of the bytes between the mark before and
/// itself. A reader compares this with its own bytes to learn whether the state is valid for them.
package final class MD5Checkpoints: Sendable {
  /// The number of bytes from one mark to the next.
  package static let step = Int(CCS_MD5_MARK)

  /// One state, and the checksum that says for which bytes it holds.
  package struct Mark {
    /// The MD5 state after a multiple of `step` bytes from the start of the file, before padding.
    package var state: ccs_md5_state
    /// CRC-32C of the `step` bytes before this mark.
    package var checksum: UInt32

    package init(state: ccs_md5_state, checksum: UInt32) {
      (self.state, self.checksum) = (state, checksum)
    }
  }

  private struct State {
    var marks: [Mark] = []
    /// The number of marks that `known` has returned.
    var used = 0
    /// True when no more marks will be appended.
    var isEnd = false
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private let hash: @Sendable (_ marks: MD5Checkpoints, _ end: Int) -> Void

  /// Creates marks that are computed on demand. `hash` appends at least the marks below index `end`, or all that the
  /// file has, before it returns.
  package init(hash: @escaping @Sendable (_ marks: MD5Checkpoints, _ end: Int) -> Void) { self.hash = hash }

  /// Returns the marks with indexes in `range`, as far as the file has them. Computes those that are missing, which may
  /// block.
  package func known(_ range: Range<Int>) -> ArraySlice<Mark> {
    if !isKnown(upTo: range.upperBound) { hash(self, range.upperBound) }
    return state.withLock { state in
      let known = range.clamped(to: 0..<state.marks.count)
      state.used = max(state.used, known.upperBound)
      return state.marks[known]
    }
  }

  /// The number of marks that were computed and not asked for yet.
  package var distance: Int { state.withLock { $0.marks.count - $0.used } }

  /// Returns true when the first `count` marks are there, or when there will be no more.
  package func isKnown(upTo count: Int) -> Bool { state.withLock { $0.isEnd || $0.marks.count >= count } }

  /// Appends the marks that follow the present ones. `isEnd` says that there will be no more. Does nothing with marks
  /// after `abandon`.
  package func append(_ marks: [Mark], isEnd: Bool) {
    state.withLock { state in
      if !state.isAbandoned { state.marks += marks }
      state.isEnd = state.isEnd || isEnd
    }
  }

  /// Drops all marks and takes no more: the file has been read, or its marks are no longer wanted.
  package func abandon() {
    state.withLock { state in
      (state.isEnd, state.isAbandoned) = (true, true)
      (state.marks, state.used) = ([], 0)
    }
  }

  /// True after `abandon`.
  package var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
}
