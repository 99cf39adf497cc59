import TestSupport

/// Transcripts whose responses are streamed, repeated, forked, answered by subagents, given one id by a gateway, and
/// reported in every way that has been seen.
struct UsageTree {
  /// The files by path; nil for a deleted file.
  private(set) var files: [String: String?] = [:]
  private var next = 0

  /// The ways in which the ids of a session's responses are made.
  private enum Ids: CaseIterable {
    case own, gateway, gatewayWithRequests, empty
  }

  /// Changes the tree once: sessions begin, grow, are forked, truncated, rewritten or deleted.
  mutating func step(_ random: inout Seeded) {
    for _ in 0..<3 {
      let session = "session-\(next)"
      next += 1
      var text = conversation(session, &random)
      if random.oneIn(2) {
        let answers = conversation(session, &random, isSidechain: true)
        // The lines of a subagent are repeated in records of type `progress`, and its own file may be missing.
        if random.oneIn(2) { text += progress(answers, session) }
        if !random.oneIn(3) { files["p/\(session)/subagents/agent-\(next).jsonl"] = answers }
      }
      files["p/\(session).jsonl"] = text
    }
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      guard let text, !path.contains("subagents") else { continue }
      let session = String(path.dropFirst(2).dropLast(6))
      let lines = text.split(separator: "\n").map { $0 + "\n" }
      switch Int.random(in: 0..<9, using: &random) {
      case 0: files[path] = text + conversation(session, &random)
      case 1: files[path] = lines.prefix(lines.count / 2).joined()
      case 2: files[path] = .some(nil)
      case 3: files[path] = conversation(session, &random) + lines.suffix(2).joined()
      case 4: fork(text, session, &random)
      case 5: files[path] = text + lines.prefix(lines.count / 2).joined()  // history is replayed in the same file
      default: break
      }
    }
  }

  private mutating func fork(_ text: String, _ session: String, _ random: inout Seeded) {
    // Ids that sort before and after that of the original.
    let fork = "\(random.oneIn(2) ? "fork" : "zfork")-\(next)"
    next += 1
    let more = random.pick([
      "", #","forkedFrom":{"sessionId":"\#(session)","messageUuid":"u"}"#, #","sessionKind":"bg""#,
    ])
    let copy = text.replacing(#""sessionId":"\#(session)""#, with: #""sessionId":"\#(fork)"\#(more)"#)
    files["q/\(fork).jsonl"] = copy + (random.oneIn(4) ? "" : conversation(fork, &random))
  }

  private mutating func conversation(_ session: String, _ random: inout Seeded, isSidechain: Bool = false) -> String {
    var text = #"{"type":"summary","summary":"of \#(session)","leafUuid":"x"}"# + "\n"
    let ids = isSidechain || !random.oneIn(3) ? Ids.own : random.pick(Ids.allCases)
    var parent = "none"
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      next += 1
      if !isSidechain, !random.oneIn(5) {
        text += user("\(next)-p", session, parent: parent, minute: next * 47 - 1, isResult: false)
        parent = "\(next)-p"
      }
      text += answer(session, ids, &parent, &random, isSidechain: isSidechain)
      if random.oneIn(5) { text += "{\"type\":\"assistant\",\"message\":{\"usage\":\n" }
      if random.oneIn(7) {
        text += #"{"type":"assistant","message":{"id":"m","usage":"none"},"sessionId":"\#(session)"}"# + "\n"
      }
    }
    return text
  }

  /// The lines of one response.
  private mutating func answer(
    _ session: String, _ ids: Ids, _ parent: inout String, _ random: inout Seeded, isSidechain: Bool
  ) -> String {
    var text = ""
    var output = Int.random(in: 0..<20, using: &random)
    let (message, request): (String?, String?) =
      switch ids {
      case .own: (random.oneIn(8) ? nil : "msg_\(next)", random.oneIn(6) ? nil : "req_\(next)")
      case .gateway: ("relay", nil)
      case .gatewayWithRequests: ("relay-\(session.hasPrefix("session") ? "s" : "f")", "req_\(next)")
      case .empty: ("", random.oneIn(2) ? nil : "")
      }
    let model = random.pick(["claude-opus-4-5", "claude-fable-5", "claude-next", "<synthetic>"])
    let given = UsageText(&random, number: next)
    for part in 0..<Int.random(in: 1...4, using: &random) {
      output += Int.random(in: 0..<300, using: &random)
      // A side question replays the message with another request id.
      let asked = ids == .own && part > 0 && random.oneIn(5) ? "req_side_\(next)" : request
      text += line(
        session, "\(next)-\(part)", parent: parent, message: message, request: asked, model: model,
        minute: next * 47 + part, usage: given.text(output, isFirst: part == 0),
        tool: random.oneIn(2) ? random.pick(["Read", "Bash"]) : nil, isSidechain: isSidechain)
      let isAnswered = random.oneIn(4)
      if isAnswered {
        text += user("\(next)-\(part)-r", session, parent: "\(next)-\(part)", minute: next * 47 + part, isResult: true)
      }
      parent = "\(next)-\(part)"
    }
    return text
  }

  /// The lines of a subagent as the file of its caller repeats them while the subagent works.
  private func progress(_ text: String, _ session: String) -> String {
    text.split(separator: "\n").enumerated().filter { $1.hasPrefix("{\"type\":\"") && $1.hasSuffix("}") }.map {
      number, line in
      let time = line.firstRange(of: "\"timestamp\":\"").map { String(line[$0.upperBound...].prefix(24)) }
      return #"{"type":"progress","uuid":"\#(session)-progress-\#(number)","sessionId":"\#(session)","#
        + (time.map { #""timestamp":"\#($0)","# } ?? "")
        + #""data":{"type":"agent_progress","agentId":"a","message":\#(line)}}"# + "\n"
    }.joined()
  }

  private func user(_ uuid: String, _ session: String, parent: String, minute: Int, isResult: Bool) -> String {
    let content = isResult ? #"[{"type":"tool_result","tool_use_id":"t","content":"done"}]"# : #""go on""#
    return #"{"type":"user","uuid":"\#(uuid)","parentUuid":"\#(parent)","sessionId":"\#(session)","#
      + #""timestamp":"\#(time(minute))","message":{"role":"user","content":\#(content)}}"# + "\n"
  }

  private func time(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return
      "2026-0\(1 + minute / 40_000 % 9)-\(two(1 + minute / 1440 % 28))T\(two(minute / 60 % 24)):\(two(minute % 60)):00.000Z"
  }

  private func line(
    _ session: String, _ uuid: String, parent: String, message: String?, request: String?, model: String, minute: Int,
    usage: String, tool: String?, isSidechain: Bool
  ) -> String {
    let block = tool.map { #"{"type":"tool_use","id":"toolu_\#(uuid)","name":"\#($0)","input":{}}"# }
    return #"{"type":"assistant","uuid":"\#(uuid)","parentUuid":"\#(parent)","sessionId":"\#(session)","#
      + #""isSidechain":\#(isSidechain),"timestamp":"\#(time(minute))","#
      + (request.map { #""requestId":"\#($0)","# } ?? "")
      + #""message":{"model":"\#(model)","content":[\#(block ?? #"{"type":"text","text":"x"}"#)],"usage":\#(usage)"#
      + (message.map { #","id":"\#($0)""# } ?? "") + "}}\n"
  }
}

/// The usage in the lines of one response; the number of tokens that were read is the same in all of them.
private struct UsageText {
  private let read: String
  private let zero: String
  private let more: String

  init(_ random: inout Seeded, number: Int) {
    let short = Int.random(in: 0..<1000, using: &random)
    let long = Int.random(in: 0..<1000, using: &random)
    let parts = #""cache_creation":{"ephemeral_5m_input_tokens":\#(short),"ephemeral_1h_input_tokens":\#(long)}"#
    let writes = [
      #""cache_creation_input_tokens":\#(short)"#, parts, #""cache_creation_input_tokens":\#(short + long),"# + parts,
      #""cache_creation_input_tokens":null,"cache_creation":null"#, #""cache_creation_input_tokens":\#(short).9"#,
    ]
    let input = Int.random(in: 1..<50, using: &random)
    read = #""input_tokens":\#(input),"cache_read_input_tokens":\#(short * 3),\#(random.pick(writes))"#
    // A proxy writes only zeros first.
    zero = random.oneIn(6) ? #""input_tokens":0,"cache_read_input_tokens":0"# : read
    more = random.oneIn(6) ? Self.iterations(number) : ""
  }

  func text(_ output: Int, isFirst: Bool) -> String {
    #"{"output_tokens":\#(output),\#(isFirst ? zero : read)\#(more)}"#
  }

  private static func iterations(_ number: Int) -> String {
    let tokens = #""input_tokens":\#(number),"output_tokens":7"#
    return
      #","iterations":[{"type":"message",\#(tokens)},{"type":"advisor_message","model":"claude-haiku-4-5",\#(tokens)},"#
      + #"{"type":"compaction",\#(tokens)},{"type":"unknown",\#(tokens)},{"type":"unknown","model":"claude-next-2",\#(tokens)}]"#
  }
}
