import CChecksum

/// The MD5 (RFC 1321) of a file that is read window by window.
///
/// A window is hashed ahead when it has been read, together with those of other threads, and only then looked at. Where in it the hash is wanted is
/// known later: states on the way are kept, and the few bytes behind the last of them are hashed again.
///
/// ```swift
/// md5.look(ahead: window, with: lanes)
/// md5.advance(to: place, in: window)
/// ```
public struct MD5: Sendable {
  private struct Mark {
    var length: Int64
    var state: ccs_md5_state
  }

  /// Shorter windows are not worth waiting for others: bytes.
  private static let aheadMin = 16 << 10

  private var hash = ccs_md5_begin()
  /// States at multiples of 64 bytes, all behind `hash`, rising.
  private var marks: [Mark] = []

  public init() {}

  /// Bytes hashed, without those that were only looked at.
  public var length: Int64 { Int64(hash.length) }

  /// Of the bytes hashed: 16 bytes.
  public var digest: [UInt8] {
    var last = hash
    return [UInt8](unsafeUninitializedCapacity: 16) { target, count in
      ccs_md5_finish(&last, target.baseAddress!)
      count = 16
    }
  }

  /// Hashes what follows, as far as that has not been done before. `window` begins at `length`, with bytes that were looked at before if there are any.
  public mutating func look(ahead window: UnsafeRawBufferPointer, with lanes: MD5Lanes) {
    let known = marks.last?.length ?? length
    guard window.count - Int(known - length) >= Self.aheadMin else { return }
    if marks.isEmpty { markNextBlock(window) }
    let start = marks.last!
    let rest = UnsafeRawBufferPointer(rebasing: window[Int(start.length - length)...])
    let whole = UnsafeRawBufferPointer(rebasing: rest[..<(rest.count / 64 * 64)])
    let (states, end) = lanes.hash(whole, from: start.state)
    for (index, state) in states.enumerated() {
      marks.append(Mark(length: start.length + Int64(index + 1) * Int64(CCS_MD5_MARK), state: state))
    }
    if whole.count % Int(CCS_MD5_MARK) != 0 {
      marks.append(Mark(length: start.length + Int64(whole.count), state: end))
    }
  }

  /// Lanes begin at whole blocks.
  private mutating func markNextBlock(_ window: UnsafeRawBufferPointer) {
    var aligned = hash
    ccs_md5_update(&aligned, window.baseAddress, (64 - Int(length % 64)) % 64)
    marks.append(Mark(length: Int64(aligned.length), state: aligned.state))
  }

  /// Goes on to byte `end` of `window`, which begins at `length`.
  public mutating func advance(to end: Int, in window: UnsafeRawBufferPointer) {
    let start = length
    if let index = marks.lastIndex(where: { $0.length <= start + Int64(end) }) {
      hash.state = marks[index].state
      hash.length = UInt64(marks[index].length)
      marks.removeSubrange(...index)
    }
    let rest = UnsafeRawBufferPointer(rebasing: window[Int(length - start)..<end])
    ccs_md5_update(&hash, rest.baseAddress, rest.count)
  }
}
