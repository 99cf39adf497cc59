import Answers
import SegmentedLog
import SessionLog

extension Store {
  /// What `erase` would hide, and what else may hold it. Writes nothing and takes no lock. Throws `NoSuchSession`, `NothingToErase`.
  public func previewErasure(of target: ErasureTarget, usageToo: Bool = false) throws -> ErasureReport {
    let log = try openLog()
    let projections = try Projections(log)
    let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
    let plan = try ErasurePlan(target, log, projections, key: key)
    var report = try report(plan, log, projections, usageToo: usageToo)
    report.sample = try ErasureReport.Sample(plan.runs, log, projections.sync.state)
    return report
  }

  /// Forgets something: from now on nothing that reads the store gives it out, and no ingest takes the same lines in again. What it took of
  /// the store's files stays until they are written anew.
  ///
  /// One commit: after a crash all of it is forgotten, or nothing. `usageToo`: its tokens do not count any more. Throws `NoSuchSession`,
  /// `NothingToErase`.
  public func erase(
    _ target: ErasureTarget, usageToo: Bool = false, retry: () -> Bool = { false }
  ) throws -> ErasureReport {
    // Not made here if there is none.
    _ = try StoreDirectory.open(path, fileSystem: fileSystem)
    var writer = try openWriter(retry: retry)
    let log = try LogReader(writer.directory)
    if let damage = log.damage { throw LogError.damaged(damage) }
    let projections = try Projections(log)
    let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
    let plan = try ErasurePlan(target, log, projections, key: key)
    var report = try report(plan, log, projections, usageToo: usageToo)
    for block in plan.blocks(key, at: clock.milliseconds, usageToo: usageToo) { try writer.append(block) }
    try commitErasure(&writer)
    report.head = writer.head
    return report
  }

  /// The erasures in force, oldest first.
  public func erasures() throws -> [ErasureSummary] {
    let projections = try Projections(try openLog())
    let sync = projections.sync.state
    var summaries: [ErasureSummary] = []
    for entry in projections.erasures.state.entries where sync.isInForce(entry) {
      let summary = ErasureSummary(
        time: entry.time, session: entry.session.text, path: sync.path(entry.source) ?? "?",
        generation: entry.generation, lines: entry.lines, bytes: entry.length, usageToo: entry.usageToo)
      guard let last = summaries.last, last.time == summary.time, last.session == summary.session,
        last.path == summary.path, last.generation == summary.generation, last.usageToo == summary.usageToo
      else {
        summaries.append(summary)
        continue
      }
      summaries[summaries.count - 1].lines &+= summary.lines
      summaries[summaries.count - 1].bytes &+= summary.bytes
    }
    return summaries
  }

  private func report(
    _ plan: ErasurePlan, _ log: LogReader, _ projections: Projections, usageToo: Bool
  ) throws -> ErasureReport {
    let after = plan.applied(to: projections.sync.state)
    var report = ErasureReport(session: plan.session?.text, usageToo: usageToo)
    report.versions = plan.versions(after)
    let search = HolderSearch(
      log, before: projections.sync.state, after: after, machine: machine, fileSystem: fileSystem)
    report.holders = try search.holders(session: plan.session, uuids: plan.uuids)
    return report
  }
}

extension SyncState {
  /// Whether an erasure counts: those of this store do, those of another one for the sources that it made known. FORMAT.md, Trust.
  func isInForce(_ entry: ErasureEntry) -> Bool {
    guard let home = entry.home else { return true }
    return entry.source >= 0 && entry.source < sources.count && sources[Int(entry.source)]?.home == home
  }
}

extension ErasurePlan {
  /// The erasure's events.
  func blocks(_ key: ErasureKey, at time: Int64, usageToo: Bool) -> [EncodedBlock] {
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
      if usageToo { builder.set(.options, ErasureOptions.usageToo) }
      builder.set(.key, key.bytes)
      // In an order that says nothing of that of the lines.
      if !digests.isEmpty { builder.set(.digests, Set(digests).sorted().flatMap(\.bytes)) }
      builder.end()
      if builder.count >= 64 { blocks += builder.finish() }
    }
    for run in runs { add(run.key, run.range, lines: run.lines, digests: run.digests) }
    for (key, end) in empty { add(key, end..<end, lines: 0, digests: []) }
    blocks += builder.finish()
    return blocks
  }

  /// The state as it will be.
  func applied(to sync: SyncState) -> SyncState {
    var after = sync
    for run in runs {
      after.sources[Int(run.key.source)]?.generations[Int(run.key.generation)].erase(OffsetRanges(run.range))
      after.sources[Int(run.key.source)]?.erasedAt = .max
    }
    for (key, _) in empty { after.sources[Int(key.source)]?.erasedAt = .max }
    return after
  }

  /// What is hidden, by version of a file.
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
        isWhole: after.isForgotten(key))
    }
  }
}
