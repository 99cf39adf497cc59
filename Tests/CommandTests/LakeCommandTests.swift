import Foundation
import Testing

@Suite("export --format lake, and streams")
struct LakeCommandTests {
  let work: Workspace
  let lake: String

  init() throws {
    work = try Workspace()
    lake = work.path + "/la'ke"
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
  }

  private func export(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Outcome {
    try work.ccstore(["export", "--store", work.store] + arguments, variables)
  }

  @Test("it says what was written, then that nothing is new, and with --json in which tables")
  func words() throws {
    let first = try export(["--format", "lake", lake])
    #expect(first.code == 0 && first.output.hasPrefix("wrote 4 rows"), "\(first)")
    #expect(first.output.contains("duckdb -init _ccstore/duckdb.sql"))
    let head = try #require(try work.json("status")["head", "seq"].integer)
    #expect(try export(["--format", "lake", lake]).output == "the lake has everything up to event \(head)\n")
    try work.append("p/s.jsonl", lines(3..<4))
    try work.ingest()
    let report = try export(["--format", "lake", lake, "--json"]).json()
    #expect(report["since"].integer == head && report["rewritten"].bool == false)
    #expect(report["tables"].array.map { $0["rows"].integer } == [1, 1, 0, 0, 0])
    #expect(try export(["--format", "lake", lake, "--quiet"]).output == "")
  }

  @Test("while another export writes to the lake no Parquet is written, and none that is there is removed")
  func parquetLocked() throws {
    try Workspace.makeDirectories(work.path + "/bin")
    // Another store's export begins as soon as that of this one is done.
    try work.writeProgram(work.path + "/bin/duckdb", "#!/bin/sh\ncat >/dev/null; touch '\(work.path)/called'\n")
    #expect(try export(["--format", "lake", lake]).code == 0)
    let old = lake + "/parquet/records/month=2025-11"
    try Workspace.makeDirectories(old)
    try Data("x".utf8).write(to: URL(fileURLWithPath: old + "/ccstore_0.parquet"))
    let other = lake + "/_ccstore/00000000-0000-4000-8000-000000000000.lock"
    let script = #"exec 9>"$1"; flock 9; shift; exec "$@""#
    let words = [
      "-c", script, "sh", other, Workspace.binary, "export", "--store", work.store, "--format", "lake", lake,
      "--parquet",
    ]
    var variables = work.environment
    variables["PATH"] = work.path + "/bin:/usr/bin:/bin"
    let outcome = try Running("/bin/sh", words, environment: variables, in: work.path).outcome()
    #expect(outcome.code == 75 && outcome.saysOneSentence && outcome.errors.contains("another export"), "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: work.path + "/called"))
    #expect(FileManager.default.fileExists(atPath: old + "/ccstore_0.parquet"))
  }

  @Test("--parquet gives the program duckdb a script with the place of the lake, and replaces only its own files")
  func parquet() throws {
    try Workspace.makeDirectories(work.path + "/bin")
    try work.writeProgram(
      work.path + "/bin/duckdb", "#!/bin/sh\necho \"$@\" >'\(work.path)/words'; cat >'\(work.path)/script'\n")
    let old = lake + "/parquet/records/month=2025-11"
    try Workspace.makeDirectories(old)
    for name in ["ccstore_0.parquet", "ccstore_x.parquet", "mine.parquet"] {
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(old)/\(name)"))
    }
    let path = ["PATH": work.path + "/bin:/usr/bin:/bin"]
    #expect(try export(["--format", "lake", lake, "--parquet"], path).code == 0)
    let script = String(decoding: try contents(of: work.path + "/script"), as: UTF8.self)
    #expect(script.contains("read_json('\(lake.replacing("'", with: "''"))/records/day=*/*.ndjson.gz'"), "\(script)")
    #expect(script.contains("to '\(lake.replacing("'", with: "''"))/parquet/records'"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: old).sorted() == ["ccstore_x.parquet", "mine.parquet"])
    try work.writeProgram(
      work.path + "/bin/duckdb", "#!/bin/sh\ncat >/dev/null; echo 'Error: no \u{1b}[31mroom' >&2; exit 3\n")
    let failed = try export(["--format", "lake", lake, "--parquet"], path)
    #expect(failed.code == 1 && failed.saysOneSentence && failed.errors.contains("no "), "\(failed)")
    #expect(!failed.errors.contains("\u{1b}"))
    let pattern = try export(["--format", "lake", work.path + "/a*b", "--parquet"], path)
    #expect(pattern.code == 1 && pattern.errors.contains("pattern"), "\(pattern)")
    let missing = try export(["--format", "lake", lake, "--parquet"], ["PATH": work.path + "/captured"])
    #expect(missing.code == 1 && missing.saysOneSentence && missing.errors.contains("no program duckdb"), "\(missing)")
  }

  @Test("a stream continues after the number that the call before it has said, without gap or repetition")
  func cursor() throws {
    for format in ["events", "ndjson"] {
      let all = try export(["--format", format]).output
      let first = try export(["--format", format, "--since", "000000000000"])
      #expect(first.output == all && first.code == 0)
      let next = try #require(first.errors.firstMatch(of: /ccstore: to continue from here: --since (\d{12})\n$/)?.1)
      let none = try export(["--format", format, "--since", String(next)])
      #expect(none.output == "" && none.errors == first.errors)
      try work.append("p/s.jsonl", lines(10..<12))
      try work.ingest()
      let second = try export(["--format", format, "--since", String(next), "--quiet"])
      #expect(second.errors == "" && !second.output.isEmpty)
      #expect(try export(["--format", format]).output == all + second.output)
    }
    let beyond = try export(["--format", "events", "--since", "99999"])
    #expect(beyond.code == 66 && beyond.output == "", "\(beyond)")
    #expect(try export(["--format", "ndjson", "--since", "2031"]).output == "", "a year")
  }

  @Test("--follow writes what is stored later, and ends with 0 on SIGINT, on SIGTERM, and when its reader goes")
  func follow() throws {
    for signal in ["INT", "TERM"] {
      let outcome = try work.shell(
        #"""
        mkfifo pipe; "$CCSTORE" export --format ndjson --store "$STORE" --follow >pipe 2>said & exec 3<pipe; id=$!
        seen=$("$CCSTORE" export --format ndjson --store "$STORE" | wc -l)
        for line in $(seq "$seen"); do read -r known <&3; done
        printf '{"type":"user","sessionId":"\#(signal)","message":{"content":"new"}}\n' >"$ROOT/projects/p/\#(signal).jsonl"
        "$CCSTORE" ingest "$ROOT" --store "$STORE" -q
        read -r fresh <&3; kill -\#(signal) $id; wait $id; echo "exit $?"; echo "$fresh"; cat said; rm pipe
        """#)
      #expect(outcome.output.hasPrefix("exit 0\n") && outcome.output.contains(#""session":"\#(signal)""#), "\(outcome)")
      #expect(outcome.output.contains("to continue from here: --since "))
    }
    let closed = try work.shell(
      #""$CCSTORE" export --format events --store "$STORE" --follow 2>/dev/null | head -n 1 | wc -l"#)
    #expect(closed.code == 0 && closed.output.filter(\.isNumber) == "1", "\(closed)")
  }

  @Test("--follow continues after a compaction and after a purge, and gives each event once")
  func followPurge() throws {
    let outcome = try work.shell(
      #"""
      mkfifo pipe; "$CCSTORE" export --format events --store "$STORE" --follow >pipe 2>said & exec 3<pipe; id=$!
      cat <&3 >all & reader=$!
      add() {
        printf '{"type":"user","sessionId":"%s","message":{"content":"new"}}\n' $1 >"$ROOT/projects/p/$1.jsonl"
        "$CCSTORE" ingest "$ROOT" --store "$STORE" -q
      }
      add one; "$CCSTORE" compact --store "$STORE" -q; add two
      "$CCSTORE" erase one --yes -q --store "$STORE"; "$CCSTORE" compact --purge -q --store "$STORE"; add three
      wanted=$("$CCSTORE" export --format events --store "$STORE" | wc -l)
      until [ "$(wc -l <all)" -ge "$wanted" ]; do sleep 0.05; done
      kill -INT $id; wait $id; echo "exit $?"; wait $reader
      sed 's/^{"seq":\([0-9]*\),.*/\1/' all >numbers; seq "$wanted" | cmp - numbers && echo same
      """#)
    #expect(outcome.output == "exit 0\nsame\n", "\(outcome)")
  }

  @Test("verify - checks a snapshot from standard input, and leaves nothing behind")
  func verifyInput() throws {
    let good = try work.shell(
      #""$CCSTORE" export - --store "$STORE" | "$CCSTORE" verify - --store "$STORE"; ls -a "$WORK" | grep -c partial"#)
    #expect(good.output.hasPrefix("intact: ") && good.output.hasSuffix("\n0\n"), "\(good)")
    let bad = try work.shell(
      #""$CCSTORE" export - --store "$STORE" | head -c 300 | "$CCSTORE" verify - --store "$STORE""#)
    #expect(bad.code == 3 && bad.errors.contains("standard input") && !bad.errors.contains("partial"), "\(bad)")
    let empty = try work.shell(#""$CCSTORE" verify - --store "$STORE" </dev/null"#)
    #expect(empty.code == 66, "\(empty)")
  }
}
