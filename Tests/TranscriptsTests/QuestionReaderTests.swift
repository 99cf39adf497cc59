import TestSupport
import Testing

@testable import Transcripts

@Suite("questions to the person")
struct QuestionReaderTests {
  private func action(_ input: String, result: String?, isError: Bool = false) throws -> ToolAction {
    let value = Array(input.utf8).withUnsafeBufferPointer { JSONValue.parse($0) }
    var call = ToolCallContent(name: "AskUserQuestion", id: "", input: try #require(value), agent: .claude)
    call.result = result.map { ToolResultContent(isError: isError, parts: [.text($0)]) }
    return call.action
  }

  private func answers(_ action: ToolAction) -> [String?] {
    guard case .ask(let questions) = action else { return [] }
    return questions.map(\.answer)
  }

  private static let two =
    #"{"questions":[{"question":"A?","options":[{"label":"x"},{"label":"y, z"}]},{"question":"B?"}]}"#

  @Test(
    "each question has its answer, whatever quotation marks and commas are in it",
    arguments: [
      (#"You: "A?"="x", "B?"="two". You can now continue"#, ["x", "two"]),
      (#""A?"="x", y", "B?"="say "hi"". You can now continue"#, [#"x", y"#, #"say "hi""#]),
      (#""A?"="" , "B?"="b""#, ["", "b"]), (#""B?"="b". You can now go"#, [nil, "b"]), ("no", [nil, nil]),
      (nil, [nil, nil]), (#""A?"="never closed"#, ["never closed", nil]),
    ] as [(String?, [String?])])
  func pairs(_ result: String?, _ expected: [String?]) throws {
    #expect(answers(try action(Self.two, result: result)) == expected)
  }

  @Test("an option is chosen when the answer names it, alone or among others")
  func options() throws {
    guard case .ask(let questions) = try action(Self.two, result: #""A?"="y, z""#) else {
      Issue.record("no questions")
      return
    }
    #expect(questions[0].options.map(\.isChosen) == [false, true])
    let many =
      #"{"questions":[{"question":"A?","header":"h","options":[{"label":"x","description":"d"},{"label":"y"},{"label":"w"}]}]}"#
    guard case .ask(let several) = try action(many, result: #""A?"="x, w""#) else {
      Issue.record("no questions")
      return
    }
    #expect(several[0].options.map(\.isChosen) == [true, false, true])
    #expect(several[0].heading == "h" && several[0].options[0].description == "d")
  }

  @Test(
    "a call without questions is shown by its arguments",
    arguments: ["{}", #"{"questions":[]}"#, #"{"questions":[{"question":1}]}"#, "7"])
  func none(_ input: String) throws { #expect(try action(input, result: nil) == .other) }
}
