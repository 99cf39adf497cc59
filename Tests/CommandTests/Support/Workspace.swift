import Foundation
import TestSupport

/// A temporary directory with a root, a store, and the built `ccstore`. It is removed when the test has ended.
final class Workspace: Sendable {
  let path: String
  /// The directory with the `projects` folder.
  let root: String
  let store: String

  init() throws {
    let temporary = FileManager.default.temporaryDirectory.path
    path = "\(temporary)/ccstore-command-\(UUID().uuidString)"
    (root, store) = (path + "/root", path + "/store")
    try Self.makeDirectories(root + "/projects")
    try Self.makeDirectories(path + "/captured")
  }

  deinit {
    // Directories that a test made inaccessible could not be removed otherwise.
    if let names = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] {
      for name in names where !FileManager.default.isExecutableFile(atPath: "\(path)/\(name)") {
        if status(Array("\(path)/\(name)".utf8))?.isDirectory == true { chmod("\(path)/\(name)", 0o700) }
      }
    }
    try? FileManager.default.removeItem(atPath: path)
    // Foundation on Linux cannot handle names that are not UTF-8.
    if status(Array(path.utf8)) != nil {
      _ = try? Running("/bin/rm", ["-rf", path], environment: [:], in: "/tmp").outcome()
    }
  }

  static func makeDirectories(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}

// MARK: Files

extension Workspace {
  /// The path of a file below `projects`.
  func source(_ name: String) -> String { "\(root)/projects/\(name)" }

  /// Writes a file below `projects` and creates its directories.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = source(name)
    try Self.makeDirectories((path as NSString).deletingLastPathComponent)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  /// Appends to a file below `projects`.
  func append(_ name: String, _ text: String) throws {
    guard let handle = FileHandle(forWritingAtPath: source(name)) else { throw Unexpected("there is no \(name)") }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: source(name)) }

  /// Sets the modification time of a file to `seconds` seconds ago.
  func age(_ name: String, seconds: Int) {
    let time = timespec(tv_sec: Int(Date().timeIntervalSince1970) - seconds, tv_nsec: 0)
    utimensat(AT_FDCWD, source(name), [time, time], 0)
  }
}

// MARK: Programs

extension Workspace {
  /// Writes an executable file below the workspace. Its directory must exist.
  ///
  /// Another process writes it: were it open for writing here, a program that another test starts at that moment would
  /// inherit the descriptor, and the system refuses to run a file that is open for writing ("text file busy").
  func writeProgram(_ path: String, _ script: String) throws {
    let write = #"printf '%s' "$1" > "$0" && chmod 700 "$0""#
    let outcome = try Running("/bin/sh", ["-c", write, path, script], environment: environment, in: self.path).outcome()
    guard outcome.code == 0 else { throw Unexpected("\(path) cannot be written: \(outcome.errors)") }
  }
}

// MARK: Running

extension Workspace {
  static let binary: String = {
    // The test bundle is next to the program: <package>/.build/release. On macOS it is a directory three levels deeper.
    var places: [String] = []
    var place = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      places.append(place.path)
      place.deleteLastPathComponent()
    }
    places.append("\(projectRoot)/.build/release")
    return places.map { $0 + "/ccstore" }.first { FileManager.default.isExecutableFile(atPath: $0) }
      ?? "\(projectRoot)/.build/release/ccstore"
  }()

  /// The path of the program without symbolic links, as it is told to whoever starts it later.
  static let realBinary: String = {
    guard let path = realpath(binary, nil) else { return binary }
    defer { free(path) }
    return String(cString: path)
  }()

  /// The environment of a started program. Nothing of the environment of the tests is passed on, except the bug that
  /// `Tools/seeded-bugs` has switched on, and where `Tools/test --coverage` counts lines. The root is the directory in
  /// which Claude Code keeps its data, so that it need not be recognised.
  var environment: [String: String] {
    var names = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": path, "TZ": "UTC", "CLAUDE_CONFIG_DIR": root]
    names["TMPDIR"] = path
    for name in ["CCSTORE_SEEDED_BUG", "LLVM_PROFILE_FILE"] {
      names[name] = ProcessInfo.processInfo.environment[name]
    }
    return names
  }

  /// Runs `ccstore` with these arguments and no others.
  func ccstore(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Outcome {
    try start(arguments, variables).outcome()
  }

  /// Starts `ccstore` without waiting for its end.
  func start(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Running {
    try Running(
      Self.binary, arguments, environment: environment.merging(variables) { $1 }, in: path + "/captured")
  }

  /// Runs a command with the workspace's store.
  func run(_ arguments: String...) throws -> Outcome { try ccstore(arguments + ["--store", store]) }

  /// Runs a script of `/bin/sh` with `$CCSTORE`, `$STORE`, `$ROOT` and `$WORK`.
  func shell(_ script: String, _ variables: [String: String] = [:]) throws -> Outcome {
    let names = ["CCSTORE": Self.binary, "STORE": store, "ROOT": root, "WORK": path]
    return try Running(
      "/bin/sh", ["-c", "cd \"$WORK\"\n" + script],
      environment: environment.merging(names) { $1 }.merging(variables) { $1 },
      in: path + "/captured"
    ).outcome()
  }

  /// Ingests the workspace's root or another one, and returns the report; throws where the ingest fails.
  @discardableResult
  func ingest(_ root: String? = nil) throws -> JSON { try json("ingest", root ?? self.root) }

  /// Runs a command that must succeed, and returns its JSON.
  func json(_ arguments: String...) throws -> JSON {
    let outcome = try ccstore(arguments + ["--store", store, "--json"])
    guard outcome.code == 0 else { throw Unexpected("\(arguments) exits \(outcome.code): \(outcome.errors)") }
    return try outcome.json()
  }

  /// Exports to a new directory, and returns the path of `projects` in it.
  func export(generation: Int? = nil) throws -> String {
    let target = "\(path)/export-\(UUID().uuidString)"
    let version = generation.map { ["--generation", String($0)] } ?? []
    let outcome = try ccstore(["export", "--format", "jsonl", target, "--store", store] + version)
    guard outcome.code == 0 else { throw Unexpected("export exits \(outcome.code): \(outcome.errors)") }
    try Self.makeDirectories(target + "/projects")  // a store without files has no such folder
    return target + "/projects"
  }

  /// A file as the store exports it; nil where the store has no file of that name.
  func exported(_ name: String, generation: Int? = nil) throws -> String? {
    let projects = try export(generation: generation)
    return FileManager.default.contents(atPath: "\(projects)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  /// The differences between an export and the root; empty where the export is exact.
  func exportDifferences(from root: String? = nil) throws -> [String] {
    try differences((root ?? self.root) + "/projects", try export())
  }

  /// The problem that `verify` finds; nil where the store is intact.
  func damage() throws -> String? {
    let outcome = try run("verify")
    return outcome.code == 0 ? nil : outcome.output + outcome.errors
  }
}
