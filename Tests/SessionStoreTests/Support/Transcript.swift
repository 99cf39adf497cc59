import Foundation
import TestSupport
import Testing

/// A line of a transcript, including its newline. `more` is put before the closing brace: `,"cwd":"/work"`.
func line(_ number: Int, session: String? = nil, text: String = "hello", more: String = "") -> String {
  let session = session.map { #""sessionId":"\#($0)","# } ?? ""
  return #"{"type":"user","uuid":"\#(uuid(number))",\#(session)"timestamp":"\#(time(number))","#
    + #""message":{"role":"user","content":"\#(text) \#(number)"}\#(more)}"# + "\n"
}

func lines(_ numbers: Range<Int>, session: String? = nil) -> String {
  numbers.map { line($0, session: session) }.joined()
}

/// The uuid of a line.
func uuid(_ number: Int) -> String {
  let digits = String(number)
  return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

/// The timestamp of a line: `number` seconds after 2025-11-24T16:00:00Z, modulo one hour.
func time(_ number: Int) -> String {
  func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
  return "2025-11-24T16:\(two(number / 60 % 60)):\(two(number % 60)).000Z"
}

/// The same as `time`, in milliseconds since 1970 UTC.
func milliseconds(_ number: Int) -> Int64 { 1_764_000_000_000 + Int64(number % 3600) * 1000 }

/// The path of a transcript.
func transcript(_ session: String, folder: String = "p") -> String { "projects/\(folder)/\(session).jsonl" }

extension Corpus {
  static let absence: Comment = "no transcripts; set CCSTORE_CORPUS to a directory with a projects folder"
}
