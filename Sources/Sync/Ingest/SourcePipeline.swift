import FileIO
import SegmentedLog
import SessionLog

/// Reads files in parallel and hands the results to one consumer, in the order of the items. Ingest and preview share
/// it.
struct SourcePipeline {
  /// The number of source bytes in a batch that one worker reads.
  static let batchBytes: Int64 = 1 << 20
  /// The number of stored bytes that may wait between the workers and the consumer.
  static let queueBytes = 8 << 20

  /// The smallest number of files for which it pays to hash ahead, several files at a time.
  static let manyItems = 4

  let context: IngestContext
  let workers: Int

  /// Reads all items and calls `consume` on the calling thread.
  func run(_ items: [WorkItem], consume: (WorkOutput) throws -> Void) throws {
    let order = Self.order(items)
    let (first, later) = (order.first.map { items[$0] }, order.later.map { items[$0] })
    let (all, waitingFrom) = (first + later, first.count)
    let batches = Self.batches(first) + all.indices[waitingFrom...].map { $0..<$0 + 1 }
    let relations = CopyOutcomes(all, later: later)
    let context = context
    let hasher = ReadaheadHasher(
      all.map { ReadaheadHasher.File($0.path, size: $0.isSkipped ? 0 : $0.file.status.size, in: $0.fileSystem) })
    let isHashedAhead = all.count >= Self.manyItems
    try orderedPipeline(
      count: batches.count, workers: workers, budget: Self.queueBytes,
      producer: {
        var reader = SourceReader(context)
        return { number, emit in
          reader.begin(emit: emit)
          for index in batches[number] {
            var item = all[index]
            if index >= waitingFrom { item.candidates += relations.candidates(of: index) }
            let marks = isHashedAhead ? hasher.begin(index) : nil
            defer { marks?.abandon() }
            guard let outcome = reader.read(item, marks) else { return relations.stop() }
            relations.add(outcome, of: index)
          }
          reader.finish()
        }
      },
      consume: consume)
  }

  /// Returns the indices of the items in the order in which they are read. A second copy of a file in this run is
  /// compared with the first and must wait for it, so it comes after all others, where waiting is rare.
  static func order(_ items: [WorkItem]) -> (first: [Int], later: [Int]) {
    var names = Set<CopyGroupKey>()
    var (first, later): ([Int], [Int]) = ([], [])
    for (index, item) in items.enumerated() {
      let isSecond = item.stored == nil && item.copyGroup.map { !names.insert($0).inserted } ?? false
      if isSecond { later.append(index) } else { first.append(index) }
    }
    return (first, later)
  }

  /// Groups neighbouring items into batches that are worth a block each, so that small files share one.
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
