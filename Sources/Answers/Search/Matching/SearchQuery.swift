import FileIO
import SessionLog
import Times
public import Transcripts

/// A search for records by the texts in them.
public struct SearchQuery: Sendable {
  /// The texts that a record must contain, each of them.
  public var texts: [String]
  /// The way in which the texts are compared.
  public var options = SearchOptions()
  /// The period that the time of a record must be in.
  public var period = Period.always
  /// A text that the path of the project must contain, ignoring case.
  public var project: String?
  /// A text that the latest branch of the session must contain, ignoring case.
  public var branch: String?
  /// A text that the name of the record's model must contain, ignoring case.
  public var model: String?
  /// The id of a session or the beginning of it.
  public var session: String?
  /// The id of a session that is left out.
  public var excludedSession: String?
  /// The roles of the texts that are searched; empty for all.
  public var roles: Set<TextRole> = []
  /// The name of a tool, ignoring case, whose calls and results are searched; nil for all texts.
  public var tool: String?
  /// The order of the matches.
  public var order = SearchOrder.time
  /// The maximum number of matches; nil for all.
  public var limit: Int?
  /// The number of matches after which no more are looked for, in any order, so that memory is limited; nil for none.
  package var matchesMax: Int?
  /// False to give what was found beyond the limit, too: then the limit only ends the search.
  package var isCutAtLimit = true
  /// The number of lines before and after the first occurrence that each match is given with, from 0; nil for none.
  public var contextLines: Int?
  /// True to give each match with the prompt before it and the answer after it.
  public var hasExchanges = false
  /// True to give exchanges with their outcome: the first and the last answer to a prompt that matches, and the next
  /// prompt, in which a person mostly says what is decided.
  package var hasOutcomes = false
  /// True to give an answer of the model that several sessions have, because one was continued in another, once.
  package var foldsCopies = false
  /// True to give titles, summaries and other notes of the agent once for each session and text that they have around
  /// the first occurrence: agents write them again and again.
  public var foldsNotes = false

  /// True if only what persons and models say is searched.
  var isProse: Bool { !roles.isEmpty && roles.isSubset(of: [.user, .assistant]) && tool == nil }

  /// Makes a search for records that contain all of `texts`.
  public init(_ texts: [String]) { self.texts = texts }
}

/// The order of the matches.
public enum SearchOrder: String, Sendable, CaseIterable {
  /// By time, the latest first.
  case time
  /// By ``SearchMatch/score``, the highest first; equal ones by time. A search with a limit ranks the 2,000 latest
  /// matches, or as many as its limit, if there are more: the time for all matches of a common word would be that of
  /// reading the whole store. A search without a limit ranks all.
  case relevance
}
