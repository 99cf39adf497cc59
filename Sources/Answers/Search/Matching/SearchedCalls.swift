import SegmentedLog
import SessionLog

/// The calls of the tools whose names contain a text.
struct SearchedCalls: Sendable {
  /// A call.
  struct Name: Hashable, Sendable {
    var session: [UInt8]
    var mark: UInt32
  }

  let tool: String
  private(set) var names: Set<Name> = []

  /// Finds the calls in one pass over the envelopes.
  init(of tool: String, _ log: LogReader) throws {
    self.tool = tool
    let filter = TextFilter(tool)
    try log.forEachScannedBlock { block in
      let columns = try BlockColumns(block)
      let marks = try columns.bytes(.calls)
      let tools = try columns.bytes(.tools)
      let sessions = try columns.bytes(.session)
      for row in 0..<block.count {
        guard let entry = marks.entry(row), let called = tools[row] else { continue }
        let all = marks.withBytes(ofEntry: entry) { ToolCallHash.all(in: $0) }
        for (name, mark) in zip(called.split(separator: 0x0a, omittingEmptySubsequences: false), all)
        where filter.matches(Array(name)) {
          names.insert(Name(session: sessions[row] ?? [], mark: mark.call))
        }
      }
    }
  }
}

extension StoreView {
  /// Returns the calls of a tool. A view keeps those of the tool that was asked for last.
  func searchedCalls(of tool: String) throws -> SearchedCalls {
    if let known = derived.value("searched calls", where: { (known: SearchedCalls) in known.tool == tool }) {
      return known
    }
    let made = try SearchedCalls(of: tool, log)
    // What damage took away is noted for the first question only, so nothing incomplete is kept.
    if log.losses?.isEmpty ?? true { derived.cache("searched calls", made) }
    return made
  }
}
