import ArgumentParser
import FileIO
import Operations
import SegmentedLog
import SystemPackage
import Tables

extension ExportCommand {
  /// True if a snapshot is asked for, by its format or its name.
  var isSnapshot: Bool {
    form == .ccsnap || (format == nil && directory == "-")
      || (format == .jsonl && directory?.hasSuffix(".ccsnap") == true)
  }

  func validateSnapshot() throws {
    guard directory != nil else { throw ValidationError("name the file to write to; '-' is standard output.") }
    if documents.isOfSessions || words.count > 1 {
      throw ValidationError("a snapshot holds all sessions; leave out what chooses some.")
    }
    if generation != nil { throw ValidationError("a snapshot holds all versions; leave out --generation.") }
    if directory == "-", common.json {
      throw ValidationError("the snapshot goes to standard output; leave out --json.")
    }
    if let since = documents.since, Self.position(since) == nil {
      throw ValidationError("'\(since)' is neither the number of an event nor a time.")
    }
  }

  func runSnapshot() throws {
    let (store, directory) = (common.open(), directory!)
    let since = documents.since.flatMap(Self.position)
    if directory == "-" {
      try Self.requireStream("a snapshot")
      let plan = try store.snapshotPlan(since: since, asOf: asOf.position())
      let line = common.progress()
      defer { line?.end() }
      return try plan.write(
        to: {
          try Interruption.check()
          Terminal.standardOutput.write(data: Array($0))
        }, progress: { done, total in line?.show("", done: done, total: total) })
    }
    let line = common.progress()
    let report = try store.exportSnapshot(to: FilePath(directory), since: since, asOf: asOf.position()) { done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    if common.json {
      say(json: Shapes.exportedSnapshot.json(Shapes.SnapshotFile(directory, report)))
    } else if !common.quiet {
      say(note: "wrote \(SnapshotPrinter.text(report)), to \(directory)")
    }
  }
}

/// Describes a snapshot for people.
enum SnapshotPrinter {
  static func text(_ report: SnapshotReport) -> String {
    let range = report.events == 0 ? "" : " (\(report.since.sequence + 1) to \(report.head.sequence))"
    return
      "\(Format.count(Int64(report.events), "event"))\(range) of store \(report.store), \(Format.megabytes(report.bytes))"
  }
}

extension VerifyCommand {
  func verify(_ file: String) throws {
    if file != "-" { return try verify(FilePath(file), named: file) }
    let place = FilePath(ProcessEnvironment.variables(["TMPDIR"])["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
    try SnapshotInput.withFile(in: place, common, purpose: "verify") { try verify($0, named: "standard input") }
  }

  private func verify(_ path: FilePath, named file: String) throws {
    let line = common.progress()
    var snapshot = try StoreSnapshot(path)
    snapshot.cancellation = StopSignal.shared.cancellation
    try snapshot.verify { done, total in line?.show("", done: done, total: total) }
    try snapshot.verifyEvents()
    line?.end()
    if common.json {
      say(json: Shapes.verifiedSnapshot.json(Shapes.SnapshotFile(file, snapshot.report)))
    } else if !common.quiet {
      say(note: "intact: \(SnapshotPrinter.text(snapshot.report))")
    }
  }
}
