/// The reason why a tool gives no answer, in one sentence for the model that called it. It becomes a result with
/// `isError`, so that the model can correct its call.
package struct ToolFailure: Error, Sendable {
  package var message: String

  package init(_ message: String) { self.message = message }
}
