package import FileIO

/// Returns the code of the `StoreError` that a call throws; nil where it throws nothing or another error.
package func errorCode<Value>(_ body: () throws -> Value) -> StoreError.Code? {
  do {
    _ = try body()
    return nil
  } catch { return (error as? StoreError)?.code }
}

extension StoreError.Code {
  /// True if no session of that name is there, because it was erased or for another reason.
  package var isUnknownSession: Bool { self == .noSuchSession || self == .sessionErased }
}

extension StoreError {
  /// True if there is nothing to erase.
  package var saysNothingToErase: Bool {
    switch code {
    case .noSuchSession, .ambiguousSession, .sessionErased, .noSuchSource, .noSuchRoot, .noSuchRecord, .erasedAlready,
      .nothingStored, .nothingErased:
      true
    default: false
    }
  }

  /// True if the error says that a snapshot is not accepted.
  package var refusesSnapshot: Bool {
    switch code {
    case .snapshotDamaged, .snapshotChanged, .snapshotRefused, .eventMisplaced, .eventOutOfOrder, .snapshotGap,
      .snapshotUnrelated, .copiesParted, .streamsParted, .ownEventsMissing, .noSuchSnapshot, .notASnapshot:
      true
    default: false
    }
  }
}
