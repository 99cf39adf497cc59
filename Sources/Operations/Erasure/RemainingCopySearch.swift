import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

/// Finds other places that may hold erased content, as far as this machine can know.
struct RemainingCopySearch {
  private let log: LogReader
  private let before: SyncState
  /// The state after the erasure.
  private let after: SyncState
  private let machine: Machine
  private let fileSystem: any FileSystem
  /// The remotes to which this machine has pushed the store.
  private let pushed: [PushedRemote]
  /// A file with notes about remotes that cannot be read.
  private let unreadable: FilePath?

  init(
    _ log: LogReader, before: SyncState, after: SyncState, machine: Machine, fileSystem: any FileSystem,
    pushed: [PushedRemote] = [], unreadable: FilePath? = nil
  ) {
    (self.log, self.before, self.after) = (log, before, after)
    (self.machine, self.fileSystem) = (machine, fileSystem)
    (self.pushed, self.unreadable) = (pushed, unreadable)
  }

  /// Returns the places that may still hold the content. `uuids` are those of the erased records. Reads the sidecar
  /// files in the same folders, and the envelopes once.
  func remainingCopies(session: [UInt8]?, uuids: Set<UUID16>) throws -> [ErasureReport.RemainingCopy] {
    let touched = touchedSources
    var remainingCopies = files(touched)
    remainingCopies += histories(touched)
    if let session { remainingCopies += try sidecars(naming: session, otherThan: touched) }
    remainingCopies += try copies(of: uuids)
    remainingCopies.append(
      ErasureReport.RemainingCopy(
        kind: .store, name: log.directory.path.string,
        note: "the files of this store hold it, hidden, until 'ccstore compact --purge' has taken it out"))
    for name in try log.directory.names(in: "quarantine") {
      remainingCopies.append(
        ErasureReport.RemainingCopy(
          kind: .quarantine, name: log.directory.file("quarantine/" + name).string,
          note: "bytes that a recovery has put aside may be of it; delete the file if you do not need it"))
    }
    for remote in pushed {
      remainingCopies.append(
        ErasureReport.RemainingCopy(
          kind: .remote, name: remote.place,
          note:
            "it was pushed there, until 'ccstore compact --purge' and then 'ccstore push' have replaced it; stores that have pulled it keep it until they pull that"
        ))
    }
    if let unreadable {
      remainingCopies.append(
        ErasureReport.RemainingCopy(
          kind: .remote, name: unreadable.string,
          note:
            "this note of what was pushed cannot be read, so that remotes may hold it that are not named here; delete the note when you have looked at all of them"
        ))
    }
    remainingCopies.append(
      ErasureReport.RemainingCopy(
        kind: .elsewhere, name: "",
        note: "exports, backups, other stores, and readers of this one that were started before"))
    return remainingCopies
  }

  /// Sources some of whose bytes are shown now and will no longer be.
  private var touchedSources: [Int] {
    after.sources.indices.filter { number in
      guard let source = after.sources[number] else { return false }
      return source.erasedAt != before.sources[number]?.erasedAt
        || source.generations.indices.contains {
          let key = GenerationKey(source: Int64(number), generation: Int64($0))
          return after.erased(in: key) != before.erased(in: key)
        }
    }
  }

  /// The files of the sources themselves: those on this machine that still exist, and those on other machines.
  private func files(_ touched: [Int]) -> [ErasureReport.RemainingCopy] {
    touched.compactMap { number in
      let source = after.sources[number]!
      let root = after.roots[source.root]
      let path = FilePath("").appending(bytes: root.path).appending(bytes: source.path)
      if root.origin == machine.id {
        guard (try? fileSystem.exists(path)) == true else { return nil }
        return ErasureReport.RemainingCopy(
          kind: .file, name: path.string, note: "the file is on disk; an ingest will not store the same lines from it")
      }
      return ErasureReport.RemainingCopy(
        kind: .file, name: path.string, note: "the file may be on the machine '\(root.host.text)'")
    }
  }

  /// The prompt history files of the roots on this machine.
  private func histories(_ touched: [Int]) -> [ErasureReport.RemainingCopy] {
    let roots = Set(touched.map { after.sources[$0]!.root }).sorted().map { after.roots[$0] }
    return roots.compactMap { root in
      guard let name = root.agent.format.promptHistory else { return nil }
      let path = FilePath("").appending(bytes: root.path).appending(name)
      guard root.origin == machine.id, (try? fileSystem.exists(path)) == true else { return nil }
      return ErasureReport.RemainingCopy(
        kind: .history, name: path.string, note: "\(root.agent.name) keeps the prompts that were typed there, too")
    }
  }

  /// Stored whole files in the same folders that belong to no session but name this one, such as indexes with its
  /// title.
  private func sidecars(naming session: [UInt8], otherThan touched: [Int]) throws -> [ErasureReport.RemainingCopy] {
    let folders = Set(touched.map { Folder(after.sources[$0]!) })
    let keys = after.sources.indices.compactMap { number -> GenerationKey? in
      guard let source = after.sources[number], source.form == .whole, source.session == nil,
        folders.contains(Folder(source)), let current = after.current(Int64(number))
      else { return nil }
      return GenerationKey(source: current.source, generation: current.number)
    }
    var searches: [Int64: PieceSearch] = [:]
    try GenerationReader(log, after, keys).run { number, offset, bytes in
      searches[number, default: PieceSearch(session)].append(bytes, at: offset)
    }
    let naming = searches.filter(\.value.isFound).keys
    return naming.sorted().map {
      ErasureReport.RemainingCopy(
        kind: .sidecar, name: after.path($0)!,
        note: "this stored file names the session; 'ccstore erase --source' erases it, too")
    }
  }

  private struct Folder: Hashable {
    var root: Int
    var path: ArraySlice<UInt8>

    init(_ source: SourceState) {
      root = source.root
      path = source.path[..<(source.path.lastIndex(of: 0x2f) ?? 0)]
    }
  }

  /// Sessions that hold records with these uuids which will not be erased. Takes one pass over the envelopes.
  private func copies(of uuids: Set<UUID16>) throws -> [ErasureReport.RemainingCopy] {
    if uuids.isEmpty { return [] }
    let erased = ErasedRanges(after)
    var counts: [[UInt8]: Int64] = [:]
    try log.forEachScannedBlock { block in
      let columns = try ScanColumns(BlockColumns(block), erased)
      for row in 0..<block.count {
        guard columns.kinds[row] == Int64(EventKind.record.rawValue), !columns.isErased[row],
          let uuid = columns.uuid(row), uuids.contains(uuid)
        else { continue }
        counts[columns.sessions[row] ?? [], default: 0] += 1
      }
    }
    return counts.keys.sorted { $0.text < $1.text }.map { id in
      ErasureReport.RemainingCopy(
        kind: .session, name: id.text,
        note: "\(counts[id]!) of its records have uuids of erased ones: a fork or a resumed copy, which is not erased")
    }
  }
}

/// Looks for a text in a file whose bytes come in pieces. It may begin in one piece and end in another.
struct PieceSearch {
  private let text: [UInt8]
  private(set) var isFound = false
  /// The offset at which the bytes so far end.
  private var end: Int64 = 0
  /// The last of these bytes, fewer than those of `text`.
  private var tail: [UInt8] = []

  init(_ text: [UInt8]) { self.text = text }

  /// Searches the next piece. Bytes that are missing before it, such as erased ones, interrupt the text.
  mutating func append(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    if isFound || text.isEmpty { return }
    if offset != end { tail = [] }
    end = offset + Int64(bytes.count)
    let seam = tail + bytes.prefix(text.count - 1)
    isFound = bytes.contains(text) || seam.withUnsafeBytes { $0.contains(text) }
    tail = bytes.count < text.count ? seam.suffix(text.count - 1) : Array(bytes.suffix(text.count - 1))
  }
}

extension UnsafeRawBufferPointer {
  /// Returns true when these bytes contain `needle`; false when `needle` is empty.
  package func contains(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return false }
    var start = 0
    while start + needle.count <= count, let found = firstIndex(of: first, from: start) {
      guard found + needle.count <= count else { return false }
      if self[found..<found + needle.count].elementsEqual(needle) { return true }
      start = found + 1
    }
    return false
  }
}
