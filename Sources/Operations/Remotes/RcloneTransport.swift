import Bytes
import FileIO
import SystemPackage
import Times
import Transcripts

/// A remote that the program rclone reaches, version 1.60 or later. Only its exit status and `lsf` are relied on, never
/// what its messages say.
struct RcloneTransport: RemoteTransport {
  /// The remote, as rclone writes it.
  let remote: String
  /// The program: a name that is looked for in `PATH`, or a path.
  let program: String
  /// What `--bwlimit` gets; nil: no limit.
  let limit: String?
  let fileSystem: any FileSystem
  let cancellation: Cancellation?
  private let shown: String
  /// What the remote states that may be a password or a key. rclone may print it in any words.
  private let secrets: [String]

  /// The exit status of rclone when a directory does not exist.
  private static let noDirectory: Int32 = 3
  /// The same for a file.
  private static let noFile: Int32 = 4
  /// The least length of a password that is looked for in messages, in bytes: every text has shorter ones.
  private static let secretMin = 3
  /// The greatest length of a line of a listing.
  private static let lineMax = 1 << 16

  /// `place` is where `remote` was found.
  init(
    _ remote: String, _ place: RemotePlace, program: String, limit: String?, _ fileSystem: any FileSystem,
    _ cancellation: Cancellation?
  ) {
    (self.remote, self.program, self.limit) = (remote, program, limit)
    (self.fileSystem, self.cancellation) = (fileSystem, cancellation)
    (shown, secrets) = (place.shown, place.secrets)
  }

  func prepare() {}

  /// The remote with a path below it.
  private func place(_ path: String) -> String {
    remote.hasSuffix(":") || remote.hasSuffix("/") ? remote + path : remote + "/" + path
  }

  /// Runs a command of rclone. Throws when its exit status is none of `accepted`. Returns it.
  @discardableResult
  private func run(
    _ words: [String], _ places: [String], accepted: Set<Int32> = [0],
    _ output: (ArraySlice<UInt8>) throws -> Void = { _ in }
  ) throws -> Int32 {
    // Nothing is ever asked, because nobody may be there to answer.
    // A place that is not reached is named after some seconds: with 10 tries of a listing it takes minutes.
    let tries = words[0] == "lsf" ? "6" : "10"
    let shared = ["--ask-password=false", "--retries", "3", "--low-level-retries", tries]
    let result = try StreamedCommand.run(
      [program] + words + shared + ["--"] + places, cancellation: cancellation, output: output)
    guard let result else {
      throw StoreError(.noRemoteProgram, "the program '\(program)', which reaches \(shown), cannot be started")
    }
    guard accepted.contains(result.status) else {
      throw StoreError(.remoteFailed, "rclone \(words[0]) \(shown) ended with status \(result.status)\(reason(result))")
    }
    return result.status
  }

  /// The last line that rclone has printed as an error, without what may be a secret in it.
  private func reason(_ result: CommandResult) -> String {
    guard var line = result.reason else { return "" }
    for secret in secrets where secret.utf8.count >= Self.secretMin { line = line.replacing(secret, with: "…") }
    line = RemotePlace.redacted(line)
    // The time of the message is now.
    if let time = line.prefixMatch(of: #/[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} /#) {
      line.removeSubrange(time.range)
    }
    let hasText = line.unicodeScalars.contains { $0.value > 0x20 && $0.value != 0x7f }
    return hasText ? ": " + String(line.prefix(300)) : ""
  }

  func list(_ folder: String, _ body: (String, Int64) throws -> Void) throws {
    let words = ["--max-depth", "3", "--format", "ps", "--separator", ";"]
    try forEachLine(words, of: folder, accepted: [0, Self.noDirectory]) { line in
      // The length stands after the last semicolon: a name may have others.
      guard let mark = line.lastIndex(of: 0x3b), let text = String(validating: line[(mark + 1)...], as: UTF8.self),
        let bytes = Int64(text), let path = String(validating: line[..<mark], as: UTF8.self)
      else { return }
      try body(folder + "/" + path, bytes)
    }
  }

  /// Calls `body` with each line of a listing of a folder, without those that are too long. Returns the exit status.
  @discardableResult
  private func forEachLine(
    _ words: [String], of folder: String, accepted: Set<Int32>, _ body: ([UInt8]) throws -> Void
  ) throws -> Int32 {
    var line: [UInt8] = []
    var isTooLong = false
    func end() throws {
      defer { (line, isTooLong) = ([], false) }
      if !isTooLong { try body(line) }
    }
    let all = ["lsf", "--recursive", "--files-only"] + words
    let status = try run(all, [place(folder)], accepted: accepted) { bytes in
      var rest = bytes
      while let newline = rest.firstIndex(of: 0x0a) {
        line += rest[..<newline]
        try end()
        rest = rest[(newline + 1)...]
      }
      if line.count + rest.count > Self.lineMax { (line, isTooLong) = ([], true) } else { line += rest }
    }
    if !line.isEmpty { try end() }
    return status
  }

  private var limits: [String] { limit.map { ["--bwlimit", $0] } ?? [] }

  /// Writes the list of files that rclone copies: a path on each line.
  private func writeList(_ paths: [String], _ directory: FilePath) throws -> FilePath {
    let list = directory.appending("files")
    let file = try fileSystem.createDraft(list)
    defer { file.close() }
    try file.write(Array(paths.map { $0 + "\n" }.joined().utf8), at: 0)
    return list
  }

  func upload(_ paths: [String], from directory: FilePath) throws {
    let list = try writeList(paths, directory)
    // Lengths decide, and not times or hashes: the names say what the bytes are. Without --immutable, because a torn
    // file must be replaced.
    try run(
      ["copy", "--size-only", "--no-traverse", "--files-from-raw", list.string] + limits, [directory.string, remote])
  }

  func download(_ paths: [String], to directory: FilePath) throws {
    let list = try writeList(paths, directory)
    try run(
      ["copy", "--size-only", "--no-traverse", "--files-from-raw", list.string] + limits, [remote, directory.string])
  }

  func remove(_ path: String) throws {
    try run(["deletefile"], [place(path)], accepted: [0, Self.noDirectory, Self.noFile])
  }

  // MARK: Versions

  /// Selects earlier versions, which have the time at the end of their names, and no object as it is now.
  private static let versions = [
    "--s3-versions", "--b2-versions", "--include", "*-v????-??-??-??????-???\(RemoteObject.suffix)",
  ]
  /// Any status but 0 may mean that the provider has no versions. Which one differs between versions of rclone.
  private static let anyStatus = Set<Int32>(0...255)

  func removeVersions(in folder: String) throws -> VersionRemoval {
    if try versions(in: folder).count > 0 {
      // One by one, because `cleanup-hidden` would begin with the marks that say that a file is removed, and so give
      // back the files whose versions are locked. It cannot look through a remote of `rclone crypt` either.
      try run(["delete"] + Self.versions, [place(folder)], accepted: Self.anyStatus)
      let left = try versions(in: folder)
      if left.count > 0 { return .kept(left.count, until: left.until) }
      try run(["backend", "cleanup-hidden"], [place(folder)], accepted: Self.anyStatus)
      return .complete
    }
    let status = try run(["backend", "cleanup-hidden"], [place(folder)], accepted: Self.anyStatus)
    return status == 0 ? .complete : .unknown
  }

  /// Returns the number of earlier versions in a folder, and when the last of their locks ends, which rclone 1.75 and
  /// later say.
  private func versions(in folder: String) throws -> (count: Int, until: Instant?) {
    var (count, until) = (0, Instant?.none)
    try forEachLine(
      Self.versions + ["--format", "pM", "--separator", ";"], of: folder, accepted: Self.anyStatus
    ) { line in
      count += 1
      guard let start = line.firstIndex(of: 0x7b) else { return }
      let metadata = line[start...].withUnsafeBufferPointer { JSONValue.parse($0) }
      let end = metadata?["object-lock-retain-until-date"]?.stringValue.flatMap { Instant($0) }
      if let end { until = until.map { max($0, end) } ?? end }
    }
    return (count, until)
  }
}
