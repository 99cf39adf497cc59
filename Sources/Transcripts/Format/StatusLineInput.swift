/// The facts that an agent states of the session for which it wants a status line. All of them may be missing.
package struct StatusLineInput: Sendable, Equatable {
  /// The id of the session.
  package var session: String?
  /// The cost of the session so far, in US dollars, by the agent's own account.
  package var dollars: Double?

  package init(session: String? = nil, dollars: Double? = nil) { (self.session, self.dollars) = (session, dollars) }
}
