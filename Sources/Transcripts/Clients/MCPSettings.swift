/// A server of the Model Context Protocol that a client starts: a program with its arguments.
package struct MCPServerEntry: Sendable, Equatable {
  /// The absolute path of the program.
  package var command: String
  package var arguments: [String]

  package init(command: String, arguments: [String]) { (self.command, self.arguments) = (command, arguments) }

  /// The name under which the server stands in settings, which is a part of the names of its tools.
  package static let name = "ccstore"

  /// The program with its arguments.
  package var words: [String] { [command] + arguments }

  /// Whether it is one that `ccstore mcp install` writes: a program whose name begins with `ccstore` that serves, with a
  /// store or without.
  package var isOurs: Bool {
    guard command.split(separator: "/").last?.hasPrefix("ccstore") == true, arguments.first == "mcp" else {
      return false
    }
    return arguments.count == 1 || arguments.count == 3 && arguments[1] == "--store"
  }
}

/// What stands in settings under the name of our server.
package enum MCPEntryFound: Sendable, Equatable {
  case none
  /// An entry as `ccstore mcp install` writes it, maybe with another program or store.
  case ours(MCPServerEntry)
  /// Anything else.
  case other(MCPForeignEntry)
}

/// An entry under the name of our server that ccstore has not written.
package struct MCPForeignEntry: Sendable, Equatable {
  /// The program with its arguments; empty where there is none.
  package var words: [String]
  /// What it is, in words that follow "which".
  package var summary: String

  /// `address` is that of a server which is reached by HTTP.
  init(command: String?, arguments: [String], address: String?) {
    words = command.map { [$0] + arguments } ?? []
    if command != nil {
      let text = words.joined(separator: " ")
      summary = "runs '\(text.prefix(200))\(text.count > 200 ? "…" : "")'"
    } else {
      summary = address.map { "leads to \($0.prefix(200))" } ?? "is of another form"
    }
  }
}

/// The list of servers in the settings of a client.
///
/// Settings are given and returned as the bytes of a file. Everything in them but the entry keeps its bytes. All
/// functions throw `MCPSettingsProblem` for settings that cannot be understood. Cost: linear.
package protocol MCPSettings: Sendable {
  /// Where the entry stands, in the words of the format.
  static var place: String { get }
  /// Returns settings with nothing but an entry, as one would write them by hand.
  static func settings(with entry: MCPServerEntry) -> [UInt8]
  /// Returns what stands under the name of our server.
  static func found(in settings: [UInt8]) throws(MCPSettingsProblem) -> MCPEntryFound
  /// Returns the settings with an entry, which replaces the one that stands there. Empty settings give new ones.
  static func adding(_ entry: MCPServerEntry, to settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8]
  /// Returns the settings without the entry, and without a list of servers that holds nothing else and is as `adding`
  /// makes it.
  static func removing(from settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8]
}

/// The reason why settings cannot be used, as words that follow the path of the file.
package struct MCPSettingsProblem: Error, Sendable, Equatable {
  package var reason: String

  package init(_ reason: String) { self.reason = reason }
}

extension MCPSettings {
  /// Throws unless the bytes are UTF-8.
  static func checkText(_ settings: [UInt8]) throws(MCPSettingsProblem) {
    if String(validating: settings, as: UTF8.self) == nil { throw MCPSettingsProblem("is not UTF-8") }
  }

  static func isBlank(_ settings: [UInt8]) -> Bool {
    settings.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
  }
}
