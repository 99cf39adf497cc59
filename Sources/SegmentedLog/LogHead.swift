public import Bytes

/// A position in the log: the last event and the chain hash after it.
public struct LogHead: Sendable, Equatable {
  /// The sequence number of the last event; 0 in an empty log.
  public var sequence: UInt64
  /// The chain hash after the last event.
  public var chain: Digest

  /// Creates a position.
  public init(sequence: UInt64, chain: Digest) {
    (self.sequence, self.chain) = (sequence, chain)
  }
}
