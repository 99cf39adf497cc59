/// The files that calls of Claude Code's tools name.
extension ClaudeCode {
  enum FileTool: String, CaseIterable {
    case read = "Read"
    case edit = "Edit"
    case multiEdit = "MultiEdit"
    case write = "Write"
    case notebookEdit = "NotebookEdit"

    var isWrite: Bool { self != .read }

    /// The argument with the path.
    var argument: String { self == .notebookEdit ? "notebook_path" : "file_path" }
  }

  package static let fileTools = Set(FileTool.allCases.map(\.rawValue))

  package static func fileTouches(in line: UnsafeBufferPointer<UInt8>) -> [FileTouch] {
    FileTouchReader.touches(of: line)
  }

  package static func changedLines(in record: JSONValue) -> [Int64] {
    // Each hunk begins with lines that have not changed.
    (record["toolUseResult"]?["structuredPatch"]?.arrayValue ?? []).compactMap { hunk in
      guard let start = hunk["newStart"]?.intValue, let lines = hunk["lines"]?.arrayValue else { return nil }
      let unchanged = lines.prefix { $0.stringValue?.hasPrefix(" ") == true }.count
      let (line, isTooLarge) = start.addingReportingOverflow(unchanged)
      return isTooLarge || line < 0 ? nil : Int64(max(1, line))
    }
  }

  package static func writtenPath(of call: ToolCallContent) -> String? {
    guard let tool = FileTool(rawValue: call.name), tool.isWrite, let path = call.input[tool.argument]?.stringValue,
      !path.isEmpty
    else { return nil }
    return path
  }

  package static func writtenTexts(
    of call: ToolCallContent
  ) -> (replacements: [ToolAction.Replacement], isWhole: Bool) {
    if case .edit(let edits) = action(of: call) { return (edits, false) }
    let key = call.name == FileTool.notebookEdit.rawValue ? "new_source" : "content"
    return ([ToolAction.Replacement(old: "", new: call.input[key]?.stringValue ?? "")], true)
  }
}
