import Answers
public import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

/// The results of examining a remote.
public struct RemoteVerification: Sendable {
  /// Something that is wrong, or that somebody should know.
  public struct Finding: Sendable, Equatable {
    /// `error`: a store cannot be pulled as it was pushed. `notice`: nothing is lost.
    public enum Severity: String, Sendable { case error, notice }

    /// How serious it is.
    public var severity: Severity
    /// The id of the store.
    public var store: UUID16
    /// The path of the object below the place of the remote; empty where it is about several.
    public var object: String
    /// The fault, in one sentence.
    public var message: String
  }

  /// The place of the remote, without what may be a password or a key in it.
  public var remote: String
  /// The number of stores that were examined.
  public var stores = 0
  /// The number of objects that were downloaded and examined.
  public var objects = 0
  /// Their length in bytes.
  public var bytes: Int64 = 0
  /// The number of events in them.
  public var events: UInt64 = 0
  /// What was found.
  public var findings: [Finding] = []

  /// True when no finding is an error.
  public var isOK: Bool { !findings.contains { $0.severity == .error } }
}

extension Store {
  /// Downloads every object of a remote and checks each byte of it, its name, and the chain of hashes across the objects
  /// of each store. `only` names stores by the beginnings of their ids; empty: all. Nothing is changed on the remote or
  /// in this store, which need not exist; files for the time being lie next to it. `progress` receives bytes. Throws
  /// `notOnRemote`, `remoteFailed`, `noRemoteProgram`. Needs disk space for 256 MB. Speed: 200 MB/s.
  public func verify(
    _ remote: Remote, only: [String] = [], progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in }
  ) throws -> RemoteVerification {
    try throwingStoreErrors {
      try remote.requireOtherPlace(than: self)
      let transport = remote.transport(self)
      let states = try remote.stores(of: transport.listing(), only: only)
      var result = RemoteVerification(remote: remote.place.shown, stores: states.count)
      let staging = try RemoteStaging(for: path, fileSystem, entropy)
      let total = states.reduce(0) { $0 + $1.bytes }
      var fetch = RemoteFetch(transport, fileSystem)
      for state in states {
        result.noteLeftovers(state)
        for epoch in state.epochs {
          var check = HistoryCheck(remote, state.history(epoch))
          for batch in remote.batches(check.history.all.sorted { ($0.start, $0.end) < ($1.start, $1.end) }) {
            let directory = try staging.directory("in")
            let failure = try fetch.fetch(batch, to: directory)
            for object in batch {
              try cancellation?.check()
              try check.add(object, directory.appending(object.path), failure, self, &result)
              result.objects += 1
              result.bytes += object.bytes
              progress(result.bytes, total)
              staging.remove(directory.appending(object.path))
            }
          }
          check.finish(&result)
        }
      }
      try fetch.finish()
      return result
    }
  }
}

extension RemoteVerification {
  fileprivate mutating func note(_ severity: Finding.Severity, _ store: UUID16, _ object: String, _ message: String) {
    findings.append(Finding(severity: severity, store: store, object: object, message: message))
  }

  fileprivate mutating func noteLeftovers(_ state: RemoteStore) {
    for object in state.torn {
      note(
        .notice, state.store, object.path,
        "the upload of this object was interrupted; the next push replaces it, and 'push --repack' removes it")
    }
  }
}

/// Examines the objects of one epoch, from the lowest on.
private struct HistoryCheck {
  let history: RemoteHistory
  private let remote: Remote
  /// The whole chain hashes at the places where objects begin and end.
  private var chains = [RemotePoint.beginning: Digest.zero]
  /// Other ends, and ends of objects that are not reached, that the events of an object do lead to.
  private var covered: Set<RemotePoint> = []
  /// The ends of objects that are not reached from the beginning, in order.
  private let strayEnds: [RemotePoint]

  init(_ remote: Remote, _ history: RemoteHistory) {
    (self.remote, self.history) = (remote, history)
    strayEnds = history.unreachable.map(\.end).sorted()
  }

  mutating func add(
    _ object: RemoteObject, _ file: FilePath, _ failure: StoreError?, _ store: Store,
    _ result: inout RemoteVerification
  ) throws {
    do {
      let snapshot = try throwingStoreErrors {
        let snapshot = try remote.check(object, file, failure: failure, store.fileSystem, store.cancellation)
        try snapshot.verify()
        try snapshot.verifyEvents()
        return snapshot
      }
      result.events += object.end.sequence - object.start.sequence
      for (point, head) in [(object.start, snapshot.since), (object.end, snapshot.head)] {
        if let known = chains[point], known != head.chain {
          result.note(
            .error, object.store, object.path, "its chain hash at \(point) is not that of the object before it")
        }
        chains[point] = head.chain
      }
      for end in history.otherEnds(inside: object) + RemoteHistory.places(strayEnds, inside: object) {
        if RemotePoint.prefix(try snapshot.chain(after: end.sequence)) == end.chain { covered.insert(end) }
      }
    } catch let error as StoreError {
      switch error.code {
      case .remoteDamaged, .remoteFailed, .snapshotDamaged, .snapshotRefused, .unsupported:
        // A finding names the object already.
        let message = error.message.replacing(file.string, with: "this object").replacing(
          "\(remote.place.shown) has a wrong object \(object.path): ", with: "")
        result.note(.error, object.store, object.path, message)
      default: throw error
      }
    }
  }

  func finish(_ result: inout RemoteVerification) {
    guard let store = history.all.first?.store else { return }
    for end in history.otherEnds {
      if covered.contains(end) {
        result.note(.notice, store, "", "what ends at \(end) is in another object, too; 'push --repack' removes it")
      } else {
        result.note(
          .error, store, "", "there are two histories of it, which end at \(end) and \(history.head): it was copied")
      }
    }
    // What leads to a place of the history holds nothing but what is there.
    let lost = history.unreachable.filter { !history.reaches($0.end) && !covered.contains($0.end) }
    if lost.count < history.unreachable.count {
      let count = Int64(history.unreachable.count - lost.count)
      result.note(
        .notice, store, "",
        "all that \(Quantity.count(count, "object")) \(count == 1 ? "holds is" : "hold is") in others, too; 'push --repack' removes \(count == 1 ? "it" : "them")"
      )
    }
    if let lowest = lost.min(by: { $0.start < $1.start }) {
      let count = lost.count
      result.note(
        .error, store, lowest.path,
        "\(count == 1 ? "this object follows" : "\(count) objects, of which this is the first, follow") nothing that is there"
      )
    }
  }
}
