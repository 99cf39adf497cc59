import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SessionStore
import Sync
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Times
import Transcripts

@testable import Serving
@testable import Tables

/// A store of written transcripts, and the API that answers from it.
final class ServedStore: StoreMoments {
  let directory: ScratchDirectory
  let store: Store
  /// How often a view was asked for.
  let views = Mutex(0)
  /// The view that is kept, to be refreshed.
  private let kept = Mutex<StoreView?>(nil)
  private let time = Mutex<Int64>(1_790_000_000_000)

  init() throws {
    directory = try ScratchDirectory()
    store = Store(at: directory.path.appending("store"), stateDirectory: directory.path.appending("state"))
    try directory.fileSystem.makeDirectories(folder)
  }

  var root: FilePath { directory.path.appending("claude") }

  private var folder: FilePath { root.appending("projects").appending("-work-site") }

  func current() throws -> StoreView {
    views.withLock { $0 += 1 }
    return try kept.withLock { kept in
      let view = try kept?.refreshed() ?? store.view()
      kept = view
      return view
    }
  }

  func view(at position: LogPosition) throws -> StoreView { try store.view(at: position) }

  func api(_ change: (inout APIContext) -> Void = { _ in }) -> API {
    var context = APIContext(
      version: "1.2.3", home: directory.path.string, workingDirectory: "/",
      now: { [self] in Instant(milliseconds: time.withLock { $0 }) })
    context.environment = ["CLAUDE_CONFIG_DIR": root.string, "HOME": directory.path.string]
    change(&context)
    return API(self, context)
  }

  /// Lets time pass.
  func wait(seconds: Int64) { time.withLock { $0 += seconds * 1000 } }

  // MARK: Transcripts

  /// The id of the session with a number.
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "0000\(String(repeating: "0", count: 4 - digits.count))\(digits)-1111-4222-8333-444455556666"
  }

  /// Writes a transcript and stores it: a prompt and an answer for each of `prompts`.
  func add(_ number: Int, _ prompts: [String], model: String = "claude-sonnet-4-5", branch: String = "main") throws {
    let id = Self.id(number)
    var text = ""
    for (turn, prompt) in prompts.enumerated() {
      let day = turn % 28 + 1
      let time = "2026-0\(number % 9 + 1)-\(day < 10 ? "0" : "")\(day)T10:00:0"
      let (ask, answer) = (
        "aaaa\(1000 + number)-0000-4000-8000-\(100_000_000_000 + turn)",
        "bbbb\(1000 + number)-0000-4000-8000-\(100_000_000_000 + turn)"
      )
      let common =
        #""sessionId":"\#(id)","cwd":"/work/site","gitBranch":"\#(branch)","version":"2.0.0","isSidechain":false"#
      text +=
        #"{"type":"user","uuid":"\#(ask)","parentUuid":null,"timestamp":"\#(time)1.000Z",\#(common),"message":{"role":"user","content":\#(Self.quoted(prompt))}}"#
        + "\n"
      text +=
        #"{"type":"assistant","uuid":"\#(answer)","parentUuid":"\#(ask)","timestamp":"\#(time)2.000Z",\#(common),"requestId":"req\#(number)x\#(turn)","message":{"id":"msg\#(number)x\#(turn)","role":"assistant","model":"\#(model)","content":[{"type":"text","text":"An answer to \#(turn)."}],"usage":{"input_tokens":10,"output_tokens":5}}}"#
        + "\n"
    }
    try write("\(id).jsonl", text)
    try ingest()
  }

  func write(_ name: String, _ text: String) throws {
    let path = folder.appending(name)
    let file: any FileHandle =
      try directory.fileSystem.exists(path)
      ? directory.fileSystem.openForWriting(path) : directory.fileSystem.create(path)
    defer { file.close() }
    try file.write(Array(text.utf8), at: 0)
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).text(pretty: false) }

  /// Notes that the first events of the log were pushed to a remote.
  func notePush(to place: String, last: UInt64) throws {
    let remote = PushedRemote(
      place: place, epoch: 1, sequence: last, chain: 0, time: Instant(milliseconds: 1_789_000_000_000))
    try store.notePushed(remote, to: place, of: try store.openDirectory().uuid)
  }

  @discardableResult
  func ingest() throws -> IngestReport {
    var options = try SyncOptions(environment: ["CLAUDE_CONFIG_DIR": root.string, "HOME": directory.path.string])
    options.mode = .full
    return try store.ingest(options)
  }
}

extension API {
  /// Answers a GET of a path with parameters in their order.
  func get(
    _ path: String, _ query: KeyValuePairs<String, String> = [:], headers: [String: String] = [:]
  ) -> APIAnswer {
    answer(
      APIRequest(
        "GET", path.split(separator: "/").map(String.init), query: query.map { ($0.key, $0.value) }, headers: headers))
  }
}

extension APIAnswer {
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The bytes of the answer; a stream is read to its end.
  var bytes: [UInt8] {
    get throws {
      switch body {
      case .bytes(let bytes, _): return bytes
      case .none: return []
      case .stream(_, let produce):
        let writer = CollectingWriter()
        try produce(writer)
        return writer.bytes.withLock { $0 }
      }
    }
  }

  /// The text for messages of tests.
  var shown: String { (try? text) ?? "cut off" }

  var text: String { get throws { String(decoding: try bytes, as: UTF8.self) } }

  /// The answer as a JSON value.
  var json: JSONValue {
    get throws {
      let bytes = try bytes
      return try #require(bytes.withUnsafeBufferPointer { JSONValue.parse($0) }, "no JSON: \(shown)")
    }
  }

  var contentType: String? {
    switch body {
    case .bytes(_, let type): type
    case .stream(let type, _): type
    case .none: nil
    }
  }
}

/// Collects the bytes of an answer.
private final class CollectingWriter: APIWriter {
  let bytes = Mutex<[UInt8]>([])

  func write(_ more: some Sequence<UInt8> & Sendable) throws { bytes.withLock { $0 += Array(more) } }
}
