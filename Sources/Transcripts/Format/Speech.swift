/// The speaker of a record, where its type and flags do not tell. The raw values are written to disk: never renumber
/// them.
public enum Speaker: UInt8, Sendable, CaseIterable {
  /// A person, in a record of another type: a prompt that waited until the model was ready for it.
  case person = 1
  /// A person who gave a slash command that the model works on.
  case command = 2
  /// A person who gave a command that the agent, or a shell, executes by itself.
  case localCommand = 3
  /// The output of such a command.
  case output = 4
  /// The agent itself: reminders, notifications, interruptions.
  case system = 5
}

/// The words of a person in a record.
package struct Speech: Sendable, Equatable {
  /// The speaker; nil when the type and flags of the record tell it.
  package var speaker: Speaker?
  /// The text in UTF-8; a command as it is typed, with its arguments. Empty when no person typed anything.
  package var text: [UInt8]
  /// The title that the text gives to the session; nil when it gives none.
  package var newTitle: [UInt8]?

  package init(speaker: Speaker? = nil, text: [UInt8] = [], newTitle: [UInt8]? = nil) {
    (self.speaker, self.text, self.newTitle) = (speaker, text, newTitle)
  }
}
