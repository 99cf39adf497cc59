import Answers
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

extension Store {
  /// Writes the original files as one tar archive, which `sink` receives in pieces, under the names that
  /// ``export(to:of:generation:asOf:progress:)`` gives them, with their modification times. What was erased is left
  /// out. `progress` receives the bytes written and the bytes to write.
  ///
  /// Throws `damaged` when the store lacks bytes of a file, and `versionDropped` when they were dropped on request;
  /// what `sink` has received until then is not an archive. Cost: about one pass over the log. Memory: 64 MB. Throws
  /// `noSuchSession`, too.
  public func exportTar(
    of sessions: SessionChoice = SessionChoice(), generation: Int? = nil, asOf position: LogPosition? = nil,
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }, to sink: @escaping ([UInt8]) throws -> Void
  ) throws -> ExportReport {
    try throwingStoreErrors {
      let view = try view(at: position)
      let numbers = sessions.isEverything ? nil : try view.sync.sources(of: view.chosen(sessions))
      let tree = try TreeExport(
        view.log, view.sync, of: numbers, target: "/", generation: generation, fileSystem: fileSystem)
      var export = TarExport(tree, view.log, try view.sync, to: sink)
      return try export.run(progress)
    }
  }
}

/// Writes files to an archive in the order of the log, as many at a time as fit in memory.
private struct TarExport {
  /// The number of bytes of files that are read in one pass. A larger file is written as it is read.
  static let portion: Int64 = 64 << 20
  /// The number of files that are read in one pass.
  static let filesMax = 4096

  private let files: [(number: Int64, file: ExportFile)]
  private let log: LogReader
  private let sync: SyncState
  private var tar: TarWriter
  private var report: ExportReport

  init(_ tree: TreeExport, _ log: LogReader, _ sync: SyncState, to sink: @escaping ([UInt8]) throws -> Void) {
    (self.log, self.sync, report) = (log, sync, tree.report)
    tar = TarWriter(to: sink)
    func first(_ number: Int64, _ file: ExportFile) -> UInt64 {
      sync.lineage(of: GenerationKey(source: number, generation: file.generation)).compactMap(
        \.generation.sequences?.lowerBound
      ).min() ?? 0
    }
    files = tree.files.map { (first($0.key, $0.value), $0.key, $0.value) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map {
      (number: $0.1, file: $0.2)
    }
  }

  mutating func run(_ progress: (Int64, Int64) -> Void) throws -> ExportReport {
    let total = files.reduce(Int64(0)) { $0.adding(Self.size($1.file)) }
    var start = 0
    while start < files.count {
      var (end, bytes) = (start, Int64(0))
      while end < files.count, end - start < Self.filesMax,
        end == start || bytes + files[end].file.length <= Self.portion
      {
        bytes += files[end].file.length
        end += 1
      }
      let part = files[start..<end]
      if bytes > Self.portion { try writeLarge(part[start]) } else { try write(part) }
      start = end
      progress(report.bytes, total)
    }
    try tar.finish()
    report.head = log.head
    return report
  }

  /// The number of bytes of a file without those that are erased.
  private static func size(_ file: ExportFile) -> Int64 { max(0, file.length - file.erased.count) }

  private func key(_ number: Int64, _ file: ExportFile) -> GenerationKey {
    GenerationKey(source: number, generation: file.generation)
  }

  private func dropped(_ file: ExportFile) -> StoreError {
    StoreError(
      .versionDropped, "\(file.path.text) was dropped by 'compact --drop-superseded'; the archive is not whole")
  }

  private func incomplete(_ file: ExportFile) -> StoreError {
    StoreError(.damaged, "the store lacks bytes of \(file.path.text); the archive is not whole")
  }

  private mutating func write(_ part: ArraySlice<(number: Int64, file: ExportFile)>) throws {
    let byNumber = Dictionary(uniqueKeysWithValues: part.map { ($0.number, $0.file) })
    var contents: [Int64: [UInt8]] = [:]
    try GenerationReader(log, sync, part.map { key($0.number, $0.file) }).run(
      dropped: { throw dropped(byNumber[$0]!) },
      piece: { number, offset, bytes in contents[number, default: []].append(contentsOf: bytes) })
    for (number, file) in part {
      let bytes = contents[number] ?? []
      guard Int64(bytes.count) == Self.size(file) else { throw incomplete(file) }
      try tar.begin(file.path, size: Int64(bytes.count), modified: file.modified)
      try tar.append(bytes)
      try tar.end()
      count(bytes.count)
    }
  }

  private mutating func writeLarge(_ one: (number: Int64, file: ExportFile)) throws {
    let (file, size) = (one.file, Self.size(one.file))
    var (tar, done) = (tar, Int64(0))
    try tar.begin(file.path, size: size, modified: file.modified)
    try GenerationReader(log, sync, [key(one.number, file)]).run(
      dropped: { _ in throw dropped(file) },
      piece: { _, _, bytes in
        guard done + Int64(bytes.count) <= size else { throw incomplete(file) }
        try tar.append(Array(bytes))
        done += Int64(bytes.count)
      })
    guard done == size else { throw incomplete(file) }
    try tar.end()
    self.tar = tar
    count(Int(done))
  }

  private mutating func count(_ bytes: Int) {
    report.files += 1
    report.bytes += Int64(bytes)
  }
}
