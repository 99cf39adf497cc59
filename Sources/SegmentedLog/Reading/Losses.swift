import Synchronization

/// The losses that readers of a damaged log have met: each once, in the order in which they were met. One log is shared
/// by all readers that serve one purpose.
public final class LossLog: Sendable {
  private struct State {
    var all: [Loss] = []
    var known = Set<Loss>()
    var shortfall: Shortfall?
  }

  private let state = Mutex(State())
  /// A log that gets everything that this one gets; nil for none.
  private let parent: LossLog?

  /// Creates an empty list.
  public init() { parent = nil }

  /// Makes a log of its own for a part of what `parent` is about.
  package init(within parent: LossLog) { self.parent = parent }

  /// All losses so far.
  public var all: [Loss] { state.withLock { $0.all } }

  /// The events that the log lacks at its end, compared with what was acknowledged, as a copy may; nil when there are
  /// none. It is not a loss of anything that the log holds.
  public var shortfall: Shortfall? { state.withLock { $0.shortfall } }

  /// Records a shortfall. Only the first one is kept.
  public func note(_ shortfall: Shortfall?) {
    if let shortfall { state.withLock { $0.shortfall = $0.shortfall ?? shortfall } }
    parent?.note(shortfall)
  }

  /// True when no loss was met. A shortfall does not count.
  public var isEmpty: Bool { state.withLock { $0.all.isEmpty } }

  /// Records a loss, unless it is known already.
  package func add(_ extent: Loss.Extent, _ finding: Finding) {
    let loss = Loss(extent: extent, finding: finding)
    state.withLock { if $0.known.insert(loss).inserted { $0.all.append(loss) } }
    parent?.add(extent, finding)
  }
}
