import ArgumentParser
import FileIO
import SessionStore
import SystemPackage

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the original files, or a snapshot of the store.",
    discussion: """
      Writes every file that was ever stored, byte for byte, in its latest version or in the one asked for, below a directory that is new or \
      empty. A store with one root gives DIR/projects/…, one with several DIR/<machine>/<root>/projects/….

      A name that ends in .ccsnap, or '-' for standard output, gives a snapshot: the store as one file, which 'ccstore verify' checks and 'ccstore import' takes \
      in. With --since it holds only what came after that event, to be imported on top.

      Example:  ccstore export --format jsonl ~/claude-history
                ccstore export --format jsonl --generation 0 ~/as-first-seen
                ccstore export ~/backup/claude.ccsnap
                ccstore export - --since 12000 | ssh host 'cat >more.ccsnap'
                ccstore export --format jsonl --as-of 2026-03-25 ~/as-it-was
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, ccsnap }

  @Option(name: .long, help: "What to write: jsonl, the original files; ccsnap, a snapshot.")
  var format: Format = .jsonl

  @Argument(help: "Where to; a new or empty directory, or a file that ends in .ccsnap.", completion: .directory)
  var directory: String

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Of the files that have it, the version with this number, from 0.")
  var generation: Int?

  @OptionGroup var asOf: AsOfOption

  @Option(
    name: .long,
    help: ArgumentHelp("Of a snapshot: only what came after this event, or this time.", valueName: "seq|time"))
  var since: String?

  func validate() throws {
    try validateSnapshot()
    if let generation, generation < 0 { throw ValidationError("generations count from 0.") }
  }

  func run() throws {
    if isSnapshot { return try runSnapshot() }
    let line = common.progress()
    let report = try common.open().export(to: FilePath(directory), generation: generation, asOf: asOf.position()) {
      done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    if common.json {
      let json: JSON = [
        "files": JSON(report.files), "bytes": .integer(report.bytes), "directory": .string(directory),
        "renamed": .array(report.renamed.map { ["from": .string($0.from), "to": .string($0.to)] }),
        "erased": ["files": JSON(report.erasedFiles), "files_in_part": JSON(report.filesWithErasedLines)],
        "incomplete": .array(report.incomplete.map { ["path": .string($0.path), "lost": Self.json($0.lost)] }),
        "dropped": .array(report.dropped.map { .string($0) }), "head": IngestCommand.head(report.head),
      ]
      say(json.text())
    } else if !common.quiet {
      for (from, to) in report.renamed { say("\(from) was written as \(to): the name is a folder's too") }
      for (path, lost) in report.incomplete {
        let bytes = lost.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
        say("\(path) lacks \(bytes) bytes that are lost, from byte \(lost[0].lowerBound) of the file on")
      }
      if report.erasedFiles > 0 {
        say("left out, because they were erased: \(ccstore.Format.count(Int64(report.erasedFiles), "file"))")
      }
      if report.filesWithErasedLines > 0 {
        say(
          "without the lines that were erased: \(ccstore.Format.count(Int64(report.filesWithErasedLines), "file"))")
      }
      say(
        "wrote \(ccstore.Format.count(Int64(report.files), "file")), \(ccstore.Format.megabytes(report.bytes)), to \(directory)"
      )
    }
    for path in report.dropped {
      Terminal.standardError.write("ccstore: \(path): the version asked for was dropped on request\n")
    }
    if !report.dropped.isEmpty {
      throw Failure(
        "\(ccstore.Format.count(Int64(report.dropped.count), "file")) not written: dropped by 'compact --drop-superseded'",
        code: ExitStatus.failed)
    }
  }

  private static func json(_ ranges: [Range<Int64>]) -> JSON {
    .array(ranges.map { ["offset": .integer($0.lowerBound), "bytes": .integer($0.upperBound - $0.lowerBound)] })
  }
}
