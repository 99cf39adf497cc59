import TestSupport
import Testing

@testable import Transcripts

/// A line that was scanned and accepted.
struct Scanned {
  let line: [UInt8]
  let fields: LineFields
  let defect: LineDefect?

  /// The text of a field with its escapes resolved; nil where the field is absent.
  func text(_ field: KeyPath<LineFields, Span>) -> String? { text(fields[keyPath: field]) }

  func text(_ span: Span) -> String? {
    guard span.isPresent else { return nil }
    let raw = line[Int(span.start)..<Int(span.start + span.count)]
    return String(decoding: unescaped(raw), as: UTF8.self)
  }

  var toolNames: [String?] { fields.toolNames.map(text) }
}

/// The reason for which a line was refused, and the offset.
struct Rejection: Equatable, CustomStringConvertible {
  let defect: LineDefect
  let offset: Int

  var description: String { "\(defect) at \(offset)" }
}

func scan(bytes line: some Collection<UInt8>) -> ScanResult {
  withGuarded(line) { bytes in
    var state = ScanState()
    return ClaudeCode.scan(bytes, &state)
  }
}

/// Scans a line that is expected to be a record.
func record(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Scanned {
  let bytes = Array(line.utf8)
  guard case .record(let fields, let defect) = scan(bytes: bytes) else {
    Issue.record("refused: \(line)", sourceLocation: sourceLocation)
    throw NotARecord()
  }
  return Scanned(line: bytes, fields: fields, defect: defect)
}

struct NotARecord: Error {}

/// The reason for which a line is refused; nil where the line is a record.
func rejection(bytes line: some Collection<UInt8>) -> Rejection? {
  if case .rejected(let defect, let offset) = scan(bytes: line) {
    Rejection(defect: defect, offset: offset)
  } else {
    nil
  }
}

func rejection(_ line: String) -> Rejection? { rejection(bytes: Array(line.utf8)) }

/// The value as the JSON reader sees it.
func value(bytes: some Collection<UInt8>) -> JSONValue? { withGuarded(bytes) { JSONValue.parse($0) } }

func value(_ text: String) -> JSONValue? { value(bytes: Array(text.utf8)) }

/// The raw content of a JSON string as text, with its escapes resolved.
func unescaped(_ raw: some Collection<UInt8>) -> [UInt8] {
  withGuarded(raw) { bytes in
    var out: [UInt8] = []
    LineScanner.unescape(bytes, into: &out)
    return out
  }
}
