/// The answer of an agent's format about a file that lies in one of its roots.
package enum Claim: Sendable, Equatable {
  /// The file only grows, and is stored line by line.
  case lines
  /// The file is stored whole in each of its versions.
  case whole
  /// The file is not stored, which is reported.
  case passedOver(PassedOver.Reason)
}

/// The facts of the earlier lines of a file that count for the lines after them, such as the model of a turn.
///
/// A state belongs to one generation. It is empty at the first line, and at the first line that an ingest reads. Claude
/// Code repeats everything in each line, so that nothing is in it yet.
package struct ScanState: Sendable {
  package init() {}
}
