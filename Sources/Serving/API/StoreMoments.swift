import Answers
import FileIO
import SegmentedLog
import SessionLog
import Sync
import Times

/// Gives the views that requests are answered from. The transport keeps them, so that states are folded once.
package protocol StoreMoments: Sendable {
  /// Returns the view of the present end of the log. The log is looked at first, so that nothing is shown that was
  /// erased before the call; the states are those of an earlier view as far as it has not grown. What the view knows
  /// about files outside of the store must not be older than a minute.
  ///
  /// Throws `StoreError`, `notAStore` where the store has disappeared.
  func current() throws -> StoreView

  /// Returns a view of an earlier position, and the same one again where it is still kept. What has been erased since
  /// is hidden in it. A view that was the current one is given for its sequence number as long as it is kept, so that
  /// the pages of a list agree about files outside of the store, too.
  ///
  /// Throws `noSuchPosition`.
  func view(at position: LogPosition) throws -> StoreView
}

/// What the API knows beyond the store: the program, the user and the time.
package struct APIContext: Sendable {
  /// The version of the program.
  package var version: String
  package var prices: PriceTable
  /// The zone of days where a request names none.
  package var zone: Zone
  /// The variables of the process, as far as they say where agents keep their data.
  package var environment: [String: String]
  package var home: String
  package var workingDirectory: String
  /// True if requests that write are refused.
  package var isReadOnly: Bool
  /// The schedules of this user that run ingests.
  package var schedules: @Sendable () -> [InstalledSchedule]
  package var now: @Sendable () -> Instant

  package init(
    version: String, prices: PriceTable = .builtIn, zone: Zone = .utc, environment: [String: String] = [:],
    home: String = "/", workingDirectory: String = "/", isReadOnly: Bool = false,
    schedules: @escaping @Sendable () -> [InstalledSchedule] = { [] },
    now: @escaping @Sendable () -> Instant = { Instant(milliseconds: SystemClock().milliseconds) }
  ) {
    (self.version, self.prices, self.zone, self.environment) = (version, prices, zone, environment)
    (self.home, self.workingDirectory, self.isReadOnly) = (home, workingDirectory, isReadOnly)
    (self.schedules, self.now) = (schedules, now)
  }
}
