/// A part of a damaged log that a reader cannot return: the events that are affected, and where the damage is.
public struct Loss: Sendable, Hashable, CustomStringConvertible {
  /// The events that a loss affects, and how much of them.
  public enum Extent: Sendable, Hashable {
    /// Whole events, by sequence number.
    case events(ClosedRange<UInt64>)
    /// All events from this sequence number on. Their number is unknown.
    case eventsFrom(UInt64)
    /// The bodies of these events. Their envelopes are readable.
    case bodies(ClosedRange<UInt64>)
    /// Bytes outside of events. No event is lost.
    case nothing
  }

  /// The events that are lost.
  public var extent: Extent
  /// The reason of the loss.
  public var finding: Finding

  /// True when whole events are lost, so that nothing is known about their content.
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
