import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

@Suite("an export into a directory that an export wrote")
struct ExportMarkerTests {
  private static let target: FilePath = "/out"
  private static let mine = Array("mine".utf8)

  @discardableResult
  private func export(_ disk: SimulatedFileSystem) throws -> ExportReport {
    try CrashStore.store(disk).export(to: Self.target, marks: true)
  }

  /// The path of every stored file below the target, with its bytes.
  private func exported(_ disk: SimulatedFileSystem) throws -> [String: [UInt8]] {
    let copy = SimulatedFileSystem(disk.volume)
    _ = try CrashStore.store(copy).export(to: "/reference")
    return copy.volume.tree("/reference")
  }

  @Test("no file is added to those that were exported, and everything is replaced by what is stored now")
  func again() throws {
    let disk = try CrashStore.filled(3)
    let files = try exported(disk)
    for _ in 0..<3 {
      #expect(try export(disk).renamed.isEmpty)
      #expect(disk.volume.tree(Self.target) == files)
    }
  }

  @Test("a file with other bytes of the same length is kept, whatever its times say")
  func sameLength() throws {
    let disk = try CrashStore.filled(3)
    let files = try exported(disk)
    try export(disk)
    let (name, bytes) = try #require(files.first { !$0.value.isEmpty })
    let path = Self.target.appending(bytes: Array(name.utf8))
    let modified = try disk.status(path, followLinks: false).modified
    var changed = bytes
    changed[changed.count / 2] ^= 1
    try disk.volume.put(changed, at: path)
    try disk.setModified(path, modified)
    let report = try export(disk)
    #expect(report.renamed.map { [$0.from, $0.to] } == [[name, name + "~"]])
    #expect(disk.volume.contents(path) == changed && disk.volume.tree(Self.target)[name + "~"] == bytes)
    let tree = disk.volume.tree(Self.target)
    #expect(try export(disk).renamed.map { $0.to } == [name + "~"], "the name of the last time is used again")
    #expect(disk.volume.tree(Self.target) == tree)
  }

  @Test("marks that are forged, cut, long or of another version give no file away")
  func forged() throws {
    let disk = try CrashStore.filled(3)
    let files = try exported(disk)
    try export(disk)
    let (name, bytes) = try #require(files.first { !$0.value.isEmpty })
    let path = Self.target.appending(bytes: Array(name.utf8))
    try disk.volume.put(Self.mine, at: path)
    let sum = String(crc32c(Self.mine), radix: 16)
    for mark in [
      "", "1", "1 4", "1 4 ", "1 \(bytes.count) \(sum)", "2 4 \(sum)", "1 4 \(sum) ", "1  4 \(sum)", "1 -4 0",
    ] {
      try disk.setAttribute(ExportMarker.attribute, Array(mark.utf8), of: path)
      try export(disk)
      #expect(disk.volume.contents(path) == Self.mine, "\(mark)")
      try disk.remove(Self.target.appending(bytes: Array((name + "~").utf8)))
    }
    // A directory whose mark says another version is not one of an export.
    for mark in ["", "2", "x1"] {
      try disk.setAttribute(ExportMarker.attribute, Array(mark.utf8), of: Self.target)
      #expect(errorCode { try export(disk) } == .targetNotEmpty, "\(mark)")
    }
  }

  @Test("without extended attributes a directory with files is refused, and nothing in it is changed")
  func withoutAttributes() throws {
    let bench = try Workbench()
    try bench.tree.write("projects/p/a.jsonl", lines(0..<3))
    try bench.ingest()
    let store = bench.store(fileSystem: FaultyFileSystem { _, _ in nil })
    let target = bench.directory.appending("target")
    #expect(try store.export(to: target, marks: true).files == 1)
    let before = try contentsOfTree(target)
    #expect(errorCode { try store.export(to: target, marks: true) } == .targetNotEmpty)
    #expect(try contentsOfTree(target) == before)
  }

  @Test(
    "after a power cut at any moment of a first export, the next one replaces nothing that somebody else has put there")
  func firstExport() throws {
    let tally = try CrashTally.run(parts: 4 * TestSettings.scale) { _, random, tally in
      let seed = random.next()
      let disk = try CrashStore.filled(seed)
      let files = try exported(disk)
      disk.record()
      try export(disk)
      tally.forEachImage(of: disk.moments, "seed \(seed)", images: 3, &random) { tally, image, _ in
        // Every second name is taken by somebody else: where a file is, its bytes change and its mark stays.
        let foreign = files.keys.sorted().enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        for name in foreign { try image.volume.put(Self.mine, at: Self.target.appending(bytes: Array(name.utf8))) }
        try tally.check(image, files, foreign: foreign) { try export($0) }
      }
    }
    print(tally.summary("power cuts during first exports"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images >= 100 && tally.cases["refused", default: 0] > 0 && tally.cases["completed", default: 0] > 0)
  }

  @Test("after a power cut at any moment of a second export, files of somebody else are as they were")
  func secondExport() throws {
    let tally = try CrashTally.run(parts: 4 * TestSettings.scale) { _, random, tally in
      let seed = random.next()
      let disk = try CrashStore.filled(seed)
      try export(disk)
      let foreign = [try exported(disk).keys.sorted()[0], "projects/p/new.jsonl"]
      for name in foreign { try disk.volume.put(Self.mine, at: Self.target.appending(bytes: Array(name.utf8))) }
      try disk.volume.put(
        Array(lines(40..<43, session: "new").utf8), at: CrashStore.root.appending("projects/p/new.jsonl"))
      try disk.volume.settle()
      try CrashStore.ingest(disk, entropy: 1)
      let files = try exported(disk)
      disk.record()
      try export(disk)
      tally.forEachImage(of: disk.moments, "seed \(seed)", images: 3, &random) { tally, image, _ in
        try tally.check(image, files, foreign: foreign) { try export($0) }
      }
    }
    print(tally.summary("power cuts during second exports"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images >= 100 && tally.cases["completed", default: 0] > 0)
  }
}

extension CrashTally {
  /// Exports once more, and checks that the foreign files have their bytes and that every stored file is there.
  fileprivate mutating func check(
    _ disk: SimulatedFileSystem, _ files: [String: [UInt8]], foreign: [String],
    export: (SimulatedFileSystem) throws -> Void
  ) throws {
    let before = disk.volume.tree("/out").filter { foreign.contains($0.key) }
    var isRefused = false
    do { try export(disk) } catch let error as StoreError where error.code == .targetNotEmpty { isRefused = true }
    count(isRefused ? "refused" : "completed")
    let after = disk.volume.tree("/out")
    for (name, bytes) in before where after[name] != bytes {
      lost += 1
      throw Broken("\(name), which somebody else has written, was replaced")
    }
    if isRefused { return }
    for (name, bytes) in files {
      let names = [name, name + "~", name + "~~"]
      guard names.contains(where: { after[$0] == bytes }) else { throw Broken("\(name) was not exported") }
    }
  }
}
