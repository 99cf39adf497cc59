import Foundation
import SessionStore

let environment = ProcessInfo.processInfo.environment
let store = Store(at: Store.defaultPath(environment: environment))
let report = try store.ingest(SyncOptions(environment: environment))
print("stored \(report.counts.records) lines of \(report.counts.new) new files")
for session in try store.sessions() { print("\(session.shortID)  \(session.title)") }
