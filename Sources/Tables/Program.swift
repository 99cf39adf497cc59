import SegmentedLog

/// The program that documents come from.
package enum Program {
  /// The version, as `ccstore --version` prints it.
  package static let version = "\(ProgramVersion.current)"
}
