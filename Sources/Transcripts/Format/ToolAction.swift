/// The work of a tool call, in terms that do not depend on the agent.
package enum ToolAction: Sendable, Equatable {
  /// Commands for a shell, which is named by the language of its scripts.
  case shell(language: String, command: String?, description: String?)
  /// Texts in files that are replaced by others.
  case edit([Replacement])
  /// A file that is written. `language` is the extension of its name; empty if it has none.
  case write(content: String, language: String)
  /// Nothing but what the summary line says: a file is read, or a list is made.
  case read
  /// A task for a subagent, which answers in Markdown.
  case delegate(prompt: String?)
  /// A plan in Markdown.
  case plan(String)
  /// A list of steps.
  case steps([Step])
  /// Questions to the person, with the answers.
  case ask([Question])
  /// Anything else; the arguments tell.
  case other

  /// A text and the one that takes its place.
  package struct Replacement: Sendable, Equatable {
    package var old: String
    package var new: String

    package init(old: String, new: String) { (self.old, self.new) = (old, new) }
  }

  /// A step of a list.
  package struct Step: Sendable, Equatable {
    package enum Progress: Sendable { case open, current, done }

    package var progress: Progress
    package var text: String

    package init(_ progress: Progress, _ text: String) { (self.progress, self.text) = (progress, text) }
  }

  /// A question with options to choose from.
  package struct Question: Sendable, Equatable {
    /// An option and what it means; the description is empty if there is none.
    package struct Option: Sendable, Equatable {
      package var label: String
      package var description: String
      /// True if the person chose it.
      package var isChosen: Bool

      package init(_ label: String, description: String = "", isChosen: Bool = false) {
        (self.label, self.description, self.isChosen) = (label, description, isChosen)
      }
    }

    /// A few words on what it is about; empty if there are none.
    package var heading: String
    package var text: String
    package var options: [Option]
    /// The answer in words, also where it is one of the options; nil if there is none.
    package var answer: String?

    package init(heading: String = "", text: String, options: [Option], answer: String? = nil) {
      (self.heading, self.text, self.options, self.answer) = (heading, text, options, answer)
    }
  }
}
