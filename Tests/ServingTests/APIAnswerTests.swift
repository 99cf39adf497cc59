import Answers
import Bytes
import SessionLog
import SessionStore
import Testing
import Transcripts

@testable import Serving

@Suite("answers of the API")
struct APIAnswerTests {
  let served: ServedStore
  let api: API
  private let one = "sessions/\(ServedStore.id(1))"

  init() throws {
    served = try ServedStore()
    try served.add(1, ["First prompt", "Second prompt", "Third prompt"])
    try served.add(2, ["Another matter"], model: "claude-opus-4-1", branch: "topic")
    api = served.api()
  }

  // MARK: Entity tags

  @Test("an answer that the reader has is not made again, and no state is folded for it")
  func notModified() throws {
    let first = api.get("sessions")
    let tag = try #require(first.header("ETag"))
    let again = api.get("sessions", headers: ["if-none-match": "\"x\", W/\(tag)"])
    #expect(again.status == 304)
    #expect(try again.bytes.isEmpty)
    #expect(again.header("ETag") == tag)
    #expect(api.get("sessions", headers: ["if-none-match": "\"x\""]).status == 200)
    #expect(api.get("sessions", ["limit": "2"], headers: ["if-none-match": tag]).status == 200)
  }

  @Test("the tag changes with the log, the program, the parameters, the zone and, for files, with the minute")
  func tags() throws {
    func tag(_ api: API, _ path: String, _ query: KeyValuePairs<String, String> = [:]) throws -> String {
      try #require(api.get(path, query).header("ETag"))
    }
    let (sessions, usage, relative) = (
      try tag(api, "sessions"), try tag(api, "usage"), try tag(api, "usage", ["since": "7d"])
    )
    // The period before one that has not ended ends with the time.
    let compared: KeyValuePairs = ["since": "2026-01-01", "compare": "previous"]
    let before = try tag(api, "usage", compared)
    #expect(try tag(api, "sessions") == sessions)
    #expect(try tag(api, "usage", ["by": "day"]) == usage)
    #expect(try tag(api, "usage", ["tz": "Europe/Berlin"]) != usage)
    #expect(try tag(served.api { $0.version = "1.2.4" }, "usage") != usage)
    func priced(_ dollars: Int128) -> PriceTable {
      let price = Money(picodollars: dollars * 1_000_000)
      let prices = TokenPrices(input: price, output: nil, cacheWrites5m: nil, cacheWrites1h: nil, cacheReads: nil)
      return PriceTable(source: "mine", models: ["claude-x": ModelPrices(standard: prices)])
    }
    func pricedTag(_ dollars: Int128) throws -> String { try tag(served.api { $0.prices = priced(dollars) }, "usage") }
    #expect(try pricedTag(3) == pricedTag(3))
    #expect(try pricedTag(3) != pricedTag(4), "a price counts, and not only where it comes from")
    served.wait(seconds: 61)
    #expect(try tag(api, "sessions") != sessions)
    #expect(try tag(api, "usage") == usage)
    #expect(try tag(api, "usage", ["since": "7d"]) != relative)
    #expect(try tag(api, "usage", compared) != before)
    try served.add(3, ["More"])
    #expect(try tag(api, "usage") != usage)
  }

  @Test("what changes without the log has no tag and is not stored")
  func noStore() {
    for path in ["health", "status", "doctor", "preview", "drift"] {
      let answer = api.get(path)
      #expect(answer.header("ETag") == nil)
      #expect(answer.header("Cache-Control") == "no-store")
    }
  }

  @Test("the status says how far each remote is behind, as far as this machine has pushed, and asks none of them")
  func remotes() throws {
    #expect(try api.get("status").json["remotes"]?.arrayValue?.isEmpty == true)
    let head = try #require(try api.get("").json["head"]?["seq"]?.intValue)
    try served.notePush(to: "/media/disk/copy", last: UInt64(head))
    try served.notePush(to: "nowhere:bucket/<b>\u{202e}", last: UInt64(head) - 2)
    func lags() throws -> [String: Int] {
      let remotes = try #require(try api.get("status").json["remotes"]?.arrayValue)
      return try Dictionary(
        uniqueKeysWithValues: remotes.map { remote in
          (try #require(remote["place"]?.stringValue), try #require(remote["missing_events"]?.intValue))
        })
    }
    #expect(try lags() == ["/media/disk/copy": 0, "nowhere:bucket/<b>\u{202e}": 2])
    try served.add(3, ["More"])
    let lag = try #require(try lags()["/media/disk/copy"])
    #expect(lag > 0)
    let then = try api.get("status", ["as_of": "1"]).json["remotes"]?.arrayValue
    #expect(then?.compactMap { $0["missing_events"]?.intValue } == [0, 0], "both have what was stored then")
  }

  // MARK: Moments

  @Test("with as_of an answer is of that moment, and a time is as good as a number")
  func asOf() throws {
    let head = try #require(try api.get("").json["head"]?["seq"]?.intValue)
    try served.add(3, ["Later"])
    #expect(try api.get("sessions").json["total"]?.intValue == 3)
    let then = try api.get("sessions", ["as_of": "\(head)"]).json
    #expect(then["total"]?.intValue == 2)
    #expect(then["head"]?["seq"]?.intValue == head)
    #expect(try api.get("sessions", ["as_of": "0"]).json["total"]?.intValue == 0)
    #expect(try api.get("sessions", ["as_of": "2001-01-01"]).json["total"]?.intValue == 0)
    #expect(try api.get("usage", ["as_of": "0"]).json["totals"]?["responses"]?.intValue == 0)
    #expect(api.get("sessions", ["as_of": "\(head + 100_000)"]).status == 400)
    #expect(api.get("sessions", ["as_of": "99999999999999999999999"]).status == 400)
    #expect(api.get("sessions", ["as_of": "-1"]).status == 400)
    #expect(api.get(one, ["as_of": "0"]).status == 404)
  }

  @Test("pages neither repeat nor skip a session when more are stored in between, and expire after an erasure")
  func pages() throws {
    let first = try api.get("sessions", ["limit": "1", "sort": "started"]).json
    let next = try #require(first["next"]?.stringValue)
    try served.add(9, ["Newest of all"])
    let second = try api.get("sessions", ["limit": "1", "sort": "started", "cursor": next]).json
    #expect(second["head"] == first["head"])
    #expect(second["next"] == .null)
    let ids = [first, second].compactMap { $0["sessions"]?.arrayValue?.first?["session"]?.stringValue }
    #expect(Set(ids) == [ServedStore.id(1), ServedStore.id(2)])
    _ = try served.store.erase(.session(ServedStore.id(2)))
    let expired = api.get("sessions", ["limit": "1", "sort": "started", "cursor": next])
    #expect(expired.status == 410)
    #expect(try expired.json["type"]?.stringValue == "cursor-expired")
  }

  @Test("what was erased is in no answer any more, also of an earlier moment")
  func erased() throws {
    let head = try #require(try api.get("").json["head"]?["seq"]?.intValue)
    let tag = try #require(api.get("\(one)/turns").header("ETag"))
    _ = try served.store.erase(.session(ServedStore.id(1)))
    #expect(api.get("\(one)/turns", headers: ["if-none-match": tag]).status == 404)
    for query in [[:], ["as_of": "\(head)"]] as [KeyValuePairs<String, String>] {
      #expect(try !api.get("\(one)/turns", query).text.contains("Second prompt"))
      #expect(try !api.get("sessions", query).text.contains("First prompt"))
      #expect(try !api.get("facets", query).text.contains("Second prompt"))
    }
    #expect(try api.get("search", ["q": "Second prompt"]).json["total"]?.intValue == 0)
  }

  // MARK: Sessions

  @Test("a window of turns says what is before and after it")
  func window() throws {
    let middle = try api.get("\(one)/turns", ["entry": "2", "after": "1"]).json
    #expect(middle["total"]?.intValue == 6)
    #expect(middle["first"]?.intValue == 2)
    #expect(middle["previous"]?.intValue == 1)
    #expect(middle["next"]?.intValue == 4)
    #expect(middle["turns"]?.arrayValue?.count == 2)
    let whole = try api.get("\(one)/turns").json
    #expect(whole["previous"] == .null)
    #expect(whole["next"] == .null)
    let last = try api.get("\(one)/turns", ["tail": "2"]).json
    #expect(last["turns"]?.arrayValue?.compactMap { $0["entry"]?.intValue } == [4, 5])
    let sequence = try #require(whole["turns"]?.arrayValue?[3]["seq"]?.intValue)
    let around = try api.get("\(one)/turns", ["at": "\(sequence)", "before": "1", "after": "1"]).json
    #expect(around["turns"]?.arrayValue?.compactMap { $0["entry"]?.intValue } == [2, 3, 4])
  }

  @Test("parts leaves blocks out, and max_chars cuts their text and says so")
  func blocks() throws {
    let cut = try api.get("\(one)/turns", ["max_chars": "5", "after": "0"]).json["turns"]?.arrayValue?.first
    #expect(cut?["blocks"]?.arrayValue?.first?["text"]?.stringValue == "First")
    #expect(cut?["blocks"]?.arrayValue?.first?["truncated"]?.boolValue == true)
    let notes = try api.get("\(one)/turns", ["parts": "notes,tools"]).json["turns"]?.arrayValue ?? []
    #expect(notes.count == 6)
    #expect(notes.allSatisfy { $0["blocks"]?.arrayValue?.isEmpty == true })
  }

  @Test("a record is given byte for byte as something to be saved, never as a page")
  func record() throws {
    let turn = try #require(try api.get("\(one)/turns").json["turns"]?.arrayValue?.first)
    let sequence = try #require(turn["seq"]?.intValue)
    let answer = api.get("\(one)/records/\(sequence)")
    #expect(answer.contentType == "application/octet-stream")
    #expect(answer.header("X-Content-Type-Options") == "nosniff")
    #expect(answer.header("Content-Disposition") == "attachment; filename=\"record-\(sequence).jsonl\"")
    #expect(try answer.text.contains(#""content":"First prompt"}}"# + "\n"))
    #expect(api.get("\(one)/records/1").status == 404)
    #expect(api.get("sessions/\(ServedStore.id(2))/records/\(sequence)").status == 404)
  }

  @Test("a session is exported as a page, as Markdown and as its lines", arguments: ["html", "markdown", "jsonl"])
  func export(_ form: String) throws {
    let answer = api.get("\(one)/export", ["format": form])
    #expect(answer.status == 200)
    #expect(answer.header("Content-Disposition")?.hasPrefix("attachment; filename=\"session-00000001-") == true)
    let text = try answer.text
    #expect(text.contains("Second prompt"))
    #expect(text.split(separator: "\n").count >= 6)
    #expect(api.get("\(one)/export", ["format": form, "generation": "7"]).status == 404)
    #expect(api.get("\(one)/export", ["format": "exe"]).status == 400)
  }

  @Test("a file that was rewritten has versions, a decision and a difference")
  func versions() throws {
    let line =
      #"{"type":"user","uuid":"cccc0000-0000-4000-8000-000000000000","parentUuid":null,"timestamp":"2026-05-01T10:00:00.000Z","sessionId":"\#(ServedStore.id(1))","cwd":"/work/site","message":{"role":"user","content":"Rewritten"}}"#
    let path = served.root.appending("projects/-work-site/\(ServedStore.id(1)).jsonl")
    try served.directory.fileSystem.remove(path)
    try served.write("\(ServedStore.id(1)).jsonl", line + "\n")
    try served.ingest()
    let generations = try #require(
      try api.get("\(one)/versions").json["files"]?.arrayValue?.first?["generations"]?.arrayValue)
    #expect(generations.compactMap { $0["records"]?.intValue } == [6, 1])
    #expect(generations[0]["decision"] == .null)
    #expect(["rewritten", "truncated"].contains(generations[1]["decision"]?["reason"]?.stringValue))
    let difference = try #require(
      try api.get("\(one)/diff", ["from": "0", "to": "1"]).json["files"]?.arrayValue?.first)
    #expect(difference["lost"]?.intValue == 6)
    #expect(difference["new"]?.intValue == 1)
    #expect(try api.get("conflicts").json["total"]?.intValue == 1)
    #expect(try api.get("\(one)/turns", ["generation": "0"]).json["total"]?.intValue == 6)
    #expect(api.get("\(one)/turns", ["generation": "2"]).status == 404)
    #expect(api.get("\(one)/diff", ["from": "5", "to": "6"]).status == 404)
  }

  // MARK: Questions

  @Test("a search counts roles and months over all pages ")
  func search() throws {
    let page = try api.get("search", ["q": "prompt", "limit": "1"]).json
    #expect(page["total"]?.intValue == 3)
    #expect(page["counted"]?.intValue == 3)
    #expect(page["hits"]?.arrayValue?.count == 1)
    #expect(page["sessions"]?.intValue == 1)
    #expect(page["roles"]?.arrayValue?.first?["key"]?.stringValue == "user")
    #expect(page["months"]?.arrayValue?.compactMap { $0["key"]?.stringValue } == ["2026-02"])
    let next = try #require(page["next"]?.stringValue)
    let second = try api.get("search", ["q": "prompt", "limit": "1", "cursor": next]).json
    #expect(second["roles"] == page["roles"])
    #expect(second["hits"] != page["hits"])
    #expect(api.get("search", ["q": "answer", "limit": "1", "cursor": next]).status == 400)
    let some = try api.get("search", ["q": "answer", "limit": "1", "count": "false"]).json
    #expect(some["hits"]?.arrayValue?.count == 1)
    #expect(some["hits"]?.arrayValue?.first?["entry"] == .null)
    let placed = try api.get("search", ["q": "Third prompt", "entries": "true"]).json
    #expect(placed["hits"]?.arrayValue?.first?["entry"]?.intValue == 4)
    #expect(some["next"] != .null)
  }

  @Test("a search in lines ends with a line that says so")
  func lines() throws {
    let answer = api.get("search", ["q": "prompt"], headers: ["accept": "application/x-ndjson"])
    #expect(answer.contentType == "application/x-ndjson")
    let lines = try answer.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.last == #"{"end":true,"total":3,"lost":[]}"#)
    #expect(api.get("search", ["q": "prompt"], headers: ["accept": "*/*"]).contentType == "application/json")
  }

  @Test("usage counts sessions, and compares with the period before")
  func usage() throws {
    let all = try api.get("usage", ["by": "model"]).json
    #expect(all["totals"]?["sessions"]?.intValue == 2)
    #expect(all["groups"]?.arrayValue?.compactMap { $0["sessions"]?.intValue } == [1, 1])
    #expect(all["previous"] == .null)
    let march = try api.get("usage", ["on": "2026-03", "compare": "previous", "tz": "UTC"]).json
    #expect(march["totals"]?["responses"]?.intValue == 1)
    #expect(march["previous"]?["responses"]?.intValue == 3)
    #expect(march["previous"]?["start"]?.stringValue == "2026-02-01T00:00:00.000Z")
    #expect(api.get("usage", ["compare": "previous"]).status == 400)
    #expect(api.get("usage", ["by": "model", "fill": "true"]).status == 400)
    #expect(api.get("usage", ["by": "block", "split": "model"]).status == 400)
  }

  @Test("facets are the values of filters with their counts")
  func facets() throws {
    let facets = try api.get("facets").json
    func counts(_ key: String) -> [String: Int] {
      Dictionary(
        (facets[key]?.arrayValue ?? []).compactMap { value in
          value["key"]?.stringValue.map { ($0, value["sessions"]?.intValue ?? -1) }
        }, uniquingKeysWith: +)
    }
    #expect(counts("projects") == ["/work/site": 2])
    #expect(counts("models") == ["claude-sonnet-4-5": 1, "claude-opus-4-1": 1])
    #expect(counts("branches") == ["main": 1, "topic": 1])
    #expect(facets["machines"]?.arrayValue?.count == 1)
    #expect(try api.get("facets", ["since": "2030"]).json["sessions"]?.intValue == 0)
  }
}
