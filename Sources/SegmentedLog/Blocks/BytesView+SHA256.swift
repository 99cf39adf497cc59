import Bytes
import CChecksum

extension BytesView {
  /// Returns `sha256Prefix` of each entry, in the order of the entries. Entries are hashed two at a time, which takes
  /// half the time of hashing them one by one.
  package func sha256Prefixes() -> [(high: UInt64, low: UInt64)] {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4 * max(1, entryCount)) { words in
      let digests = UnsafeMutableRawPointer(words.baseAddress!).assumingMemoryBound(to: UInt8.self)
      hashAll(
        (0..<entryCount).map { entry in
          let value = bytes(ofEntry: entry)
          return ccs_message(bytes: value.baseAddress, count: value.count, digest: digests + 32 * entry)
        })
      return (0..<entryCount).map { (UInt64(littleEndian: words[4 * $0]), UInt64(littleEndian: words[4 * $0 + 1])) }
    }
  }
}
