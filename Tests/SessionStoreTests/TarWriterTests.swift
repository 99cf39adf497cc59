import Testing

@testable import Operations

@Suite("headers of tar archives")
struct TarWriterTests {
  /// The extended header of an empty file with a modification time in nanoseconds.
  private func header(_ modified: Int64) throws -> String {
    var archive: [UInt8] = []
    var tar = TarWriter { archive += $0 }
    try tar.begin(Array("projects/p/s.jsonl".utf8), size: 0, modified: modified)
    try tar.end()
    return String(decoding: archive, as: UTF8.self)
  }

  @Test("every modification time is written to the nanosecond, also the earliest and the latest")
  func times() throws {
    let times: [(modified: Int64, text: String)] = [
      (.min, "-9223372036.854775808"), (-9_223_372_036_800_000_000, "-9223372036.800000000"), (-1, "-0.000000001"),
      (0, "0.000000000"), (1_500_000_000, "1.500000000"), (.max, "9223372036.854775807"),
    ]
    for (modified, text) in times {
      #expect(try header(modified).contains(" mtime=\(text)\n"), "\(modified)")
    }
  }
}
