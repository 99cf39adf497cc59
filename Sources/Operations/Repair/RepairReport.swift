public import SegmentedLog
import SessionLog

/// What a repair saved, and what it could not.
public struct RepairReport: Sendable {
  /// Bytes of a file that the damaged store does not hold any more.
  public struct Gap: Sendable, Equatable {
    /// Empty where the file belongs to no session.
    public var session: String
    /// Absolute path of the file.
    public var path: String
    public var generation: Int64
    /// Where the bytes are in the file.
    public var offset: Int64
    public var bytes: Int64
    /// The first line that is missing as a whole or in part, from 0.
    public var firstLine: Int64
    /// Lines that are missing as a whole or in part; 0 where they cannot be counted.
    public var lines: Int64
    /// Between which events of the damaged store they were; nil at the end.
    public var after: UInt64
    public var before: UInt64?
  }

  /// Events taken over from the damaged store.
  public var events: UInt64 = 0
  /// What was read again from files that still have it.
  public var refilled: [Gap] = []
  /// What is lost.
  public var lost: [Gap] = []
  /// Records that an old version had stored more than once: the new store has them once, but where they differ.
  public var mended: [RepeatedRecords] = []
  /// What of the damaged store could not be read.
  public var losses: [Loss] = []
  /// Sources whose paths are lost; they are called `recovered/source-N`.
  public var namelessSources: [Int64] = []
  public var head = LogHead(sequence: 0, chain: .zero)
  /// Of the new store.
  public var verification = LogVerification()
}
