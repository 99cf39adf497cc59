import ArgumentParser
import FileIO
import SegmentedLog
import Times

/// The option for the position of the log at which a question is asked.
struct AsOfOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "As the store knew it then: after the event with this number, or at a time (2026-03-25, 2026-03, an RFC 3339 time, yesterday, 7d).",
      valueName: "seq|time"))
  var asOf: String?

  func validate() throws {
    if let asOf, position(asOf) == nil {
      throw ValidationError(
        "invalid time '\(asOf)'; use \(TimeOptions.examples), or the number of an event such as 1234.")
    }
  }

  /// Returns the position; nil for the end of the log.
  func position(_ zone: Zone = TimeOptions.machineZone) -> LogPosition? { asOf.flatMap { position($0, zone) } }

  private func position(_ name: String, _ zone: Zone = TimeOptions.machineZone) -> LogPosition? {
    LogPosition(named: name, now: Instant(milliseconds: SystemClock().milliseconds), zone: zone)
  }
}
