import SessionStore

// Store what is new.
let store = Store.default
let report = try store.ingest(SyncOptions.ofThisUser())
print("stored \(report.counts.records) lines of \(report.counts.new) new files")

// Ask several questions of one moment of the store.
let view = try store.view()
for session in try view.sessions() { print("\(session.shortID)  \(session.title)") }

var query = UsageQuery()
query.grouping = .model
for group in try view.usage(query).groups {
  let cost = group.totals.cost.map { "\($0)" } ?? "without a price"
  print("\(group.key ?? "no name"): \(group.totals.tokens.total) tokens, \(cost)")
}
for match in try view.search(SearchQuery(["anybody"])).matches {
  print("found in \(match.shortID), line \(match.line + 1): \(match.snippet)")
}
let transcript = try view.transcript(of: "c0ffee00")
for entry in transcript.conversation.entries {
  for case .text(let text) in try transcript.message(of: entry).parts { print("> \(text)") }
}

// What damage has taken comes with the answer.
let answer = try view.answer { try $0.usage() }
print("\(answer.value.totals.responses) responses\(answer.losses.isEmpty ? "" : ", and some are lost")")

// Only what is new is folded.
print(try view.refreshed().head == view.head ? "nothing new" : "something new")
print(try store.verify().isOK ? "intact" : "damaged")

// Every error has a code, and says in one sentence what failed.
do { _ = try view.transcript(of: "nobody") } catch let error as StoreError where error.code == .noSuchSession {
  print(error.message)
}
