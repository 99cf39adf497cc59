import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
import Times

extension Store {
  /// Pushes what a remote does not have of this store: as increments of the log, in objects whose names say what they
  /// hold. One listing of the store's folder tells what is there. Nothing that is there is changed; what an interrupted
  /// push has left is completed or replaced by the next one.
  ///
  /// A store that was purged since the last push from this machine is pushed again as a whole, and what the remote had
  /// before is removed, with earlier versions where the provider lets them be. `progress` receives the bytes of the
  /// objects done and to do. Throws `remoteAhead` and `remoteParted` when the remote has other events of this store, and
  /// `remoteFailed`, `noRemoteProgram`, `damaged`. Needs disk space next to the store for 256 MB. Cost with nothing to
  /// push: one listing.
  public func push(
    to remote: Remote, _ options: PushOptions = PushOptions(),
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> PushReport {
    try throwingStoreErrors {
      try remote.requireOtherPlace(than: self)
      let log = try intactLog()
      guard log.head.sequence > 0 else {
        throw StoreError(.nothingStored, "the store \(path) has nothing to push", path: path)
      }
      if !options.isDryRun { RemoteStaging.removeLeftovers(for: path, fileSystem) }
      settlePurges(log)
      return try Push(self, remote, log, options).run(progress)
    }
  }
}

/// A push while it runs.
private struct Push {
  private let store: Store
  private let remote: Remote
  private let log: LogReader
  private let options: PushOptions
  private let transport: any RemoteTransport
  private let uuid: UUID16
  private var report: PushReport

  init(_ store: Store, _ remote: Remote, _ log: LogReader, _ options: PushOptions) {
    (self.store, self.remote, self.log, self.options) = (store, remote, log, options)
    (transport, uuid) = (remote.transport(store), log.directory.uuid)
    report = PushReport(store: uuid, remote: remote.place.shown, isDryRun: options.isDryRun, head: log.head)
  }

  private func list() throws -> RemoteStore {
    try transport.listing(RemoteObject.folder(of: uuid)).stores[uuid] ?? RemoteStore(store: uuid)
  }

  private var known: PushedRemote? { store.pushedRemotes(of: uuid).first { $0.place == remote.place.shown } }

  func run(_ progress: (Int64, Int64) -> Void) throws -> PushReport {
    var push = self
    let known = options.replaces ? nil : self.known
    // A remote that was pushed to is there. In the place of a disk that is not mounted no directory is made.
    if !options.isDryRun, known == nil { try transport.prepare() }
    var state = try options.isDryRun || known != nil ? listIfPresent() : list()
    if let known, state.epochs.isEmpty, state.torn.isEmpty { throw emptied(known) }
    let plan = try PushPlan(remote, log, state, known: known, replaces: options.replaces)
    push.report.isFirst = state.epochs.isEmpty
    push.report.isReplacement = !Set(plan.replaced).isDisjoint(with: state.epochs)
    push.report.epoch = plan.epoch
    push.report.events = log.head.sequence - plan.history.head.sequence
    if plan.history.head != RemotePoint(log.head) {
      let uploaded = try push.upload(plan, progress)
      if !options.isDryRun { state = try push.confirm(uploaded, plan, before: state) }
    }
    if !options.isDryRun { try push.note(plan.epoch, replaced: plan.replaced) }
    try push.remove(plan, state)
    state = try push.removeTorn(state, plan.epoch)
    if options.repacks { state = try push.repack(state, plan.epoch, progress) }
    push.describe(state, plan.epoch)
    return push.report
  }

  /// The same as `list` where a directory that does not exist yet is empty.
  private func listIfPresent() throws -> RemoteStore {
    if case .directory(let path) = remote.place.kind, try !store.fileSystem.exists(path) {
      return RemoteStore(store: uuid)
    }
    return try list()
  }

  /// The refusal to fill a place anew that has nothing of what was pushed to it.
  private func emptied(_ known: PushedRemote) -> StoreError {
    remote.error(
      .remoteEmptied,
      "has nothing of this store, \(uuid), which was pushed there up to event \(known.sequence) on \(known.time.description.prefix(10)): perhaps it is another disk or bucket, or one that is not mounted"
    )
  }

  // MARK: Upload

  /// Uploads the events after `plan.start`. Returns the names.
  private mutating func upload(_ plan: PushPlan, _ progress: (Int64, Int64) -> Void) throws -> [RemoteObject] {
    guard let cuts = try log.snapshotCuts(after: plan.start, size: remote.objectSize) else {
      throw remote.error(.limit, "cannot be continued from event \(plan.start)")
    }
    return try upload(zip([plan.start] + cuts, cuts).map { (since: $0, last: $1) }, plan.epoch, progress)
  }

  /// Uploads snapshots of the events between pairs of numbers.
  private mutating func upload(
    _ ranges: [(since: UInt64, last: UInt64)], _ epoch: Int, _ progress: (Int64, Int64) -> Void
  ) throws -> [RemoteObject] {
    let plans = try ranges.map { try SnapshotPlan(log, since: $0.since, upTo: $0.last) }
    let total = plans.reduce(0) { $0 + Int64($1.length) }
    report.objects += plans.count
    report.bytes += total
    if options.isDryRun { return [] }
    let staging = try RemoteStaging(for: store.path, store.fileSystem, store.entropy)
    var uploaded: [RemoteObject] = []
    var waiting: [RemoteObject] = []
    var directory = try staging.directory("out")
    var done: Int64 = 0
    func send() throws {
      try transport.upload(waiting.map(\.path), from: directory)
      done += waiting.reduce(0) { $0 + $1.bytes }
      progress(done, total)
      uploaded += waiting
      waiting = []
      directory = try staging.directory("out")
    }
    for plan in plans {
      try store.cancellation?.check()
      waiting.append(try write(plan, epoch, directory))
      if waiting.reduce(0, { $0 + $1.bytes }) >= remote.batchSize || waiting.count >= Remote.batchMax { try send() }
    }
    if !waiting.isEmpty { try send() }
    return uploaded
  }

  /// Writes an object below a directory, under its name.
  private func write(_ plan: SnapshotPlan, _ epoch: Int, _ directory: FilePath) throws -> RemoteObject {
    let draft = directory.appending("draft")
    let file = try store.fileSystem.createDraft(draft)
    defer { file.close() }
    var hasher = SHA256()
    var length: Int64 = 0
    try plan.write(to: {
      try store.cancellation?.check()
      try file.write($0, at: length)
      hasher.update($0)
      length += Int64($0.count)
    })
    let object = RemoteObject(
      store: uuid, epoch: epoch, start: RemotePoint(plan.since), end: RemotePoint(plan.head), bytes: length,
      digest: RemotePoint.prefix(hasher.digest))
    let target = directory.appending(object.path)
    try store.fileSystem.makeDirectories(target.removingLastComponent())
    try store.fileSystem.rename(draft, to: target)
    return object
  }

  /// Lists the remote again, which must show what was uploaded as the end of the history, and in the epochs to remove
  /// nothing that was not there before. Returns the new state.
  private func confirm(_ uploaded: [RemoteObject], _ plan: PushPlan, before: RemoteStore) throws -> RemoteStore {
    let state = try list()
    let history = state.history(plan.epoch)
    let present = Set(history.all)
    guard uploaded.allSatisfy(present.contains), history.reaches(RemotePoint(log.head)) else {
      throw remote.error(.remoteFailed, "does not list yet what was uploaded; run the command again")
    }
    for end in [history.head] + history.otherEnds where try !PushPlan.isOwn(end, log) {
      throw remote.error(
        .remoteParted,
        "got \(end) of this store, \(uuid), from elsewhere meanwhile, and this store ends at \(RemotePoint(log.head)); both are kept there"
      )
    }
    if !options.replaces { try checkReplaced(plan, before, state) }
    return state
  }

  /// Throws where an epoch that is to be removed got an object while this push ran: a copy of this store has pushed it,
  /// and it may be nowhere else.
  private func checkReplaced(_ plan: PushPlan, _ before: RemoteStore, _ now: RemoteStore) throws {
    for epoch in plan.replaced {
      let known = Set(before.objects[epoch] ?? [])
      guard let strange = (now.objects[epoch] ?? []).first(where: { !known.contains($0) }) else { continue }
      throw remote.error(
        .remoteParted,
        "got \(strange.end) of this store, \(uuid), from elsewhere meanwhile, in epoch \(epoch), which this store replaces because it was purged; both are kept there"
      )
    }
  }

  private func note(_ epoch: Int, replaced: [Int]) throws {
    let point = RemotePoint(log.head)
    var note = PushedRemote(
      place: remote.place.shown, epoch: epoch, sequence: point.sequence, chain: point.chain,
      time: Instant(milliseconds: store.clock.milliseconds), replaced: replaced)
    // A purge may have ended since this log was opened, and removed its files. Then the remote has what the store was
    // before it.
    if let mark = known?.purging {
      let isPurged = try? PushPlan.isOwn(RemotePoint(sequence: mark.sequence, chain: mark.chain), log)
      if isPurged != true { note.purging = mark }
    }
    do { try store.notePushed(note, to: remote.place.shown, of: uuid) } catch let error as FileError {
      throw StoreError(
        .fileFailed,
        "\(remote.place.shown) has everything, but that cannot be noted here, so that an erasure would not name it: \(error.message)",
        path: error.path, underlying: error.errno)
    }
  }

  // MARK: Removal

  /// Removes the epochs that this one replaces, and the files of interrupted uploads in them.
  private mutating func remove(_ plan: PushPlan, _ state: RemoteStore) throws {
    guard !plan.replaced.isEmpty else { return }
    let replaced = Set(plan.replaced)
    let objects = (state.all + state.torn).filter { replaced.contains($0.epoch) }
    try remove(objects)
    if options.isDryRun { return }
    var removal = VersionRemoval.complete
    for epoch in plan.replaced {
      removal = removal.joined(try transport.removeVersions(in: RemoteObject.folder(of: uuid, epoch: epoch)))
    }
    if case .kept(let count, let until) = removal {
      // Each later push tries it again.
      (report.areVersionsRemoved, report.keptVersions, report.keptUntil) = (false, count, until)
    } else {
      report.areVersionsRemoved = removal == .complete ? true : nil
      try note(plan.epoch, replaced: [])
    }
  }

  /// Removes what interrupted uploads have left of events that this log does not have, or in epochs before the present
  /// one, where something was erased: it may hold parts of that. Returns the new state.
  private mutating func removeTorn(_ state: RemoteStore, _ epoch: Int) throws -> RemoteStore {
    guard !state.torn.isEmpty, try store.view().sync.lastErasure > 0 else { return state }
    let objects = try state.torn.filter { object in
      // The epochs that this one replaces are done already.
      guard object.epoch >= epoch || state.objects[object.epoch] == nil else { return false }
      return try object.epoch < epoch || object.epoch == epoch && !PushPlan.isOwn(object.end, log)
    }
    try remove(objects)
    return options.isDryRun || objects.isEmpty ? state : try list()
  }

  /// Removes objects from the lowest on: removing a higher one first would look like another history.
  private mutating func remove(_ objects: [RemoteObject]) throws {
    for object in objects.sorted(by: { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }) {
      try store.cancellation?.check()
      if !options.isDryRun { try transport.remove(object.path) }
      report.removedObjects += 1
      report.removedBytes += object.bytes
    }
  }

  // MARK: Repacking

  /// Uploads one object for each group of small ones, and removes these. Returns the new state.
  private mutating func repack(
    _ state: RemoteStore, _ epoch: Int, _ progress: (Int64, Int64) -> Void
  ) throws -> RemoteStore {
    let history = state.history(epoch)
    let groups = try groups(history)
    let uploaded = try upload(groups, epoch, progress)
    var state = state
    if !options.isDryRun, !groups.isEmpty {
      state = try list()
      guard Set(uploaded).isSubset(of: state.objects[epoch] ?? []) else {
        throw remote.error(.remoteFailed, "does not list yet what was uploaded; run the command again")
      }
    }
    let kept = Set(uploaded)
    let now = options.isDryRun ? history : state.history(epoch)
    let ranges = groups.map { $0.since...$0.last }
    let path = Set(now.objects)
    // What is covered is removed only where it is surely of this log. A push after an interrupted one may have left what
    // others hold, too.
    let covered = try now.all.filter { object in
      let isSpare = !path.contains(object) && object.end.sequence <= now.head.sequence
      guard !kept.contains(object), isSpare || ranges.contains(where: { Self.covers($0, object) }) else { return false }
      return try PushPlan.isOwn(object.start, log) && PushPlan.isOwn(object.end, log)
    }
    let torn = try state.torn.filter { try $0.epoch == epoch && PushPlan.isOwn($0.end, log) }
    try remove(covered + torn)
    return options.isDryRun || covered.isEmpty && torn.isEmpty ? state : try list()
  }

  private static func covers(_ range: ClosedRange<UInt64>, _ object: RemoteObject) -> Bool {
    range.lowerBound <= object.start.sequence && object.end.sequence <= range.upperBound
  }

  /// Neighbouring objects that one object can replace: small ones, together at most as long as an object is made,
  /// that end where commits of the log end.
  private func groups(_ history: RemoteHistory) throws -> [(since: UInt64, last: UInt64)] {
    var groups: [(since: UInt64, last: UInt64)] = []
    var group: [RemoteObject] = []
    func close() throws {
      while let last = group.last, try !log.canCut(at: last.end.sequence) { group.removeLast() }
      if group.count > 1, let first = group.first, let last = group.last {
        groups.append((first.start.sequence, last.end.sequence))
      }
      group = []
    }
    for object in history.objects {
      let isSmall = object.bytes <= Int64(remote.objectSize / 2)
      if !isSmall || group.reduce(object.bytes, { $0 + $1.bytes }) > Int64(remote.objectSize) { try close() }
      guard isSmall, try !group.isEmpty || log.canCut(at: object.start.sequence) else { continue }
      group.append(object)
    }
    try close()
    return groups
  }

  private mutating func describe(_ state: RemoteStore, _ epoch: Int) {
    let history = state.history(epoch)
    report.remoteObjects = history.all.count
    report.remoteBytes = history.all.reduce(0) { $0 + $1.bytes }
    report.smallObjects =
      (try? groups(history))?.reduce(0) { count, group in
        count + history.objects.count { Self.covers(group.since...group.last, $0) }
      } ?? 0
    report.tornObjects = state.torn.count
  }
}
