import FileIO
import SessionLog
import SystemPackage

extension Store {
  /// Returns the state of the sources with what is on disk now: whether the files of this machine exist, their sizes
  /// and times. The facts of the last ingest stay for a root that does not exist, such as one on a disk that is not
  /// mounted, and for files that may not be examined. Cost: one `stat` per file.
  package func checkedOnDisk(_ sync: SyncState) -> SyncState {
    var sync = sync
    var isThere: [FilePath: Bool] = [:]
    for number in sync.sources.indices {
      guard let source = sync.sources[number], !source.isForeign, sync.roots[source.root].origin == machine.id,
        let first = source.path.split(separator: 0x2f).first
      else { continue }
      let root = FilePath("").appending(bytes: sync.roots[source.root].path)
      let top = source.path.count == first.count ? root : root.appending(bytes: Array(first))
      if isThere[top] == nil { isThere[top] = (try? fileSystem.status(top, followLinks: true))?.kind == .directory }
      guard isThere[top]! else { continue }
      do throws(FileError) {
        let status = try fileSystem.status(root.appending(bytes: source.path), followLinks: false)
        sync.sources[number]!.isMissing = status.kind != .regular
        if status.kind == .regular { sync.sources[number]!.stamp = FileStamp(status) }
      } catch {
        if [.noSuchFileOrDirectory, .notDirectory].contains(error.errno) { sync.sources[number]!.isMissing = true }
      }
    }
    return sync
  }
}
