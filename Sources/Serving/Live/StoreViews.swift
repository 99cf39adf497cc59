import Answers
import FileIO
import SegmentedLog
import SessionLog
import SessionStore
import Synchronization
import SystemPackage

/// The views of a store that a server answers from: one of its end, which lives as long as the server and grows with the
/// log, and a few of earlier positions.
///
/// Each call looks first whether the files of the log have changed, so an answer is never of a state that was
/// overtaken, and content that was erased is hidden from the next answer on. Cost of a call where nothing has changed:
/// the status of four files.
package final class StoreViews: Sendable {
  /// The number of bytes of decoded blocks that are kept.
  private static let cacheLimit = 16 << 20
  /// The number of views of earlier positions that are kept.
  private static let earlierMost = 4

  private struct Current {
    var view: StoreView
    var stamp: Stamp
  }

  private struct Earlier {
    var position: LogPosition
    var view: StoreView
    var stamp: Stamp
  }

  /// What tells that the log has changed: the status of its directories, of `HEAD` and of the newest segment.
  private struct Stamp: Equatable {
    var files: [FileStatus?]
  }

  package let store: Store
  /// Notified when the log has changed, and whenever streams have to look again.
  let changes = EventCount()
  private let current = Mutex<Current?>(nil)
  private let earlier = Mutex<[Earlier]>([])

  package init(_ store: Store) { self.store = store }

  /// The view of the end of the log. Throws `StoreError`, as `notAStore` when the store has disappeared.
  package func newest() throws -> StoreView {
    let (view, isNew) = try current.withLock { current in
      if let known = current {
        let stamp = stamp(known.view)
        if stamp == known.stamp { return (known.view, false) }
        let view: StoreView
        do { view = try known.view.refreshed() } catch {
          current = nil
          throw error
        }
        // The newest segment may be another one now. What is committed meanwhile is seen by the next call.
        let isSame = view.log.newest == known.view.log.newest
        let head = known.view.head
        current = Current(view: view, stamp: isSame ? stamp : self.stamp(view))
        return (view, view.head != head)
      }
      // A stamp of before: a commit while the view is made is seen by the next call.
      let view = try store.view(cacheLimit: Self.cacheLimit)
      let stamp = stamp(view)
      let settled = try view.refreshed()
      current = Current(view: settled, stamp: stamp)
      return (settled, true)
    }
    if isNew { changes.notify() }
    return view
  }

  /// The view of an earlier position. Throws `StoreError`, as `noSuchPosition`.
  package func view(at position: LogPosition) throws -> StoreView {
    let newest = try newest()
    let stamp = stamp(newest)
    let known = earlier.withLock { views -> Earlier? in
      guard let index = views.firstIndex(where: { $0.position == position }) else { return nil }
      let view = views.remove(at: index)
      views.append(view)
      return view
    }
    if let known, known.stamp == stamp { return known.view }
    let view: StoreView
    if let known {
      view = try known.view.refreshed()
    } else {
      view = try store.view(at: position, cacheLimit: Self.cacheLimit / 4)
    }
    earlier.withLock { views in
      views.removeAll { $0.position == position }
      if views.count >= Self.earlierMost { views.removeFirst() }
      views.append(Earlier(position: position, view: view, stamp: stamp))
    }
    return view
  }

  /// Looks whether the log has changed, and tells the streams if it has. An error is told to those who ask.
  func look() {
    if (try? newest()) == nil { changes.notify() }
  }

  /// The directories in which something changes when the log does.
  var directories: [FilePath] {
    [store.path, store.path.appending("seg"), store.path.appending("manifest")]
  }

  private func stamp(_ view: StoreView) -> Stamp {
    let files = [store.path.appending("HEAD"), store.path.appending("manifest"), store.path.appending("seg")]
    let newest = view.log.directory.file(view.log.newest.path)
    return Stamp(
      files: (files + [newest]).map { file in try? store.fileSystem.status(file, followLinks: false) })
  }
}
