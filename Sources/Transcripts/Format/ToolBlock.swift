/// A call of a tool, or the result of one, as a record has it.
package struct ToolBlock: Sendable, Equatable {
  /// The id of the call, which its result repeats; empty if there is none.
  package var call: String
  package var content: Content

  package enum Content: Sendable, Equatable {
    case call(name: String, input: JSONValue)
    /// `bytes` is the length of the texts of the result in UTF-8.
    case result(isError: Bool, bytes: Int64)
  }

  package init(call: String, _ content: Content) { (self.call, self.content) = (call, content) }
}
