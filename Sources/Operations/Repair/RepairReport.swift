public import SegmentedLog
import SessionLog

/// The events and bytes that a repair saved, and those that it could not.
public struct RepairReport: Sendable {
  /// Bytes of a file that the damaged store no longer holds.
  public struct Gap: Sendable, Equatable {
    /// The session id; empty when the file belongs to no session.
    public var session: String
    /// The absolute path of the file.
    public var path: String
    /// The number of the version of the file, from 0.
    public var generation: Int64
    /// The offset of the bytes in the file.
    public var offset: Int64
    /// The number of missing bytes.
    public var bytes: Int64
    /// The first line that is missing as a whole or in part, counted from 0.
    public var firstLine: Int64
    /// The number of lines that are missing as a whole or in part; 0 when they cannot be counted.
    public var lines: Int64
    /// The sequence number, in the damaged store, of the last event of the version before the gap; 0 when there is
    /// none.
    public var after: UInt64
    /// The sequence number, in the damaged store, of an event that comes after the gap; nil when the gap is at the end.
    public var before: UInt64?
  }

  /// The number of events copied from the damaged store.
  public var events: UInt64 = 0
  /// Gaps that were filled from files that still have the bytes.
  public var refilled: [Gap] = []
  /// Gaps that could not be filled.
  public var lost: [Gap] = []
  /// Records that an earlier version of ccstore stored more than once. The new store has them once, except where the
  /// copies differ.
  public var mended: [RepeatedRecords] = []
  /// The parts of the damaged store that could not be read.
  public var losses: [Loss] = []
  /// The numbers of sources whose paths are lost; their paths are `recovered/source-N` now.
  public var namelessSources: [Int64] = []
  /// The head of the new store.
  public var head = LogHead(sequence: 0, chain: .zero)
  /// The verification of the new store.
  public var verification = LogVerification()
}
