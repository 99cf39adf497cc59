import Sync
import Transcripts

extension Shapes {
  package static let doctor = Shape<HealthReport>(
    "doctor", "What may be lost soon, whether it is stored, and whether storing it continues by itself."
  ) {
    keys(of: doctorFiles) { $0.files }
    string("verdict", "One of safe, at_risk (the exit status is 1), damaged (3).") { $0.verdict.rawValue }
    string("store", "The path of the store.") { $0.store }
    boolean("store_exists", "Whether there is a store.") { $0.hasStore }
    strings("damage", "What is wrong with the store as far as opening it shows, a sentence each.") { $0.damage }
    integer("overdue", "files", "Transcripts in unsafe that may be deleted already.") { $0.files.overdue }
    integer("safe_overdue", "files", "Transcripts counted in safe that may be deleted already.") {
      $0.files.storedOverdue
    }
    objects("settings_problems", "Settings files that cannot be used.", settingsProblem) { $0.files.settingsProblems }
    boolean("settings_managed", "Whether the setting that counts is an administrator's.") { $0.files.isSettingManaged }
    objects("schedules", "The schedules of this user that store into this store.", schedule) { $0.schedules }
    boolean("sync_overdue", "Whether a schedule should have run since the last sync.") { $0.isSyncOverdue }
    integer(
      "free_bytes", "bytes", "The room where the store lies; null where that is not known.", orNull: { $0.freeSpace })
    time(
      "verified_at", "When the store was last verified on this machine; null where that is not known.",
      orNull: { report in
        report.verification?.time
      })
    boolean(
      "verified_intact", "Whether that verification found nothing; null where none is known.",
      orNull: {
        $0.verification?.isIntact
      })
    objects("remotes", "What was pushed from this machine, by remotes, none of which is asked.", pushedRemote) {
      $0.pushed
    }
    string(
      "written_by", "The latest version of ccstore that has written to the store; null where that is not known.",
      orNull: { $0.versions.writer?.description })
    boolean("written_by_later", "Whether that version is later than this one, so that it knows more of the store.") {
      $0.laterWriter != nil
    }
    boolean(
      "states_outdated",
      "Whether states that are saved in the store are of another version, so that questions read the whole log until the next ingest."
    ) { $0.hasOutdatedStates }
    boolean("space_scarce", "Whether that room is nearly used up.") { $0.isSpaceScarce }
  }

  private static let settingsProblem = Shape<SettingsProblem>(
    "settings_problem", "A settings file that cannot be used."
  ) {
    string("path", "Its absolute path.") { $0.path }
    string("reason", "What is wrong with it, in words.") { $0.reason }
  }

  package static let schedule = Shape<InstalledSchedule>("schedule", "A schedule that runs ingests by itself.") {
    string("scheduler", "One of systemd, launchd, cron, hook.") { $0.scheduler.rawValue }
    string("runs", "When it runs: an interval such as 30m, 1h or 1d, or watch, or serve, or event.") { $0.timing.code }
    string("state", "One of intact, changed (by a person), incomplete.") { $0.state.rawValue }
    strings("places", "The files it stands in, or the crontab.") { $0.places }
    string("command", "What it runs, as it stands there.") { $0.command }
  }

  /// A schedule with what `schedule status` says of it.
  package struct ScheduleStatus: Sendable {
    package var schedule: InstalledSchedule
    package var isForThisStore: Bool
    package var isActive: Bool?

    package init(_ schedule: InstalledSchedule, isForThisStore: Bool, isActive: Bool?) {
      (self.schedule, self.isForThisStore, self.isActive) = (schedule, isForThisStore, isActive)
    }
  }

  /// The document that `schedule` prints for each of its actions.
  package struct ScheduleDocument: Sendable {
    package var action: String
    package var changes: ScheduleChanges
    package var schedules: [ScheduleStatus]
    package var isOverdue: Bool?

    package init(
      _ action: String, changes: ScheduleChanges = ScheduleChanges(), schedules: [ScheduleStatus] = [],
      isOverdue: Bool? = nil
    ) {
      (self.action, self.changes, self.schedules, self.isOverdue) = (action, changes, schedules, isOverdue)
    }
  }

  package static let scheduleDocument = Shape<ScheduleDocument>(
    "schedule_document", "The schedules of this user, and what was done to them."
  ) {
    string("action", "One of status, install, remove.") { $0.action }
    objects("schedules", "The schedules that are there afterwards.", scheduleStatus) { $0.schedules }
    objects("changes", "What install and remove have done.", scheduleChange) { $0.changes.changes }
    objects("pending", "Commands that could not be run, and are left to you.", pendingCommand) { $0.changes.pending }
    string("pending_reason", "Why they could not be run; null where there are none.", orNull: { $0.changes.reason })
    strings("other_hooks", "Hooks of a person that run ccstore, too; they were left alone.") { $0.changes.others }
    boolean(
      "sync_overdue", "Whether one should have run since the last sync; null where that was not asked.",
      orNull: {
        $0.isOverdue
      })
  }

  private static let scheduleStatus = Shape<ScheduleStatus>("schedule_status", "A schedule, and whether it runs.") {
    keys(of: schedule) { $0.schedule }
    boolean("this_store", "Whether it stores into this store.") { $0.isForThisStore }
    boolean(
      "active", "Whether systemd says that it is running; null where nobody can be asked.",
      orNull: {
        $0.isActive
      })
  }

  private static let scheduleChange = Shape<ScheduleChanges.Change>("schedule_change", "What was done to a file.") {
    string("scheduler", "One of systemd, launchd, cron, hook.") { $0.scheduler.rawValue }
    string("place", "The file, or the crontab.") { $0.place }
    string("action", "One of created, replaced, unchanged, removed, left (because a person changed it).") {
      $0.action.rawValue
    }
    string("backup", "A copy of the file as it was before; null where none was needed.", orNull: { $0.backup })
  }

  private static let pendingCommand = Shape<[String]>("pending_command", "A command.") {
    strings("words", "Its words.") { $0 }
  }

  /// The contents of a store with the schedules for it.
  package struct ScheduledStatus: Sendable {
    package var status: StoreStatus
    package var schedule: ScheduleReport

    package init(_ status: StoreStatus, _ schedule: ScheduleReport) {
      (self.status, self.schedule) = (status, schedule)
    }
  }

  package static let status = Shape<ScheduledStatus>("status", "What is stored, and how that compares with the disk.") {
    keys(of: storeStatus) { $0.status }
    objects("schedules", "The schedules of this user that store into this store.", schedule) { $0.schedule.schedules }
    boolean("sync_overdue", "Whether a schedule should have run since the last sync.") { $0.schedule.isOverdue }
  }
}
