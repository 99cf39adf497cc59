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
package final class StoreViews: StoreMoments {
  /// The number of bytes of decoded blocks that are kept.
  private static let cacheLimit = 16 << 20
  /// The number of views of earlier positions that are kept.
  private static let earlierMost = 4

  private struct Current {
    var view: StoreView
    var stamp: Stamp
    /// When it was made, in milliseconds.
    var time = SystemClock().milliseconds
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
  private let kept = Mutex<Current?>(nil)
  private let earlier = Mutex<[Earlier]>([])

  /// The time in milliseconds for which a view may keep what it knows about files outside of the store.
  private let filesAge: Int64

  /// A file that was changed so short a time before it was looked at, in milliseconds, may have been changed again without
  /// a new time.
  private let racyWindow: Int64

  package init(_ store: Store, filesAge: Int64 = 45_000, racyWindow: Int64 = 200) {
    (self.store, self.filesAge, self.racyWindow) = (store, filesAge, racyWindow)
  }

  /// Forgets what only makes the next answers faster: earlier views, decoded blocks, and what the last list and the
  /// last search found. The states of the end of the log stay.
  package func forgetPages() {
    // They are freed after the lock.
    _ = earlier.withLock { views in
      defer { views = [] }
      return views
    }
    kept.withLock { $0?.view }?.forgetPages()
  }

  /// The view of the end of the log. Throws `StoreError`, as `notAStore` when the store has disappeared.
  package func current() throws -> StoreView {
    let (view, former) = try kept.withLock { (current: inout Current?) throws -> (StoreView, StoreView?) in
      if let known = current {
        let stamp = stamp(known.view)
        if stamp == known.stamp, isSettled(known), (0..<filesAge).contains(SystemClock().milliseconds - known.time) {
          return (known.view, known.view)
        }
        do { current = try settled(known.view.refreshed(), stamp, segment: known.view.log.newest) } catch {
          current = nil
          throw error
        }
        return (current!.view, known.view)
      }
      current = try settled(store.view(cacheLimit: Self.cacheLimit), nil, segment: nil)
      return (current!.view, nil)
    }
    if former?.head != view.head {
      if let former { keep(former) }
      changes.notify()
    }
    return view
  }

  /// Returns the view with a stamp that is older than it, so that a commit meanwhile is seen by the next call. `stamp` was
  /// taken before, with that of `segment`; where that is not the newest one, another stamp is needed.
  private func settled(_ view: StoreView, _ stamp: Stamp?, segment: SegmentID?) throws -> Current {
    if let stamp, segment == view.log.newest { return Current(view: view, stamp: stamp) }
    let stamp = self.stamp(view)
    return Current(view: try view.refreshed(), stamp: stamp)
  }

  /// The view of an earlier position. Throws `StoreError`, as `noSuchPosition`.
  package func view(at position: LogPosition) throws -> StoreView {
    let newest = try current()
    if position == .sequence(newest.head.sequence) { return newest }
    let stamp = stamp(newest)
    let known = earlier.withLock { views -> Earlier? in
      guard let index = views.firstIndex(where: { $0.position == position }) else { return nil }
      let view = views.remove(at: index)
      views.append(view)
      return view
    }
    if let known, known.stamp == stamp { return known.view }
    let view: StoreView
    if let known, known.view.position == nil, try isValid(known.view, newest) {
      view = known.view
    } else if let known, known.view.position != nil {
      view = try known.view.refreshed()
    } else {
      view = try store.view(at: position, cacheLimit: Self.cacheLimit / 4)
    }
    keep(Earlier(position: position, view: view, stamp: stamp))
    return view
  }

  /// Keeps a view that was the newest one for the further pages of a list.
  private func keep(_ former: StoreView) {
    keep(Earlier(position: .sequence(former.head.sequence), view: former, stamp: Stamp(files: [])))
  }

  private func keep(_ view: Earlier) {
    earlier.withLock { views in
      views.removeAll { $0.position == view.position }
      if views.count >= Self.earlierMost { views.removeFirst() }
      views.append(view)
    }
  }

  /// Returns whether a view that was the newest one still shows what may be shown: the log has grown since, and nothing
  /// was erased.
  private func isValid(_ former: StoreView, _ newest: StoreView) throws -> Bool {
    try newest.log.isContinuation(of: former.log) && newest.sync.lastExclusion == former.sync.lastExclusion
      && newest.sync.lastErasure == former.sync.lastErasure
  }

  private func isSettled(_ known: Current) -> Bool {
    known.stamp.files.allSatisfy { file in file.map { known.time - $0.modified / 1_000_000 >= racyWindow } ?? true }
  }

  /// Looks whether the log has changed, and tells the streams if it has. An error is told to those who ask.
  func look() {
    if (try? current()) == nil { changes.notify() }
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
