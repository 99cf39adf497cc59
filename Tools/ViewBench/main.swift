import FileIO
import SessionStore
import SystemPackage
import Times

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Measures what a view saves: each question asked of a store that is opened for it, asked first of a new view, and
// asked again of the same view. Both are done in one run, five times; the table has the medians.
//
//     view-bench STORE
//
// STORE is only read.

guard CommandLine.arguments.count == 2 else {
  print("usage: view-bench STORE")
  exit(64)
}
let store = Store(at: FilePath(CommandLine.arguments[1]))
do { _ = try store.view() } catch {
  print("view-bench: \(error)")
  exit(66)
}
let clock = SystemClock()

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let start = clock.now()
  try body()
  return Double(clock.now() - start) / 1e6
}

func text(_ number: Double) -> String {
  let hundredths = Int64((number * 100).rounded())
  return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func usage(_ grouping: UsageGrouping, _ change: (inout UsageQuery) -> Void = { _ in }) -> UsageQuery {
  var query = UsageQuery()
  query.grouping = grouping
  change(&query)
  return query
}

var sorted = SessionQuery()
sorted.order = .cost
var recent = SessionQuery()
recent.period = Period(start: clock.milliseconds - 30 * 86_400_000, end: nil)
let month = Period(named: "2026-03", now: clock.milliseconds, zone: .utc)!
let questions: [(String, (StoreView) throws -> Void)] = [
  ("sessions", { _ = try $0.sessions() }), ("sessions by cost", { _ = try $0.sessions(sorted) }),
  ("sessions of 30 days", { _ = try $0.sessions(recent) }), ("usage by day", { _ = try $0.usage(usage(.day)) }),
  ("usage by hour of a month", { _ = try $0.usage(usage(.hour) { $0.period = month }) }),
  ("usage by model", { _ = try $0.usage(usage(.model)) }), ("usage by project", { _ = try $0.usage(usage(.project)) }),
  ("usage by session", { _ = try $0.usage(usage(.session)) }),
  ("usage by day and model", { _ = try $0.usage(usage(.day) { $0.split = .model }) }),
  ("tools", { _ = try $0.tools() }),
]

var opened = [[Double]](repeating: [], count: questions.count)
var again = opened
var first: [Double] = []
for _ in 0..<5 {
  for (index, question) in questions.enumerated() {
    opened[index].append(try milliseconds { try question.1(store.view()) })
  }
  let view = try store.view()
  first.append(
    try milliseconds {
      _ = try view.sessions()
      _ = try view.usage()
    })
  for (index, question) in questions.enumerated() {
    try question.1(view)
    again[index].append(try milliseconds { try question.1(view) })
  }
}

func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

print("| question | opened for it, ms | same view, ms | ratio |\n|--|--:|--:|--:|")
for (index, question) in questions.enumerated() {
  let (alone, kept) = (median(opened[index]), median(again[index]))
  print("| \(question.0) | \(padded(text(alone), 8)) | \(padded(text(kept), 8)) | \(text(alone / max(kept, 0.001))) |")
}
print("The first sessions and usage of a new view together: \(text(median(first))) ms.")
let view = try store.view()
print(
  "\(try view.sessions().count) sessions, \(try view.responses().count) rows of responses, \(view.head.sequence) events."
)
