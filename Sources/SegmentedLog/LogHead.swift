public import Bytes

/// A position in the log: the last event and the chain hash after it.
public struct LogHead: Sendable, Equatable {
  /// Of the last event; 0 in an empty log.
  public var sequence: UInt64
  public var chain: Digest

  public init(sequence: UInt64, chain: Digest) {
    (self.sequence, self.chain) = (sequence, chain)
  }
}
