import Synchronization

/// What readers of damaged logs have met with, each loss once, in the order in which they met it. Shared by all that read for one purpose.
public final class LossLog: Sendable {
  private struct State {
    var all: [Loss] = []
    var known = Set<Loss>()
    var shortfall: Shortfall?
  }

  private let state = Mutex(State())

  public init() {}

  public var all: [Loss] { state.withLock { $0.all } }

  /// That the log ends before what was acknowledged, as a copy may. No loss of what it holds.
  public var shortfall: Shortfall? { state.withLock { $0.shortfall } }

  public func note(_ shortfall: Shortfall?) {
    if let shortfall { state.withLock { $0.shortfall = $0.shortfall ?? shortfall } }
  }

  public var isEmpty: Bool { state.withLock { $0.all.isEmpty } }

  package func add(_ extent: Loss.Extent, _ finding: Finding) {
    let loss = Loss(extent: extent, finding: finding)
    state.withLock { if $0.known.insert(loss).inserted { $0.all.append(loss) } }
  }
}
