import Answers
import ArgumentParser
import FileIO
import Operations
import SessionLog
import SystemPackage
import Tables

/// The options of `export --format ndjson` and `csv`.
struct DataOptions: ParsableArguments {
  @Flag(name: .long, help: "ndjson: every event of the log, without texts, instead of the records.")
  var events = false

  @Flag(name: .long, help: "ndjson: the records of former versions of files, too.")
  var allVersions = false

  @Option(name: .long, help: "csv: this table only; may be given several times. Default: all.")
  var table: [ExportTable] = []

  @OptionGroup var csv: CSVOption

  @OptionGroup var prices: PriceOptions

  func validate(
    _ format: ExportCommand.Format, _ sessions: DocumentOptions, isFile: Bool, hasCursor: Bool
  ) throws {
    if format != .ndjson, events && format != .events || allVersions {
      throw ValidationError("--events and --all-versions are for ndjson.")
    }
    if format != .csv, !table.isEmpty { throw ValidationError("--table is for csv.") }
    if format != .csv, csv.rawCsv { throw ValidationError("--raw-csv is for csv.") }
    if events || format == .events, sessions.isOfSessions || sessions.since != nil && !hasCursor || allVersions {
      throw ValidationError("--events gives all of them; leave out the rest.")
    }
    if format == .csv, isFile, table.count > 1 {
      throw ValidationError("a file holds one table; name a directory for several.")
    }
    if format == .csv, sessions.isGiven, table != [.sessions], !(isFile && table.isEmpty) {
      throw ValidationError("only the table of sessions can be of some of them: add --table sessions.")
    }
  }
}

extension ExportCommand {
  /// Writes records or events, one per line.
  func runLines() throws {
    guard !common.json else { throw Failure("ndjson is JSON already; leave out --json", code: ExitStatus.usage) }
    var query = RecordQuery()
    query.sessions = documents.choice()
    query.isEveryVersion = data.allVersions
    query.position = asOf.position()
    if let cursor { query.after = cursor }
    if cursor != nil { query.sessions = chosenSessions }
    let store = common.open()
    func write(_ sink: ([UInt8]) throws -> Void) throws {
      if isEvents, query.after > 0 {
        let view = try store.view(at: query.position)
        guard view.head.sequence > query.after else { return }
        try view.exportEvents(in: query.after + 1...view.head.sequence, write: sink)
      } else if isEvents {
        try store.exportEvents(asOf: query.position, write: sink)
      } else {
        try store.exportRecords(query, write: sink)
      }
    }
    guard let directory, directory != "-" else { return try write { Terminal.standardOutput.write(data: $0) } }
    let line = common.progress()
    let bytes = try OutputFile.write(directory) { sink in
      var done: Int64 = 0
      try write { bytes in
        done += Int64(bytes.count)
        line?.show(written: done)
        try sink(bytes)
      }
    }
    line?.end()
    if !common.quiet { say(note: "wrote \(ccstore.Format.megabytes(bytes)) to \(directory)") }
  }

  /// Writes tables, one file each.
  func runTables(_ directory: String) throws {
    var query = RecordQuery()
    query.sessions = documents.choice()
    query.position = asOf.position()
    query.sessions.query.prices = try data.prices.table()
    let store = common.open()
    let tables = data.table.isEmpty ? ExportTable.allCases : data.table
    func write(_ table: ExportTable, _ sink: ([UInt8]) throws -> Void) throws {
      try table.forEachRow(query, store) { try sink(Array(data.csv.form.text(of: $0).utf8)) }
    }
    if directory == "-" {
      guard tables.count == 1 else {
        throw Failure("one table at a time goes to standard output; name it with --table", code: ExitStatus.usage)
      }
      return try write(tables[0]) { Terminal.standardOutput.write(data: $0) }
    }
    let line = common.progress()
    var done: Int64 = 0
    func writeFile(_ table: ExportTable, _ sink: ([UInt8]) throws -> Void) throws {
      try write(table) { bytes in
        done += Int64(bytes.count)
        line?.show(written: done)
        try sink(bytes)
      }
    }
    var files: [Shapes.WrittenFile] = []
    if isFile {
      // The table of sessions is what most people look for.
      let table = data.table.first ?? .sessions
      files = [Shapes.WrittenFile(directory, bytes: try OutputFile.write(directory) { try writeFile(table, $0) })]
    } else {
      let folder = ExportDirectory(FilePath(directory), marks: true, fileSystem: POSIXFileSystem())
      try folder.prepare(isNew: false)
      for table in tables {
        let name = "\(table.rawValue).csv"
        let bytes = try folder.write(name) { try writeFile(table, $0) }
        files.append(Shapes.WrittenFile(directory + "/" + name, bytes: bytes))
      }
      try folder.finish()
    }
    line?.end()
    for file in files where !common.quiet && !common.json {
      say(note: "wrote \(file.file), \(ccstore.Format.megabytes(file.bytes))")
    }
    if common.json { say(json: Shapes.exportedTables.json(files)) }
  }
}

/// Writes a file that exists completely or not at all.
enum OutputFile {
  /// Writes the bytes that `body` passes on to a file that must not exist yet. Returns their number.
  static func write(_ name: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws -> Int64 {
    let (fileSystem, path) = (POSIXFileSystem(), FilePath(name))
    guard let last = path.lastComponent else { throw Failure("a file needs a name", code: ExitStatus.usage) }
    if try fileSystem.exists(path) {
      throw Failure("\(name) exists already; remove it, or name another one", code: ExitStatus.cannotCreate)
    }
    let draft = path.removingLastComponent().appending(".\(last.string).partial")
    if try fileSystem.exists(draft) { try fileSystem.remove(draft) }
    return try fileSystem.writeExclusively(path, draft: draft) { file in try body { try file.append($0) } }
  }
}
