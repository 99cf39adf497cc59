import CChecksum
import Synchronization

/// The states of a file's MD5 on the way through it, found out before its bytes are stored.
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
    /// Whether there will be no more.
    var isEnd = false
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private unowned let hasher: AheadHasher

  init(_ hasher: AheadHasher) { self.hasher = hasher }

  /// Of the steps in `range`, all that there are. Has them hashed if need be.
  func known(_ range: Range<Int>) -> ArraySlice<Mark> {
    if !isKnown(upTo: range.upperBound) { hasher.hash(self, upTo: range.upperBound) }
    return state.withLock { $0.marks[range.clamped(to: 0..<$0.marks.count)] }
  }

  func isKnown(upTo count: Int) -> Bool { state.withLock { $0.isEnd || $0.marks.count >= count } }

  /// Adds what comes next.
  func append(_ marks: [Mark], isEnd: Bool) {
    state.withLock { state in
      if !state.isAbandoned { state.marks += marks }
      state.isEnd = state.isEnd || isEnd
    }
  }

  /// The file has been read, or nothing more is wanted of it.
  public func abandon() {
    state.withLock { state in
      (state.isEnd, state.isAbandoned) = (true, true)
      state.marks = []
    }
  }

  var isAbandoned: Bool { state.withLock { $0.isAbandoned } }
}
