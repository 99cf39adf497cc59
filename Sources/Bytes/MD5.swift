import CChecksum

/// Computes the MD5 (RFC 1321) of a file that is read window by window, with the help of states that were computed
/// ahead.
///
/// A state that `MD5Checkpoints` holds for a multiple of 4096 bytes is used as long as the CRC-32C of the bytes in
/// between shows that they are the same; only the bytes after the last such state are hashed here. The first difference
/// ends the use of marks. 0.6 GB/s without marks, the speed of CRC-32C with them.
///
/// ```swift
/// md5.prefetch(window)
/// md5.advance(to: place, in: window)
/// ```
package struct MD5: Sendable {
  private struct State {
    var length: Int64
    var state: ccs_md5_state
  }

  private var hash = ccs_md5_begin()
  /// Verified states of places after `hash`, in ascending order.
  private var states: [State] = []
  /// The marks still in use; nil when there are none or a difference was found.
  private var ahead: MD5Checkpoints?
  /// The number of bytes compared with the marks, from the start of the file.
  private var seen: Int64 = 0
  /// CRC-32C of the compared bytes after the last multiple of `MD5Checkpoints.step`.
  private var checksum: UInt32 = 0

  /// Creates the hash of no bytes. `ahead` holds states that were computed before; nil when there are none.
  package init(ahead: MD5Checkpoints? = nil) { self.ahead = ahead }

  /// The number of bytes hashed; bytes that were only compared do not count.
  package var length: Int64 { Int64(hash.length) }

  /// The MD5 of the bytes hashed: 16 bytes. The hash can be continued.
  package var digest: [UInt8] { hash.digest }

  /// Compares the bytes of `window` with the marks and keeps the states that fit, for the next `advance`.
  ///
  /// `window` begins at byte `length` of the file; it may begin with bytes that were compared before. Marks that
  /// are missing are computed first, which may block. Without marks it does nothing.
  package mutating func prefetch(_ window: UnsafeRawBufferPointer) {
    guard let marks = ahead else { return }
    let step = Int64(MD5Checkpoints.step)
    let end = length + Int64(window.count)
    // Bytes that were hashed without being compared may differ from those that were hashed ahead.
    guard seen >= length else {
      ahead = nil
      return
    }
    var known = marks.known(Int(seen / step)..<Int(max(seen, end) / step))
    while seen < end {
      let next = min(end, (seen / step + 1) * step)
      let part = window[Int(seen - length)..<Int(next - length)]
      checksum = ccs_crc32c(checksum, UnsafeRawBufferPointer(rebasing: part).baseAddress, part.count)
      seen = next
      guard next % step == 0 else { break }
      guard let mark = known.popFirst(), mark.checksum == checksum else {
        marks.abandon()
        ahead = nil
        return
      }
      states.append(State(length: next, state: mark.state))
      checksum = 0
    }
  }

  /// Continues the hash up to byte `end` of `window`, which begins at byte `length` of the file. Hashes at most the
  /// bytes after the last verified state.
  package mutating func advance(to end: Int, in window: UnsafeRawBufferPointer) {
    let start = length
    if let index = states.lastIndex(where: { $0.length <= start + Int64(end) }) {
      hash.state = states[index].state
      hash.length = UInt64(states[index].length)
      states.removeSubrange(...index)
    }
    let rest = UnsafeRawBufferPointer(rebasing: window[Int(length - start)..<end])
    ccs_md5_update(&hash, rest.baseAddress, rest.count)
  }
}
