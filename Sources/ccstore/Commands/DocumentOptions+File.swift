import Answers
import Documents
import FileIO
import SessionLog
import SystemPackage
import Tables

extension DocumentOptions {
  /// Throws a failure if the options choose no session. Throws `noSuchSession`.
  func refuseNone(_ store: Store, _ asOf: AsOfOption) throws {
    guard try store.view(at: asOf.position()).chosen(choice()).isEmpty else { return }
    throw Failure("no session matches; nothing was written", code: ExitStatus.noInput)
  }

  /// Writes one session as a document to a file that must not exist.
  func exportFile(_ format: DocumentFormat, to file: String, _ asOf: AsOfOption, _ common: CommonOptions) throws {
    let view = try common.open().view(at: asOf.position())
    let found = try view.chosen(choice())
    guard found.count == 1 else {
      throw Failure(
        found.isEmpty
          ? "no session matches; nothing was written"
          : "these are \(Format.count(Int64(found.count), "session")), and a file holds one; name it in front of the file, or name a directory for all",
        code: found.isEmpty ? ExitStatus.noInput : ExitStatus.usage)
    }
    let id = String(decoding: found[0].id, as: UTF8.self)
    let transcript = try view.transcript(of: id)
    let line = common.progress()
    var done: Int64 = 0
    let bytes = try OutputFile.write(file) { sink in
      try transcript.write(format, time: Format.localTime) { bytes in
        try Interruption.check()
        done += Int64(bytes.count)
        line?.show(written: done)
        try sink(bytes)
      }
    }
    line?.end()
    if common.json {
      var report = DocumentReport()
      report.documents = [(id, FilePath(file).lastComponent?.string ?? file)]
      (report.bytes, report.sourceBytes) = (bytes, transcript.records.reduce(0) { $0 + $1.length })
      say(json: Shapes.exportedDocuments.json(Shapes.ExportedDocuments(report, to: file)))
    } else if !common.quiet {
      say("wrote \(Format.megabytes(bytes)) to \(file)")
    }
  }
}
