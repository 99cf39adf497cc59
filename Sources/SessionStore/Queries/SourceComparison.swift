import FileIO
import SegmentedLog
import SystemPackage
import Transcripts

/// Compares the latest generations of this machine's sources with the files on disk.
struct SourceComparison {
  private struct Source {
    var path: FilePath
    var name: String
    var file: any FileHandle
    /// Bytes stored.
    var length: Int64
    /// What is stored looks as if the file had not been touched since.
    var isUntouched: Bool
    /// What of it is erased, and not compared.
    var erased: OffsetRanges
    /// Bytes compared.
    var position: Int64 = 0
    /// Where the first differing byte is.
    var difference: Int64?

    /// Goes on behind erased bytes.
    mutating func passErased(to offset: Int64) {
      if offset > position, erased.gaps(in: position..<offset).isEmpty { position = offset }
    }
  }

  static let openMax = 256

  private let log: LogReader
  private let sync: SyncState
  private let machine: Machine
  private let fileSystem: any FileSystem
  /// Files compared.
  private(set) var files = 0

  init(_ log: LogReader, machine: Machine, fileSystem: any FileSystem) throws {
    self.log = log
    self.machine = machine
    self.fileSystem = fileSystem
    sync = try Folded<SyncState>(log).state
  }

  /// Goes through the log once for every 256 files. Throws `FileError` where a file cannot be read.
  mutating func run(_ progress: (Int64, Int64) -> Void) throws -> [Finding] {
    let numbers = sync.sources.indices.filter { number in
      sync.sources[number].map { sync.roots[$0.root].origin == machine.id && !$0.generations.isEmpty } ?? false
    }
    let total = numbers.reduce(0) { $0 &+ (sync.sources[$1]?.generations.last?.length ?? 0) }
    var findings: [Finding] = []
    var done: Int64 = 0
    for start in stride(from: 0, to: numbers.count, by: Self.openMax) {
      findings += try compare(numbers[start..<min(start + Self.openMax, numbers.count)]) { bytes in
        done += bytes
        progress(done, total)
      }
    }
    return findings
  }

  private mutating func compare(
    _ numbers: ArraySlice<Int>, progress: (Int64) -> Void
  ) throws -> [Finding] {
    var sources: [Int64: Source] = [:]
    for number in numbers { sources[Int64(number)] = try open(number) }
    defer { for source in sources.values { source.file.close() } }
    files += sources.count
    let keys = sources.keys.map {
      GenerationKey(source: $0, generation: Int64(sync.sources[Int($0)]!.generations.count - 1))
    }
    try GenerationWalk(log, sync, keys).run { number, offset, bytes in
      progress(Int64(bytes.count))
      guard sources[number]!.difference == nil else { return }
      sources[number]!.passErased(to: offset)
      guard offset == sources[number]!.position else {
        sources[number]!.difference = sources[number]!.position
        return
      }
      let found = try sources[number]!.file.bytes(at: offset, count: bytes.count)
      if !found.withUnsafeBytes({ $0.hasSameBytes(as: bytes) }) {
        let same = zip(found, bytes).prefix { $0 == $1 }.count
        sources[number]!.difference = offset + Int64(same)
      }
      sources[number]!.position += Int64(bytes.count)
    }
    return sources.keys.sorted().compactMap {
      sources[$0]!.passErased(to: sources[$0]!.length)
      return finding(sources[$0]!)
    }
  }

  /// nil: the file is gone.
  private func open(_ number: Int) throws -> Source? {
    let source = sync.sources[number]!
    let path = FilePath("").appending(bytes: sync.roots[source.root].path).appending(bytes: source.path)
    do throws(FileError) {
      let file = try fileSystem.open(path, followLinks: false)
      return Source(
        path: path, name: path.string, file: file, length: source.generations.last!.length,
        isUntouched: source.stamp == FileStamp(try file.status()),
        erased: sync.erased(
          in: GenerationKey(source: Int64(number), generation: Int64(source.generations.count - 1))))
    } catch {
      if [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(error.errno) { return nil }
      throw error
    }
  }

  private func finding(_ source: Source) -> Finding? {
    let difference = source.difference ?? (source.position < source.length ? source.position : nil)
    guard let difference else { return nil }
    return source.isUntouched
      ? Finding(
        .source, file: source.name, offset: UInt64(difference),
        "the file differs from what is stored of it, though its size and times are the same: it was changed behind them; "
          + "'ccstore ingest --full' stores it as it is now")
      : Finding(
        .notice, file: source.name, offset: UInt64(difference),
        "the file was changed since it was stored; the next ingest stores the new version beside the old one")
  }
}
