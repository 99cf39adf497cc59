/// The erased content that an ingest must not store again, and the comparison of files with generations some lines of
/// which are erased.
package struct ErasureFilter: Sendable {
  /// The keys of erasure, this store's own one first.
  private let keys: [ErasureKey]
  private let digests: Set<LineDigest>

  /// Makes a value under which nothing is erased.
  package init() {
    keys = []
    digests = []
  }

  /// Takes the keys and digests of all erasures.
  package init(_ state: ErasuresState) {
    let own = state.key
    keys = (own.map { [$0] } ?? []) + state.keys.filter { $0 != own }
    digests = state.digests
  }

  /// True if there is nothing to look for.
  package var isEmpty: Bool { digests.isEmpty }

  /// Returns whether a line, or a piece of one, is erased. Its line end does not count. Cost: one HMAC-SHA256 of the
  /// line per key.
  package func contains(line: UnsafeRawBufferPointer) -> Bool {
    !isEmpty && keys.contains { digests.contains($0.digest(ofLine: line)) }
  }

  /// Returns hashers for a file that is kept whole, whose bytes come in pieces; none if nothing is erased.
  package func fileHashers() -> [LineHasher] { isEmpty ? [] : keys.map { LineHasher($0, isLine: false) } }

  /// Returns whether the file whose bytes went through `hashers` is erased.
  package func contains(_ hashers: [LineHasher]) -> Bool { hashers.contains { digests.contains($0.finish().digest) } }

  /// Returns whether `md5` is the MD5 of the bytes of a generation, also if the generation has a keyed MD5 only.
  package func matches(_ md5: [UInt8], _ generation: Generation) -> Bool {
    if !generation.md5.isEmpty { return generation.md5 == md5 }
    return !generation.keyedMD5.isEmpty && keys.contains { $0.seal(md5: md5) == generation.keyedMD5 }
  }

  /// Returns the keyed MD5 of bytes some of which are erased; empty if there is no key.
  package func seal(_ md5: [UInt8]) -> [UInt8] { keys.first?.seal(md5: md5) ?? [] }
}
