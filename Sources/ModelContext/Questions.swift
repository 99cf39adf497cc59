import Answers
import FileIO
import Operations
import SegmentedLog
import SessionLog
import Tables
import Times
import Transcripts

/// Carries out one request that is about the store.
struct Questions {
  let settings: ServerSettings
  let keeper: ViewKeeper
  let era: ProtocolEra
  let cancellation: Cancellation
  let progress: Progress

  // MARK: Tools

  /// Calls a tool. A wrong argument is a result, which the model sees and can correct; an unknown tool is an error.
  func call(_ parameters: JSONValue?) throws -> [(String, JSON)] {
    guard let name = parameters?["name"]?.stringValue else {
      throw RPCError.invalidParameters("params must hold the 'name' of a tool")
    }
    guard let tool = Tool.all.first(where: { $0.name == name }) else {
      throw RPCError.invalidParameters(
        "there is no tool '\(RPCError.shortened(name))'; the tools are \(Tool.all.map(\.name).joined(separator: ", "))")
    }
    do {
      let arguments = try Arguments(parameters?["arguments"], tool.arguments)
      return try answer(tool, arguments)
    } catch let failure as ToolFailure {
      return failed(failure.message)
    } catch let error as StoreError {
      return failed(advised(error))
    } catch let error as any StoreErrorConvertible {
      return failed(advised(error.storeError))
    }
  }

  private func failed(_ message: String) -> [(String, JSON)] {
    [("content", [Self.text(message)]), ("isError", true)]
  }

  static func text(_ text: String) -> JSON { ["type": "text", "text": .string(text)] }

  private func answer(_ tool: Tool, _ arguments: Arguments) throws -> [(String, JSON)] {
    let answer = try ask(arguments) { view, context in try tool.answer(view, arguments, context) }
    switch answer.value {
    case .text(let text):
      return [("content", [Self.text(([text] + damage(answer.losses)).joined(separator: "\n"))])]
    case .document(let make):
      // The end of a log that was cut off is a part that is missing, too.
      let missing = settings.store.losses.shortfall == nil ? 0 : 1
      let document = make(answer.losses.count + missing).visible
      return [("content", [Self.text(document.text(pretty: false))]), ("structuredContent", document)]
    }
  }

  /// The sentences about what may be missing from an answer; none where the store is whole.
  private func damage(_ losses: [Loss]) -> [String] {
    var lines: [String] = []
    if !losses.isEmpty {
      let parts = losses.count == 1 ? "1 part of it" : "\(losses.count) parts of it"
      lines.append(
        "The store is damaged: \(parts) could not be read, so something may be missing here; "
          + "'\(command("verify"))' says what."
      )
    }
    if let shortfall = settings.store.losses.shortfall { lines.append("Something may be missing: \(shortfall).") }
    return lines
  }

  /// Asks a question of the view that the arguments are about.
  func ask<Value>(
    _ arguments: Arguments? = nil, _ question: (StoreView, ToolContext) throws -> Value
  ) throws -> Answer<Value> {
    let progress = progress
    let cursor = arguments?.cursor
    let context = ToolContext(
      server: settings, now: cursor?.time.milliseconds ?? settings.store.clock.milliseconds,
      indexing: { progress.report("making the search index", $0, $1) })
    let report: @Sendable (UInt64, UInt64) -> Void = { progress.report("reading the store", $0, $1) }
    return try keeper.reporting(report) {
      let view = try cursor.map { try keeper.view(at: $0.sequence) } ?? keeper.view()
      return try view.cancellable(by: cancellation).answer { try question($0, context) }
    }
  }

  /// What went wrong with the store, and what to do about it.
  func advised(_ error: StoreError) -> String {
    let message = message(of: error)
    let advice: String? =
      switch error.code {
      case .notAStore:
        "nothing is stored yet: ask the person to run '\(command("ingest"))', which stores the sessions on this machine"
      case .noSuchSession: "the tool sessions lists them"
      case .ambiguousSession: "give more of it; the tool sessions lists them"
      case .noSuchTurn: "overview and search name records of the session"
      case .cursorMismatch: "give the other arguments of the page before again, unchanged"
      case .cursorExpired: "ask again without cursor"
      case .damaged, .undecodable: "the person can run '\(command("verify"))' for the whole extent"
      case .unsupported: "the person must update ccstore"
      default: nil
      }
    return advice.map { "\(message); \($0)" } ?? message
  }

  /// The sentence of an error, without words of the past: ids of sessions are such words.
  private func message(of error: StoreError) -> String {
    switch error.code {
    case .ambiguousSession: "several sessions have an id that begins so"
    case .noSuchTurn: "the session has no turn at that place"
    default: RPCError.shortened(error.message)
    }
  }

  private func command(_ name: String) -> String {
    ShellLine.text(["ccstore", name] + settings.storeWords) ?? "ccstore \(name)"
  }
}
