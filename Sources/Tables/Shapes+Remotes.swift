import Operations
import SessionLog
import Times

extension Shapes {
  // MARK: Push

  package static let push = Shape<PushReport>("push", "What was pushed to a remote.") {
    boolean("dry_run", "Whether nothing was written.") { $0.isDryRun }
    string("store", "The id of the store.") { $0.store.description }
    string("remote", "The place of the remote, without passwords.") { $0.remote }
    integer("epoch", nil, "The number of the epoch on the remote, from 1; a purge begins another one.") { $0.epoch }
    integer("objects", "objects", "Objects that were uploaded.") { $0.objects }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("events", "events", "Events that the remote did not have.") { $0.events }
    boolean("replaced", "Whether everything was pushed again as a new epoch.") { $0.isReplacement }
    object("removed", "Objects that others have replaced.", removedObjects) { $0 }
    object("stored", "What the remote has of the store now.", storedObjects) { $0 }
    object("head", "The end of the log.", head) { $0.head }
  }

  private static let removedObjects = Shape<PushReport>("removed_objects", "Objects that were removed from a remote.") {
    integer("objects", "objects", "Their number.") { $0.removedObjects }
    integer("bytes", "bytes", "Their length.") { $0.removedBytes }
    boolean(
      "versions_removed",
      "Whether earlier versions that the provider keeps were removed, too; null if nobody can tell.",
      orNull: {
        $0.areVersionsRemoved
      })
    integer(
      "versions_kept", "versions", "Earlier versions of removed objects that the provider keeps, as by a lock."
    ) { $0.keptVersions }
    time(
      "versions_kept_until", "When the last of their locks ends; null if the provider does not say it.",
      orNull: { (report: PushReport) -> Instant? in report.keptUntil })
  }

  private static let storedObjects = Shape<PushReport>("stored_objects", "What a remote has of a store.") {
    integer("objects", "objects", "Objects of the present epoch.") { $0.remoteObjects }
    integer("small_objects", "objects", "Those of them that --repack merges.") { $0.smallObjects }
    integer("bytes", "bytes", "Their length.") { $0.remoteBytes }
    integer("torn_objects", "files", "Files that interrupted uploads have left.") { $0.tornObjects }
  }

  // MARK: Pull

  package static let pull = Shape<PullReport>("pull", "What was pulled from a remote.") {
    boolean("dry_run", "Whether nothing was written.") { $0.isDryRun }
    string("remote", "The place of the remote, without passwords.") { $0.remote }
    string("store", "The id of the store here; null if there is none.", orNull: { $0.store?.description })
    boolean("new", "Whether there was no store here before.") { $0.isNew }
    boolean("replica", "Whether the store here has become the one of the remote.") { $0.isReplica }
    objects("stores", "Each store of the remote that was asked for.", pulledStore) { $0.parts }
    object("head", "The end of the log here.", head) { $0.head }
  }

  private static let pulledStore = Shape<PullReport.Part>("pulled_store", "What came of one store.") {
    string("store", "Its id.") { $0.store.description }
    boolean("own", "Whether it is the store here.") { $0.isOwn }
    string("state", "One of current, updated, incomplete, parted, damaged, skipped.") { $0.state.rawValue }
    integer("objects", "objects", "Objects that were downloaded.") { $0.objects }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("added_events", "events", "Events that were added here.") { $0.addedEvents }
    integer("last", nil, "The last event of it that the remote has.") { $0.sequence }
    integer("proposed_erasures", "erasures", "Erasures in files of others that are not followed here.") {
      $0.proposedErasures
    }
    string("problem", "What is wrong; null if nothing is.", orNull: { $0.problem })
  }

  // MARK: Verification

  package static let verifiedRemote = Shape<RemoteVerification>("verified_remote", "What is wrong with a remote.") {
    boolean("ok", "Whether everything is intact.") { $0.isOK }
    string("remote", "The place of the remote, without passwords.") { $0.remote }
    objects("findings", "What was found.", remoteFinding) { $0.findings }
    object("checked", "What was examined.", checkedObjects) { $0 }
  }

  private static let remoteFinding = Shape<RemoteVerification.Finding>("remote_finding", "Something that was found.") {
    string("severity", "What it is: error or notice.") { $0.severity.rawValue }
    string("store", "The id of the store.") { $0.store.description }
    string("object", "The path of the object; empty where it is about several.") { $0.object }
    string("message", "The fault in words.") { $0.message }
  }

  private static let checkedObjects = Shape<RemoteVerification>("checked_objects", "What was examined of a remote.") {
    integer("stores", "stores", "Stores.") { $0.stores }
    integer("objects", "objects", "Objects.") { $0.objects }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("events", "events", "Events in them.") { $0.events }
  }

  // MARK: Remotes

  static let pushedRemote = Shape<PushedRemote>("pushed_remote", "What was pushed to a remote from this machine.") {
    string("place", "The place of the remote, without passwords.") { $0.place }
    integer("last", nil, "The last event that the remote has of the store.") { $0.sequence }
    time("time", "When it was pushed.") { $0.time }
  }

  /// The remotes of a user, and what was pushed to them of one store.
  package struct Remotes: Sendable {
    package var action: String
    package var isChanged: Bool
    package var remotes: [RemoteRow]

    package init(_ action: String, isChanged: Bool, _ remotes: [RemoteRow]) {
      (self.action, self.isChanged, self.remotes) = (action, isChanged, remotes)
    }
  }

  /// A remote, what was pushed to it, and what it holds.
  package struct RemoteRow: Sendable {
    package var name: String?
    package var place: String
    package var pushed: PushedRemote?
    /// The number of events of the store that were not pushed; nil where nothing is known.
    package var missing: UInt64?
    package var status: RemoteStatus?
    package var problem: String?

    package init(
      name: String?, place: String, pushed: PushedRemote?, missing: UInt64?, status: RemoteStatus? = nil,
      problem: String? = nil
    ) {
      (self.name, self.place, self.pushed, self.missing) = (name, place, pushed, missing)
      (self.status, self.problem) = (status, problem)
    }
  }

  package static let remotes = Shape<Remotes>("remotes", "The remotes of this user.") {
    string("action", "What was done: add, list, status or forget.") { $0.action }
    boolean("changed", "Whether the settings were changed.") { $0.isChanged }
    objects("remotes", "Each remote.", remoteRow) { $0.remotes }
  }

  private static let remoteRow = Shape<RemoteRow>("remote", "A remote.") {
    string("name", "Its name; null if it has none.", orNull: { $0.name })
    string("place", "Its place, without passwords.") { $0.place }
    integer(
      "pushed", nil, "The last event that was pushed from this machine; null if none was.",
      orNull: {
        $0.pushed?.sequence
      })
    time("pushed_at", "When that was; null if it never was.", orNull: { $0.pushed?.time })
    integer(
      "missing_events", "events", "Events that were not pushed; null if nothing is known.", orNull: { $0.missing })
    objects("stores", "What it holds; empty unless it was asked.", storeOnRemote) { $0.status?.parts ?? [] }
    string("problem", "Why it could not be asked; null if nothing is wrong.", orNull: { $0.problem })
  }

  private static let storeOnRemote = Shape<RemoteStatus.Part>("store_on_remote", "What a remote holds of a store.") {
    string("store", "The id of the store.") { $0.store.description }
    boolean("own", "Whether it is the store here.") { $0.isOwn }
    integer("epoch", nil, "The number of the epoch, from 1.") { $0.epoch }
    integer("objects", "objects", "Whole objects.") { $0.objects }
    integer("bytes", "bytes", "Their length.") { $0.bytes }
    integer("torn_objects", "files", "Files that interrupted uploads have left.") { $0.tornObjects }
    integer("last", nil, "The last event that the remote has.") { $0.sequence }
    integer("last_here", nil, "The last event of it that is here.") { $0.sequenceHere }
    integer("forks", nil, "Other ends of its history: copies of it that were both pushed.") { $0.forks }
  }
}
