import ArgumentParser
import SessionStore

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte of the store.",
    discussion: """
      Reads all files of the store and checks every checksum, count, sequence number and chain hash, the manifest and the snapshots. Changes \
      nothing. Exit code 0: intact. 3: damage found. 74: a file could not be read.

      Example:  ccstore verify
                ccstore verify --json | jq .findings
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let line = common.progress()
    let result = try common.open().verify { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if common.json {
      say(
        JSON.object([
          ("ok", .bool(result.isOK)),
          (
            "findings",
            .array(
              result.findings.map {
                [
                  "severity": .string($0.severity.rawValue), "file": .string($0.file),
                  "offset": .integer(Int64($0.offset)),
                  "message": .string($0.message),
                ]
              })
          ),
          (
            "checked",
            ["files": JSON(result.files), "bytes": .integer(result.bytes), "events": .integer(Int64(result.events))]
          ),
        ]).text())
    } else if !common.quiet {
      for finding in result.findings { say("\(finding.severity.rawValue): \(finding)") }
      say(
        "\(result.isOK ? "intact" : "damaged"): \(Format.count(Int64(result.files), "file")), \(Format.megabytes(result.bytes)), \(Format.count(Int64(result.events), "event")) checked"
      )
    }
    if !result.isOK {
      let count = Format.count(Int64(result.findings.count { $0.severity == .error }), "finding")
      throw Failure("the store is damaged: \(count); nothing was changed", code: ExitStatus.damaged)
    }
  }
}
