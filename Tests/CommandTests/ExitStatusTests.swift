import Foundation
import TestSupport
import Testing

/// What provokes each error of the library, and the exit status that the program gives it.
@Suite("the exit status of each error", .enabled(if: Machine.hasHeldLocks, "needs flock(1)"))
struct ExitStatusTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var error: String
    var script: String
    var status: Int32
    var testDescription: String { error }

    init(_ error: String, _ script: String, _ status: Int32) {
      (self.error, self.script, self.status) = (error, script, status)
    }
  }

  static let rows = [
    Row("LogError.file", #"trap '' XFSZ; ulimit -f 4; ccstore ingest "$ROOT""#, 74),
    Row(
      "LogError.damaged", #"printf XXXX | dd of="$STORE/CCSTORE" seek=30 bs=1 conv=notrunc 2>/dev/null; ccstore reset"#,
      3),
    Row("LogError.notAStore", #"ccstore status --store "$WORK/none""#, 66),
    Row("LogError.cannotCreate", #"ccstore ingest "$ROOT" --store "$ROOT""#, 73),
    Row("LogError.foreign", #"mv "$STORE/tmp" moved; ln -s "$WORK/moved" "$STORE/tmp"; ccstore ingest "$ROOT""#, 65),
    Row("LogError.locked", #"exec 9>"$STORE/LOCK"; flock 9; ccstore ingest "$ROOT""#, 75),
    Row("FileError", #"echo >file; ccstore export "$WORK/file/x""#, 74),
    Row("MissingRoot", #"ccstore ingest "$WORK/none""#, 66),
    Row("RootProblem", #"mkdir plain; ccstore ingest "$WORK/plain""#, 66),
    Row("SearchPatternError", "ccstore search --regex '('", 64),
    Row("PriceFileError", #"echo garbage >prices; ccstore usage --prices "$WORK/prices""#, 65),
    Row("NoSuchSession", "ccstore show zzz", 66),
    Row("NothingToErase", "ccstore erase s --yes -q; ccstore erase s --yes", 66),
    Row("ExportError.notEmpty", #"mkdir out; echo >out/x; ccstore export "$WORK/out""#, 73),
    Row("ExportError.noSuchGeneration", #"ccstore export "$WORK/out" --generation 9"#, 66),
    Row("SnapshotTargetError", #"echo >x.ccsnap; ccstore export "$WORK/x.ccsnap""#, 73),
    Row("SnapshotError.damaged", #"echo garbage >x.ccsnap; ccstore import "$WORK/x.ccsnap""#, 3),
    Row("SnapshotError.missing", #"ccstore import "$WORK/none.ccsnap""#, 66),
    Row("NoSuchPosition", "ccstore sessions --as-of 999999", 66),
    Row("RestoreError.noSuchGeneration", "ccstore restore s --generation 9", 66),
    Row("RestoreError.locked", #"exec 9>"$ROOT/.ccstore-restore.lock"; flock 9; ccstore restore gone"#, 75),
    Row("DroppedVersion", "ccstore compact --drop-superseded -q; ccstore show s --generation 0", 1),
  ]

  /// Errors that no script provokes, and the suite that does.
  static let elsewhere = [
    "LogError.unlockable": "SoleWriterTests", "LogError.displaced": "SoleWriterTests",
    "LogError.unsupported": "RefusalTests", "LogError.noSpace": "CompactionTests",
    "LogError.interrupted": "CompactTests",
    "LogError.limit": "NumberLimitTests", "StoreExists": "StoreViewTests", "UsageQueryError": "UsageTests",
    "ByteError": "DamagedImageTests",
  ]

  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("an error reaches its exit status, and one sentence on standard error says what it is", arguments: rows)
  func status(_ row: Row) throws {
    try work.write("p/s.jsonl", lines(0..<5))
    try work.write("p/gone.jsonl", lines(10..<12, session: "gone"))
    try work.ingest()
    try work.write("p/s.jsonl", lines(0..<2) + line(7))
    try work.remove("p/gone.jsonl")
    try work.ingest()
    try work.write("p/new.jsonl", lines(20..<400, session: "new"))
    let outcome = try work.shell(
      #"cd "$WORK"; ccstore() { "$CCSTORE" "$@"; }; "# + row.script, ["CCSTORE_DIR": work.store])
    #expect(outcome.code == row.status, "\(outcome)")
    #expect(outcome.errors.hasPrefix("ccstore: ") && outcome.output.isEmpty, "\(outcome)")
  }

  @Test("every error of the library that other modules can see has a script that provokes it, or is tested elsewhere")
  func complete() throws {
    let sources = projectRoot.appending("Sources").string
    var found = Set<String>()
    for name in try regularFiles(below: Array(sources.utf8)).map({ String(decoding: $0, as: UTF8.self) })
    where name.hasSuffix(".swift") {
      let text = String(decoding: try contents(of: "\(sources)/\(name)"), as: UTF8.self)
      for match in text.matches(of: /(?:public|package) (?:struct|enum) (\w+): Error\b/) {
        guard match.output.1 == "LogError" else {
          found.insert(String(match.output.1))
          continue
        }
        for line in text.split(separator: "\n") {
          if let match = line.wholeMatch(of: #/  case (\w+).*/#) { found.insert("LogError.\(match.output.1)") }
        }
      }
    }
    let known = Set(
      Self.rows.map { $0.error.hasPrefix("LogError") ? $0.error : String($0.error.prefix { $0 != "." }) }
        + Self.elsewhere.keys)
    #expect(found == known, "only in the sources: \(found.subtracting(known)); only here: \(known.subtracting(found))")
  }

  @Test("every exit status that the page of commands lists is that of an error")
  func page() throws {
    let page = "\(projectRoot)/Sources/SessionStore/SessionStore.docc/Commands.md"
    let text = String(decoding: try contents(of: page), as: UTF8.self)
    let listed = Set(text.matches(of: #/\n\| (\d+) \| /#).compactMap { Int32($0.output.1) })
    #expect(listed == Set(Self.rows.map(\.status)).union([0]))
  }
}
