import Bytes
import FileIO
import SessionLog
import SystemPackage
import Transcripts

/// The sources of this machine, matched with files on disk by root and path, or, if the file is now reached by another
/// path, by the directory that contains it and its name.
struct KnownSources {
  private let state: SyncState
  private let origin: [UInt8]
  private let fileSystem: any FileSystem
  /// By source number, true if the source has been matched.
  private var isFound: [Bool]
  /// The directories of roots with links resolved; nil if one has disappeared or cannot be entered.
  private var places: [FilePath: FilePath?] = [:]

  init(_ state: SyncState, origin: [UInt8], fileSystem: any FileSystem) {
    (self.state, self.origin, self.fileSystem) = (state, origin, fileSystem)
    isFound = [Bool](repeating: false, count: state.sources.count)
  }

  /// Returns the source number of every file of every part; nil for new files. Cost: hashing the paths, and one `stat`
  /// of the directory for each source that has the name of a new file.
  mutating func numbers(of discoveries: Discoveries) -> [[Int?]] {
    var known: [FilePath: [[UInt8]: Int]] = [:]
    var numbers: [[Int?]] = []
    var names = Set<ArraySlice<UInt8>>()
    for part in discoveries.parts {
      if known[part.root.path] == nil { known[part.root.path] = sources(of: part.root.path) }
      let sources = known[part.root.path]!
      numbers.append(
        part.discovery.files.map { file in
          if let number = sources[file.path], match(number) { return number }
          names.insert(file.path.name)
          return nil
        })
    }
    guard !names.isEmpty, !state.sources.isEmpty else { return numbers }
    let others = sources(named: names)
    if others.isEmpty { return numbers }
    for (index, part) in discoveries.parts.enumerated() {
      for (place, file) in part.discovery.files.enumerated() where numbers[index][place] == nil {
        let key = PlacedName(directory: file.directory, name: file.path.name)
        if let number = others[key], match(number) { numbers[index][place] = number }
      }
    }
    return numbers
  }

  /// Marks a source as matched. Returns false if it was matched with another file already.
  private mutating func match(_ number: Int) -> Bool {
    defer { isFound[number] = true }
    return !isFound[number]
  }

  private struct PlacedName: Hashable {
    var directory: FileIdentity
    var name: ArraySlice<UInt8>
  }

  private func sources(of root: FilePath) -> [[UInt8]: Int] {
    let bytes = root.bytes
    guard let index = state.roots.firstIndex(where: { $0.origin == origin && $0.path == bytes }) else { return [:] }
    var known: [[UInt8]: Int] = [:]
    known.reserveCapacity(state.sources.count)
    for (number, source) in state.sources.enumerated() where source?.root == index && source?.isForeign == false {
      known[source!.path] = number
    }
    return known
  }

  /// Returns the sources that were not matched and have one of these names, by directory and name. Among several the
  /// first stored one counts.
  private func sources(named names: Set<ArraySlice<UInt8>>) -> [PlacedName: Int] {
    var directories: [FilePath: FileIdentity?] = [:]
    var sources: [PlacedName: Int] = [:]
    for (number, source) in state.sources.enumerated() {
      guard let source, isOurs(source), !isFound[number], names.contains(source.path.name) else { continue }
      let directory = path(source).removingLastComponent()
      let identity =
        directories[directory] ?? (try? fileSystem.status(directory, followLinks: true))?.identity
      directories[directory] = .some(identity)
      guard let identity else { continue }
      let key = PlacedName(directory: identity, name: source.path.name)
      if sources[key] == nil { sources[key] = number }
    }
    return sources
  }

  private func isOurs(_ source: SourceState) -> Bool {
    !source.isForeign && state.roots[source.root].origin == origin
  }

  private func path(_ source: SourceState) -> FilePath {
    FilePath("").appending(bytes: state.roots[source.root].path).appending(bytes: source.path)
  }

  // MARK: What is gone

  /// Returns the sources that should be below a place that was visited, and are not there. A source in a folder that
  /// cannot be entered, or below a link whose target has disappeared, is not known to be missing.
  mutating func missing(below discoveries: Discoveries) -> [(number: Int64, path: String)] {
    let parts = discoveries.parts.filter { part in
      !part.discovery.failures.contains { $0.path == part.root.start }
    }
    var missing: [(number: Int64, path: String)] = []
    var lost: [FilePath: Bool] = [:]
    for (number, source) in state.sources.enumerated() {
      guard let source, isOurs(source), !source.isMissing, !isFound[number] else { continue }
      let path = path(source)
      guard parts.contains(where: { isInside(source, $0) }), isGone(path) else { continue }
      let directory = path.removingLastComponent()
      let isLost = lost[directory] ?? isBehindDeadLink(directory, of: source)
      lost[directory] = isLost
      if !isLost { missing.append((Int64(number), path.string)) }
    }
    return missing
  }

  private mutating func isInside(_ source: SourceState, _ part: Discoveries.Part) -> Bool {
    if state.roots[source.root].path == part.root.path.bytes {
      return IngestPlan.isInside(source.path, scope: part.root.scopeBytes)
    }
    guard let start = part.start else { return false }
    let root = FilePath("").appending(bytes: state.roots[source.root].path)
    // The agent's folder may itself be a link.
    let folder = source.format.folder(of: source.path)
    let top = folder.map { root.appending($0) } ?? root
    let rest = source.path.dropFirst(folder.map { $0.utf8.count + 1 } ?? 0)
    return place(top)?.appending(bytes: Array(rest)).starts(with: start) ?? false
  }

  private mutating func place(_ directory: FilePath) -> FilePath? {
    if let place = places[directory] { return place }
    let place = try? fileSystem.resolve(directory)
    places[directory] = .some(place)
    return place
  }

  private func isGone(_ path: FilePath) -> Bool {
    do throws(FileError) { return try fileSystem.status(path, followLinks: false).kind != .regular } catch {
      return error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
    }
  }

  /// Returns whether a folder below a root is a link whose target has disappeared.
  private func isBehindDeadLink(_ directory: FilePath, of source: SourceState) -> Bool {
    var directory = directory
    for _ in 0..<source.path.count(where: { $0 == 0x2f }) {
      if (try? fileSystem.status(directory, followLinks: false))?.kind == .symbolicLink {
        return (try? fileSystem.status(directory, followLinks: true)) == nil
      }
      directory.removeLastComponent()
    }
    return false
  }

  /// The roots of which something is stored and that no longer exist.
  var goneRoots: [String] {
    let ours = state.roots.indices.filter { state.roots[$0].origin == origin }
    func path(_ root: Int) -> FilePath { FilePath("").appending(bytes: state.roots[root].path) }
    let isGone = ours.filter { isMissing(path($0)) }
    let hasNoFolder = ours.filter { root in
      !isGone.contains(root)
        && state.roots[root].agent.format.folders.allSatisfy { isMissing(path(root).appending($0)) }
    }
    if isGone.isEmpty, hasNoFolder.isEmpty { return [] }
    var isUsed = Set<Int>()
    var hasOthers = Set<Int>()
    for source in state.sources {
      guard let source, !source.isForeign, !source.isMissing, !source.generations.isEmpty else { continue }
      isUsed.insert(source.root)
      if source.format.folder(of: source.path) == nil { hasOthers.insert(source.root) }
    }
    return ours.filter { root in
      isUsed.contains(root) && (isGone.contains(root) || (hasNoFolder.contains(root) && !hasOthers.contains(root)))
    }.map { path($0).string }
  }

  private func isMissing(_ path: FilePath) -> Bool {
    do throws(FileError) { _ = try fileSystem.status(path, followLinks: true) } catch {
      return error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
    }
    return false
  }
}
