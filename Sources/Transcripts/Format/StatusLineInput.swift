/// What an agent says of the session for which it wants a status line. All of it may be missing.
package struct StatusLineInput: Sendable, Equatable {
  /// The id of the session.
  package var session: String?
  /// What the session has cost so far, in US dollars, by the agent's own account.
  package var dollars: Double?

  package init(session: String? = nil, dollars: Double? = nil) { (self.session, self.dollars) = (session, dollars) }
}
