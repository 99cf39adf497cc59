import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Sync
import SystemPackage
import Transcripts

/// Compares the latest generations of this machine's sources with the files on disk.
struct SourceComparison {
  private struct Source {
    /// The number of stored bytes.
    var length: Int64
    /// The erased ranges, which are not compared.
    var erased: OffsetRanges
    /// True when the file was not found or could not be opened; nil when it has not been looked for yet.
    var isGone: Bool?
    /// The number of bytes compared, which is also the offset of the next one.
    var position: Int64 = 0
    /// The offset of the first byte that differs.
    var difference: Int64?

    /// Advances to `offset` if all bytes in between are erased.
    mutating func skipErased(to offset: Int64) {
      if offset > position, erased.gaps(in: position..<offset).isEmpty { position = offset }
    }
  }

  /// The maximum number of files that are open at once.
  static let openMax = 64

  private let log: LogReader
  private let sync: SyncState
  private let machine: Machine
  private let fileSystem: any FileSystem
  private var sources: [Int64: Source] = [:]
  /// Open files, least recently used first.
  private var open: [(number: Int64, file: any FileHandle)] = []
  /// The number of files that were compared.
  private(set) var files = 0
  /// Files that could not be examined.
  private var unreadable: [Finding] = []

  init(_ log: LogReader, machine: Machine, fileSystem: any FileSystem) throws {
    self.log = log
    self.machine = machine
    self.fileSystem = fileSystem
    sync = try Projected<SyncState>(log).state
  }

  /// Takes one pass over the log. A file that cannot be examined becomes a finding and does not stop the others.
  /// Memory: one block, and 100 bytes per source.
  mutating func run(_ progress: (Int64, Int64) throws -> Void) throws -> [Finding] {
    let keys = sync.sources.indices.compactMap { number -> GenerationKey? in
      guard let source = sync.sources[number], sync.roots[source.root].origin == machine.id else { return nil }
      return sync.latest(Int64(number))
    }
    for key in keys {
      sources[key.source] = Source(length: sync.generation(key)!.length, erased: sync.erased(in: key))
    }
    defer { while let (_, file) = open.popLast() { file.close() } }
    let total = sources.values.reduce(0) { $0 &+ $1.length }
    var done: Int64 = 0
    let walk = GenerationReader(log, sync, keys)
    try walk.run { number, offset, bytes in
      done += Int64(bytes.count)
      try progress(done, total)
      try compare(number, offset, bytes)
    }
    let findings: [Finding] = try keys.compactMap { key in
      // A source of which the log holds no bytes has not been looked for yet.
      if sources[key.source]!.isGone == nil { _ = try file(key.source) }
      if sources[key.source]!.isGone == true { return nil }
      files += 1
      sources[key.source]!.skipErased(to: sources[key.source]!.length)
      return try finding(key.source)
    }
    return findings + unreadable
  }

  private mutating func compare(_ number: Int64, _ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws {
    guard sources[number]!.difference == nil, let file = try file(number) else { return }
    sources[number]!.skipErased(to: offset)
    guard offset == sources[number]!.position else {
      sources[number]!.difference = sources[number]!.position
      return
    }
    let found = try file.bytes(at: offset, count: bytes.count)
    if !found.withUnsafeBytes({ $0.hasSameBytes(as: bytes) }) {
      let same = zip(found, bytes).prefix { $0 == $1 }.count
      sources[number]!.difference = offset + Int64(same)
    }
    sources[number]!.position += Int64(bytes.count)
  }

  /// Opens the file of a source, or returns the open one; nil when it is gone or cannot be opened.
  private mutating func file(_ number: Int64) throws -> (any FileHandle)? {
    if sources[number]!.isGone == true { return nil }
    if let place = open.lastIndex(where: { $0.number == number }) {
      if place < open.count - 1 { open.append(open.remove(at: place)) }
      return open[open.count - 1].file
    }
    do throws(FileError) {
      let file = try fileSystem.open(path(number), followLinks: false)
      sources[number]!.isGone = false
      if open.count == Self.openMax { open.removeFirst().file.close() }
      open.append((number, file))
      return file
    } catch {
      sources[number]!.isGone = true
      if ![.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(error.errno) {
        unreadable.append(
          Finding(
            .notice, file: path(number).string, offset: 0,
            "the file cannot be compared with what is stored: \(error)"))
      }
      return nil
    }
  }

  private func path(_ number: Int64) -> FilePath {
    let source = sync.sources[Int(number)]!
    return FilePath("").appending(bytes: sync.roots[source.root].path).appending(bytes: source.path)
  }

  /// Returns true when the status of the file on disk is the same as when it was stored.
  private func isUntouched(_ number: Int64) throws(FileError) -> Bool {
    do throws(FileError) {
      return sync.sources[Int(number)]!.stamp == FileStamp(try fileSystem.status(path(number), followLinks: false))
    } catch {
      guard [.noSuchFileOrDirectory, .notDirectory].contains(error.errno) else { throw error }
      return false
    }
  }

  private func finding(_ number: Int64) throws(FileError) -> Finding? {
    let source = sources[number]!
    let difference = source.difference ?? (source.position < source.length ? source.position : nil)
    guard let difference else { return nil }
    return try isUntouched(number)
      ? Finding(
        .source, file: path(number).string, offset: UInt64(difference),
        "the file differs from what is stored of it, though its size and times are the same: it was changed without changing them; "
          + "'ccstore ingest --full' stores it as it is now")
      : Finding(
        .notice, file: path(number).string, offset: UInt64(difference),
        "the file was changed since it was stored; the next ingest stores the new version next to the old one")
  }
}
