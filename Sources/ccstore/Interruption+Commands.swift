import ArgumentParser

extension Interruption {
  /// Prints what is kept.
  static func report(_ command: (any ParsableCommand)?) {
    let sentence: TerminalText = Prompt.wasStopped.load(ordering: .relaxed) ? "nothing was changed" : kept(command)
    complain("stopped; \(sentence)")
  }

  /// Returns what a command that was stopped leaves, in words that follow "stopped;".
  private static func kept(_ command: (any ParsableCommand)?) -> TerminalText {
    switch command {
    case let command as IngestCommand where command.dryRun: "nothing was written"
    case let command as PruneCommand where command.dryRun: "nothing was deleted"
    case let command as RestoreCommand where command.dryRun: "nothing was written"
    case let command as CompactCommand where command.dryRun: "nothing was written"
    case let command as EraseCommand where command.dryRun: "nothing was erased"
    case let command as PushCommand where command.dryRun: "nothing was sent"
    case let command as PullCommand where command.dryRun: "nothing was fetched"
    case let command as PushCommand where command.replace:
      "what was sent is kept; run the command again, because what it replaces is removed at the end"
    case is PushCommand: "what was sent is kept, and the next push continues; the store is as it was"
    case is PullCommand: "what was added is kept, and the next pull continues"
    case is IngestCommand: "what was stored until now is kept, and the next ingest continues from there"
    case let command as CompactCommand where command.purge:
      "the store is in good order; run the command again until it says that nothing is left"
    case is CompactCommand: "what was finished is kept, and the store is in good order; the next compact continues"
    case is ExportCommand: "the store is as it was; files that are there under their names are whole"
    case is ImportCommand: "the store has all of the snapshot or nothing of it; import it again to be sure"
    case is PruneCommand: "files that are gone are stored, and the next prune continues with the others"
    case is RestoreCommand: "files that are back are whole, and the next restore continues with the others"
    case is EraseCommand: "all of it is erased or nothing; 'ccstore erase --list' says which"
    case let command as RepairCommand where command.to != nil:
      "the damaged store is as it was; the new one is not whole, so remove it"
    default: "nothing was changed"
    }
  }
}
