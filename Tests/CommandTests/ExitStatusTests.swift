import FileIO
import Foundation
import TestSupport
import Testing

/// What provokes each error of the library, and the exit status that the program gives it.
@Suite("the exit status of each error", .enabled(if: Machine.hasHeldLocks, "needs flock(1)"))
struct ExitStatusTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var code: StoreError.Code
    var script: String
    var status: Int32
    var testDescription: String { code.rawValue }

    init(_ code: StoreError.Code, _ script: String, _ status: Int32) {
      (self.code, self.script, self.status) = (code, script, status)
    }
  }

  static let rows = [
    Row(.fileFailed, #"trap '' XFSZ; ulimit -f 4; ccstore ingest "$ROOT""#, 74),
    Row(.fileFailed, #"echo >file; ccstore export "$WORK/file/x""#, 74),
    Row(.damaged, #"printf XXXX | dd of="$STORE/CCSTORE" seek=30 bs=1 conv=notrunc 2>/dev/null; ccstore reset"#, 3),
    Row(.notAStore, #"ccstore status --store "$WORK/none""#, 66),
    Row(.occupied, #"ccstore ingest "$ROOT" --store "$ROOT""#, 73),
    Row(.foreignLink, #"mv "$STORE/tmp" moved; ln -s "$WORK/moved" "$STORE/tmp"; ccstore ingest "$ROOT""#, 65),
    Row(.locked, #"exec 9>"$STORE/LOCK"; flock 9; ccstore ingest "$ROOT""#, 75),
    Row(.missingRoot, #"ccstore ingest "$WORK/none""#, 66),
    Row(.noTranscripts, #"mkdir plain; ccstore ingest "$WORK/plain""#, 66),
    Row(.invalidPattern, "ccstore search --regex '('", 64),
    Row(.invalidPriceFile, #"echo garbage >prices; ccstore usage --prices "$WORK/prices""#, 65),
    Row(.noSuchSession, "ccstore show zzz", 66),
    Row(.noSuchTurn, "ccstore show s --json --turns --at 9999", 66),
    Row(
      .cursorMismatch,
      "next=$(ccstore sessions --json --page --limit 1 | sed -nE 's/.*\"next\": *\"([0-9a-f]+)\".*/\\1/p'); "
        + #"ccstore sessions --json --page --limit 1 --reverse --cursor "$next""#, 64),
    Row(
      .cursorExpired,
      "next=$(ccstore sessions --json --page --limit 1 | sed -nE 's/.*\"next\": *\"([0-9a-f]+)\".*/\\1/p'); ccstore erase s --yes -q; "
        + #"ccstore sessions --json --page --limit 1 --cursor "$next""#, 66),
    Row(.erasedAlready, "ccstore erase s --yes -q; ccstore erase s --yes", 66),
    Row(.targetNotEmpty, #"mkdir out; echo >out/x; ccstore export "$WORK/out""#, 73),
    Row(
      .lakeBegun,
      #"ccstore export --format lake "$WORK/out" -q; ccstore export --format lake "$WORK/out" --since 3"#, 64),
    Row(
      .lakeUnreadable,
      #"ccstore export --format lake "$WORK/out" -q; echo >"$(ls "$WORK"/out/_ccstore/*.json)"; "#
        + #"ccstore export --format lake "$WORK/out""#, 65),
    Row(
      .lakeLocked,
      #"ccstore export --format lake "$WORK/out" -q; exec 9>"$(ls "$WORK"/out/_ccstore/*.lock)"; flock 9; "#
        + #"ccstore export --format lake "$WORK/out""#, 75),
    Row(
      .lakeMismatch,
      #"cp -Rp "$STORE" earlier; ccstore ingest "$ROOT" -q; ccstore export --format lake "$WORK/out" -q; "#
        + #"ccstore export --format lake "$WORK/out" --store "$WORK/earlier""#, 1),
    Row(.noSuchGeneration, #"ccstore export "$WORK/out" --generation 9"#, 66),
    Row(.noSuchGeneration, "ccstore restore s --generation 9", 66),
    Row(.fileExists, #"echo >x.ccsnap; ccstore export "$WORK/x.ccsnap""#, 73),
    Row(.snapshotDamaged, #"ccstore export a.ccsnap -q; head -c 700 a.ccsnap >x.ccsnap; ccstore import x.ccsnap"#, 3),
    Row(.snapshotDamaged, #"ccstore export a.ccsnap -q; head -c 5 a.ccsnap | ccstore import -"#, 3),
    Row(.notASnapshot, #"echo garbage >x.ccsnap; ccstore import x.ccsnap"#, 65),
    Row(.notASnapshot, #"head -c 9000 /dev/zero >x.ccsnap; ccstore verify x.ccsnap"#, 65),
    Row(.notASnapshot, #"echo garbage | ccstore import -"#, 65),
    Row(.notASnapshot, #": >x.ccsnap; ccstore import x.ccsnap"#, 65),
    Row(.notASnapshot, #"mkdir x.ccsnap; ccstore import x.ccsnap"#, 65),
    Row(.notASnapshot, #"ccstore import /dev/null"#, 65),
    Row(.noSuchSnapshot, #"ccstore import "$WORK/none.ccsnap""#, 66),
    Row(.noSuchPosition, "ccstore sessions --as-of 999999", 66),
    Row(.restoreLocked, #"exec 9>"$ROOT/.ccstore-restore.lock"; flock 9; ccstore restore gone"#, 75),
    Row(
      .exportLocked,
      #"ccstore export "$WORK/out" -q; mkdir "$WORK/out/.ccstore-export"; "#
        + #"exec 9>"$WORK/out/.ccstore-export/lock"; flock 9; ccstore export "$WORK/out""#, 75),
    Row(.noSuchProject, #"ccstore move s --to-project "$WORK/none""#, 66),
    Row(.noSuchRemote, "ccstore push nobody", 66),
    Row(.invalidRemote, "ccstore push ''", 64),
    Row(.noRemoteProgram, #"ccstore push b2:x --rclone "$WORK/none" -q"#, 66),
    Row(.remoteFailed, #"ccstore pull "$WORK/none""#, 74),
    Row(.notOnRemote, #"mkdir empty; ccstore pull "$WORK/empty""#, 66),
    Row(
      .remoteAhead,
      #"cp -Rp "$STORE" old; ccstore ingest -q "$ROOT"; ccstore push -q "$WORK/r"; ccstore push -q "$WORK/r" --store "$WORK/old""#,
      1),
    Row(
      .remoteParted,
      #"cp -Rp "$STORE" old; ccstore ingest -q "$ROOT"; ccstore push -q "$WORK/r"; echo >>"$ROOT/projects/p/new.jsonl"; ccstore ingest -q "$ROOT" --store "$WORK/old"; ccstore push -q "$WORK/r" --store "$WORK/old""#,
      1),
    Row(
      .remoteEmptied,
      #"ccstore push -q "$WORK/r"; mv "$WORK/r" "$WORK/unmounted"; mkdir "$WORK/r"; ccstore push -q "$WORK/r""#, 1),
    Row(.versionDropped, "ccstore compact --drop-superseded -q; ccstore show s --generation 0", 1),
  ]

  /// The codes that no script here provokes: they need a race, a fault of the disk, another user's files, or a store of
  /// another program, and other suites provoke most of them.
  static let withoutScript: Set<StoreError.Code> = [
    .cannotCreate, .targetIsFile, .notAFileName, .undecodable, .storeExists, .cannotCreateStore, .repairTargetNotEmpty,
    .foreignFile, .foreignOwner, .unlockable, .displaced, .unsupported, .noSpace, .interrupted, .limit, .writerFailed,
    .noRoots, .missingConfiguredRoot, .rootTooLarge, .unreadableRoot, .ambiguousSession, .sessionErased, .emptyPattern,
    .tooManyGroups, .noSuchSource, .noSuchRoot, .noSuchRecord, .nothingStored, .nothingErased, .snapshotChanged,
    .snapshotRefused, .eventMisplaced, .eventOutOfOrder, .snapshotGap, .snapshotUnrelated, .copiesParted,
    .streamsParted, .ownEventsMissing, .remoteDamaged,
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

  @Test("every code of an error is provoked by a script, or is listed as one that none can provoke")
  func complete() {
    let provoked = Set(Self.rows.map(\.code))
    #expect(provoked.isDisjoint(with: Self.withoutScript))
    #expect(provoked.union(Self.withoutScript) == Set(StoreError.Code.allCases))
  }

  @Test("every exit status that the page of commands lists is that of an error")
  func page() throws {
    let page = "\(projectRoot)/Sources/SessionStore/SessionStore.docc/Commands.md"
    let text = String(decoding: try contents(of: page), as: UTF8.self)
    let listed = Set(text.matches(of: #/\n\| (\d+) \| /#).compactMap { Int32($0.output.1) })
    #expect(listed == Set(Self.rows.map(\.status)).union([0]))
  }
}
