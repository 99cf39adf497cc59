/// Makes a message from parts that are added one after the other. It unites each result with its call.
package struct MessageBuilder {
  /// The message made of the parts that were added so far.
  package var message: Message
  /// The index in `message.parts` of each call, by its id.
  private var calls: [String: Int] = [:]

  /// Makes an empty message.
  package init(_ kind: RecordKind, agent: Agent) { message = Message(kind: kind, agent: agent) }

  package mutating func add(_ parts: [Message.Part]) { message.parts += parts }

  /// Adds a part that is independent of the others.
  package mutating func add(_ part: Message.Part) { message.parts.append(part) }

  package mutating func add(_ call: ToolCallContent) {
    calls[call.id] = message.parts.count
    message.parts.append(.call(call))
  }

  /// Adds a result to the call with this id, or as a part of its own if there is no such call or it has a result.
  package mutating func add(_ result: ToolResultContent, ofCall id: String?) {
    guard let place = id.flatMap({ calls[$0] }), case .call(var call) = message.parts[place], call.result == nil else {
      return message.parts.append(.result(result))
    }
    call.result = result
    message.parts[place] = .call(call)
  }
}
