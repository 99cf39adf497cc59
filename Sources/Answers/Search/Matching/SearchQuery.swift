import FileIO
import SessionLog
import Times
public import Transcripts

/// A question for records by what is said in them.
public struct SearchQuery: Sendable {
  /// All of them must be in the texts of a record.
  public var texts: [String]
  public var options = SearchOptions()
  /// Of records, by their time.
  public var period = Period.always
  /// Of projects whose path holds this, whatever the case.
  public var project: String?
  /// Of sessions whose latest branch holds this, whatever the case.
  public var branch: String?
  /// Of records, or sessions where a record names none, whose model holds this, whatever the case.
  public var model: String?
  /// A session's id, or the beginning of it.
  public var session: String?
  /// Only in texts of these; empty: in all.
  public var roles: Set<TextRole> = []
  /// Only in calls of this tool and their results, whatever the case.
  public var tool: String?
  public var order = SearchOrder.time
  /// At most so many; nil: all.
  public var limit: Int?

  /// Makes a search for records that contain all of `texts`.
  public init(_ texts: [String]) { self.texts = texts }
}

public enum SearchOrder: String, Sendable, CaseIterable {
  /// The latest first.
  case time
  /// The one that has it most often first.
  case relevance
}
