import Answers
import ArgumentParser
import Tables

extension ShowCommand {
  /// Throws if options are given that do not go with `--outline`.
  func validateOutline() throws {
    guard outline else { return }
    if raw || records || thinking || tools || tail != nil || record != nil || turnOptions.turns
      || aroundOptions.around != nil
    {
      throw ValidationError(
        "--outline shows the prompts of a session; leave out a record, --raw, --records, --thinking, --tools, --tail, --around and --turns."
      )
    }
  }

  /// Prints the prompts of the session with what followed each.
  func printOutline() throws {
    let outline = try common.open().view().outline(of: session, generation: generation)
    if common.json { return say(json: Shapes.outline.json(outline)) }
    let printer = OutlinePrinter(
      style: common.style, width: Terminal.standardOutput.textWidth, isDetailed: common.verbose)
    let text = printer.text(outline)
    if pager { Pager.start() }
    defer { Pager.finish() }
    Terminal.standardOutput.write(text)
  }
}
