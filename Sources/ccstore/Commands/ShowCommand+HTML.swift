import ArgumentParser
import Documents

extension ShowCommand {
  /// Checks what goes with `--html`. Throws `ValidationError`.
  func validateHTML() throws {
    guard html else { return }
    if raw || records || thinking || tools || tail != nil || common.json || record != nil || outline
      || aroundOptions.around != nil
    {
      throw ValidationError(
        "--html is a page of the whole session; leave out the record, --raw, --records, --thinking, --tools, --tail, --outline, --around and --json."
      )
    }
  }

  /// Prints the session as a page for a browser.
  func printHTML() throws {
    if Terminal.standardOutput.isTerminal {
      let command =
        CommandLines.ccstore(["show", "--html"], session: session, store: common.store) ?? "ccstore show --html SESSION"
      throw Failure(
        "a page is for a browser, not for a terminal; write it to a file: \(command) >session.html",
        code: ExitStatus.usage)
    }
    try common.open().writeDocument(
      .html, of: session, generation: generation, time: Format.localSeconds, zone: TimeOptions.machineZone.name
    ) { Terminal.standardOutput.write(data: $0) }
  }
}
