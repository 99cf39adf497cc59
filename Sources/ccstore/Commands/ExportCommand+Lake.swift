import Answers
import ArgumentParser
import FileIO
import Operations
import SegmentedLog
import SystemPackage
import Tables
import Times

/// The options of `export --format lake`, and of streams.
struct LakeOptions: ParsableArguments {
  @Flag(name: .long, help: "lake: as Parquet, too, written by the program duckdb, which must be installed.")
  var parquet = false

  @Flag(name: .long, help: "ndjson and events: wait for what is stored later, and write that, too, until stopped.")
  var follow = false

  func validate(_ format: ExportCommand.Format) throws {
    if parquet, format != .lake { throw ValidationError("--parquet is for lake.") }
    if follow, format != .ndjson, format != .events { throw ValidationError("--follow is for ndjson and events.") }
  }
}

extension ExportCommand {
  func validateLake() throws {
    if documents.isOfSessions || words.count > 1 {
      throw ValidationError("a lake holds all sessions; leave out what chooses some.")
    }
    guard let directory, directory != "-" else { throw ValidationError("name the directory of the lake.") }
    if generation != nil { throw ValidationError("a lake holds all versions; leave out --generation.") }
    if asOf.asOf != nil { throw ValidationError("a lake grows with the store; leave out --as-of.") }
    if let since = documents.since, Self.position(since) == nil {
      throw ValidationError("'\(since)' is neither the number of an event nor a time.")
    }
  }

  static func position(_ name: String) -> LogPosition? {
    LogPosition(named: name, now: Instant(milliseconds: SystemClock().milliseconds), zone: TimeOptions.machineZone)
  }

  func runLake() throws {
    let (store, directory) = (common.open(), directory!)
    let prices = try data.prices.table()
    let line = common.progress()
    let report = try store.exportLake(
      to: FilePath(directory), since: documents.since.flatMap(Self.position), LakeShapes.format, prices: prices
    ) { done, total in line?.show(done: done, total: total, "event") }
    line?.end()
    if lake.parquet { try writeParquet(directory) }
    if common.json {
      let answer = Shapes.ExportedLake(report, to: directory, isParquet: lake.parquet)
      return say(json: Shapes.exportedLake.json(answer))
    }
    if common.quiet { return }
    if report.head.sequence == report.since, !report.isRewritten {
      say(note: "the lake has everything up to event \(report.since)")
    } else {
      let files = report.tables.reduce(0) { $0 + $1.files }
      say(
        note:
          "wrote \(ccstore.Format.count(report.rows, "row")), \(ccstore.Format.megabytes(report.bytes)), in \(ccstore.Format.count(Int64(files), "file")) to \(directory)"
      )
    }
    if report.isRewritten {
      say(
        note:
          "all files of this store were replaced, because something was erased or corrected, or an earlier version wrote them"
      )
    }
    for name in report.foreignScripts {
      say(note: "_ccstore/\(name) was left as it is, because no export has written it")
    }
    if lake.parquet { say(note: "wrote the tables as Parquet to \(directory)/parquet") }
    if committedFirst(report) {
      let script = lake.parquet ? "duckdb-parquet.sql" : "duckdb.sql"
      say(
        note:
          "To ask it with DuckDB:  cd \(Quoting.shell(PlainText.clean(directory))) && duckdb -init _ccstore/\(script)")
    }
  }

  private func committedFirst(_ report: LakeReport) -> Bool { report.since == 0 && !report.isRewritten }

  private func writeParquet(_ directory: String) throws {
    let target = FilePath(Environment.absolute(directory)).lexicallyNormalized()
    let tables = try LakeParquet.tables(of: target)
    do {
      try LakeParquet(target).write({ LakeScripts.parquet(tables, base: $0) }, SystemCommands())
    } catch let problem as LakeParquet.Problem {
      switch problem {
      case .missing:
        throw Failure(
          "the lake is written, but not as Parquet: there is no program duckdb; install it (https://duckdb.org) and run the command again",
          code: ExitStatus.failed)
      case .pattern:
        throw Failure(
          "the lake is written, but not as Parquet: duckdb reads characters of \(directory) as a pattern; name a directory without * ? [ ] { } and \\",
          code: ExitStatus.failed)
      case .failed(let status, let reason):
        throw Failure(
          "the lake is written, but not as Parquet: duckdb has ended with status \(status): \(PlainText.clean(reason))",
          code: ExitStatus.failed)
      }
    }
  }
}
