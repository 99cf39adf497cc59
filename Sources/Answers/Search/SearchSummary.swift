import FileIO
import SessionLog
import Times

/// What all pages of a search have together: how often something was found, by role and by month.
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

/// One page of a search, with what all pages have together.
public struct SearchPage: Sendable {
  public var page: Page<SearchHit>
  public var summary: SearchSummary
}
