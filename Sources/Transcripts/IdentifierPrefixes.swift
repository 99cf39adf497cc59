/// What identifiers in transcripts begin with, before digits and letters that are random.
package enum IdentifierPrefixes {
  /// Of tool calls, messages and requests of the Anthropic API, of its gateways at Amazon and Google, and of APIs in the manner of OpenAI's. Seen in real
  /// transcripts.
  package static let all: [[UInt8]] = [
    "toolu_01", "msg_01", "req_011C", "srvtoolu_01", "toolu_bdrk_01", "toolu_vrtx_01", "msg_bdrk_01", "msg_vrtx_01",
    "req_vrtx_011C", "call_", "gen-", "chatcmpl-",
  ].map { Array($0.utf8) }
}
