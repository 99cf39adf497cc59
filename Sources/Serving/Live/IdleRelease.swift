import FileIO
import NIOCore
import NIOPosix
import Synchronization

/// Frees memory once nothing has been asked for a while, because a dashboard stays open for days.
///
/// Nothing runs while nothing is used: one task is scheduled by the first use after a release.
final class IdleRelease: Sendable {
  private let lastUse = Atomic<UInt64>(0)
  private let isScheduled = Atomic(false)
  private let loop: any EventLoop
  private let delay: TimeAmount
  private let release: @Sendable () -> Void

  /// `release` is called on another thread when `delay` has passed without a use.
  init(
    after delay: TimeAmount, on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
    _ release: @escaping @Sendable () -> Void
  ) {
    (self.delay, self.loop, self.release) = (delay, loop, release)
  }

  /// Says that memory is used from now on.
  func use() {
    lastUse.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    guard !isScheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
    schedule(in: delay)
  }

  private func schedule(in time: TimeAmount) {
    loop.scheduleTask(in: time) { [self] in
      let end = NIODeadline.uptimeNanoseconds(lastUse.load(ordering: .relaxed)) + delay
      if end > .now() { return schedule(in: end - .now()) }
      isScheduled.store(false, ordering: .releasing)
      inBackground(release)
    }
  }
}
