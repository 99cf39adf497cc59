import Bytes
import FileIO
import Synchronization

/// Tickets for links, which cannot have a header field: each is for one address, once, within a minute.
final class DownloadTickets: Sendable {
  /// The time for which a ticket is valid, in seconds.
  static let seconds: Int64 = 60
  /// The number of tickets that are kept; making another one drops the oldest.
  private static let most = 64

  private struct Ticket {
    var name, target: String
    /// In nanoseconds of the clock.
    var end: Int64
  }

  private let clock: any WallClock
  private let tickets = Mutex<[Ticket]>([])

  init(_ clock: any WallClock = SystemClock()) { self.clock = clock }

  /// Makes a ticket for a target: a path with its query.
  func issue(for target: String) -> String {
    let name = hexadecimal(SystemEntropy().bytes(32))
    let end = clock.now() + Self.seconds * 1_000_000_000
    tickets.withLock { tickets in
      if tickets.count >= Self.most { tickets.removeFirst() }
      tickets.append(Ticket(name: name, target: target, end: end))
    }
    return name
  }

  /// Returns whether the ticket is valid for the target. Whatever the answer is, the ticket is not valid any more; with
  /// `isLast` false it stays if it was for this target.
  func redeem(_ name: String, for target: String, isLast: Bool = true) -> Bool {
    let now = clock.now()
    return tickets.withLock { tickets in
      tickets.removeAll { $0.end <= now }
      guard let index = tickets.firstIndex(where: { $0.name == name }) else { return false }
      let isRight = tickets[index].target == target
      if isLast || !isRight { tickets.remove(at: index) }
      return isRight
    }
  }
}
