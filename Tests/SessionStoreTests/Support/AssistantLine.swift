/// A line that reports tokens. `usage` is the text of the JSON object.
func assistant(
  _ number: Int, message: String? = "msg_1", session: String = "s", request: String? = "req_1",
  model: String = "claude-opus-4-5-20251101", usage: String = #"{"input_tokens":1,"output_tokens":2}"#,
  tool: String? = nil, more: String = ""
) -> String {
  let id = message.map { #""id":"\#($0)","# } ?? ""
  let request = request.map { #""requestId":"\#($0)","# } ?? ""
  let block = tool.map { #"{"type":"tool_use","id":"toolu_\#(number)","name":"\#($0)","input":{}}"# }
  return #"{"type":"assistant","uuid":"\#(uuid(number))","sessionId":"\#(session)",\#(request)"#
    + #""timestamp":"\#(time(number))","message":{\#(id)"role":"assistant","model":"\#(model)","#
    + #""content":[\#(block ?? #"{"type":"text","text":"answer \#(number)"}"#)],"usage":\#(usage)}\#(more)}"# + "\n"
}

/// A line with the result of the call that `assistant(call, tool:)` makes.
func toolResult(_ number: Int, of call: Int, session: String = "s", isError: Bool = false) -> String {
  #"{"type":"user","uuid":"\#(uuid(number))","sessionId":"\#(session)","timestamp":"\#(time(number))","message":{"role":"user","#
    + #""content":[{"type":"tool_result","tool_use_id":"toolu_\#(call)","is_error":\#(isError),"content":"done"}]}}"#
    + "\n"
}
