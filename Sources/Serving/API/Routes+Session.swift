import Answers
import Bytes
import Documents
import FileIO
import SegmentedLog
import SessionLog
import Tables
import Times

extension APIRoute {
  /// The routes about one session.
  static let oneSessionRoutes: [APIRoute] = [
    get(
      "sessions/{session}/outline", "getSessionOutline",
      "The prompts with what followed each, the subagents and the files: the table of contents.",
      [.session, .generation, .asOf, .zone], Shapes.outlinePage
    ) { call, view in
      let outline = try view.outline(
        of: call.sessionName, generation: call.int("generation"), prices: call.context.prices)
      var files = FilesQuery()
      files.session = outline.session
      return OutlineAnswer(outline, files: try view.files(files))
    },
    get(
      "sessions/{session}/turns", "getSessionTurns",
      "The conversation as turns with their blocks, a window. Without a place it begins at the start.",
      [
        .session,
        APIParameter(
          "at", .integer(1...Int64.max), "Around the turn that has the record of the event with this number."),
        APIParameter(
          "entry", .integer(0...Int64(Int32.max)), "Around the turn at this entry, or the first one after it."),
        APIParameter("tail", .integer(1...400), "The last turns: at most this many."),
        APIParameter("before", .integer(0...200), "The most turns before that place; by default 20 with at, else 0."),
        APIParameter("after", .integer(0...200), "The most turns after the one at the place.", standard: "20"),
        APIParameter(
          "parts", .choices(TurnParts.words), "Only these parts of turns; by default all.",
          standard: TurnParts.words.joined(separator: ",")),
        APIParameter(
          "max_chars", .integer(0...1_000_000),
          "Where the text of a block is cut, in characters; 0 for never.", standard: "4000"),
        .generation, .asOf, .zone,
      ], Shapes.turnPage
    ) { call, view in
      var window = try view.turns(try call.turnQuery())
      let parts = TurnParts(call.words("parts") ?? TurnParts.words)
      for index in window.turns.indices { window.turns[index].blocks.removeAll { !parts.contains($0.kind) } }
      return window
    },
    APIRoute(
      "GET", "sessions/{session}/records/{seq}", "getSessionRecord", "One record as it is stored, byte for byte.",
      [
        .session,
        APIParameter(
          "seq", .integer(1...Int64.max), "The number of the event of the record.", place: .path, isRequired: true),
        .asOf, .zone,
      ], contents: [Content("application/octet-stream")]
    ) { call in
      try call.record()
    },
    get(
      "sessions/{session}/versions", "getSessionVersions",
      "The stored versions of its files, and why there are several.",
      [.session, .asOf, .zone], Shapes.versions
    ) { call, view in
      try view.versions(of: call.sessionName)
    },
    get(
      "sessions/{session}/diff", "getSessionDiff", "Two versions of its files compared, line by line.",
      [
        .session,
        APIParameter("from", .integer(0...1_000_000), "The earlier version; by default the one before."),
        APIParameter("to", .integer(0...1_000_000), "The later version; by default the latest."),
        APIParameter("limit", .integer(1...1000), "The most changes of a file.", standard: "200"),
        .asOf, .zone,
      ], Shapes.versionDiff
    ) { call, view in
      var query = VersionQuery(call.sessionName)
      (query.from, query.to, query.limit) = (call.int("from"), call.int("to"), call.int("limit") ?? 200)
      if let from = query.from, from == query.to { throw APIProblem("to", "it must be another version than from.") }
      if query.to == 0, query.from == nil {
        throw APIProblem("to", "there is no version before 0; name one with from.")
      }
      return try view.versionDiff(query)
    },
    get(
      "sessions/{session}/lineage", "getSessionLineage", "What it was forked from, and what was forked from it.",
      [.session, .asOf, .zone], basis: .files, Shapes.lineage
    ) { call, view in
      try view.lineage(of: call.sessionName, prices: call.context.prices)
    },
    APIRoute(
      "GET", "sessions/{session}/export", "getSessionExport", "The session as a file: a page, Markdown, or its lines.",
      [
        .session,
        APIParameter("format", .choice(ExportForm.allCases.map(\.rawValue)), "The form.", isRequired: true),
        .generation, .asOf, .zone,
      ], contents: ExportForm.allCases.map { Content($0.contentType) }
    ) { call in
      try call.export()
    },
  ]
}

/// The parts of turns that are asked for.
private struct TurnParts {
  static let words = ["text", "thinking", "tools", "notes"]

  private let wanted: Set<String>

  init(_ words: [String]) { wanted = Set(words) }

  func contains(_ kind: Turn.Block.Kind) -> Bool {
    let word =
      switch kind {
      case .text, .image: "text"
      case .thinking: "thinking"
      case .toolUse, .toolResult: "tools"
      case .note, .summary: "notes"
      }
    return wanted.contains(word)
  }
}

/// A form in which a session can be saved.
private enum ExportForm: String, CaseIterable {
  case html, markdown, jsonl

  var contentType: String {
    switch self {
    case .html: "text/html; charset=utf-8"
    case .markdown: "text/markdown; charset=utf-8"
    case .jsonl: "application/x-ndjson"
    }
  }

  var ending: String { self == .markdown ? "md" : rawValue }
}

extension APICall {
  /// The session that the address names.
  var sessionName: String { text("session") ?? "" }

  fileprivate func turnQuery() throws(APIProblem) -> TurnQuery {
    var query = TurnQuery(sessionName)
    query.generation = int("generation")
    let places = ["at", "entry", "tail"].filter { text($0) != nil }
    if places.count > 1 {
      throw APIProblem(places[1], "at, entry and tail name one place; give one of them.")
    }
    query.after = int("after") ?? 20
    query.before = int("before") ?? (places == ["at"] ? 20 : 0)
    query.limit = 1 + query.before + (query.after ?? 0)
    query.charactersMax = int("max_chars") ?? 4000
    if let sequence = integer("at") {
      query.place = .sequence(UInt64(sequence))
    } else if let entry = int("entry") {
      query.place = .entry(entry)
    } else if let count = int("tail") {
      (query.place, query.before, query.after, query.limit) = (.last(count), 0, nil, count)
    }
    return query
  }

  /// Answers the bytes of one record, as a file to be saved: a browser must not show them.
  fileprivate func record() throws -> APIAnswer {
    let sequence = text("seq") ?? ""
    let found = try view().answer { view in
      var bytes: [UInt8]?
      try view.forEachRecord(of: sessionName, record: "@\(sequence)") { bytes = $0.bytes }
      return bytes
    }
    guard let bytes = found.value else {
      if !found.losses.isEmpty {
        throw APIProblem(.storeDamaged, "The record cannot be read; 'ccstore verify' says what is wrong.")
      }
      throw APIProblem(.notFound, "The session has no record with the number \(sequence).")
    }
    return APIAnswer(
      200, headers: Self.download("record-\(sequence).jsonl"), .bytes(bytes, contentType: "application/octet-stream"))
  }

  /// Answers the session as a file.
  fileprivate func export() throws -> APIAnswer {
    let form = choice("format", ExportForm.self) ?? .jsonl
    let view = try view()
    let (name, generation) = (try view.session(named: sessionName).id.text, int("generation"))
    if let generation, try !view.versions(of: name).files.contains(where: { $0.versions.count > generation }) {
      throw APIProblem(.notFound, "The session has no version \(generation).")
    }
    let (zone, prices) = (zone, context.prices)
    return APIAnswer(
      200, headers: Self.download("session-\(Self.fileName(name)).\(form.ending)"),
      .stream(contentType: form.contentType) { writer in
        switch form {
        case .jsonl: try view.forEachRecord(of: name, generation: generation) { try writer.write($0.bytes) }
        case .html, .markdown:
          let transcript = try view.transcript(of: name, generation: generation)
          var context = DocumentContext()
          context.zone = zone.name
          if form == .html { context.costs = try view.turnCosts(ofSession: name, prices) }
          try transcript.write(form == .html ? .html : .markdown, time: { zone.text($0) }, context) {
            try writer.write($0)
          }
        }
      })
  }

  private static func download(_ name: String) -> [(name: String, value: String)] {
    [("Content-Disposition", "attachment; filename=\"\(name)\""), ("X-Content-Type-Options", "nosniff")]
  }

  /// An id as a part of a file's name: what is not a letter, a digit, a hyphen or an underscore becomes a hyphen.
  private static func fileName(_ id: String) -> String {
    String(
      id.prefix(64).map { character in
        character.isASCII && (character.isLetter || character.isNumber || character == "_") ? character : "-"
      })
  }
}

extension Zone {
  /// A time for people: `2026-03-25 14:03:05` on clocks of the zone.
  func text(_ time: Instant) -> String {
    let text = Time.rfc3339(local(time.milliseconds) * 1000)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }
}
