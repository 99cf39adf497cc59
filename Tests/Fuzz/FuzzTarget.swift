import TestSupport

/// One decoder, and what must hold for it with any bytes.
protocol FuzzTarget: SendableMetatype {
  /// The name for `Tools/fuzz --target`.
  static var name: String { get }

  /// The maximum number of bytes of an input.
  static var lengthMax: Int { get }

  /// Valid inputs to begin with.
  static func seeds() throws -> [[UInt8]]

  /// Parts of valid inputs, which the mutator inserts.
  static var tokens: [[UInt8]] { get }

  /// Makes lengths and checksums valid again, so that a mutation is not refused because of them. Never adds a byte.
  static func repair(_ bytes: inout [UInt8], using random: inout Seeded)

  /// Ends the process where something does not hold.
  static func run(_ bytes: [UInt8])
}

extension FuzzTarget {
  static var lengthMax: Int { 4096 }
  static var tokens: [[UInt8]] { [] }
  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {}
}

/// Every target, in the order of the modules.
let allTargets: [any FuzzTarget.Type] = [
  NumbersTarget.self, UUIDTarget.self, TimestampTarget.self, LineScannerTarget.self, JSONValueTarget.self,
  CodecDecoderTarget.self, CodecRoundTripTarget.self, PackedStreamTarget.self, ShapeDecoderTarget.self,
  ShapeRoundTripTarget.self, EventBlockTarget.self, FrameHeaderTarget.self,
  SegmentHeaderTarget.self, IdentityTarget.self, AcknowledgedEndTarget.self, ManifestTarget.self, SnapshotTarget.self,
  SegmentTarget.self, SyncStateTarget.self, SessionsStateTarget.self, ConflictsStateTarget.self, UsageStateTarget.self,
  ToolsStateTarget.self, FilesStateTarget.self, ErasuresStateTarget.self, FoldTarget.self, IngestTarget.self,
  ForgedSnapshotTarget.self, ForgedMergeTarget.self, ForgedGenerationsTarget.self, ForgedRepairTarget.self,
  ForgedFoldTarget.self,
]

/// Numbers at the ends of their ranges, as they are in columns and states: 0, `UInt64.max` or `Int64.min`, `Int64.max`,
/// 2^32 − 1 and 2^31 − 1.
let varintTokens: [[UInt8]] = [
  [0], [UInt8](repeating: 0xff, count: 9) + [1], [0xfe] + [UInt8](repeating: 0xff, count: 8) + [1],
  [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0x07],
]

/// The same numbers in fixed width.
let fixedTokens: [[UInt8]] = [
  [UInt8](repeating: 0, count: 8), [UInt8](repeating: 0xff, count: 4), [UInt8](repeating: 0xff, count: 8),
  [UInt8](repeating: 0xff, count: 7) + [0x7f], [0xfe] + [UInt8](repeating: 0xff, count: 7),
]

/// Ends the process, with the reason on standard error, unless `condition` holds.
func require(_ condition: @autoclosure () throws -> Bool, _ message: @autoclosure () -> String) {
  do {
    if try condition() { return }
  } catch { fatalError("\(message()): \(error)") }
  fatalError(message())
}

/// The value of a call that must not fail.
func must<Value>(_ message: String, _ body: () throws -> Value) -> Value {
  do { return try body() } catch { fatalError("\(message): \(error)") }
}
