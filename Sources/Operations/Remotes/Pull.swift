import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

extension Store {
  /// Pulls what a remote has and this store does not.
  ///
  /// Where there is no store, or an empty one, and one store is asked for, that store is made here again, with its id.
  /// With several, or `merges`, a new store is made that takes in the events of all. A store that exists gets what was
  /// pushed of itself, and the events of the others, as `importSnapshot` adds them. The latter is left out where this
  /// store itself is on the remote and was not pushed from this machine, so that it is probably a copy: the others would
  /// make its log another one than that of the original. `merges`, or naming the others, takes them in all the same.
  ///
  /// Every object is checked before it is imported. What is wrong with one store does not keep the others out: see
  /// `PullReport.Part`. An interrupted pull is continued by the next one. `progress` receives bytes. Throws
  /// `notOnRemote`, `remoteFailed`, `noRemoteProgram`. Needs disk space next to the store for 256 MB. Cost: one
  /// pass over the envelopes of this store, and for each object what is new in it.
  public func pull(
    from remote: Remote, _ options: PullOptions = PullOptions(), retry: () -> Bool = { false },
    progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> PullReport {
    try throwingStoreErrors {
      try remote.requireOtherPlace(than: self)
      if !options.isDryRun { RemoteStaging.removeLeftovers(for: path, fileSystem) }
      let listing = try remote.transport(self).listing()
      let wanted = try remote.stores(of: listing, only: options.only)
      var pull = try Pull(self, remote, options, wanted, isOnRemote: { listing.stores[$0] != nil })
      if options.isDryRun { return pull.report }
      try pull.run(retry, progress)
      return pull.report
    }
  }
}

extension Remote {
  /// The stores of a listing whose ids begin like one of `names`, in order; all of them when there are no names. Throws
  /// `notOnRemote`.
  func stores(of listing: RemoteListing, only names: [String]) throws -> [RemoteStore] {
    let all = listing.stores.values.sorted { ($0.store.high, $0.store.low) < ($1.store.high, $1.store.low) }
    guard !all.isEmpty else { throw error(.notOnRemote, "holds no store") }
    for name in names where !all.contains(where: { $0.store.description.hasPrefix(name) }) {
      throw error(.notOnRemote, "holds no store whose id begins with '\(name)'")
    }
    return names.isEmpty ? all : all.filter { store in names.contains { store.store.description.hasPrefix($0) } }
  }
}

/// A pull while it runs.
private struct Pull {
  private let store: Store
  private let remote: Remote
  private let options: PullOptions
  private let transport: any RemoteTransport
  /// Of each part of the report: what the remote has of it, and the objects to import.
  private var histories: [RemoteHistory] = []
  private var needed: [[RemoteObject]] = []
  /// The own part, where it ends differently from the log, so that one of the two may have been purged.
  private var different: Int?
  /// The bytes of objects after which other programs may write to the store: a second of work.
  private static let lockedBytes: Int64 = 4 << 20

  private var imports = ImportSeries()
  /// The parts of which no more objects are imported.
  private var finished: Set<Int> = []
  private(set) var report: PullReport

  init(
    _ store: Store, _ remote: Remote, _ options: PullOptions, _ wanted: [RemoteStore], isOnRemote: (UUID16) -> Bool
  ) throws {
    (self.store, self.remote, self.options) = (store, remote, options)
    transport = remote.transport(store)
    report = PullReport(remote: remote.place.shown, isDryRun: options.isDryRun)
    let log = try store.existingLog()
    if let log { store.settlePurges(log) }
    report.isNew = log == nil
    let isEmpty = log.map { $0.head.sequence == 0 } ?? true
    report.isReplica = isEmpty && wanted.count == 1 && !options.merges
    let own = report.isReplica ? wanted[0].store : isEmpty ? nil : log?.directory.uuid
    (report.store, report.head) = (own ?? log?.directory.uuid, log?.head ?? report.head)
    let known = try isEmpty ? nil : log.map { try imports.basis.caughtUp($0).origins.heads }
    let isPushedHere = own.map { !isOnRemote($0) || store.isPushed($0, to: remote) } ?? true
    let takesOthers = isEmpty || options.merges || !options.only.isEmpty || isPushedHere
    for state in wanted {
      let history = state.current ?? RemoteHistory(epoch: 1, [])
      let isOwn = state.store == own
      var part = PullReport.Part(store: state.store, isOwn: isOwn, state: .current, sequence: history.head.sequence)
      let here = isOwn ? (isEmpty ? 0 : log?.head.sequence ?? 0) : known?[state.store]?.sequence ?? 0
      var objects = history.objects.filter { $0.end.sequence > here }
      if let fork = history.firstFork {
        objects = objects.filter { $0.end.sequence <= fork.branch.sequence }
        part.state = .parted
        part.problem =
          "the remote has two histories of it, which end at \(fork.end) and \(history.head); up to event \(fork.branch.sequence) they are one"
      } else if isOwn, let log, let problem = try Self.difference(history, log, store, remote) {
        (part.state, part.problem) = (.parted, problem)
        different = report.parts.count
      }
      if !isOwn, !takesOthers { (objects, part.state) = ([], .skipped) }
      (part.objects, part.bytes) = (objects.count, objects.reduce(0) { $0 + $1.bytes })
      report.parts.append(part)
      histories.append(history)
      needed.append(objects)
    }
  }

  /// Says how the end of a history differs from the log of the same store, which is as long or longer; nil where it does
  /// not, where the log is shorter, or where it was purged since it was pushed.
  private static func difference(
    _ history: RemoteHistory, _ log: LogReader, _ store: Store, _ remote: Remote
  ) throws -> String? {
    guard history.head.sequence > 0, history.head.sequence <= log.head.sequence,
      try !PushPlan.isOwn(history.head, log),
      !store.pushedRemotes(of: log.directory.uuid).contains(where: {
        $0.place == remote.place.shown && $0.purgedChain != nil
      })
    else { return nil }
    return
      "the remote has another history of it, which ends at \(history.head), and this store ends at \(RemotePoint(log.head))"
  }

  mutating func run(_ retry: () -> Bool, _ progress: (Int64, Int64) -> Void) throws {
    try importAll(retry, progress)
    // Nothing is lost where another program is writing now: its end, or a later ingest, brings them up to date.
    if report.parts.contains(where: { $0.addedEvents > 0 }), var writer = try? store.openWriter(retry: retry) {
      DerivedData.renewed.renew(&writer)
    }
    if let different { try takePurge(different, retry) }
    if options.acceptsErasures, let log = try store.existingLog(), log.head.sequence > 0 { try acceptErasures(retry) }
    if let log = try store.existingLog() { (report.store, report.head) = (log.directory.uuid, log.head) }
  }

  /// Makes the erasures here that earlier pulls have only proposed.
  private mutating func acceptErasures(_ retry: () -> Bool) throws {
    var writer = try store.openWriter(retry: retry)
    for index in report.parts.indices where !report.parts[index].isOwn && report.parts[index].state != .skipped {
      let known = try imports.basis.caughtUp(LogReader(writer.directory))
      _ = try store.resolveErasures(by: report.parts[index].store, accepts: true, known, &writer)
    }
  }

  private mutating func importAll(_ retry: () -> Bool, _ progress: (Int64, Int64) -> Void) throws {
    let total = report.parts.reduce(0) { $0 + $1.bytes }
    guard total > 0 else { return }
    var places: [RemoteObject: Int] = [:]
    for (index, objects) in needed.enumerated() { for object in objects { places[object] = index } }
    let staging = try RemoteStaging(for: store.path, store.fileSystem, store.entropy)
    if !report.isReplica { try makeStore() }
    imports.keepsLock = true
    defer { imports.unlock() }
    var done: Int64 = 0
    var fetch = RemoteFetch(transport, store.fileSystem)
    // The own events first: those of others make the log another one, which they would not continue.
    let own = report.parts.indices.filter { report.parts[$0].isOwn }
    let order = own + report.parts.indices.filter { !report.parts[$0].isOwn }
    for batch in remote.batches(order.flatMap { needed[$0] }) {
      let directory = try staging.directory("in")
      let wanted = batch.filter { !finished.contains(places[$0]!) }
      if wanted.isEmpty { continue }
      let failure = try fetch.fetch(wanted, to: directory)
      var locked: Int64 = 0
      for object in wanted where !finished.contains(places[object]!) {
        try store.cancellation?.check()
        try take(object, directory.appending(object.path), failure, places[object]!, staging, retry)
        staging.remove(directory.appending(object.path))
        done += object.bytes
        locked += object.bytes
        if locked >= Self.lockedBytes {
          imports.unlock()
          locked = 0
        }
        progress(done, total)
      }
      imports.unlock()
    }
    try fetch.finish()
  }

  /// Makes a store of its own where there is none, so that it does not become one of those that it takes in.
  private func makeStore() throws {
    guard try store.existingLog() == nil else { return }
    _ = try store.openWriter()
  }

  /// Imports an object. What is wrong with it is noted in the report.
  private mutating func take(
    _ object: RemoteObject, _ file: FilePath, _ failure: StoreError?, _ index: Int, _ staging: RemoteStaging,
    _ retry: () -> Bool
  ) throws {
    do {
      let snapshot = try throwingStoreErrors {
        try remote.check(object, file, failure: failure, store.fileSystem, store.cancellation)
      }
      if let fork = try fork(in: snapshot, object, histories[index]) {
        finished.insert(index)
        report.parts[index].state = .parted
        report.parts[index].problem =
          "the remote has two histories of it, which end at \(fork) and \(histories[index].head)"
        return
      }
      do {
        try add(file, index, retry)
      } catch let error as StoreError where Self.meansWhole(error.code) {
        try takeWhole(index, staging, retry)
      }
    } catch let error as StoreError {
      finished.insert(index)
      switch error.code {
      case .streamsParted, .ownEventsMissing, .copiesParted, .snapshotUnrelated, .snapshotGap, .remoteParted:
        report.parts[index].state = .parted
      case .snapshotDamaged, .snapshotRefused, .eventMisplaced, .eventOutOfOrder, .remoteDamaged:
        report.parts[index].state = .damaged
      case .remoteFailed, .unsupported: report.parts[index].state = .incomplete
      default: throw error
      }
      report.parts[index].problem = error.message.replacing(file.string, with: object.path)
    }
  }

  /// Imports a snapshot of a store. Another one than the own is taken in also where nothing is here yet.
  private mutating func add(_ file: FilePath, _ index: Int, _ retry: () -> Bool) throws {
    let result = try throwingStoreErrors {
      try store.importSnapshot(
        from: file, acceptErasures: options.acceptsErasures, merges: !report.parts[index].isOwn, &imports,
        derived: .renewedWhenFarBehind, retry: retry)
    }
    report.parts[index].addedEvents += result.addedEvents
    report.parts[index].proposedErasures += result.proposedErasures.count
    if result.addedEvents > 0, report.parts[index].state == .current { report.parts[index].state = .updated }
  }

  /// True when an increment does not continue what is here, so that all of the store must be compared: one of the two
  /// was purged, or it has two histories.
  private static func meansWhole(_ code: StoreError.Code) -> Bool {
    code == .snapshotUnrelated || code == .copiesParted
  }

  /// Returns the end of another history that the events of an object do not lead to, although names alone do not tell.
  private func fork(in snapshot: StoreSnapshot, _ object: RemoteObject, _ history: RemoteHistory) throws -> RemotePoint?
  {
    let ends = history.otherEnds(inside: object)
    if ends.isEmpty { return nil }
    try snapshot.verify()
    return try ends.first { RemotePoint.prefix(try snapshot.chain(after: $0.sequence)) != $0.chain }
  }

  /// Puts all objects of a store together in a store for the time being, and imports that as a whole. Needs disk space
  /// for that store twice.
  private mutating func takeWhole(_ index: Int, _ staging: RemoteStaging, _ retry: () -> Bool) throws {
    imports.unlock()
    let file = try whole(index, staging)
    if report.parts[index].isOwn, let log = try store.existingLog(),
      try StoreSnapshot(file, fileSystem: store.fileSystem).relation(to: log) == .parted
    {
      throw StoreError(
        .remoteParted,
        "the remote has another history of it, which ends at \(histories[index].head), and this store ends at \(RemotePoint(log.head))"
      )
    }
    try add(file, index, retry)
    // All of it is here, so that no other object of it is needed.
    if report.parts[index].state == .current { report.parts[index].state = .updated }
    finished.insert(index)
    staging.remove(file.removingLastComponent())
  }

  /// Puts all objects of a store together. Returns the path of a snapshot of it.
  private mutating func whole(_ index: Int, _ staging: RemoteStaging) throws -> FilePath {
    let place = try staging.directory("whole")
    let whole = Store(
      at: place.appending("store"), fileSystem: store.fileSystem, clock: store.clock, entropy: store.entropy,
      machine: store.machine, cancellation: store.cancellation)
    let known = Set(needed[index])
    var series = ImportSeries()
    series.keepsLock = true
    for batch in remote.batches(histories[index].objects) {
      let directory = try staging.directory("whole-in")
      try transport.download(batch.map(\.path), to: directory)
      for object in batch {
        let file = directory.appending(object.path)
        _ = try remote.check(object, file, store.fileSystem, store.cancellation)
        _ = try whole.importSnapshot(from: file, &series, derived: .left)
        if !known.contains(object) { report.parts[index].bytes += object.bytes }
        staging.remove(file)
      }
    }
    series.unlock()
    let file = place.appending("whole.ccsnap")
    _ = try whole.exportSnapshot(to: file)
    return file
  }

  /// Where the remote has the events of this store as a purge elsewhere has left them, purges here what is erased, so
  /// that both are the same again. Nothing happens where the events are others.
  private mutating func takePurge(_ index: Int, _ retry: () -> Bool) throws {
    guard let log = try store.existingLog(), try store.view().sync.lastErasure > 0 else { return }
    let staging = try RemoteStaging(for: store.path, store.fileSystem, store.entropy)
    let snapshot = try StoreSnapshot(try whole(index, staging), fileSystem: store.fileSystem)
    try snapshot.verify()
    guard try snapshot.relation(to: log) == .contained else { return }
    _ = try store.purge(retry: retry)
    guard let purged = try store.existingLog(), try PushPlan.isOwn(histories[index].head, purged) else { return }
    (report.parts[index].state, report.parts[index].problem) = (.updated, nil)
    report.parts[index].isPurged = true
  }
}

extension Store {
  fileprivate func isPushed(_ uuid: UUID16, to remote: Remote) -> Bool {
    pushedRemotes(of: uuid).contains { $0.place == remote.place.shown }
  }
}
