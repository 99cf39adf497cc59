import FileIO
import Synchronization

/// Runs a server on a stream of lines, each of which is a message: requests at the same time, as many as `runningMax`,
/// the others in their order, and one line of output after the other.
///
/// It does no input and output of its own: `receive` is given what was read, in any pieces, and `write` writes a line
/// with its newline. `write` is never called by two threads at once.
package final class MessageLoop: Sendable {
  /// The number of requests that run at the same time.
  static let runningMax = 4
  /// The number of requests that may wait, and of the bytes of their messages.
  static let waitingMax = 20_000
  static let waitingBytesMax = 64 << 20
  /// No request is begun while more than these bytes wait for a client that does not read.
  static let unwrittenMax = 16 << 20

  private struct Job {
    var message: RPCMessage
    var id: RequestID
    /// The length of its message.
    var bytes: Int
    let cancellation = Cancellation()
  }

  private struct State {
    /// The part of a line that was received.
    var line: [UInt8] = []
    /// True while the rest of a line is passed over that is too long.
    var isSkipping = false
    var waiting: [Job] = []
    /// The index of the first job that waits; those before have begun.
    var first = 0
    var waitingBytes = 0
    /// By number: several running requests may have one id.
    var running: [Int: Job] = [:]
    var begun = 0
    var unwritten: [[UInt8]] = []
    /// The bytes that wait to be written, and those that are being written.
    var unwrittenBytes = 0
    var isWriting = false
    var hasEnded = false

    var isIdle: Bool { first == waiting.count && running.isEmpty && !isWriting }

    /// Takes the request that is to be begun now; nil if none is, or there is no room.
    mutating func beginNext() -> (number: Int, job: Job)? {
      guard !hasEnded, first < waiting.count, running.count < MessageLoop.runningMax,
        unwrittenBytes <= MessageLoop.unwrittenMax
      else { return nil }
      let job = waiting[first]
      first += 1
      if first == waiting.count || first >= 1000 {
        waiting.removeFirst(first)
        first = 0
      }
      waitingBytes -= job.bytes
      begun += 1
      running[begun] = job
      return (begun, job)
    }
  }

  private let server: ModelContextServer
  private let write: @Sendable ([UInt8]) -> Void
  private let state = Mutex(State())

  package init(_ server: ModelContextServer, write: @escaping @Sendable ([UInt8]) -> Void) {
    (self.server, self.write) = (server, write)
  }

  /// The number of bytes of a line that has not ended yet.
  var bufferedBytes: Int { state.withLock { $0.line.count } }

  /// The number of requests that run now.
  var runningCount: Int { state.withLock { $0.running.count } }

  // MARK: Input

  /// Takes bytes that were read. Returns at once; answers come later.
  package func receive(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while let newline = rest.firstIndex(of: 0x0a) {
      add(rest[..<newline])
      endLine()
      rest = rest[(newline + 1)...]
    }
    add(rest)
  }

  private func add(_ bytes: ArraySlice<UInt8>) {
    let isTooLong = state.withLock { state in
      if state.isSkipping { return false }
      if state.line.count + bytes.count <= RPCMessage.lengthMax {
        state.line += bytes
        return false
      }
      (state.line, state.isSkipping) = ([], true)
      return true
    }
    if isTooLong {
      let error = RPCError(
        code: -32600, "a message has at most \(RPCMessage.lengthMax) bytes; this one was passed over")
      send(RPCReply.error(error, id: nil))
    }
  }

  private func endLine() {
    let line = state.withLock { state in
      defer { (state.line, state.isSkipping) = ([], false) }
      return state.isSkipping ? [] : state.line
    }
    if !line.allSatisfy({ $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }) { take(RPCMessage(line), bytes: line.count) }
  }

  private func take(_ message: RPCMessage, bytes: Int) {
    switch message {
    case .notification:
      if let id = message.cancelled { cancel(id) }
    case .response: return
    case .invalid:
      if let answer = server.respond(to: message, cancellation: Cancellation(), notify: { _ in }) { send(answer) }
    case .request(let request):
      let isAnsweredAtOnce =
        Method(rawValue: request.method)?.isImmediate ?? true
        && state.withLock { $0.unwrittenBytes <= Self.unwrittenMax }
      if isAnsweredAtOnce {
        if let answer = server.respond(to: message, cancellation: Cancellation(), notify: { _ in }) { send(answer) }
        return
      }
      let isTaken = state.withLock { state in
        guard state.waiting.count - state.first < Self.waitingMax, state.waitingBytes + bytes <= Self.waitingBytesMax
        else { return false }
        state.waiting.append(Job(message: message, id: request.id, bytes: bytes))
        state.waitingBytes += bytes
        return true
      }
      if isTaken { return begin() }
      let error = RPCError(code: -32603, "too many requests wait for an answer; send this one again later")
      send(RPCReply.error(error, id: request.id))
    }
  }

  /// Stops the requests with an id, whether they run or wait. Nothing more is sent for them.
  private func cancel(_ id: RequestID) {
    state.withLock { state in
      for job in state.running.values where job.id == id { job.cancellation.cancel() }
      for place in state.waiting.indices[state.first...] where state.waiting[place].id == id {
        state.waiting[place].cancellation.cancel()
      }
    }
  }

  // MARK: Work

  /// Begins requests that wait, as long as there is room.
  private func begin() {
    while let (number, job) = state.withLock({ $0.beginNext() }) {
      inBackground { [self] in
        if !job.cancellation.isCancelled {
          let answer = server.respond(to: job.message, cancellation: job.cancellation) { self.send($0, for: job) }
          if let answer { send(answer, for: job) }
        }
        state.withLock { $0.running[number] = nil }
        begin()
      }
    }
  }

  // MARK: Output

  /// Sends a message for a request, unless that was cancelled.
  private func send(_ message: [UInt8], for job: Job) {
    // A cancellation that comes after this is too late, as the protocol allows.
    if !job.cancellation.isCancelled { send(message) }
  }

  private func send(_ message: [UInt8]) {
    let isWriter = state.withLock { state in
      state.unwritten.append(message + [0x0a])
      state.unwrittenBytes += message.count + 1
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if isWriter { inBackground { [self] in writeAll() } }
  }

  /// Writes what waits, until nothing does.
  private func writeAll() {
    while true {
      let lines = state.withLock { state in
        let lines = state.unwritten
        state.unwritten = []
        if lines.isEmpty { state.isWriting = false }
        return lines
      }
      if lines.isEmpty { break }
      let bytes = Array(lines.joined())
      write(bytes)
      state.withLock { $0.unwrittenBytes -= bytes.count }
      begin()
    }
  }

  // MARK: The end

  /// Waits until every request is answered, but no longer than `milliseconds`; then it stops those that run, and begins
  /// no others.
  package func end(within milliseconds: Int) {
    for _ in 0..<milliseconds where !state.withLock(\.isIdle) { SystemClock().sleep(1_000_000) }
    state.withLock { state in
      state.hasEnded = true
      for job in state.running.values { job.cancellation.cancel() }
    }
  }
}
