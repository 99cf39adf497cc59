import CChecksum

/// The MD5 (RFC 1321) of a file that is read window by window.
///
/// Where states on the way have been found out before, they are taken over as far as the bytes turn out to be the same, and only the few behind the
/// last of them are hashed. 0.6 GB/s without, that of a CRC-32C with them.
///
/// ```swift
/// md5.look(ahead: window)
/// md5.advance(to: place, in: window)
/// ```
package struct MD5: Sendable {
  private struct State {
    var length: Int64
    var state: ccs_md5_state
  }

  private var hash = ccs_md5_begin()
  /// States that are known to be right, all behind `hash`, rising.
  private var states: [State] = []
  /// nil: none, or something was different.
  private var ahead: MD5Marks?
  /// Bytes that were looked at, from the start.
  private var seen: Int64 = 0
  /// CRC-32C of those behind the last multiple of `MD5Marks.step`.
  private var checksum: UInt32 = 0

  package init(ahead: MD5Marks? = nil) { self.ahead = ahead }

  /// Bytes hashed, without those that were only looked at.
  package var length: Int64 { Int64(hash.length) }

  /// Of the bytes hashed: 16 bytes.
  package var digest: [UInt8] {
    var last = hash
    return [UInt8](unsafeUninitializedCapacity: 16) { target, count in
      ccs_md5_finish(&last, target.baseAddress!)
      count = 16
    }
  }

  /// Takes over what is known of the bytes of `window`, which begins at `length`, with bytes that were looked at before if there are any.
  package mutating func look(ahead window: UnsafeRawBufferPointer) {
    guard let marks = ahead else { return }
    let step = Int64(MD5Marks.step)
    let end = length + Int64(window.count)
    // Bytes that nobody looked at may be others than those that were hashed ahead.
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

  /// Goes on to byte `end` of `window`, which begins at `length`.
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
