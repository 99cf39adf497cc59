import Foundation
import TestSupport
import Testing

@Suite("a server while its store changes")
struct ServeLiveTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<30, session: "aaaa"))
    try work.ingest()
  }

  private func head(_ served: Served) throws -> Int {
    try #require(try served.ask("/api/v1").json["head", "seq"].integer)
  }

  @Test("a stream tells the present head, and then each session that grows, with its number in the log")
  func events() throws {
    let served = try Served(work)
    let before = try head(served)
    let stream = try served.follow("/api/v1/events")
    let opening = try stream.receive(until: "event: head\nid: \(before)\n")
    #expect(opening.contains("content-type: text/event-stream") || opening.contains("Content-Type: text/event-stream"))
    try work.append("p/aaaa.jsonl", lines(30..<33, session: "aaaa"))
    try work.ingest()
    let after = try head(served)
    let told = try stream.receive(until: "event: head\nid: \(after)\n")
    #expect(told.contains(#"data: {"session":"aaaa","records":3,"seq":"#), "\(told)")
    #expect(told.contains("event: run\n"))
    let stopped = try served.stop()
    #expect(stopped.code == 0)
    #expect(String(decoding: try stream.receive(), as: UTF8.self).contains("event: end\n"))
  }

  @Test("whoever comes again is told from the log what was missed, also by another server")
  func resumed() throws {
    let before: Int
    do {
      let served = try Served(work)
      before = try head(served)
      _ = try served.stop()
    }
    try work.write("p/bbbb.jsonl", lines(100..<107, session: "bbbb"))
    try work.ingest()
    let served = try Served(work)
    let after = try head(served)
    let fields: KeyValuePairs = ["Last-Event-ID": "\(before)"]
    for stream in [
      try served.follow("/api/v1/events", fields), try served.follow("/api/v1/events?after=\(before)"),
    ] {
      let told = try stream.receive(until: "event: head\nid: \(after)\n")
      #expect(told.contains(#"{"session":"bbbb","records":7,"#) && !told.contains("aaaa"), "\(told)")
    }
    let beyond = try served.follow("/api/v1/events", ["Last-Event-ID": "99999999"])
    #expect(try beyond.receive(until: "event: head\nid: \(after)\n").contains("event: session") == false)
    #expect(try served.ask("/api/v1/events?after=-1").problem == "bad-parameter")
  }

  @Test("the log is given as lines with a line at the end, and can be followed")
  func log() throws {
    let served = try Served(work)
    let head = try head(served)
    let all = try served.follow("/api/v1/log")
    let text = try all.receive(until: "\"end\":true")
    #expect(text.contains(#""total":\#(head)"#), "\(text.suffix(300))")
    let some = try served.follow("/api/v1/log?after=\(head - 2)")
    #expect(try some.receive(until: "\"end\":true").contains(#""total":2"#))
    let following = try served.follow("/api/v1/log?after=\(head)&follow=true")
    try work.append("p/aaaa.jsonl", line(31, session: "aaaa"))
    try work.ingest()
    #expect(try following.receive(until: #""kind":"record""#).contains(#""seq":\#(head + 1)"#))
    _ = try served.stop()
    #expect(String(decoding: try following.receive(), as: UTF8.self).contains("\"end\":true"))
    #expect(try Served(work).ask("/api/v1/log?after=999999").problem == "bad-parameter")
  }

  @Test("an ingest is started, its progress is told, and its report given")
  func run() throws {
    let served = try Served(work)
    let stream = try served.follow("/api/v1/events")
    try stream.receive(until: "event: head")
    try work.write("p/cccc.jsonl", lines(200..<205, session: "cccc"))
    let started = try served.ask("/api/v1/runs", "POST", body: #"{"sync_key":"web"}"#)
    #expect(started.status == 202, "\(started)")
    let place = try #require(started["location"])
    var job = try served.ask(place).json
    while job["sync_status"].string == "in_progress" { job = try served.ask(place).json }
    #expect(job["sync_status"].string == "completed" && job["ingest", "records"].integer == 5, "\(job)")
    try stream.receive(until: #""sync_status":"completed""#)
    #expect(try served.ask("/api/v1/sync/none", "DELETE").problem == "not-found")
    #expect(try served.ask("/api/v1/sync/web", "DELETE").json["reset"].bool == true)
    #expect(try served.ask("/api/v1/runs/none").problem == "not-found")
    for body in [#"{"full":1}"#, #"{"max_files":0}"#, #"{"x":1}"#, "[]", "{", #"{"full":true,"full":true}"#] {
      #expect(try served.ask("/api/v1/runs", "POST", body: body).problem == "bad-body", "\(body)")
    }
  }

  @Test(
    "a directory without transcripts is stored where that is asked for, and else refused with the option that does it")
  func anyFiles() throws {
    let folder = work.path + "/notes"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "a note\n".write(toFile: folder + "/note.txt", atomically: true, encoding: .utf8)
    let refused = try work.ccstore(["serve", "--store", work.store, "--port", "0", folder])
    #expect(refused.code != 0 && refused.errors.contains("--any-files"), "\(refused)")
    let none = try work.ccstore(["serve", "--store", work.store, "--port", "0", "--any-files"])
    #expect(none.code == 64, "\(none)")
    let served = try Served(work, ["--port", "0", "--any-files", folder])
    let started = try served.ask("/api/v1/runs", "POST")
    let place = try #require(started["location"], "\(started)")
    var job = try served.ask(place).json
    while job["sync_status"].string == "in_progress" { job = try served.ask(place).json }
    #expect(job["ingest", "files", "new"].integer == 1, "\(job)")
  }

  @Test("a check of every byte is a job, and a second job waits for no one")
  func verify() throws {
    let served = try Served(work)
    let started = try served.ask("/api/v1/verify", "POST")
    let place = try #require(started["location"])
    var job = try served.ask(place).json
    while job["sync_status"].string == "in_progress" { job = try served.ask(place).json }
    #expect(job["kind"].string == "verify" && job["verify", "ok"].bool == true, "\(job)")
  }

  @Test("an ingest of a store that somebody else holds is refused", .enabled(if: Machine.hasHeldLocks))
  func locked() throws {
    let served = try Served(work)
    let pipe = try Served.pipe("held", in: work)
    let holder = try Running(
      "/bin/sh", ["-c", #"exec flock "$0/LOCK" sh -c 'echo held >"$0"; exec sleep 600' "$1""#, work.store, pipe],
      environment: work.environment, in: work.path + "/captured")
    #expect(Served.line(of: pipe) == "held")
    #expect(try served.ask("/api/v1/runs", "POST").problem == "locked")
    #expect(try served.ask("/api/v1/sync/default", "DELETE").problem == "locked")
    holder.kill()
    _ = try holder.outcome()
  }

  @Test("with --watch a store is made, and a new line is told of without an ingest by hand")
  func watch() throws {
    try FileManager.default.removeItem(atPath: work.store)
    let served = try Served(work, ["--port", "0", "--watch"])
    let stream = try served.follow("/api/v1/events")
    try stream.receive(until: "event: head")
    var told = try stream.receive(until: "id: ")
    try work.append("p/aaaa.jsonl", line(77, session: "aaaa"))
    told = try stream.receive(until: #"{"session":"aaaa","records":1,"#)
    #expect(told.contains("event: session"))
  }

  @Test("what was erased, purged or compacted while the server runs is not shown any more")
  func erased() throws {
    try work.write("p/bbbb.jsonl", line(100, session: "bbbb", text: "secretword") + lines(101..<105, session: "bbbb"))
    try work.ingest()
    let served = try Served(work)
    let head = try head(served)
    func hits(_ more: String = "") throws -> Int? {
      try served.ask("/api/v1/search?q=secretword\(more)").json["total"].integer
    }
    #expect(try hits() == 1)
    #expect(try hits("&as_of=\(head)") == 1)
    let log = try served.follow("/api/v1/log")
    #expect(try log.receive(until: "\"end\":true").contains("bbbb"))
    #expect(try work.run("erase", "bbbb", "--yes").code == 0)
    for _ in 0..<2 {
      #expect(try hits() == 0)
      #expect(try hits("&as_of=\(head)") == 0)
      #expect(try served.ask("/api/v1/sessions/bbbb").status == 404)
      #expect(try served.ask("/api/v1/sessions").json["total"].integer == 1)
      let purged = try work.run("compact", "--purge")
      #expect(purged.code == 0, "\(purged)")
    }
    #expect(try work.run("compact").code == 0)
    #expect(try served.ask("/api/v1/sessions/aaaa").status == 200)
    #expect(try served.ask("/api/v1/search?q=hello").json["total"].integer == 30)
  }

  @Test("a store that disappears, is damaged, or is put back is told as it is")
  func disappeared() throws {
    let served = try Served(work)
    #expect(try served.ask("/api/v1/sessions").status == 200)
    try FileManager.default.moveItem(atPath: work.store, toPath: work.path + "/elsewhere")
    let gone = try served.ask("/api/v1/sessions")
    #expect(gone.status == 503 && gone.problem == "store-missing", "\(gone)")
    #expect(try served.ask("/").status == 200)
    try FileManager.default.moveItem(atPath: work.path + "/elsewhere", toPath: work.store)
    #expect(try served.ask("/api/v1/sessions").json["total"].integer == 1)
  }

  @Test("a killed server leaves the store as it was, and the next one starts")
  func killed() throws {
    let served = try Served(work, ["--port", "0", "--watch"])
    try work.append("p/aaaa.jsonl", lines(40..<60, session: "aaaa"))
    _ = try served.ask("/api/v1/runs", "POST")
    try served.kill()
    #expect(try work.damage() == nil)
    #expect(try Served(work).ask("/api/v1/sessions").status == 200)
  }
}
