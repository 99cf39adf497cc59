import Answers

extension Shapes {
  package static let statusLine = Shape<StatusLine>("statusline", "What a status line says.") {
    time("synced", "When the latest ingest began; null without one, or without a store.", orNull: { $0.usage?.synced })
    object("today", "The present day; null without a store.", amount, orNull: { $0.usage?.today })
    object("block", "The block of five hours that has not ended; null without one.", block, orNull: { $0.block })
    string("session", "The id of the session that Claude Code named; null without one.", orNull: { $0.session })
    object(
      "session_usage", "The session, by Claude Code's account where it gives one; null where nothing is known.", amount,
      orNull: { $0.sessionAmount })
    boolean("damaged", "Whether some of the store is lost to damage, so that the sums may be too small.") {
      $0.isDamaged
    }
  }

  private static let amount = Shape<RecentUsage.Amount>("amount", "Tokens and cost.") {
    integer("tokens", "tokens", "All tokens that are stored.") { $0.tokens }
    dollars("cost_usd", "What they cost by list prices; null where nothing has a price.") { $0.cost }
    boolean("partial", "Whether some of the tokens have no price.") { $0.isPartial }
  }

  private static let block = Shape<RecentUsage.Block>("status_block", "A block of five hours, as limits count.") {
    time("ends", "When it ends.") { $0.end }
    time("last_response", "The time of its last response.") { $0.lastResponse }
    keys(of: amount) { $0.amount }
  }
}
