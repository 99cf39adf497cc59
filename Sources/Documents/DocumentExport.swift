import Answers
import FileIO
import Operations
import SegmentedLog
import SessionLog
public import SystemPackage
public import Times

/// A document format for reading sessions.
public enum DocumentFormat: String, Sendable, CaseIterable {
  case markdown, html

  /// The extension of file names, without the dot.
  public var ending: String {
    switch self {
    case .markdown: "md"
    case .html: "html"
    }
  }
}

/// Selects the sessions that are written as documents.
public struct DocumentQuery: Sendable {
  /// Session ids or the beginnings of them; empty for all sessions.
  public var names: [String] = []
  /// The filter and the order of the sessions.
  public var sessions = SessionQuery()
  /// The maximum number of sessions, in the order of `sessions`; nil for all.
  public var limit: Int?

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}
}

/// The results of an export of documents.
public struct DocumentReport: Sendable {
  /// Each session id with the name of its file.
  public var documents: [(session: String, name: String)] = []
  /// Bytes written, including the index.
  public var bytes: Int64 = 0
  /// Bytes of the transcript lines from which the documents were made.
  public var sourceBytes: Int64 = 0

  package init() {}
}

extension StoreView {
  /// Writes a document for each session, and an index of them, into `target`, a directory that must be empty or absent.
  /// With `marks`, extended attributes say what was written, and a directory with such an attribute may be written to
  /// again; see `Store.export`.
  ///
  /// `time` formats a moment for people, in the zone with the name `zone`, which pages state unless it is empty.
  /// `progress` receives the number of finished documents and of all. A file gets its name only when it is complete.
  /// Throws `noSuchSession` or `targetNotEmpty`. Memory: that of one ``SessionTranscript``, plus three times the text
  /// of its largest entry, and for a page 500 bytes for each prompt and response.
  public func exportDocuments(
    _ format: DocumentFormat, of query: DocumentQuery, to target: FilePath, marks: Bool = false,
    time: @escaping (Instant) -> String, zone: String = "", progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> DocumentReport {
    try throwingStoreErrors {
      let wanted = try documentSessions(query)
      let directory = ExportDirectory(target, marks: marks, fileSystem: store.fileSystem)
      try directory.prepare()
      var report = DocumentReport()
      var names = DocumentNames(format)
      var index = DocumentIndex(format, time: time)
      for (place, summary) in wanted.enumerated() {
        progress(place, wanted.count)
        let name = names.name(summary)
        let transcript = try transcript(of: summary.id)
        var context = DocumentContext()
        (context.zone, context.isInDirectory) = (zone, true)
        if format == .html { context.costs = try turnCosts(ofSession: summary.id) }
        try directory.write(name) { sink in
          report.bytes += try transcript.write(format, time: time, context, to: sink)
        }
        report.sourceBytes += transcript.records.reduce(0) { $0 + $1.length }
        report.documents.append((summary.id, name))
        index.add(summary, name: name)
      }
      try directory.write("index.\(format.ending)") { sink in report.bytes += try index.finish(sink) }
      try directory.finish()
      progress(wanted.count, wanted.count)
      return report
    }
  }

  /// Returns the sessions that a query selects. Throws `noSuchSession`.
  public func documentSessions(_ query: DocumentQuery) throws -> [SessionSummary] {
    try throwingStoreErrors {
      _ = try projections([.sessions, .usage])
      let ids = Set(try query.names.map { try session(named: $0).id.text })
      let found = try sessions(query.sessions).filter { ids.isEmpty || ids.contains($0.id) }
      return query.limit.map { Array(found.prefix($0)) } ?? found
    }
  }
}

extension Store {
  /// See `StoreView.exportDocuments`. Throws `noSuchPosition`, too.
  public func exportDocuments(
    _ format: DocumentFormat, of query: DocumentQuery, to target: FilePath, marks: Bool = false,
    time: @escaping (Instant) -> String, zone: String = "", progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> DocumentReport {
    try view(at: query.sessions.position).exportDocuments(
      format, of: query, to: target, marks: marks, time: time, zone: zone, progress: progress)
  }

  /// Writes one session as a document, which `sink` receives in pieces. Returns the number of bytes.
  ///
  /// `name` is the session's id or the beginning of it, `generation` the version of its files, nil for the latest of
  /// each. `time` formats a moment for people, in the zone with the name `zone`. Throws `noSuchSession`,
  /// `noSuchGeneration`, `noSuchPosition`, or `versionDropped`.
  @discardableResult
  public func writeDocument(
    _ format: DocumentFormat, of name: String, generation: Int? = nil, asOf position: LogPosition? = nil,
    time: @escaping (Instant) -> String, zone: String = "", to sink: ([UInt8]) throws -> Void
  ) throws -> Int64 {
    var context = DocumentContext()
    context.zone = zone
    // The view is released before the conversation is made, which saves memory.
    let transcript = try transcript(of: name, generation: generation, asOf: position)
    if let generation, transcript.records.isEmpty {
      throw StoreError(.noSuchGeneration, "session '\(name)' has no version \(generation)")
    }
    if format == .html { context.costs = try view(at: position).turnCosts(ofSession: transcript.id) }
    return try transcript.write(format, time: time, context, to: sink)
  }

  /// Returns the sessions that a query asks for. Throws `noSuchSession`, `noSuchPosition`.
  public func documentSessions(_ query: DocumentQuery) throws -> [SessionSummary] {
    try view(at: query.sessions.position).documentSessions(query)
  }
}

extension SessionTranscript {
  /// Writes the session as a document, which `sink` receives in pieces. Returns the number of bytes. `time` formats
  /// a moment for people; `context` is what a page can say beyond the session.
  @discardableResult
  public func write(
    _ format: DocumentFormat, time: @escaping (Instant) -> String, _ context: DocumentContext = DocumentContext(),
    to sink: ([UInt8]) throws -> Void
  ) throws -> Int64 {
    try throwingStoreErrors {
      switch format {
      case .markdown: try write(MarkdownRenderer(time: time), sink)
      case .html: try write(HTMLRenderer(self, time: time, context), sink)
      }
    }
  }

  private func write(_ renderer: some DocumentRenderer, _ sink: ([UInt8]) throws -> Void) throws -> Int64 {
    var renderer = renderer
    var written: Int64 = 0
    func flush(least: Int) throws {
      guard renderer.out.bytes.count > least else { return }
      written += Int64(renderer.out.bytes.count)
      try sink(renderer.out.bytes)
      renderer.out.removeAll()
    }
    renderer.begin(self)
    for place in renderer.listed {
      renderer.list(place)
      try flush(least: 256 << 10)
    }
    renderer.beginBody()
    for (place, entry) in conversation.entries.enumerated() {
      try renderer.add(entry, place: place, entry.records.isEmpty ? nil : try message(of: entry))
      try flush(least: 256 << 10)
    }
    renderer.end()
    try flush(least: 0)
    return written
  }
}
