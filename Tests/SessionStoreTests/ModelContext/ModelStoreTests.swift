import FileIO
import Foundation
import SystemPackage
import Testing
import Transcripts

@testable import ModelContext
@testable import SegmentedLog

@Suite("the store of the Model Context Protocol")
struct ModelStoreTests {
  @Test("without a store every tool says what to do, and answers as soon as there is one")
  func absent() throws {
    let bench = try Workbench()
    let asked = AskedServer(bench)
    #expect(try asked.ask("tools/list")["result"] != nil)
    for (tool, arguments) in [
      ("search", #"{"query":"x"}"#), ("sessions", "{}"), ("read", #"{"session":"x"}"#),
      ("overview", #"{"session":"x"}"#), ("files", "{}"), ("usage", "{}"), ("status", "{}"),
    ] {
      let called = try asked.call(tool, arguments)
      #expect(called.isError && called.text.contains("ask the person to run 'ccstore ingest'"), "\(called.text)")
    }
    try bench.tree.write(transcript("s"), prompt(1, session: "s", text: "needle"))
    try bench.ingest()
    #expect(try asked.call("search", #"{"query":"needle"}"#).text.hasPrefix("1 record found"))
  }

  @Test("what is stored, erased or compacted between two calls is in the answer to the second one")
  func renewed() throws {
    let bench = try Workbench()
    let asked = AskedServer(bench)
    func found() throws -> String {
      try String(asked.call("search", #"{"query":"needle","limit":50}"#).text.prefix(20))
    }
    for number in 1...20 {
      try bench.tree.write(transcript("s\(number)"), prompt(number, session: "s\(number)", text: "needle \(number)"))
      try bench.ingest()
      #expect(try found().hasPrefix(number == 1 ? "1 record found" : "\(number) records found"))
    }
    try bench.compact()
    #expect(try found().hasPrefix("20 records found"))
    for number in 2...20 { _ = try bench.store().erase(.session("s\(number)"), retry: Workbench.patience()) }
    #expect(try found().hasPrefix("1 record found"))
  }

  @Test("a store that is taken away is said to be missing, and another one in its place is the one that is asked")
  func replaced() throws {
    let bench = try Workbench()
    let asked = AskedServer(bench)
    for number in 1...2 {
      try bench.tree.write(transcript("s\(number)"), prompt(number, session: "s\(number)", text: "needle \(number)"))
    }
    try bench.ingest()
    let first = try asked.call("search", #"{"query":"needle","limit":1}"#)
    let continuation = try #require(first.continuation)
    try FileManager.default.removeItem(atPath: bench.storePath.string)
    let missing = try asked.call("search", #"{"query":"needle"}"#)
    #expect(missing.isError && missing.text.contains("ccstore ingest"), "\(missing.text)")
    try bench.tree.write(transcript("s3"), prompt(3, session: "s3", text: "needle 3"))
    try bench.ingest()
    #expect(try asked.call("search", #"{"query":"needle"}"#).text.hasPrefix("3 records found"))
    let old = try asked.call(continuation.tool, continuation.arguments)
    #expect(old.isError && old.text.contains("ask again without cursor"), "\(old.text)")
  }

  @Test("answers are whole while the store is written, compacted, erased from and purged, whichever server gives them")
  func whileItChanges() async throws {
    let bench = try Workbench()
    try bench.tree.write(
      transcript("kept"), prompt(1, session: "kept", text: "needle") + touch(2, "Write", "/kept", session: "kept"))
    try bench.ingest()
    let servers = (0..<3).map { _ in AskedServer(bench) }
    let asking = Task.detached {
      var (asked, wrong) = (0, [String]())
      repeat {
        for (tool, arguments, part) in [
          ("search", #"{"query":"needle"}"#, "> needle"), ("files", "{}", "> /kept"), ("sessions", "{}", "kept"),
          ("read", #"{"session":"kept"}"#, "> needle"), ("usage", "{}", "responses"),
        ] {
          let called = try servers[asked % servers.count].call(tool, arguments)
          if called.isError || !called.text.contains(part) || called.text.contains("damaged") {
            wrong.append("\(tool): \(called.text)")
          }
          asked += 1
        }
      } while !Task.isCancelled
      return (asked, wrong)
    }
    for number in 10..<18 {
      let name = "s\(number)"
      try bench.tree.write(transcript(name), prompt(number, session: name, text: "pin") + lines(0..<40))
      try bench.ingest()
      if number.isMultiple(of: 2) { _ = try bench.store().erase(.session(name), retry: Workbench.patience()) }
      try bench.compact()
      if number.isMultiple(of: 4) { _ = try bench.store().purge(retry: Workbench.patience()) }
    }
    asking.cancel()
    let (asked, wrong) = try await asking.value
    #expect(asked > 0 && wrong == [], "\(wrong.prefix(3))")
  }

  @Test("the answer of a damaged store holds what is intact and says that something may be missing")
  func damaged() throws {
    let bench = try Workbench()
    for number in 1...3 {
      try bench.tree.write(transcript("s\(number)"), prompt(number, session: "s\(number)", text: "needle \(number)"))
      try bench.ingest()
    }
    let segments = bench.storePath.appending("seg")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: segments.string).sorted().first)
    var bytes = try POSIXFileSystem().contents(segments.appending(name))
    for folder in ["snap", "idx"] {
      try FileManager.default.removeItem(atPath: bench.storePath.appending(folder).string)
      try FileManager.default.createDirectory(
        atPath: bench.storePath.appending(folder).string, withIntermediateDirectories: false)
    }
    let place = try #require(bytes.firstRange(of: Array("needle 2".utf8))?.lowerBound)
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: segments.appending(name).string))
    let called = try AskedServer(bench).call("search", #"{"query":"needle"}"#)
    #expect(!called.isError, "\(called.text)")
    #expect(called.text.contains("The store is damaged: "), "\(called.text)")
    #expect(called.text.contains("needle 1") && called.text.contains("needle 3") && !called.text.contains("needle 2"))
  }

  @Test("a request that is cancelled gets no answer, and the next one does")
  func cancelled() async throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("s"), prompt(1, session: "s", text: "needle"))
    try bench.ingest()
    let asked = AskedServer(bench)
    let cancellation = Cancellation()
    cancellation.cancel()
    let call =
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"needle"}}}"#
    #expect(asked.server.respond(to: Array(call.utf8), cancellation: cancellation) == nil)
    #expect(await asked.server.respond(to: Array(call.utf8)) != nil)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await asked.server.respond(to: Array(call.utf8))
    }
    #expect(await task.value == nil)
  }

  @Test("progress is told under the client's token with growing numbers, and not after the answer")
  func progress() throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("s"), prompt(1, session: "s", text: "needle"))
    try bench.ingest()
    let told = Collected()
    let progress = Progress(token: .text("t")) { told.add($0) }
    for step in 0..<1000 { progress.report("reading", UInt64(step), 1000) }
    progress.end()
    progress.report("reading", 1000, 1000)
    let messages = told.all.compactMap { $0.withUnsafeBufferPointer { JSONValue.parse($0) } }
    #expect(messages.count >= 1)
    #expect(messages.allSatisfy { $0["params"]?["progressToken"] == .string("t") && $0["id"] == nil })
    #expect(messages.compactMap { $0["params"]?["progress"]?.intValue } == Array(1...messages.count))
    let silent = Progress(token: nil) { told.add($0) }
    silent.report("reading", 1, 2)
    #expect(told.all.count == messages.count)
  }
}
