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
