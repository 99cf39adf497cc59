/// What Claude Code gives to the command of its status line
/// (https://docs.claude.com/en/docs/claude-code/statusline, 2026-06).
extension ClaudeCode {
  package static func statusLineInput(_ text: JSONValue) -> StatusLineInput {
    var input = StatusLineInput(session: text["session_id"]?.stringValue)
    if case .number(let digits)? = text["cost"]?["total_cost_usd"], let dollars = Double(digits), dollars.isFinite,
      dollars >= 0, dollars < 1e12
    {
      input.dollars = dollars
    }
    return input
  }
}
