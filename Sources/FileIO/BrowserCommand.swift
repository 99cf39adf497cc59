/// The commands that show a file in the browser of the user.
package enum BrowserCommand {
  /// Returns the commands that may show a file, the first choice first: those in `browser`, the value of `BROWSER`, which
  /// are separated by colons and may have `%s` in the place of the file, then the one of the system.
  package static func all(showing file: String, browser: String?) -> [[String]] {
    let named = (browser ?? "").split(separator: ":").map { command in
      let words = command.split(separator: " ").map(String.init)
      return words.contains { $0.contains("%s") } ? words.map { $0.replacing("%s", with: file) } : words + [file]
    }
    return named.filter { $0.count > 1 } + [[systemOpener, file]]
  }

  /// The command with which the system opens a file.
  package static var systemOpener: String {
    #if os(macOS)
      "open"
    #else
      "xdg-open"
    #endif
  }
}
