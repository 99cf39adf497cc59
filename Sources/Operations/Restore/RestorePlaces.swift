import FileIO
import SessionLog
import Sync
import SystemPackage
import Transcripts

/// The directories to which the files of this machine's roots are restored.
struct RestorePlaces {
  enum Place: Equatable {
    /// The place they came from.
    case here(FilePath)
    /// The root is gone, and its files are now below this directory, for example because a home directory was renamed.
    case moved(FilePath)
    /// The root is gone, and its files were not found anywhere else.
    case gone
  }

  /// The maximum number of files per root that are looked for in order to find out where a root has moved.
  private static let samplesMax = 4096

  private var places: [Int: Place] = [:]
  /// The directory that is read now in place of roots that are gone; nil when none is.
  let current: FilePath?

  /// Looks for roots that are gone below the configured roots and the other roots of this machine. The candidate that
  /// has the most files under the same relative paths wins; of equal ones, the first. Cost: for each root that is gone,
  /// at most `samplesMax` status calls per candidate.
  init(_ sync: SyncState, _ options: RestoreOptions, machine: [UInt8], fileSystem: any FileSystem) {
    func isThere(_ path: FilePath) -> Bool {
      do throws(FileError) { _ = try fileSystem.status(path, followLinks: true) } catch {
        return error.errno != .noSuchFileOrDirectory && error.errno != .notDirectory
      }
      return true
    }
    let roots = sync.rootsRead(on: machine)
    let paths = sync.roots.map { FilePath("").appending(bytes: $0.path) }
    let configured = (options.configured ?? []).map { FilePath($0) }
    let read = configured.compactMap { try? fileSystem.resolve($0) }
    current = read.first
    let gone = roots.filter { options.configured != nil && !configured.contains(paths[$0]) && !isThere(paths[$0]) }
    let candidates = read + roots.map { paths[$0] }.filter { !read.contains($0) && isThere($0) }
    for root in roots { places[root] = .here(paths[root]) }
    for root in gone {
      let samples = sync.sources.lazy.compactMap { $0 }.filter { $0.root == root && !$0.generations.isEmpty }
        .prefix(Self.samplesMax).map(\.path)
      let hits = candidates.map { candidate in
        samples.count { (try? fileSystem.status(candidate.appending(bytes: $0), followLinks: false)) != nil }
      }
      let best = hits.indices.max { hits[$0] < hits[$1] || (hits[$0] == hits[$1] && $0 > $1) }
      places[root] = best.flatMap { hits[$0] > 0 ? .moved(candidates[$0]) : nil } ?? .gone
    }
  }

  /// The directories at which the paths to the files begin. Below them no link is followed, except that a folder of the
  /// agent, such as `projects`, may itself be a link, because its owner may have put it elsewhere.
  func starts(_ sync: SyncState) -> [FilePath] {
    places.flatMap { root, place -> [FilePath] in
      switch place {
      case .here(let path), .moved(let path):
        [path] + sync.roots[root].agent.format.folders.map { path.appending($0) }
      case .gone: []
      }
    }
  }

  subscript(root: Int) -> Place { places[root] ?? .gone }

  /// The directory that stands for a root of this machine; its original path when the root is gone.
  func directory(_ root: Int, _ sync: SyncState) -> FilePath {
    switch self[root] {
    case .here(let path), .moved(let path): path
    case .gone: FilePath("").appending(bytes: sync.roots[root].path)
    }
  }
}

extension SyncState {
  /// The roots on a machine below which this store itself has read files. A statement of another store about a root
  /// does not count.
  func rootsRead(on machine: [UInt8]) -> [Int] {
    var isRead = [Bool](repeating: false, count: roots.count)
    for source in sources {
      if let source, !source.isForeign { isRead[source.root] = true }
    }
    return roots.indices.filter { isRead[$0] && roots[$0].origin == machine }
  }
}
