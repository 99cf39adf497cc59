import Bytes
import FileIO
import Foundation
import SystemPackage
import TestSupport

@testable import Answers
@testable import LineCodecs
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

/// What a golden store must give, as in `expected.json` next to it.
struct GoldenExpectation: Codable, Equatable {
  var events: UInt64
  /// The chain hash after the last event.
  var chain: String
  /// The number of segments in the manifest.
  var segments: Int
  /// The SHA-256 of each file by path, for each generation or `latest`.
  var files: [String: [String: String]]
  /// True if a verification reports damage until an ingest has mended the store.
  var needsMending: Bool?

  init(_ bench: GoldenBench) throws {
    let log = try bench.log()
    (events, chain, segments) = (log.head.sequence, log.head.chain.description, log.manifest.segments.count)
    files = ["latest": bench.expected.mapValues { Digest(of: $0.last!).description }]
    for generation in 0..<(bench.expected.values.map(\.count).max() ?? 0) {
      let those = bench.expected.filter { $0.value.count > generation }
      files[String(generation)] = those.mapValues { Digest(of: $0[generation]).description }
    }
  }

  /// Reads the expectation of a golden store.
  init(_ name: String) throws {
    let path = GoldenFiles.directory.appending(name).appending("expected.json")
    self = try JSONDecoder().decode(Self.self, from: Data(try POSIXFileSystem().contents(path)))
  }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [0x0a]
  }
}

/// The directory `Tests/Golden`.
enum GoldenFiles {
  static let directory = projectRoot.appending("Tests/Golden")

  /// The names of the stores, sorted.
  static func names() throws -> [String] {
    try POSIXFileSystem().list(directory).filter { $0.status.kind == .directory }.map { $0.name.text }
  }

  static func store(_ name: String) -> FilePath { directory.appending(name).appending("store") }

  /// The content of `SHA256SUMS`, which has one line per file: digest, two spaces, path.
  static func checksums() throws -> [String: String] {
    let text = try POSIXFileSystem().contents(directory.appending("SHA256SUMS")).text
    return Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { (String($0.dropFirst(66)), String($0.prefix(64))) })
  }

  /// Writes the store of a recipe, which must not exist yet.
  static func make(_ recipe: GoldenRecipe) throws {
    let files = POSIXFileSystem()
    guard try !files.exists(directory.appending(recipe.name)) else {
      throw Broken("\(recipe.name) is there; golden stores are never made again")
    }
    let bench = try GoldenBench()
    try recipe.make(bench)
    for name in bench.files { try write(bench[name], to: store(recipe.name).appending(name)) }
    try write(try GoldenExpectation(bench).encoded(), to: directory.appending(recipe.name).appending("expected.json"))
  }

  private static func write(_ bytes: [UInt8], to path: FilePath) throws {
    try POSIXFileSystem().makeDirectories(path.removingLastComponent())
    let file = try POSIXFileSystem().create(path)
    defer { file.close() }
    try file.write(bytes, at: 0)
  }
}
