import Answers
import Times

/// Writes a turn of a conversation as lines: what was said is quoted, calls of tools are one line each.
struct TurnText {
  /// The number of characters after which a text is cut, unless all of it is asked for.
  static let textMax = 3000
  /// The same for the output of a tool.
  private static let outputMax = 2000

  private let zone: Zone
  private let (showsTools, showsThinking, isFull): (Bool, Bool, Bool)

  init(_ arguments: Arguments, _ zone: Zone) {
    self.zone = zone
    (showsTools, showsThinking) = (arguments.flag("tools"), arguments.flag("thinking"))
    isFull = arguments.flag("full")
  }

  /// Returns the line that names the turn.
  func title(_ turn: Turn) -> String {
    var parts = ["@\(turn.sequence) \(turn.role.rawValue) \(Words.time(turn.time, zone))"]
    if turn.depth > 0 { parts.append("subagent") }
    if let branch = turn.branch { parts.append("abandoned branch \(branch)") }
    return parts.joined(separator: ", ")
  }

  /// Returns the lines of a turn; none where it holds nothing that is shown.
  func lines(_ turn: Turn) -> [String] {
    var lines: [String] = []
    for (number, block) in turn.blocks.enumerated() {
      let following = number + 1 < turn.blocks.count ? turn.blocks[number + 1] : nil
      lines += self.lines(block, following)
    }
    return lines.isEmpty ? [] : [title(turn)] + lines
  }

  private func lines(_ block: Turn.Block, _ following: Turn.Block?) -> [String] {
    switch block.kind {
    case .text: return quoted(block, Self.textMax)
    case .summary: return ["summary of the conversation before:"] + quoted(block, isFull ? Self.textMax : 500)
    case .thinking: return showsThinking && !block.text.isEmpty ? ["thinking:"] + quoted(block, Self.textMax) : []
    case .toolUse: return call(block, following?.kind == .toolResult ? following : nil)
    case .toolResult: return result(block)
    case .image: return ["attached:", PastText.line(block.text)]
    case .note: return isFull ? ["note:"] + quoted(block, Self.textMax) : []
    }
  }

  private func call(_ block: Turn.Block, _ result: Turn.Block?) -> [String] {
    var title = "call of \(PastText.name(block.tool ?? "a tool"))"
    if let result {
      if result.isError == true { title += ", failed" }
      if result.bytes > 0 { title += " (\(Words.count(result.bytes, "byte")) of output)" }
    } else {
      title += ", without a result"
    }
    if showsTools, isFull { return [title + ", with the arguments:"] + quoted(block, Self.textMax) }
    guard let summary = block.summary, !summary.isEmpty else { return [title] }
    return [title + ":", PastText.line(summary, max: showsTools ? 1000 : 200)]
  }

  private func result(_ block: Turn.Block) -> [String] {
    if showsTools { return block.text.isEmpty ? [] : ["output:"] + quoted(block, Self.outputMax) }
    // What went wrong is worth a line.
    return block.isError == true && !block.text.isEmpty ? [PastText.line(block.text, max: 200)] : []
  }

  /// Returns the text of a block on quoted lines, and how much is left of it.
  private func quoted(_ block: Turn.Block, _ max: Int) -> [String] {
    guard !isFull else { return PastText.lines(block.text) }
    let shown = block.text.unicodeScalars.count > max ? String(block.text.unicodeScalars.prefix(max)) : block.text
    let left = block.bytes - Int64(shown.utf8.count)
    return PastText.lines(shown)
      + (left > 0 ? ["… \(Words.count(left, "more byte")), with \"full\": true"] : [])
  }
}
