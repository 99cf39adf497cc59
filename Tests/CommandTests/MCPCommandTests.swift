import Foundation
import Testing

@Suite("ccstore mcp")
struct MCPCommandTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  /// Starts a server whose input is descriptor 3 and whose output is descriptor 4, and runs a script that talks to it.
  /// `ask` sends a message, `hear` prints the next one. `$server` is the process.
  private func talk(_ script: String, options: String = "") throws -> Outcome {
    try work.shell(
      #"""
      cd "$WORK"; mkfifo in out
      "$CCSTORE" mcp --store "$STORE" \#(options) <in >out &
      server=$!; exec 3>in 4<out
      ask() { printf '%s\n' "$1" >&3; }
      hear() { IFS= read -r line <&4 && printf '%s\n' "$line"; }
      \#(script)
      """#)
  }

  private func makeStore() throws {
    try work.write("p/s.jsonl", line(1, session: "s", text: "needle"))
    try work.ingest()
  }

  private static let search =
    #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search","arguments":{"query":"needle"}}}"#

  @Test("it answers line by line, says nothing else, and ends with its input and status 0")
  func conversation() throws {
    try makeStore()
    let outcome = try talk(
      #"""
      ask '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}'; hear
      ask '{"jsonrpc":"2.0","method":"notifications/initialized"}'
      ask '\#(Self.search)'; hear
      ask 'garbage'; hear
      exec 3>&-; wait $server; echo "exit $?"; cat <&4
      """#)
    let lines = outcome.output.split(separator: "\n")
    try #require(lines.count == 4, "\(outcome)")
    #expect(lines[0].contains(#""protocolVersion":"2025-06-18""#))
    #expect(lines[1].contains(#""id":2"#) && lines[1].contains("1 record found"))
    #expect(
      lines[2]
        == #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"the message is not valid JSON in UTF-8 of at most 1024 levels"}}"#
    )
    #expect(lines[3] == "exit 0")
    #expect(outcome.errors.isEmpty)
  }

  @Test("SIGTERM ends it with status 0, also while its input is open")
  func terminate() throws {
    let outcome = try talk(
      #"""
      ask '{"jsonrpc":"2.0","id":1,"method":"ping"}'; hear
      kill -TERM $server; wait $server; echo "exit $?"
      """#)
    #expect(outcome.output == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\nexit 0\n")
    #expect(outcome.errors.isEmpty)
  }

  @Test("it ends quietly when nobody reads its answers any more")
  func closedOutput() throws {
    let outcome = try talk(
      #"""
      exec 4<&-; ask '{"jsonrpc":"2.0","id":1,"method":"ping"}'; wait $server; echo "exit $?"
      """#)
    #expect(outcome.output == "exit 0\n")
    #expect(outcome.errors.isEmpty)
  }

  @Test("where the input ends in the middle of calls, every line that was written is a whole message")
  func endInTheMiddle() throws {
    try makeStore()
    let outcome = try talk(
      #"""
      for n in 1 2 3 4 5 6 7 8; do ask '\#(Self.search)'; done
      printf '{"jsonrpc":"2.0","id":9,"method":"pi' >&3
      exec 3>&-; cat <&4; wait $server; echo "exit $?"
      """#)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.last == "exit 0" && outcome.errors.isEmpty, "\(outcome)")
    for line in lines.dropLast() {
      let answer = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(answer?["id"] as? Int == 2, "\(line)")
    }
  }

  @Test("two servers of one store answer the same, also where both make what is missing of it")
  func twoServers() throws {
    try makeStore()
    let outcome = try work.shell(
      #"""
      cd "$WORK"; rm -rf "$STORE"/snap/* "$STORE"/idx/*; mkfifo in1 out1 in2 out2
      "$CCSTORE" mcp --store "$STORE" <in1 >out1 &
      "$CCSTORE" mcp --store "$STORE" <in2 >out2 &
      exec 3>in1 4<out1 5>in2 6<out2
      printf '%s\n' '\#(Self.search)' >&3; printf '%s\n' '\#(Self.search)' >&5
      IFS= read -r a <&4; IFS= read -r b <&6; exec 3>&- 5>&-; wait
      [ "$a" = "$b" ] && printf '%s\n' "$a"
      """#)
    #expect(outcome.code == 0 && outcome.output.contains("1 record found"), "\(outcome)")
  }

  @Test("a store that does not exist is no reason not to start, and the answers say which command makes it")
  func absentStore() throws {
    let outcome = try talk("ask '\(Self.search)'; hear; exec 3>&-; wait $server")
    #expect(outcome.output.contains(#""isError":true"#))
    #expect(outcome.output.contains("ccstore ingest --store \(work.store)"), "\(outcome)")
  }

  @Test("with --verbose standard error says what was answered, one clean line each")
  func verbose() throws {
    let outcome = try talk(
      #"""
      ask '{"jsonrpc":"2.0","id":1,"method":"ping"}'; hear
      ask '{"jsonrpc":"2.0","id":1,"method":"no\u001b[31m\nsuch"}'; hear
      exec 3>&-; wait $server
      """#, options: "--verbose")
    #expect(outcome.errors == "ccstore: ping: answered\nccstore: no such: there is no method 'no such'\n", "\(outcome)")
  }

  @Test("without input it ends at once, and a store without a name is refused")
  func usage() throws {
    let empty = try work.ccstore(["mcp"])
    #expect(empty.code == 0 && empty.standardOutput.isEmpty && empty.standardError.isEmpty)
    #expect(try work.ccstore(["mcp", "--store", ""]).code == 64)
  }

  @Test("ccstore json mcp explains the documents of its tools")
  func shapes() throws {
    let page = try work.ccstore(["json", "mcp"])
    #expect(page.code == 0)
    #expect(page.output.contains("tool usage: ") && page.output.contains("tool status: "))
    #expect(page.output.contains("unpriced_models") && page.output.contains("last_ingest"))
  }
}
