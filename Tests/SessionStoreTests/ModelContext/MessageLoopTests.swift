import FileIO
import Synchronization
import TestSupport
import Testing
import Transcripts

@testable import ModelContext

/// Messages that were given to a closure, from any thread.
final class Collected: Sendable {
  private let messages = Mutex<[[UInt8]]>([])
  private let changes = EventCount()

  func add(_ bytes: [UInt8]) {
    messages.withLock { $0.append(bytes) }
    changes.notify()
  }

  var all: [[UInt8]] { messages.withLock { $0 } }

  /// The lines of everything so far.
  var lines: [[UInt8]] { Array(all.joined()).split(separator: 0x0a).map(Array.init) }

  /// Waits until there are at least `count` lines, and returns all.
  func wait(for count: Int) -> [JSONValue] {
    let lines = watched(orElse: "\(lines.count) of \(count) lines") {
      while true {
        let seen = changes.count
        let lines = self.lines
        if lines.count >= count { return lines }
        changes.wait(after: seen)
      }
    }
    return lines.compactMap { $0.withUnsafeBufferPointer { JSONValue.parse($0) } }
  }
}

/// A disk on which no file can be opened until the gate is open.
private final class Gate: Sendable {
  private let isOpen = Mutex(false)
  private let changes = EventCount()

  var disk: FaultyFileSystem {
    FaultyFileSystem { [self] operation, _ in
      if operation == .open { wait() }
      return nil
    }
  }

  func open() {
    isOpen.withLock { $0 = true }
    changes.notify()
  }

  private func wait() {
    while true {
      let seen = changes.count
      if isOpen.withLock({ $0 }) { return }
      changes.wait(after: seen)
    }
  }
}

@Suite("the loop over messages")
struct MessageLoopTests {
  let bench: Workbench
  let out = Collected()

  init() throws { bench = try Workbench() }

  private func loop() -> MessageLoop {
    MessageLoop(AskedServer(bench).server) { [out] in out.add($0) }
  }

  private func call(_ id: Int, _ query: String = "needle") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"search","arguments":{"query":"\#(query)"}}}"#
      + "\n"
  }

  private func makeStore() throws {
    try bench.tree.write(transcript("s"), prompt(1, session: "s", text: "needle"))
    try bench.ingest()
  }

  @Test("messages are read from pieces of any size, and blank lines are passed over")
  func pieces() throws {
    let text =
      "\n\r\n" + (1...3).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"ping"}"# + "\r\n" }.joined(separator: " \n")
    for size in [1, 2, 7, 1000] {
      let out = Collected()
      let loop = MessageLoop(AskedServer(bench).server) { out.add($0) }
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        loop.receive(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(out.wait(for: 3).compactMap { $0["id"]?.intValue } == [1, 2, 3])
    }
  }

  @Test("a line that is too long is refused without being kept, and the next one is answered")
  func longLine() throws {
    let loop = loop()
    let piece = [UInt8](repeating: 0x78, count: 1 << 20)
    for _ in 0..<20 { loop.receive(piece) }
    #expect(loop.bufferedBytes == 0)
    loop.receive(Array("\n".utf8) + Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8) + [0x0a])
    let answers = out.wait(for: 2)
    #expect(answers[0]["error"]?["code"] == .number("-32600") && answers[0]["id"] == nil)
    #expect(answers[1]["id"] == .number("1"))
  }

  @Test("ten thousand requests at once get one answer each, on whole lines, and few of them run at the same time")
  func many() throws {
    try makeStore()
    let loop = loop()
    let count = 10_000
    let most = Mutex(0)
    for id in 0..<count {
      loop.receive(Array((id.isMultiple(of: 100) ? call(id) : call(id, "")).utf8))
      most.withLock { $0 = max($0, loop.runningCount) }
    }
    let answers = out.wait(for: count)
    #expect(Set(answers.compactMap { $0["id"]?.intValue }) == Set(0..<count))
    #expect(answers.count == count)
    #expect(most.withLock { $0 } <= MessageLoop.runningMax)
  }

  @Test("what needs no store is answered while requests wait")
  func immediate() throws {
    try makeStore()
    let gate = Gate()
    let server = ModelContextServer(
      ServerSettings(store: bench.store(fileSystem: gate.disk), version: "1", workingDirectory: "", zone: .utc))
    let loop = MessageLoop(server) { [out] in out.add($0) }
    for id in 1...20 { loop.receive(Array(call(id).utf8)) }
    loop.receive(Array((#"{"jsonrpc":"2.0","id":99,"method":"ping"}"# + "\n").utf8))
    #expect(out.wait(for: 1).first?["id"] == .number("99"))
    // Those that run, and those that wait, are stopped.
    for id in 1...19 {
      loop.receive(
        Array((#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"# + "\n").utf8))
    }
    gate.open()
    #expect(out.wait(for: 2).last?["id"] == .number("20"))
    loop.receive(Array((#"{"jsonrpc":"2.0","id":100,"method":"ping"}"# + "\n").utf8))
    #expect(out.wait(for: 3).last?["id"] == .number("100"))
    #expect(out.lines.count == 3, "nothing is sent for a request that was cancelled")
  }

  @Test("at the end what runs is answered or stopped, and nothing is begun any more")
  func end() throws {
    try makeStore()
    let loop = loop()
    loop.receive(Array(call(1).utf8))
    loop.end(within: 60_000)
    #expect(out.wait(for: 1).first?["id"] == .number("1"))
    loop.receive(Array(call(2).utf8))
    #expect(loop.runningCount == 0)
  }
}
