/// Reads the questions of a call that asks the person, and the answers from its result.
///
/// The result is a sentence: `"question"="answer", "question"="answer". You can now continue …`. Nothing in it is
/// escaped, so an answer ends at the last quotation mark before the next question.
struct QuestionReader {
  private let questions: [JSONValue]
  private let result: String

  init(_ call: ToolCallContent) {
    questions = call.input["questions"]?.arrayValue ?? []
    result = call.result?.text ?? ""
  }

  /// The questions with their answers; `other` if the call has none.
  var action: ToolAction {
    let texts = questions.map { $0["question"]?.stringValue ?? "" }
    if texts.allSatisfy(\.isEmpty) { return .other }
    let answers = answers(to: texts)
    return .ask(zip(questions, zip(texts, answers)).map { Self.question($0, $1.0, answer: $1.1) })
  }

  private static func question(_ value: JSONValue, _ text: String, answer: String?) -> ToolAction.Question {
    // Several chosen options are separated by commas, which labels may have, too.
    let chosen = Set(answer.map { [$0] + $0.components(separatedBy: ", ") } ?? [])
    let options = (value["options"]?.arrayValue ?? []).map { option in
      let label = option["label"]?.stringValue ?? ""
      return ToolAction.Question.Option(
        label, description: option["description"]?.stringValue ?? "", isChosen: chosen.contains(label))
    }
    return ToolAction.Question(
      heading: value["header"]?.stringValue ?? "", text: text, options: options, answer: answer)
  }

  /// Returns the answer to each question; nil where the result has none. Cost: a search of the result for each
  /// question.
  private func answers(to texts: [String]) -> [String?] {
    var rest = result[...]
    var found: [(text: Substring, start: String.Index)?] = []
    for text in texts {
      guard !text.isEmpty, let range = rest.firstRange(of: "\"\(text)\"=\"") else {
        found.append(nil)
        continue
      }
      rest = rest[range.upperBound...]
      found.append((result[range], range.upperBound))
    }
    return found.indices.map { number in
      guard let start = found[number]?.start else { return nil }
      let next = found[(number + 1)...].lazy.compactMap { $0 }.first
      var answer = result[start..<(next?.text.startIndex ?? result.endIndex)]
      if next == nil, let end = answer.ranges(of: "\". You can now").last {
        answer = answer[..<end.lowerBound]
      } else if let end = answer.lastIndex(of: "\"") {
        answer = answer[..<end]
      }
      return String(answer)
    }
  }
}

extension String {
  /// Returns the parts between a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
