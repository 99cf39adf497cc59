import FileIO
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

  /// Finds the calls in one pass over the envelopes, each segment on a processor.
  init(of tool: String, _ log: LogReader, workers: Int) throws {
    self.tool = tool
    let filter = TextFilter(tool)
    let extents = log.extents
    var names: Set<Name> = []
    try orderedPipeline(count: extents.count, workers: workers, budget: extents.count) { index, emit in
      let range = extents[index].first...extents[index].next - 1
      _ = emit(Result { try Self.names(filter, log, range) }, 1)
    } consume: { (found: Result<Set<Name>, any Error>) in
      names.formUnion(try found.get())
    }
    self.names = names
  }

  private static func names(_ filter: TextFilter, _ log: LogReader, _ range: ClosedRange<UInt64>) throws -> Set<Name> {
    var names: Set<Name> = []
    try log.forEachScannedBlock(in: range) { block in
      let columns = try BlockColumns(block)
      let marks = try columns.bytes(.calls)
      let tools = try columns.bytes(.tools)
      let sessions = try columns.bytes(.session)
      // By the entry of the names of a record: which of its calls are of the tool.
      var known: [Int: [Bool]] = [:]
      for row in 0..<block.count {
        guard let entry = marks.entry(row), let called = tools.entry(row) else { continue }
        let isOfTool =
          known[called]
          ?? (tools[row] ?? []).split(separator: 0x0a, omittingEmptySubsequences: false)
          .map { filter.matches(Array($0)) }
        known[called] = isOfTool
        guard isOfTool.contains(true) else { continue }
        let all = marks.withBytes(ofEntry: entry) { ToolCallHash.all(in: $0) }
        for (isOfTool, mark) in zip(isOfTool, all) where isOfTool {
          names.insert(Name(session: sessions[row] ?? [], mark: mark.call))
        }
      }
    }
    return names
  }
}

extension StoreView {
  /// Returns the calls of a tool. A view keeps those of the tool that was asked for last.
  func searchedCalls(of tool: String, workers: Int) throws -> SearchedCalls {
    if let known = derived.value("searched calls", where: { (known: SearchedCalls) in known.tool == tool }) {
      return known
    }
    let made = try SearchedCalls(of: tool, log, workers: workers)
    // What damage took away is noted for the first question only, so nothing incomplete is kept.
    if log.losses?.isEmpty ?? true { derived.cache("searched calls", made) }
    return made
  }
}
