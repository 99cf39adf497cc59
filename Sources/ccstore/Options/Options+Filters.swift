import Answers
import ArgumentParser
import FileIO
import SystemPackage
import Times

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The options for the period that a question is about, and for the time zone of its days.
struct TimeOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "From this time on: 2026-03-25, '2026-03-25 14:03', 2026-03, an RFC 3339 time, today, yesterday, this-week, last-month, 7d, 2w, 36h, now.",
      valueName: "time"))
  var since: String?

  /// Times as people may write them, for messages.
  static let examples = "2026-03-25, '2026-03-25 14:03', 2026-03, today, yesterday, this-week, last-month, 7d or 2w"

  @Option(name: .long, help: SharedOption.until)
  var until: String?

  @Option(name: .long, help: SharedOption.on)
  var on: String?

  @Option(name: .long, help: SharedOption.tz)
  var tz: String?

  /// True if a period was asked for.
  var isGiven: Bool { since != nil || until != nil || on != nil }

  func validate() throws {
    if on != nil, since != nil || until != nil { throw ValidationError("--on stands for both --since and --until.") }
    if let tz, ZoneDirectory.zone(named: tz) == nil {
      throw ValidationError("there is no time zone '\(tz)' on this machine.")
    }
    for word in [since, until, on].compactMap({ $0 }) {
      guard Period(named: word, now: 0, zone: .utc) == nil else { continue }
      throw ValidationError("invalid time '\(word)'; use \(Self.examples).")
    }
  }

  /// Returns the zone asked for. It also becomes the zone of the process, so that all times are printed in it.
  func zone() -> Zone {
    if let tz {
      setenv("TZ", tz, 1)
      tzset()
    }
    return tz.map { .process(name: $0) } ?? Self.machineZone
  }

  /// Returns the period asked for. `now` is in milliseconds since 1970-01-01 UTC.
  func period(_ zone: Zone, now: Int64 = SystemClock().milliseconds) -> Period {
    func named(_ word: String?) -> Period? { word.flatMap { Period(named: $0, now: now, zone: zone) } }
    if let on { return named(on) ?? .always }
    return Period(start: named(since)?.start, end: named(until)?.end)
  }

  /// The time zone of the process when it was started.
  static var machineZone: Zone { ZoneDirectory.machineZone(environment: Environment.variables) }
}

/// The option for the source of prices.
struct PriceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Prices in the shape of LiteLLM's model_prices_and_context_window.json. Default: the built-in table of \(PriceTable.builtInDate).",
      valueName: "file"), completion: .file())
  var prices: String?

  /// Returns the prices to be used. Throws `invalidPriceFile`, `FileError`, or `Failure`.
  func table() throws -> PriceTable {
    guard let prices else { return .builtIn }
    guard try POSIXFileSystem().exists(FilePath(prices)) else {
      throw Failure("there is no file \(prices)", code: ExitStatus.noInput)
    }
    return try PriceTable.contents(of: FilePath(prices)).falling(backTo: .builtIn)
  }
}
