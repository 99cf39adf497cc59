public import Times
public import Transcripts

/// The contents of a status line: the cost of the day, of the block of five hours, and of the session.
public struct StatusLine: Sendable {
  /// The usage that the store knows; nil if it cannot be asked.
  public var usage: RecentUsage?
  /// The block that has not ended; nil if there is none.
  public var block: RecentUsage.Block?
  /// The id of the session; nil if the agent did not name one.
  public var session: String?
  /// The cost of the session by the agent's own account, which is newer than what is stored, else what the store
  /// knows; nil if neither says anything.
  public var sessionAmount: RecentUsage.Amount?
  /// True if some of the store is lost to damage, so that the usage may be too small.
  public var isDamaged = false

  /// Makes a status line. `input` is the document that the agent gave, not checked; anything else than that is as if
  /// nothing was given.
  public init(_ usage: RecentUsage?, input: [UInt8], agent: Agent = .unstated, now: Instant) {
    self.usage = usage
    block = usage?.block(at: now)
    let value =
      input.count <= LineScanner.maximumLength ? input.withUnsafeBufferPointer { JSONValue.parse($0) } : nil
    let given = value.map { agent.format.statusLineInput($0) } ?? StatusLineInput()
    session = given.session
    let stored = given.session.flatMap { usage?.session($0) }
    if let dollars = given.dollars {
      sessionAmount = RecentUsage.Amount(tokens: stored?.tokens ?? 0, cost: Money(dollars: dollars))
    } else {
      sessionAmount = stored
    }
  }
}
