import SegmentedLog

extension LogWriter {
  /// Folds all projections up to the end of the log and saves a checkpoint of each. Checkpoints are derived from the
  /// log, so it is no error when they cannot be made or saved; readers then fold more events.
  ///
  /// `useCheckpoints`: false where the states have changed for events that they contain already.
  package func renewCheckpoints(useCheckpoints: Bool = true) {
    guard let log = try? LogReader(directory),
      let projections = try? Projections(log, useCheckpoints: useCheckpoints)
    else { return }
    save(projections)
  }

  /// Saves a checkpoint of each projection, as far as that succeeds. The projections must be folded up to the end of
  /// the log.
  package func save(_ projections: Projections) {
    for checkpoint in projections.checkpoints(head) { try? save(checkpoint) }
  }
}
