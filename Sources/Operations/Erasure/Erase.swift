import Answers
import FileIO
import SegmentedLog
import SessionLog
import Times

extension Store {
  /// Reports what `erase` would hide, and where else copies of it may remain. Writes nothing and takes no lock. Throws
  /// `noSuchSession` or `nothingStored`.
  public func previewErasure(of target: ErasureTarget, includesUsage: Bool = false) throws -> ErasureReport {
    try throwingStoreErrors {
      let view = try view()
      let projections = try view.projections([.sessions, .erasures])
      let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
      let plan = try ErasurePlan(target, view, key: key)
      var report = try report(plan, view.log, projections, includesUsage: includesUsage)
      report.sample = try ErasureReport.Sample(plan.runs, view.log, projections.sync.state)
      return report
    }
  }

  /// Erases something: from now on nothing that reads the store shows it, and no ingest stores the same lines again.
  /// The erased bytes stay in the store's files until a purge removes them.
  ///
  /// The erasure is one commit: after a crash, all of it is in force or nothing. With `includesUsage`, the erased
  /// tokens no longer count in usage. Throws `noSuchSession` or `nothingStored`.
  public func erase(
    _ target: ErasureTarget, includesUsage: Bool = false, retry: () -> Bool = { false }
  ) throws -> ErasureReport {
    try throwingStoreErrors {
      // Throws when there is no store, so that `openWriter` does not create one.
      _ = try StoreDirectory.open(path, fileSystem: fileSystem)
      var writer = try openWriter(retry: retry)
      let log = try LogReader(writer.directory)
      if let damage = log.damage { throw LogError.damaged(damage) }
      let projections = try Projections(log)
      let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
      let plan = try ErasurePlan(target, StoreView(self, log, projections), key: key)
      var report = try report(plan, log, projections, includesUsage: includesUsage)
      for block in plan.blocks(key, at: clock.milliseconds, includesUsage: includesUsage) { try writer.append(block) }
      try commitErasure(&writer)
      report.head = writer.head
      return report
    }
  }

  /// Returns the erasures in force, oldest first. Neighbouring events of one erasure in one version of a file are
  /// combined.
  public func erasures() throws -> [ErasureSummary] {
    try throwingStoreErrors {
      let projections = try view().projections(.erasures)
      let sync = projections.sync.state
      var summaries: [ErasureSummary] = []
      for entry in projections.erasures.state.entries where sync.isInForce(entry) {
        let summary = ErasureSummary(
          time: Instant(milliseconds: entry.time), session: entry.session.text, path: sync.path(entry.source) ?? "?",
          generation: entry.generation, lines: entry.lines, bytes: entry.length, includesUsage: entry.includesUsage)
        guard let last = summaries.last, last.time == summary.time, last.session == summary.session,
          last.path == summary.path, last.generation == summary.generation, last.includesUsage == summary.includesUsage
        else {
          summaries.append(summary)
          continue
        }
        summaries[summaries.count - 1].lines &+= summary.lines
        summaries[summaries.count - 1].bytes &+= summary.bytes
      }
      return summaries
    }
  }

  private func report(
    _ plan: ErasurePlan, _ log: LogReader, _ projections: Projections, includesUsage: Bool
  ) throws -> ErasureReport {
    let after = plan.applied(to: projections.sync.state)
    var report = ErasureReport(session: plan.session?.text, includesUsage: includesUsage)
    report.versions = plan.versions(after)
    let search = RemainingCopySearch(
      log, before: projections.sync.state, after: after, machine: machine, fileSystem: fileSystem,
      pushed: pushedRemotes(of: log.directory.uuid), unreadable: unreadableRemotes(of: log.directory.uuid))
    report.remainingCopies = try search.remainingCopies(session: plan.session, uuids: plan.uuids)
    return report
  }
}

extension SyncState {
  /// Returns true when an erasure is in force: all of this store are, and those of another store for the sources that
  /// it introduced. FORMAT.md, Trust.
  func isInForce(_ entry: ErasureEntry) -> Bool {
    guard let home = entry.home else { return true }
    return entry.source >= 0 && entry.source < sources.count && sources[Int(entry.source)]?.home == home
  }
}

extension ErasurePlan {
  /// The events of the erasure. `time` is in milliseconds since 1970-01-01 UTC.
  func blocks(_ key: ErasureKey, at time: Int64, includesUsage: Bool) -> [EncodedBlock] {
    var blocks: [EncodedBlock] = []
    var builder = EventBlockBuilder()
    func add(_ generation: GenerationKey, _ range: Range<Int64>, lines: Int64, digests: [LineDigest]) {
      builder.begin(.erasure)
      builder.set(.source, generation.source)
      builder.set(.generation, generation.generation)
      builder.set(.offset, range.lowerBound)
      if let session { builder.set(.session, session) }
      builder.set(.length, range.upperBound - range.lowerBound)
      builder.set(.lines, lines)
      builder.set(.time, time)
      if includesUsage { builder.set(.options, ErasureOptions.includesUsage) }
      builder.set(.key, key.bytes)
      // Sorted, so that the order says nothing about the order of the lines.
      if !digests.isEmpty { builder.set(.digests, Set(digests).sorted().flatMap(\.bytes)) }
      builder.end()
      if builder.count >= 64 { blocks += builder.finish() }
    }
    for run in runs { add(run.key, run.range, lines: run.lines, digests: run.digests) }
    for (key, end) in empty { add(key, end..<end, lines: 0, digests: []) }
    blocks += builder.finish()
    return blocks
  }

  /// The state of syncing as it will be after the erasure.
  func applied(to sync: SyncState) -> SyncState {
    var after = sync
    for run in runs {
      after.sources[Int(run.key.source)]?.generations[Int(run.key.generation)].erase(OffsetRanges(run.range))
      after.sources[Int(run.key.source)]?.erasedAt = .max
    }
    for (key, _) in empty { after.sources[Int(key.source)]?.erasedAt = .max }
    return after
  }

  /// The hidden lines and bytes, by version of a file. `after` is the state after the erasure.
  func versions(_ after: SyncState) -> [ErasureReport.Version] {
    var counts: [GenerationKey: (lines: Int64, bytes: Int64)] = [:]
    for run in runs {
      counts[run.key, default: (0, 0)].lines += run.lines
      counts[run.key, default: (0, 0)].bytes += run.range.upperBound - run.range.lowerBound
    }
    for (key, _) in empty { counts[key] = counts[key] ?? (0, 0) }
    return counts.sorted { ($0.key.source, $0.key.generation) < ($1.key.source, $1.key.generation) }.map { key, count in
      ErasureReport.Version(
        path: after.path(key.source) ?? "?", generation: key.generation, lines: count.lines, bytes: count.bytes,
        isWhole: after.isErased(key))
    }
  }
}
