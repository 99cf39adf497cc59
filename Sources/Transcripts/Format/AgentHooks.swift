import FileIO

/// The commands that an agent runs at certain moments of a session, and the settings in which they stand.
///
/// Settings are given and returned as the bytes of a file. Everything in them that is not added or removed keeps its
/// bytes. All functions throw `HookProblem` for settings that cannot be understood, and change nothing then. Settings in
/// which a key on the way to the hooks stands twice are read as the agent reads them, and not changed.
package protocol AgentHooks: Sendable {
  /// The moments at which a command runs, in words that follow "runs".
  static var moments: String { get }
  /// Returns the files of the user in which hooks stand, as absolute paths.
  static func files(environment: [String: String]) -> [String]
  /// Returns settings with nothing but a command, as one would write them by hand.
  static func settings(with command: String) -> [UInt8]
  /// Returns all commands that run at these moments, in their order.
  static func commands(in settings: [UInt8]) throws(HookProblem) -> [HookCommand]
  /// Returns the settings with a command at each of these moments at which it does not stand yet. Empty settings give
  /// new ones.
  static func adding(_ command: String, to settings: [UInt8]) throws(HookProblem) -> [UInt8]
  /// Returns the settings without the entries that hold exactly one command, which `isMeant` accepts, and nothing else.
  /// What is empty afterwards is removed, too.
  static func removing(
    from settings: [UInt8], where isMeant: (String) -> Bool
  ) throws(HookProblem) -> [UInt8]
}

/// A command that an agent runs.
package struct HookCommand: Sendable, Equatable {
  /// The name of the moment, in the agent's words.
  package var event: String
  package var command: String
  /// True if the entry holds nothing but this command.
  package var isAlone: Bool
}

/// The reason why settings cannot be used, as words that follow the path of the file.
package struct HookProblem: Error, Sendable, Equatable {
  package var reason: String

  init(_ reason: String) { self.reason = reason }
}

extension AgentFormat {
  /// Most agents have no hooks.
  package static var hooks: (any AgentHooks.Type)? { nil }
}
