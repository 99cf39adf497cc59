import SessionLog

extension RunCounts {
  /// Counts a decision about a file.
  package mutating func count(_ decision: FileDecision, form: SourceForm) {
    switch decision.reason {
    case .insert, .diverged: new += 1
    case .appended: if decision.file.isNew { new += 1 } else { updated += 1 }
    case .rewritten, .truncated:
      updated += 1
      if form == .lines { rewritten += 1 }
    case .identical: unchanged += 1
    case .copy: if decision.newBytes > 0 { updated += 1 } else { skipped += 1 }
    case .existing: skipped += 1
    }
  }
}

extension FileDecision {
  /// Returns whether somebody should know about the decision: stored bytes have changed, or two copies of a session
  /// differ. Files that are kept whole are caches, whose changes are normal.
  func isConflict(form: SourceForm) -> Bool {
    form == .lines && [.rewritten, .truncated, .diverged].contains(reason)
  }
}
