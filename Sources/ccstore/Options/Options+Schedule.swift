import ArgumentParser
import FileIO
import Operations
import Sync
import Tables
import Times
import Transcripts

extension Scheduler: ExpressibleByArgument {}

extension Schedule {
  /// Makes a schedule of this program for the store at `store`, an absolute path. `roots` are the roots as the user
  /// gave them; empty for the default ones.
  init(store: String, roots: [String], timing: ScheduleTiming) {
    self.init(
      program: Environment.lastingProgramPath, store: store,
      roots: roots.map { Environment.absolute(Environment.expanded($0)) }, timing: timing)
    if roots.isEmpty {
      for name in Agent.variables {
        if let configured = Self.value(name) { variables.append(Variable(name, Self.absoluteEntries(configured))) }
      }
      if variables.isEmpty, let configuration = Self.value("XDG_CONFIG_HOME"), configuration.hasPrefix("/") {
        variables.append(Variable("XDG_CONFIG_HOME", configuration))
      }
      // A scheduler takes the home directory from the user database.
      if let home = Self.value("HOME"), home.hasPrefix("/"), home != Users.home() {
        variables.append(Variable("HOME", home))
      }
    }
    if let state = Self.value("XDG_STATE_HOME"), state.hasPrefix("/") {
      variables.append(Variable("XDG_STATE_HOME", state))
    }
  }

  /// Has the store pushed after each ingest. Throws `StoreError` when the text is neither the name nor the place of a
  /// remote, and `Failure` when the place states a password.
  mutating func setPush(_ remote: String) throws {
    let place = try Environment.remoteSettings.place(remote)
    guard !place.hasSecret else {
      throw Failure(
        "\(place.shown) seems to state a password or key, which would stand in the schedule; 'rclone config' keeps it, and gives the place a name",
        code: ExitStatus.usage)
    }
    push = RemoteSettings.isName(remote) ? remote : place.text
    for name in ["CCSTORE_RCLONE", "RCLONE_CONFIG"] {
      if let value = Self.value(name) { variables.append(Variable(name, value)) }
    }
    if let configuration = Self.value("XDG_CONFIG_HOME"), configuration.hasPrefix("/"),
      !variables.contains(where: { $0.name == "XDG_CONFIG_HOME" })
    {
      variables.append(Variable("XDG_CONFIG_HOME", configuration))
    }
  }

  private static func value(_ name: String) -> String? { Environment.variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Returns a list with absolute entries, because the working directory will be another one.
  private static func absoluteEntries(_ list: String) -> String {
    list.split(separator: ",").map { entry in
      let entry = String(entry.drop { $0 == " " })
      return entry == "~" || entry.hasPrefix("~/") ? entry : Environment.absolute(entry)
    }.joined(separator: ",")
  }
}

extension ScheduleInstaller {
  /// The installer of this user.
  static var ofThisUser: ScheduleInstaller {
    ScheduleInstaller(
      fileSystem: POSIXFileSystem(), commands: SystemCommands(), environment: Environment.variables)
  }

  /// Prints what would be installed, each text after the name of its place.
  func printPreview(_ schedule: Schedule, _ scheduler: Scheduler) throws {
    let items = try scheduleErrors { try preview(schedule, scheduler) }
    // A crontab and settings are to be merged by hand, so that nothing else is printed; a plist allows no comment
    // before its first line.
    let hasTitles = scheduler == .systemd
    for item in items {
      if hasTitles { Terminal.standardOutput.write("# \(item.place)\n") }
      Terminal.standardOutput.write(TerminalText(lines: item.text))
      if hasTitles { Terminal.standardOutput.write("\n") }
      if scheduler == .hook { break }
    }
    guard hasTitles else { return }
    let commands = activation(schedule, scheduler).map { $0.map(Quoting.shell).joined(separator: " ") }
    Terminal.standardOutput.write("# then: \(commands.joined(separator: " && "))\n")
  }
}

/// Runs something that throws errors of schedules, and throws them as failures with an exit status.
func scheduleErrors<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as ScheduleError {
    let code =
      switch error.reason {
      case .unsuitable: ExitStatus.usage
      case .refused: ExitStatus.badData
      case .program, .absent: ExitStatus.failed
      }
    throw Failure(error.message, code: code)
  }
}

extension CommonOptions {
  /// The absolute path of the store, as a schedule states it.
  var absolutePath: String { Environment.absolute(path.string) }

  /// Returns the schedules of this user for this store, given the end of the last sync.
  func schedules(lastSync: Instant?) -> ScheduleReport {
    ScheduleReport(
      ScheduleInstaller.ofThisUser.installed(), store: absolutePath, lastSync: lastSync,
      now: SystemClock().milliseconds)
  }

  /// Returns a command with the options that lead to this store, to be copied.
  func command(_ words: String, _ arguments: [String] = []) -> String {
    ([words] + ((store.map { ["--store", $0] } ?? []) + arguments).map(Quoting.shell)).joined(separator: " ")
  }
}

extension InstalledSchedule {
  /// The schedule in a few words: `systemd, every hour`.
  var summary: String { "\(scheduler.name), \(timing.words)" }
}
