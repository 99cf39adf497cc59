import SessionLog
import Sync

/// The sources of a log by the name that copies of one file share.
struct SourceFamilies {
  private var numbers: [CopyGroupKey: [Int64]] = [:]
  /// The number of sources that have been looked at.
  private var count = 0
  /// Numbers below it that no source had: old versions gave some of them late.
  private var unused: [Int] = []

  /// The numbers of the sources with this name.
  subscript(name: CopyGroupKey) -> [Int64] { numbers[name] ?? [] }

  var isEmpty: Bool { numbers.isEmpty }

  /// Adds the sources of a state that are new.
  mutating func add(_ sync: SyncState) {
    let new = unused + Array(count..<max(count, sync.sources.count))
    unused = new.filter { sync.sources[$0] == nil }
    for number in new {
      guard let source = sync.sources[number], let name = CopyGroupKey(source.path, of: source.agent) else { continue }
      numbers[name, default: []].append(Int64(number))
    }
    count = sync.sources.count
  }
}
