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
    throw Failure("no sessions match; nothing was written", code: ExitStatus.noInput)
  }

  /// Writes one session as a document to a file that must not exist.
  func exportFile(_ format: DocumentFormat, to file: String, _ asOf: AsOfOption, _ common: CommonOptions) throws {
    let store = common.open()
    let found = try store.view(at: asOf.position()).chosen(choice())
    guard found.count == 1 else {
      throw Failure(
        found.isEmpty
          ? "no sessions match; nothing was written"
          : "these are \(Format.count(Int64(found.count), "session")), and a file holds one; name it in front of the file, or name a directory for all",
        code: found.isEmpty ? ExitStatus.noInput : ExitStatus.usage)
    }
    let id = String(decoding: found[0].id, as: UTF8.self)
    let line = common.progress()
    var done: Int64 = 0
    let bytes = try OutputFile.write(file) { sink in
      try store.writeDocument(
        format, of: id, asOf: asOf.position(), time: Format.localSeconds, zone: time.zone().name
      ) { bytes in
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
      report.bytes = bytes
      report.sourceBytes = try store.transcript(of: id, asOf: asOf.position()).records.reduce(0) { $0 + $1.length }
      say(json: Shapes.exportedDocuments.json(Shapes.ExportedDocuments(report, to: file)))
    } else if !common.quiet {
      say(note: "wrote \(Format.megabytes(bytes)) to \(file)")
    }
  }
}
