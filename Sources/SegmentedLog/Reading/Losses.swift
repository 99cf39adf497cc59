import Synchronization

/// Part of a damaged log that a reader cannot give: which events, and where the damage is.
public struct Loss: Sendable, Hashable, CustomStringConvertible {
  public enum Extent: Sendable, Hashable {
    /// Whole events, by sequence number.
    case events(ClosedRange<UInt64>)
    /// All events from this one on. How many there were cannot be said.
    case eventsFrom(UInt64)
    /// The bodies of events whose envelopes are there.
    case bodies(ClosedRange<UInt64>)
    /// Bytes around events, none of which is lost by it.
    case nothing
  }

  public var extent: Extent
  public var finding: Finding

  /// Whether events are gone as a whole, so that nobody knows what they said.
  public var takesEvents: Bool {
    switch extent {
    case .events, .eventsFrom: true
    case .bodies, .nothing: false
    }
  }

  public var description: String {
    switch extent {
    case .events(let range): "\(Self.text(range)) \(range.count == 1 ? "is" : "are") lost: \(finding)"
    case .eventsFrom(let first): "events from \(first) on are lost: \(finding)"
    case .bodies(let range): "the text of \(Self.text(range)) is lost: \(finding)"
    case .nothing: "damaged: \(finding)"
    }
  }

  private static func text(_ range: ClosedRange<UInt64>) -> String {
    range.count == 1 ? "event \(range.lowerBound)" : "events \(range.lowerBound) to \(range.upperBound)"
  }
}

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
