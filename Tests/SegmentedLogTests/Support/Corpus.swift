import Foundation
import SystemPackage
import TestSupport

/// Real transcripts: those in `$CCSTORE_CORPUS`, otherwise in `../shared/corpus` next to the project.
enum Corpus {
  /// The paths of all `.jsonl` files, sorted.
  static let transcripts: [FilePath] = {
    let root =
      ProcessInfo.processInfo.environment["CCSTORE_CORPUS"].map { FilePath($0) }
      ?? projectRoot.removingLastComponent().appending("shared/corpus")
    let names = FileManager.default.enumerator(atPath: root.string)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { root.appending($0) }
  }()

  static var isThere: Bool { !transcripts.isEmpty }
}
