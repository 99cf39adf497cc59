import FileIO
import SystemPackage
import Transcripts

/// A schedule that was found on this machine.
package struct InstalledSchedule: Sendable, Equatable {
  /// Whether it is as it was installed.
  package enum State: String, Sendable {
    case intact
    /// A person has changed it, so that it is neither replaced nor removed.
    case changed
    /// A part of it is missing.
    case incomplete
  }

  package var scheduler: Scheduler
  /// The files it stands in, or the crontab.
  package var places: [String]
  package var timing: ScheduleTiming
  package var state: State
  /// The line with the command, as it stands there.
  package var command: String
  /// What stands for the store: see `isFor`.
  var store: String

  /// Returns whether it stores into the store at `path`, an absolute path.
  package func isFor(store path: String) -> Bool { store == ScheduleMark.name(of: path) }

  /// Returns whether a sync was missed, when the last one ended at `lastSync`. Both are in milliseconds since
  /// 1970-01-01 UTC.
  package func isOverdue(lastSync: Int64?, now: Int64) -> Bool {
    guard let allowed = timing.overdueAfter, let lastSync else { return false }
    return now - lastSync > allowed
  }
}

/// What installing or removing a schedule has done.
package struct ScheduleChanges: Sendable, Equatable {
  package enum Action: String, Sendable {
    case created, replaced, unchanged, removed
    /// It is not as it was installed, so it was left alone.
    case left
  }

  package struct Change: Sendable, Equatable {
    package var scheduler: Scheduler
    package var place: String
    package var action: Action
    /// A copy of the file as it was before; nil if there was none, or if the file belongs to ccstore alone.
    package var backup: String?
  }

  package var changes: [Change] = []
  /// Commands that still have to be run by hand.
  package var pending: [[String]] = []
  /// Why they could not be run.
  package var reason: String?
  /// Commands of a person in the same settings that run ccstore, too. They were left alone.
  package var others: [String] = []

  package init() {}

  init(changes: [Change]) { self.changes = changes }
}

/// Installs, finds and removes schedules of one user.
///
/// Only what carries an intact mark is ever replaced or removed. An installation that would change something else
/// throws `ScheduleError` and changes nothing.
package struct ScheduleInstaller: Sendable {
  let fileSystem: any FileSystem
  let commands: any CommandRunner
  let environment: [String: String]
  let places: SchedulePlaces
  let hooks: (any AgentHooks.Type)?

  /// `environment` gives the home directory and `XDG_CONFIG_HOME`, and where the agent's settings are.
  package init(fileSystem: any FileSystem, commands: any CommandRunner, environment: [String: String]) {
    (self.fileSystem, self.commands, self.environment) = (fileSystem, commands, environment)
    let home = Users.home(environment: environment)
    let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    places = SchedulePlaces(units: config + "/systemd/user", home: home)
    hooks = Agent.unstated.format.hooks
  }

  /// Returns what would be installed, each text with its place. Changes nothing.
  package func preview(_ schedule: Schedule, _ scheduler: Scheduler) throws -> [ScheduleItem] {
    let items = try schedule.items(scheduler, places)
    guard scheduler == .hook, let hooks else { return items }
    let text = String(decoding: hooks.settings(with: items[0].text), as: UTF8.self)
    return hooks.files(environment: environment).map { ScheduleItem(place: $0, text: text) }
  }

  /// The commands that make an installed schedule run.
  package func activation(_ schedule: Schedule, _ scheduler: Scheduler) -> [[String]] {
    switch scheduler {
    case .systemd: [Self.reload, Self.systemctl + ["enable", "--now", Self.unit(schedule.timing)]]
    case .launchd: [["launchctl", "load", "-w", paths(.launchd, schedule.timing)[0]]]
    case .cron, .hook: []
    }
  }

  static let systemctl = ["systemctl", "--user"]
  static let reload = systemctl + ["daemon-reload"]

  /// The unit of systemd that makes a schedule run.
  package static func unit(_ timing: ScheduleTiming) -> String {
    switch timing {
    case .watching: "ccstore.service"
    case .serving: "ccstore-serve.service"
    case .every, .events: "ccstore.timer"
    }
  }

  /// Installs a schedule, and starts it where its scheduler can be reached. Installing the same one again changes
  /// nothing.
  package func install(_ schedule: Schedule, _ scheduler: Scheduler) throws -> ScheduleChanges {
    let items = try schedule.items(scheduler, places)
    return switch scheduler {
    case .systemd, .launchd: try installFiles(items, schedule, scheduler)
    case .cron: try installLine(items[0].text, schedule)
    case .hook: try installHook(items[0].text, schedule)
    }
  }

  /// Removes what was installed, from one scheduler, or from all of them when it is nil. Throws if there is nothing.
  package func remove(_ scheduler: Scheduler?) throws -> ScheduleChanges {
    var changes = ScheduleChanges()
    for one in scheduler.map({ [$0] }) ?? Scheduler.allCases {
      switch one {
      case .systemd, .launchd:
        try removeFiles(one, .watching, &changes)
        try removeFiles(one, .serving, &changes)
      case .cron: try removeLine(&changes, isNamed: scheduler != nil)
      case .hook: try removeHook(&changes)
      }
    }
    guard !changes.changes.isEmpty else {
      throw ScheduleError(.absent, "no schedule is installed" + (scheduler.map { " for \($0.name)" } ?? ""))
    }
    return changes
  }

  /// Returns the schedules of this user. What cannot be read counts as absent. Cost: a few small files, and running
  /// `crontab`.
  package func installed() -> [InstalledSchedule] {
    var found: [InstalledSchedule] = []
    for scheduler in [Scheduler.systemd, .launchd] {
      found += [ScheduleTiming.watching, .serving].compactMap { foundFiles(scheduler, $0) }
    }
    if let one = foundLine() { found.append(one) }
    return found + foundHooks()
  }

  /// Returns whether the scheduler says that a schedule is running; nil if it cannot be asked.
  package func isActive(_ schedule: InstalledSchedule) -> Bool? {
    guard schedule.scheduler == .systemd,
      let answer = commands.run(Self.systemctl + ["is-active", Self.unit(schedule.timing)])
    else { return nil }
    switch String(decoding: answer.output, as: UTF8.self).split(separator: "\n").first {
    case "active", "activating": return true
    case "inactive", "failed", "deactivating": return false
    default: return nil
    }
  }
}

// MARK: - Files of their own

extension ScheduleInstaller {
  /// The files of a schedule; a server has others than ingests, whenever they run.
  private func paths(_ scheduler: Scheduler, _ timing: ScheduleTiming) -> [String] {
    if timing == .serving { return [scheduler == .systemd ? places.server : places.serverAgent] }
    return scheduler == .systemd ? [places.service, places.timer] : [places.agent]
  }

  /// Returns the text of a file; nil if it does not exist.
  func text(_ path: String) throws(FileError) -> String? {
    do throws(FileError) {
      return String(decoding: try fileSystem.contents(FilePath(path), limit: 16 << 20), as: UTF8.self)
    } catch {
      guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else { throw error }
      return nil
    }
  }

  private func foundFiles(_ scheduler: Scheduler, _ timing: ScheduleTiming) -> InstalledSchedule? {
    let texts = paths(scheduler, timing).compactMap { path in
      (try? text(path)).flatMap { text in ScheduleMark(text).map { (path: path, text: text, mark: $0) } }
    }
    guard let first = texts.first else { return nil }
    let isWhole = texts.count == (scheduler == .systemd && !first.mark.timing.isPermanent ? 2 : 1)
    let command = texts.lazy.flatMap { $0.text.split(separator: "\n") }.first { $0.hasPrefix("ExecStart=") }
    let strings = first.text.components(between: "<string>", and: "</string>").drop { $0 != "ingest" && $0 != "serve" }
    let program = first.text.components(between: "<string>", and: "</string>").last { $0.hasSuffix("/ccstore") }
    return InstalledSchedule(
      scheduler: scheduler, places: texts.map(\.path), timing: first.mark.timing,
      state: !texts.allSatisfy(\.mark.isIntact) ? .changed : isWhole ? .intact : .incomplete,
      command: command.map { String($0.dropFirst(10)) } ?? (([program ?? "ccstore"] + strings).joined(separator: " ")),
      store: first.mark.store)
  }

  private func installFiles(
    _ items: [ScheduleItem], _ schedule: Schedule, _ scheduler: Scheduler
  ) throws -> ScheduleChanges {
    var changes = ScheduleChanges()
    var obsolete: [String] = []
    for path in paths(scheduler, schedule.timing) {
      let new = items.first { $0.place == path }?.text
      guard let old = try text(path) else {
        if new != nil { changes.changes.append(.init(scheduler: scheduler, place: path, action: .created)) }
        continue
      }
      if old == new {
        changes.changes.append(.init(scheduler: scheduler, place: path, action: .unchanged))
        continue
      }
      try checkReplaceable(ScheduleMark(old), "\(path)", schedule)
      if new == nil { obsolete.append(path) }
      changes.changes.append(.init(scheduler: scheduler, place: path, action: new == nil ? .removed : .replaced))
    }
    let replaced = changes.changes.contains { $0.action == .replaced }
    if !obsolete.isEmpty { run([Self.systemctl + ["disable", "--now", "ccstore.timer"]], &changes) }
    if replaced, scheduler == .launchd {
      run([["launchctl", "unload", paths(scheduler, schedule.timing)[0]]], &changes)
    }
    for item in items where changes.changes.contains(where: { $0.place == item.place && $0.action != .unchanged }) {
      try write(item)
    }
    for path in obsolete { try fileSystem.remove(FilePath(path)) }
    var commands = activation(schedule, scheduler)
    if replaced, scheduler == .systemd { commands.append(Self.systemctl + ["restart", Self.unit(schedule.timing)]) }
    let isNew = changes.changes.contains { $0.action != .unchanged }
    if scheduler == .systemd || isNew { run(commands, &changes) }
    return changes
  }

  /// Throws if something that was found may not be replaced by a schedule.
  func checkReplaceable(_ mark: ScheduleMark?, _ place: String, _ schedule: Schedule) throws(ScheduleError) {
    guard let mark else {
      throw ScheduleError(
        .refused, "\(place) was not installed by ccstore, and stays as it is; move it away, then run the command again")
    }
    guard mark.isIntact else {
      throw ScheduleError(
        .refused,
        "\(place) was changed after it was installed, and stays as it is; remove it, then run the command again")
    }
    guard mark.store == ScheduleMark.name(of: schedule.store) else {
      throw ScheduleError(
        .refused, "\(place) belongs to another store, and stays as it is; 'ccstore schedule remove' removes it")
    }
  }

  private func write(_ item: ScheduleItem) throws(FileError) {
    let path = FilePath(item.place)
    try fileSystem.makeDirectories(path.removingLastComponent())
    try fileSystem.replace(path, draft: FilePath(item.place + ".draft")) { (file) throws(FileError) in
      try file.write(Array(item.text.utf8), at: 0)
    }
  }

  private func removeFiles(
    _ scheduler: Scheduler, _ timing: ScheduleTiming, _ changes: inout ScheduleChanges
  ) throws {
    var intact: [String] = []
    var unit = Self.unit(timing)
    for path in paths(scheduler, timing) {
      guard let text = try text(path) else { continue }
      let mark = ScheduleMark(text)
      let isIntact = mark?.isIntact == true
      if isIntact { intact.append(path) }
      if path == places.timer { unit = Self.unit(.every(minutes: 60)) }
      changes.changes.append(.init(scheduler: scheduler, place: path, action: isIntact ? .removed : .left))
    }
    guard !intact.isEmpty else { return }
    run(
      [scheduler == .systemd ? Self.systemctl + ["disable", "--now", unit] : ["launchctl", "unload", intact[0]]],
      &changes)
    for path in intact {
      try fileSystem.remove(FilePath(path))
      try fileSystem.syncDirectory(FilePath(path).removingLastComponent())
    }
    if scheduler == .systemd { run([Self.reload], &changes) }
  }

  /// Runs commands until one fails; it and those after it are left to the user.
  private func run(_ words: [[String]], _ changes: inout ScheduleChanges) {
    for command in words {
      if changes.pending.isEmpty {
        guard let result = commands.run(command) else {
          changes.reason = "there is no \(command[0])"
          changes.pending.append(command)
          continue
        }
        if result.status == 0 { continue }
        changes.reason = result.reason ?? "\(command[0]) exits with \(result.status)"
      }
      changes.pending.append(command)
    }
  }
}

extension String {
  /// Returns the texts between pairs of marks.
  fileprivate func components(between start: String, and end: String) -> [String] {
    split(separator: start).dropFirst().compactMap { part in
      part.ranges(of: end).first.map { String(part[..<$0.lowerBound]) }
    }
  }
}
