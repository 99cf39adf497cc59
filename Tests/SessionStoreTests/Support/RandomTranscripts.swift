import Foundation
import TestSupport

/// Transcripts whose responses have ids of all kinds: their own, one for all, or none; with prompts and results of tools
/// between the lines of one response, and with forks.
struct RandomTranscripts {
  private var random: Seeded
  private var next = 0

  init(seed: UInt64) { random = Seeded(seed) }

  mutating func number(below limit: Int) -> Int { Int.random(in: 0..<max(limit, 1), using: &random) }

  private mutating func chance(_ percent: Int) -> Bool { number(below: 100) < percent }

  /// One to three sessions, and forks of some of them.
  mutating func files() -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    for session in ["s", "t", "u"].prefix(1 + number(below: 3)) {
      let lines = self.session(named: session)
      files.append((transcript(session), lines.joined()))
      if chance(50) {
        let fork = lines.prefix(1 + number(below: lines.count)).map {
          $0.replacingOccurrences(of: #""sessionId":"\#(session)""#, with: #""sessionId":"fork-\#(session)""#)
        }
        files.append((transcript("fork-\(session)"), (fork + self.session(named: "fork-\(session)")).joined()))
      }
    }
    return files
  }

  private mutating func session(named session: String) -> [String] {
    let kind = number(below: 4)
    var lines: [String] = []
    for _ in 0...number(below: 4) {
      lines.append(line(takeNumber(), session: session))
      let message = kind == 0 ? "msg_\(next)" : kind == 1 ? "relay" : kind == 2 ? "relay-\(session)" : nil
      let request = [nil, "req", "req_\(next)"][kind == 0 ? 2 : number(below: 3)]
      lines += response(session, message: message, request: request)
    }
    return lines
  }

  private mutating func response(_ session: String, message: String?, request: String?) -> [String] {
    var lines: [String] = []
    var output = 1 + number(below: 5)
    let input = 10 * (1 + number(below: 3))
    var parent: String?
    for _ in 0...number(below: 3) {
      let number = takeNumber()
      let more = parent.map { #","parentUuid":"\#($0)""# } ?? ""
      lines.append(
        assistant(
          number, message: message, session: session, request: request,
          usage: #"{"input_tokens":\#(chance(15) ? 0 : input),"output_tokens":\#(output)}"#,
          tool: chance(40) ? "Bash" : nil, more: more))
      parent = chance(60) ? uuid(number) : nil
      output += self.number(below: 3) * 40
      if chance(25) { lines.append(line(takeNumber(), session: session)) }
      if chance(25) { lines.append(toolResult(takeNumber(), of: number, session: session)) }
    }
    return lines
  }

  private mutating func takeNumber() -> Int {
    next += 1
    return next
  }
}
