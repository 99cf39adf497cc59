import FileIO
import SessionLog
import Times

/// How often something was found, by role and by month.
public struct SearchSummary: Sendable, Equatable {
  /// A value, and the number of records found that have it.
  public struct Count: Sendable, Equatable {
    public var key: String
    public var records: Int

    public init(key: String, records: Int) { (self.key, self.records) = (key, records) }
  }

  /// By the role of the text in which the first occurrence is, the most frequent first.
  public var roles: [Count] = []
  /// By month, such as `2026-03`, the earliest first; records without a time are left out.
  public var months: [Count] = []
  /// The number of sessions in which something was found.
  public var sessions = 0

  /// Sums up matches; months are those of a zone.
  init(_ matches: [SearchMatch], _ zone: Zone) {
    var (roles, months, ids): ([String: Int], [String: Int], Set<String>) = ([:], [:], [])
    for match in matches {
      roles[match.role.name, default: 0] += 1
      ids.insert(match.session)
      guard let time = match.time else { continue }
      months[String(Time.rfc3339(zone.local(time.milliseconds) * 1000).prefix(7)), default: 0] += 1
    }
    sessions = ids.count
    self.roles = roles.map { Count(key: $0, records: $1) }.sorted { ($1.records, $0.key) < ($0.records, $1.key) }
    self.months = months.map { Count(key: $0, records: $1) }.sorted { $0.key < $1.key }
  }
}

/// One page of a search, and how often something was found.
public struct SearchPage: Sendable {
  /// The largest number of records that are counted, and that pages reach.
  public static let countedMax = 20_000

  /// The total of the page is that of what was found, which is all only if `isWhole`.
  public var page: Page<SearchHit>
  /// False if there are more records than those that were found.
  public var isWhole: Bool
  /// Of the records that were found.
  public var summary: SearchSummary
}
