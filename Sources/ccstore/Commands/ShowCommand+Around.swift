import Answers

extension ShowCommand {
  /// Prints the messages around a record, and how many there are before and after them.
  func read(around record: String, context: Int) throws {
    let transcript = try common.open().transcript(of: session, generation: generation)
    guard let place = transcript.entry(ofRecord: record) else {
      throw Failure(
        "session '\(session)' does not show a record '\(record)'; without --around, records of former versions are printed, too",
        code: ExitStatus.noInput)
    }
    let all = transcript.conversation.entries
    let shown = transcript.conversation.entries(around: place, messages: context)
    let (style, width) = (common.style, Terminal.standardOutput.textWidth)
    var (printer, wholePrinter) = (self.printer(isWhole: false), self.printer(isWhole: true))
    if pager { Pager.start() }
    defer { Pager.finish() }
    func hidden(_ entries: ArraySlice<ConversationEntry>, _ side: String) -> TerminalText {
      let count = entries.count { $0.isMessage }
      if count == 0 { return "" }
      return "\n" + style.dim(Format.fit("… \(Format.count(Int64(count), "message")) \(side)", width)) + "\n"
    }
    var out = BufferedOutput()
    out.write(printer.header(transcript))
    out.write(hidden(all[..<shown.startIndex], "before; 'ccstore show' without --around has all"))
    for index in shown.indices {
      if index == place {
        out.write("\n" + style.yellow(Format.fit("▶ \(record)", width)) + "\n")
        out.write(try wholePrinter.text(of: all[index]) { try transcript.message(of: all[index]) })
      } else {
        out.write(try printer.text(of: all[index]) { try transcript.message(of: all[index]) })
      }
    }
    out.write(hidden(all[shown.endIndex...], "after; a higher --context shows more"))
    out.flush()
  }
}
