import ArgumentParser
import Documents
import FileIO
import SystemPackage
import Tables

struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Read a session in the browser.",
    discussion: """
      Writes the session as a page into a new directory below $TMPDIR, else /tmp, that nobody else can enter, and shows it with $BROWSER, else xdg-open, on \
      macOS open. If none of them shows it, the path of the page is printed. The page stays until temporary files are removed.

      'last' is the latest session.

      Example:  ccstore open last
                ccstore open 415c4d06 --print
      """)

  @Argument(help: SharedOption.session, completion: StoredValues.sessions)
  var session: String

  @Flag(name: .customLong("print"), help: "Print the path of the page, and start no browser.")
  var isPrinted = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws { try SharedOption.validate(session: session) }

  func run() throws {
    let named = ProcessEnvironment.variables(["TMPDIR"])["TMPDIR"] ?? ""
    let directory = FilePath(named.hasPrefix("/") ? named : "/tmp")
    let page = try common.open().temporaryPage(of: session, in: directory, time: Format.localTime)
    if isPrinted, !common.json { return say("\(page.path)") }
    // A browser that is started here may stay until its window is closed.
    if !isPrinted, !common.json, !common.quiet { say(note: "opening \(page.path)") }
    let isOpened = !isPrinted && Browser.show(page.path.string)
    if common.json { return say(json: Shapes.openedPage.json(Shapes.OpenedPage(page, isOpened: isOpened))) }
    if isOpened { return }
    if common.quiet { say("\(page.path)") }
    complain("no browser showed the page; set BROWSER to a command, or open the file")
  }
}
