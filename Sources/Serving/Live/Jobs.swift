import Bytes
import FileIO
import Operations
import SessionLog
import SessionStore
import Sync
import Synchronization
import Tables

/// What a server does in the background because it was asked to: ingests and checks, one at a time.
package final class Jobs: Sendable {
  /// The number of jobs that are remembered.
  private static let most = 32
  /// The time in milliseconds for which a request waits to learn that a job cannot begin.
  private static let patience: Int64 = 3000

  private struct State {
    var jobs: [Shapes.Job] = []
    /// The jobs that have got beyond the lock of the store.
    var begun: Set<String> = []
    var failures: [String: any Error] = [:]
    /// Counts every change of a job.
    var version = 0
  }

  private let store: Store
  private let cancellation: Cancellation
  private let state = Mutex(State())
  private let changes: EventCount
  /// Notified when a job begins or ends.
  private let steps = EventCount()

  /// `changes` is notified when a job has come further. `cancellation` ends the jobs.
  init(_ store: Store, changes: EventCount, cancellation: Cancellation) {
    var store = store
    store.cancellation = cancellation
    (self.store, self.changes, self.cancellation) = (store, changes, cancellation)
  }

  /// The job of this name; nil if there is none, or it is forgotten.
  package func job(_ id: String) -> Shapes.Job? { state.withLock { $0.jobs.first { $0.id == id } } }

  /// The job that runs; nil if none does.
  package var running: Shapes.Job? { state.withLock { $0.jobs.first { $0.status == .inProgress } } }

  /// The jobs that changed after the given version, and the present version.
  func changed(after version: Int) -> (jobs: [Shapes.Job], version: Int) {
    state.withLock { ($0.version > version ? $0.jobs.suffix(1) : [], $0.version) }
  }

  /// Starts an ingest and returns the job once it has begun. Throws `Busy` if another job runs, and the error of an
  /// ingest that fails at once, such as that of a locked store.
  package func ingest(_ options: SyncOptions) throws -> Shapes.Job {
    try start(.ingest) { [store, cancellation] id in
      let deadline = SystemClock().now() + 500_000_000
      let report = try store.ingest(
        options,
        retry: {
          // An ingest that the server itself does because something has changed is over soon.
          SystemClock().sleep(50_000_000)
          return !cancellation.isCancelled && SystemClock().now() < deadline
        },
        progress: { self.advance(id, $0.bytes, of: $0.bytesTotal) })
      self.update(id) { $0.ingest = report }
    }
  }

  /// Starts a check of every byte.
  package func verify() throws -> Shapes.Job {
    try start(.verify) { [store] id in
      let result = try store.verify { self.advance(id, $0, of: $1) }
      store.recordVerification(isIntact: result.isOK)
      self.update(id) { $0.verification = result }
    }
  }

  /// A job runs already.
  package struct Busy: Error {
    package var job: Shapes.Job
  }

  private func start(_ kind: Shapes.Job.Kind, _ body: @escaping @Sendable (_ id: String) throws -> Void) throws
    -> Shapes.Job
  {
    let job = Shapes.Job(
      id: hexadecimal(SystemEntropy().bytes(8)), kind: kind, started: SystemClock().milliseconds)
    try state.withLock { state in
      if let running = state.jobs.first(where: { $0.status == .inProgress }) { throw Busy(job: running) }
      if state.jobs.count >= Self.most { state.jobs.removeFirst() }
      state.jobs.append(job)
      state.version += 1
    }
    inBackground {
      do {
        try body(job.id)
        self.finish(job.id, nil)
      } catch { self.finish(job.id, error) }
    }
    return try begun(job)
  }

  /// Waits until a job has begun, has failed, or has taken long enough to be taken for begun.
  private func begun(_ job: Shapes.Job) throws -> Shapes.Job {
    let end = SystemClock().milliseconds + Self.patience
    while true {
      let seen = steps.count
      let (failure, hasBegun) = state.withLock { state in
        let failure = state.failures.removeValue(forKey: job.id)
        if failure != nil { state.jobs.removeAll { $0.id == job.id } }
        return (failure, state.begun.contains(job.id))
      }
      if let failure { throw failure }
      let rest = end - SystemClock().milliseconds
      if hasBegun || rest <= 0 { return self.job(job.id) ?? job }
      _ = steps.wait(after: seen, milliseconds: rest)
    }
  }

  private func advance(_ id: String, _ done: Int64, of total: Int64) {
    update(id) { ($0.done, $0.total) = (done, total) }
    let isNew = state.withLock { $0.begun.insert(id).inserted }
    if isNew { steps.notify() }
  }

  private func finish(_ id: String, _ error: (any Error)?) {
    state.withLock { state in
      // An error before the beginning is the answer to the request; later it is what became of the job.
      if let error, !state.begun.contains(id) { state.failures[id] = error }
    }
    update(id) { job in
      job.ended = SystemClock().milliseconds
      job.status = error == nil ? .completed : .failed
      job.error = error.map(Self.message)
    }
    state.withLock { _ = $0.begun.insert(id) }
    steps.notify()
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case is CancellationError: "It was ended before its end, because the server stops."
    case let error as StoreError: error.message
    case let error as any StoreErrorConvertible: error.storeError.message
    default: String(describing: error)
    }
  }

  private func update(_ id: String, _ body: (inout Shapes.Job) -> Void) {
    state.withLock { state in
      guard let index = state.jobs.firstIndex(where: { $0.id == id }) else { return }
      body(&state.jobs[index])
      state.version += 1
    }
    changes.notify()
  }
}
