/// What an ingest must not take in again, and how it compares files of which lines are forgotten.
package struct ForgottenContent: Sendable {
  /// This store's own one first.
  private let keys: [ErasureKey]
  private let digests: Set<LineDigest>

  /// Nothing is forgotten.
  package init() {
    keys = []
    digests = []
  }

  package init(_ state: ErasuresState) {
    let own = state.key
    keys = (own.map { [$0] } ?? []) + state.keys.filter { $0 != own }
    digests = state.digests
  }

  /// Whether there is anything to look for.
  package var isEmpty: Bool { digests.isEmpty }

  /// Whether a line, or a piece of one, is forgotten. Its line end does not matter.
  package func contains(line: UnsafeRawBufferPointer) -> Bool {
    !isEmpty && keys.contains { digests.contains($0.digest(ofLine: line)) }
  }

  /// Hashers for a file kept whole, whose bytes come in pieces.
  package func fileHashers() -> [LineHasher] { isEmpty ? [] : keys.map { LineHasher($0, isLine: false) } }

  /// Whether the file that went through the hashers is forgotten.
  package func contains(_ hashers: [LineHasher]) -> Bool { hashers.contains { digests.contains($0.finish().digest) } }

  /// Whether bytes with this MD5 are those that a generation has.
  package func matches(_ md5: [UInt8], _ generation: Generation) -> Bool {
    if !generation.md5.isEmpty { return generation.md5 == md5 }
    return !generation.keyedMD5.isEmpty && keys.contains { $0.seal(md5: md5) == generation.keyedMD5 }
  }

  /// What stands for an MD5 of bytes that are partly forgotten; empty where there is no key.
  package func seal(_ md5: [UInt8]) -> [UInt8] { keys.first?.seal(md5: md5) ?? [] }
}
