import ArgumentParser
import FileIO
import Operations
import SegmentedLog
import SessionLog
import Sync
import Tables

/// The commands about the names of remotes.
struct RemoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remote",
    abstract: "Name the places that stores are pushed to, and see what they hold.",
    discussion: """
      Names of remotes are kept in ~/.config/ccstore/remotes, a line 'NAME = PLACE' each, and hold for all stores of this user. Passwords are never kept \
      there: 'rclone config' does that. 'list', the default, says how far each remote is behind, as far as this machine has pushed; 'status' asks the remotes \
      themselves. 'forget' takes a name out, and the remote keeps what it has.

      Example:  ccstore remote add cloud b2:bucket/ccstore
                ccstore remote list
                ccstore remote status cloud
                ccstore remote forget cloud
      """,
    subcommands: [
      RemoteListCommand.self, RemoteAddCommand.self, RemoteStatusCommand.self, RemoteForgetCommand.self,
    ], defaultSubcommand: RemoteListCommand.self)
}

struct RemoteAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Give a place a name.",
    discussion: """
      Nothing is sent, and the place need not exist yet.

      Example:  ccstore remote add cloud b2:bucket/ccstore
                ccstore remote add disk /media/usb/ccstore
      """)

  @Argument(help: "The name: letters, digits, dots, hyphens and underscores.")
  var name: String

  @Argument(help: "A directory, or a remote of rclone.", completion: .directory)
  var place: String

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let settings = Environment.remoteSettings
    let place = try RemotePlace(place) { Environment.absolute(Environment.expanded($0)) }
    let isNew = try settings.add(name, place)
    let row = RemoteRows(common).row(name, place)
    if common.json {
      say(json: Shapes.remotes.json(Shapes.Remotes("add", isChanged: isNew, [row])))
    } else if !common.quiet {
      say(note: isNew ? "\(name) is \(place.shown) from now on" : "\(name) is \(place.shown) already")
      say(note: "To send the store there:  \(common.command("ccstore push", [name]))")
    }
  }
}

struct RemoteForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Take a name out; the remote keeps what it has.",
    discussion: """
      What was pushed to it is forgotten, too, so that 'ccstore erase' does not name it any more.

      Example:  ccstore remote forget cloud
      """)

  @Argument(help: "A name from 'ccstore remote list', or the place of a remote without a name.")
  var name: String

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let settings = Environment.remoteSettings
    let store = common.open()
    let place = try settings.place(name).shown
    let isName = RemoteSettings.isName(name)
    if isName {
      try settings.forget(name)
    } else {
      guard store.pushedRemotes().contains(where: { $0.place == place }) else {
        throw Failure(
          "nothing was pushed to \(place) from here; 'ccstore remote list' lists them", code: ExitStatus.noInput)
      }
    }
    try store.forgetPushed(to: place)
    if common.json {
      let row = Shapes.RemoteRow(name: isName ? name : nil, place: place, pushed: nil, missing: nil)
      say(json: Shapes.remotes.json(Shapes.Remotes("forget", isChanged: true, [row])))
    } else if !common.quiet {
      say(note: "forgot \(isName ? name : place); \(isName ? place : "it") keeps what it has")
      if isName { sayScheduled() }
    }
  }

  /// Names the schedules that push to the name, which fails from now on.
  private func sayScheduled() {
    for schedule in ScheduleInstaller.ofThisUser.installed() {
      // Each scheduler has its own way to separate words.
      let words = schedule.command.split { $0.isWhitespace || "\"'<>".contains($0) }
      guard words.contains("--push"), words.contains(Substring(name)) else { continue }
      say(
        note:
          "\(schedule.scheduler.name) still runs an ingest that pushes to \(name): it stores what is new, and the push fails. To install it without:  ccstore schedule install"
      )
    }
  }
}

struct RemoteListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the remotes, and how far each is behind. Asks none of them.",
    discussion: """
      Example:  ccstore remote list
                ccstore remote list --json
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let rows = try RemoteRows(common).all()
    if common.json { return say(json: Shapes.remotes.json(Shapes.Remotes("list", isChanged: false, rows))) }
    if rows.isEmpty {
      if common.quiet { return }
      say(note: "there are no remotes")
      return say(note: "To name one:  ccstore remote add NAME PLACE")
    }
    var table = TextTable(
      [
        TextTable.Column(title: "NAME"), TextTable.Column(title: "PLACE", canShrink: true, least: 12, ideal: 40),
        TextTable.Column(title: "PUSHED", dropPriority: 1), TextTable.Column(title: "BEHIND"),
      ], width: Terminal.standardOutput.textWidth)
    for row in rows {
      table.add([
        row.name ?? "-", row.place, row.pushed.map { Format.localTime($0.time) } ?? "never",
        RemoteRows.lag(row),
      ])
    }
    for line in table.lines(title: { common.style.dim($0) }) { say(line) }
  }
}

struct RemoteStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Ask remotes what they hold.",
    discussion: """
      Lists the files of the remote, and compares their names with the store. 'ccstore verify REMOTE' reads them.

      Example:  ccstore remote status
                ccstore remote status cloud
      """)

  @Argument(help: "The remotes to ask, by names or places. Default: all that have names.")
  var remotes: [String] = []

  @OptionGroup var options: RemoteOptions
  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let store = common.open()
    let rows = RemoteRows(common)
    let settings = Environment.remoteSettings
    let names = try remotes.isEmpty ? settings.entries().map(\.name) : remotes
    var answers: [Shapes.RemoteRow] = []
    var failure: StoreError?
    for name in names {
      let place = try settings.place(name)
      var row = rows.row(RemoteSettings.isName(name) ? name : nil, place)
      do { row.status = try store.status(of: try options.remote(at: place)) } catch let error as StoreError
        where error.code != .interrupted
      {
        // One that cannot be reached does not hide the others.
        (row.problem, failure) = (error.message, failure ?? error)
      }
      answers.append(row)
    }
    if common.json {
      say(json: Shapes.remotes.json(Shapes.Remotes("status", isChanged: false, answers)))
    } else {
      if answers.isEmpty, !common.quiet { say(note: "there are no remotes with names") }
      for row in answers { print(row) }
    }
    if let failure { throw failure }
  }

  private func print(_ row: Shapes.RemoteRow) {
    let title: TerminalText = row.name.map { "\($0), \(row.place)" } ?? "\(row.place)"
    guard let status = row.status else { return say(note: title + ": not reached") }
    if status.parts.isEmpty { return say(note: title + ": no store is on it") }
    say(title + ":")
    var table = TextTable(
      [
        TextTable.Column(title: "STORE"), TextTable.Column(title: "FILES", isNumber: true, dropPriority: 3),
        TextTable.Column(title: "SIZE", isNumber: true, dropPriority: 2),
        TextTable.Column(title: "EVENTS", isNumber: true),
        TextTable.Column(title: "HERE", isNumber: true), TextTable.Column(title: "", dropPriority: 1, canShrink: true),
      ], width: Terminal.standardOutput.textWidth - 2)
    for part in status.parts {
      table.add([
        String(part.store.description.prefix(8)), Format.count(Int64(part.objects)), Format.megabytes(part.bytes),
        Format.count(Int64(part.sequence)), Format.count(Int64(part.sequenceHere)), note(part),
      ])
    }
    for line in table.lines(title: { common.style.dim($0) }) { say(note: "  " + line) }
    if status.otherFiles > 0 {
      say(note: "  \(Format.count(Int64(status.otherFiles), "other file")), which ccstore leaves alone")
    }
  }

  private func note(_ part: RemoteStatus.Part) -> String {
    if part.forks > 0 { return "two histories: it was copied" }
    let what = part.isOwn ? "this store" : ""
    return part.tornObjects > 0 ? "\(what)\(what.isEmpty ? "" : ", ")an upload was interrupted" : what
  }
}

/// The remotes with what was pushed to each of them from this machine.
struct RemoteRows {
  private let store: Store
  private let pushed: [PushedRemote]
  private let last: UInt64?

  init(_ common: CommonOptions) {
    store = common.open()
    pushed = store.pushedRemotes()
    last = try? store.openLog(noting: LossLog()).head.sequence
  }

  /// Those with names, in the order of the settings, then those that something was pushed to all the same.
  func all() throws -> [Shapes.RemoteRow] {
    let named = try Environment.remoteSettings.entries().map { row($0.name, $0.place) }
    let places = Set(named.map(\.place))
    return named + pushed.filter { !places.contains($0.place) }.map { row(nil, $0.place) }
  }

  func row(_ name: String?, _ place: RemotePlace) -> Shapes.RemoteRow { row(name, place.shown) }

  private func row(_ name: String?, _ place: String) -> Shapes.RemoteRow {
    let note = pushed.first { $0.place == place }
    let missing = note.flatMap { note in last.map { $0 > note.sequence ? $0 - note.sequence : 0 } }
    return Shapes.RemoteRow(name: name, place: place, pushed: note, missing: missing)
  }

  /// How far a remote is behind, in a few words.
  static func lag(_ row: Shapes.RemoteRow) -> String {
    guard let missing = row.missing else { return "-" }
    return missing == 0 ? "nothing" : Format.count(Int64(missing), "event")
  }
}
