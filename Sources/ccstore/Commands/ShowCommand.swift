import ArgumentParser
import FileIO
import SessionStore
import Transcripts

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Read a session.",
    discussion: """
      Prints who said what when, the tools that were called, and the beginnings of their results. --raw prints the lines exactly as they \
      were stored.

      Example:  ccstore show 415c4d06
                ccstore show 415c4d06 --raw | jq .type
      """)

  @Argument(help: "The session's id, or the beginning of it.")
  var session: String

  @Argument(
    help: "Only this record, as a whole: its uuid, the beginning of it, or @ and its number, as 'search' prints them.")
  var record: String?

  @OptionGroup var common: CommonOptions

  @Flag(name: .long, help: "Print the exact lines.")
  var raw = false

  @Option(name: .long, help: "Of a former version of its files, counted from 0.")
  var generation: Int?

  func validate() throws {
    if raw, common.json { throw ValidationError("--raw prints the lines as they are; it does not go with --json.") }
    if let generation, generation < 0 { throw ValidationError("generations count from 0.") }
  }

  func run() throws {
    var out = BufferedOutput()
    var printer = TranscriptPrinter(style: common.style, width: Terminal.standardOutput.width)
    printer.isWhole = record != nil
    var count = 0
    try common.open().forEachRecord(of: session, generation: generation, record: record) { record in
      count += 1
      if raw {
        out.write(record.bytes)
      } else if common.json {
        out.write(Self.json(record).text(pretty: false) + "\n")
      } else {
        out.write(printer.text(of: record, verbose: common.verbose))
      }
    }
    out.flush()
    if count == 0, let record {
      throw Failure("session '\(session)' has no record '\(record)'", code: ExitStatus.noInput)
    }
    if count == 0, let generation {
      throw Failure("session '\(session)' has no generation \(generation)", code: ExitStatus.noInput)
    }
  }

  /// `line` is the text of the line where that is UTF-8, else null; `--raw` has the bytes.
  static func json(_ record: SessionRecord) -> JSON {
    let text = String(
      validating: record.bytes.last == 0x0a ? record.bytes.dropLast() : record.bytes[...], as: UTF8.self)
    return [
      "seq": .integer(Int64(record.sequence)), "path": .string(record.path), "line": .integer(record.line),
      "continues": .bool(record.continues), "defect": JSON(record.defect?.reason), "text": JSON(text),
    ]
  }
}
