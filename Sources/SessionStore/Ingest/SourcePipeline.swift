import FileIO
import SegmentedLog

/// Reads files in parallel and hands what comes of it to one consumer, in the order of the items. The same for an ingest and for a preview.
struct SourcePipeline {
  /// Source bytes of a batch that one worker reads.
  static let batchBytes: Int64 = 1 << 20
  /// Stored bytes that may wait between the workers and the consumer.
  static let queueBytes = 24 << 20

  let context: IngestContext
  let workers: Int

  func run(_ items: [WorkItem], consume: (WorkOutput) throws -> Void) throws {
    // A second copy of a file in this run is compared with the first, so it has to wait for it.
    var names = Set<FamilyName>()
    var first: [WorkItem] = []
    var later: [WorkItem] = []
    for item in items {
      let isSecond = item.stored == nil && FamilyName(item.file.path).map { !names.insert($0).inserted } ?? false
      if isSecond { later.append(item) } else { first.append(item) }
    }
    var stored: [FamilyName: [StoredGeneration]] = [:]
    try read(first) { output in
      if !later.isEmpty, case .done(let item, .decided(_, let generation?)) = output,
        let name = FamilyName(item.file.path)
      {
        stored[name, default: []].append(generation)
      }
      try consume(output)
    }
    for var item in later {
      // One after the other: a third copy may equal the second.
      let name = FamilyName(item.file.path)!
      item.relatives += stored[name] ?? []
      try read([item]) { output in
        if case .done(_, .decided(_, let generation?)) = output { stored[name, default: []].append(generation) }
        try consume(output)
      }
    }
  }

  private func read(_ items: [WorkItem], consume: (WorkOutput) throws -> Void) throws {
    let batches = Self.batches(items)
    let context = context
    let lanes = MD5Lanes(processors: workers)
    try orderedPipeline(
      count: batches.count, workers: MD5Lanes.threads(processors: workers), budget: Self.queueBytes,
      producer: {
        var reader = SourceReader(context, lanes)
        return { index, emit in
          lanes.enter()
          defer { lanes.leave() }
          reader.read(items[batches[index]]) { value, cost in
            lanes.leave()
            defer { lanes.enter() }
            return emit(value, cost)
          }
        }
      },
      consume: consume)
  }

  /// Neighbouring items, put together until they are worth a block: small files share one.
  static func batches(_ items: [WorkItem]) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    var sum: Int64 = 0
    for (index, item) in items.enumerated() {
      sum += item.file.status.size + 256
      if sum >= batchBytes {
        batches.append(start..<index + 1)
        (start, sum) = (index + 1, 0)
      }
    }
    if start < items.count { batches.append(start..<items.count) }
    return batches
  }
}
