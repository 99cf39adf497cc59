import ArgumentParser
import FileIO
import SessionStore
import SystemPackage

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the original files.",
    discussion: """
      Writes every file that was ever stored, byte for byte, in its latest version or in the one asked for, below a directory that is new or \
      empty. A store with one root gives DIR/projects/…, one with several DIR/<machine>/<root>/projects/….

      Example:  ccstore export --format jsonl ~/claude-history
                ccstore export --format jsonl --generation 0 ~/as-first-seen
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl }

  @Option(name: .long, help: "What to write: jsonl, the original files.")
  var format: Format = .jsonl

  @Argument(help: "Where to; a new or empty directory.", completion: .directory)
  var directory: String

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Of the files that have it, the version with this number, from 0.")
  var generation: Int?

  func validate() throws {
    if let generation, generation < 0 { throw ValidationError("generations count from 0.") }
  }

  func run() throws {
    let line = common.progress()
    let report = try common.open().export(to: FilePath(directory), generation: generation) { done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    if common.json {
      let json: JSON = [
        "files": JSON(report.files), "bytes": .integer(report.bytes), "directory": .string(directory),
        "renamed": .array(report.renamed.map { ["from": .string($0.from), "to": .string($0.to)] }),
        "head": IngestCommand.head(report.head),
      ]
      say(json.text())
    } else if !common.quiet {
      for (from, to) in report.renamed { say("\(from) was written as \(to): the name is a folder's too") }
      say(
        "wrote \(ccstore.Format.count(Int64(report.files), "file")), \(ccstore.Format.megabytes(report.bytes)), to \(directory)"
      )
    }
  }
}
