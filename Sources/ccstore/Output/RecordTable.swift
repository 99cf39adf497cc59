import Answers

/// A table of the records of a session, one line each, file by file.
struct RecordTable {
  private let transcript: SessionTranscript
  private let isShown: [Bool]

  /// Makes a table of the records of `entries`.
  init(_ transcript: SessionTranscript, _ entries: ArraySlice<ConversationEntry>) {
    self.transcript = transcript
    var isShown = [Bool](repeating: false, count: transcript.records.count)
    for entry in entries { for record in entry.records { isShown[record] = true } }
    self.isShown = isShown
  }

  func text(style: Style, width: Int) -> TerminalText {
    var out: TerminalText = ""
    for (file, path) in transcript.files.enumerated() {
      let shown = transcript.records.indices.filter { isShown[$0] && transcript.records[$0].file == file }
      if shown.isEmpty { continue }
      out += (out.isEmpty ? "" : "\n") + style.bold(Format.fit("── " + path, width - 1)) + "\n"
      var table = TextTable(
        [
          .init(title: "NUMBER", isNumber: true), .init(title: "LINE", isNumber: true, dropPriority: 1),
          .init(title: "TYPE", canShrink: true), .init(title: "UUID", dropPriority: 2, canShrink: true, least: 8),
          .init(title: "TIME", dropPriority: 4), .init(title: "SIZE", isNumber: true, dropPriority: 3),
        ], width: width)
      for number in shown {
        let record = transcript.records[number]
        let type = record.defect?.reason ?? record.type ?? "?"
        table.add([
          "@\(record.sequence)", String(record.line + 1),
          record.subtype.map { "\(type)/\($0)" } ?? type, record.uuid ?? "",
          record.time.map(Format.localTime) ?? "", Format.megabytes(record.length),
        ])
      }
      out += table.lines(title: style.dim).joined(separator: "\n") + "\n"
    }
    return out
  }
}
