import SystemPackage
import TestSupport
import Testing

extension Corpus {
  static let absence: Comment = "no transcripts; set CCSTORE_CORPUS to a directory with a projects folder"

  /// The paths of all `.jsonl` files, sorted.
  static let transcripts: [FilePath] = ((try? files()) ?? []).filter { $0.hasSuffix(".jsonl") }.map {
    FilePath(path!).appending($0)
  }
}
