/// The prefixes of identifiers in transcripts, after which random digits and letters follow.
enum IdentifierPrefixes {
  /// The prefixes of tool calls, messages and requests: those of the Anthropic API, of its gateways at Amazon and
  /// Google, and of APIs in the style of OpenAI's. All were seen in real transcripts.
  static let all: [[UInt8]] = [
    "toolu_01", "msg_01", "req_011C", "srvtoolu_01", "toolu_bdrk_01", "toolu_vrtx_01", "msg_bdrk_01", "msg_vrtx_01",
    "req_vrtx_011C", "call_", "gen-", "chatcmpl-",
  ].map { Array($0.utf8) }
}
