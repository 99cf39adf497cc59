import TestSupport
import Transcripts

@testable import Operations
@testable import Sync

/// What versions up to commit 9c6b51a made of overlapping roots: they read a file once for each root in one run. These
/// stores were made by that version; an ingest of today writes nothing of the kind, so that running the recipe again
/// makes another store.
extension GoldenRecipe {
  private static let session = "00000000-0000-4000-8000-00000000000a"
  private static let a = transcript(session, folder: "p")
  private static let b = transcript("00000000-0000-4000-8000-00000000000b", folder: "p")
  private static let c = transcript("00000000-0000-4000-8000-00000000000c", folder: "p")
  private static let moved = transcript(session, folder: "q")
  private static let result = "projects/p/\(session)/tool-results/t.txt"

  private static func text(_ numbers: Range<Int>) -> String { lines(numbers, session: session) }

  /// Stores whose records do not all follow each other until they are mended.
  static let repeats = [
    // Known files that grew or were rewritten, named with the root first, the folder first, the file last, and three
    // times.
    GoldenRecipe("repeats") { bench in
      try bench.write(a, text(0..<3))
      try bench.write(b, lines(10..<13))
      try bench.write(c, lines(20..<22))
      try bench.write(result, "a result")
      try bench.ingest()
      try bench.write(a, text(0..<5))
      try bench.ingest(scopes: ["projects", "projects/p"])
      try bench.write(a, text(0..<6))
      try bench.write(b, lines(30..<33), expecting: 1)
      try bench.write(result, "another result", expecting: 1)
      try bench.ingest(scopes: ["projects/p", "projects"])
      try bench.write(c, lines(20..<25))
      try bench.write(moved, text(0..<7))
      try bench.ingest(scopes: ["projects", "projects/p", c])
      try bench.write(moved, text(0..<8))
      try bench.ingest(scopes: ["projects/q", moved])
      try bench.write(a, text(0..<9))
      try bench.ingest()
    },
    // New files get a source for each root, the later of which continues.
    GoldenRecipe("twin-sources") { bench in
      try bench.write(a, text(0..<3))
      try bench.write(result, "a result")
      try bench.ingest(scopes: ["projects", "projects/p"])
      try bench.write(a, text(0..<5))
      try bench.ingest()
    },
  ]
}

extension GoldenBench {
  fileprivate func ingest(scopes: [String]) throws {
    try ingest { options in options.roots = scopes.map { TranscriptRoot(path: Self.root, scope: $0) } }
  }
}
