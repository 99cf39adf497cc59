import ArgumentParser
import FileIO
import SystemPackage
import Tables

struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man", abstract: "Show or write the manual pages.",
    discussion: """
      The pages are made of the definitions of the commands. On a terminal 'man' shows the page; otherwise it is printed as roff. With --to, \
      a page for the program and one for each command are written to a directory, which 'man' finds if it is man1 in a directory of the manual.

      Example:  ccstore man usage
                ccstore man --to ~/.local/share/man/man1
      """)

  @Argument(help: "A command, such as 'usage' or 'completions install'. Default: the program as a whole.")
  var command: [String] = []

  @Option(name: .long, help: "Write all pages to this directory.", completion: .directory)
  var to: String?

  func validate() throws {
    if to != nil, !command.isEmpty { throw ValidationError("--to writes all pages; leave out the command.") }
  }

  func run() throws {
    try CommandNames.check(command, of: CCStore.self)
    let pages = ManualPage.all(CCStore._dumpHelp(), version: CCStore.configuration.version)
    guard let to else {
      // As with 'help', what follows the name of a command is left out: 'schedule install' is on the page of
      // 'schedule'.
      let names = (0...command.count).reversed().map { (["ccstore"] + command.prefix($0)).joined(separator: "-") }
      guard let page = names.lazy.compactMap({ name in pages.first { $0.name == name } }).first else {
        throw Failure("there is no manual page \(names[0])", code: ExitStatus.usage)
      }
      Pager.start(with: "man -l -")
      defer { Pager.finish() }
      Terminal.standardOutput.write(TerminalText(lines: page.text))
      return
    }
    let directory = FilePath(Environment.expanded(to))
    let files = POSIXFileSystem()
    try files.makeDirectories(directory)
    for page in pages {
      let name = "\(page.name).1"
      try files.replace(directory.appending(name), draft: directory.appending(".\(name).draft"), isDurable: false) {
        file throws(FileError) in
        try file.write(Array(page.text.utf8), at: 0)
      }
    }
    say(note: "wrote \(Format.count(Int64(pages.count), "manual page")) to \(directory)")
  }
}
