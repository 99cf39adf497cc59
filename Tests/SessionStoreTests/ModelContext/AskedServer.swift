import FileIO
import Foundation
import SystemPackage
import Testing
import Times
import Transcripts

@testable import ModelContext
@testable import SegmentedLog
@testable import SessionLog

/// A server for the store of a workbench, and questions to it as a client of the newest revision sends them.
struct AskedServer {
  let server: ModelContextServer

  /// What every request of the newest revision holds.
  static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  init(_ bench: Workbench, directory: String = "", at path: FilePath? = nil) {
    server = ModelContextServer(
      ServerSettings(
        store: bench.store(at: path), version: "1.2.3", workingDirectory: directory, zone: .utc))
  }

  /// Gives a message to the server, and returns its answer; nil if there is none.
  func send(_ message: String) throws -> JSONValue? { try send(Array(message.utf8)) }

  func send(_ message: [UInt8]) throws -> JSONValue? {
    guard let answer = server.respond(to: message) else { return nil }
    #expect(!answer.contains(0x0a), "an answer is one line")
    let value: JSONValue? = answer.withUnsafeBufferPointer { JSONValue.parse($0) }
    #expect(value != nil, "an answer is JSON")
    return value
  }

  /// Sends a request with the id 1. `members` are those of `params` after the metadata, each with a comma before it.
  func ask(_ method: String, _ members: String = "") throws -> JSONValue {
    let answer = try send(
      #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(Self.meta)\#(members)}}"#)
    #expect(answer?["id"] == .number("1"))
    return try #require(answer)
  }

  /// Calls a tool. `arguments` is the JSON of an object.
  func call(_ tool: String, _ arguments: String = "{}") throws -> CalledTool {
    let answer = try ask("tools/call", #","name":"\#(tool)","arguments":\#(arguments)"#)
    let result = try #require(answer["result"], "\(answer.text)")
    let content = try #require(result["content"]?.arrayValue)
    #expect(content.count == 1 && content[0]["type"]?.stringValue == "text")
    return CalledTool(
      text: try #require(content[0]["text"]?.stringValue), isError: result["isError"]?.boolValue ?? false,
      structured: result["structuredContent"])
  }
}

/// The result of a tool.
struct CalledTool {
  var text: String
  var isError: Bool
  var structured: JSONValue?

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The words of past sessions.
  var quoted: [Substring] { lines.filter { $0.hasPrefix(">") } }

  /// The server's own words.
  var own: [Substring] { lines.filter { !$0.hasPrefix(">") } }

  /// The tool and the arguments of the call with which the answer says that it continues; nil if it is whole.
  var continuation: (tool: String, arguments: String)? {
    guard let line = own.first(where: { $0.contains("Continue with: ") }),
      let start = line.firstRange(of: "Continue with: ")
    else { return nil }
    let parts = line[start.upperBound...].split(separator: " ", maxSplits: 1)
    return (String(parts[0]), String(parts[1]))
  }
}

/// A line with a prompt of a person, in which everything is escaped.
func prompt(
  _ number: Int, session: String, text: String, after parent: Int? = nil, project: String = "/work",
  branch: String = "main"
) throws -> String {
  var members: [String: Any] = [
    "type": "user", "uuid": uuid(number), "sessionId": session, "timestamp": time(number), "cwd": project,
    "gitBranch": branch, "message": ["role": "user", "content": text],
  ]
  if let parent { members["parentUuid"] = uuid(parent) }
  return try jsonLine(members)
}

/// A line with an answer, in which everything is escaped; `tool` is the name of a tool that it calls as well.
func answer(
  _ number: Int, session: String, text: String, after parent: Int? = nil, tool: String? = nil, path: String = "/work/a",
  model: String = "claude-opus-4-5-20251101"
) throws -> String {
  var content: [[String: Any]] = [["type": "text", "text": text]]
  if let tool {
    content.append(["type": "tool_use", "id": "toolu_\(number)", "name": tool, "input": ["file_path": path]])
  }
  var members: [String: Any] = [
    "type": "assistant", "uuid": uuid(number), "sessionId": session, "timestamp": time(number),
    "message": [
      "id": "msg_\(session)_\(number)", "role": "assistant", "model": model, "content": content,
      "usage": ["input_tokens": 1, "output_tokens": 2],
    ],
  ]
  if let parent { members["parentUuid"] = uuid(parent) }
  return try jsonLine(members)
}

private func jsonLine(_ members: [String: Any]) throws -> String {
  let data = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
  return String(decoding: data, as: UTF8.self) + "\n"
}
