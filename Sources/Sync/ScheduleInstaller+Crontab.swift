import FileIO
import Transcripts

// MARK: - One line of the crontab

extension ScheduleInstaller {
  /// The lines of the user's crontab, without the last line end. Bytes, because the other lines must stay as they are.
  private typealias Lines = [ArraySlice<UInt8>]

  /// Returns the crontab of the user, empty where there is none. Throws if there is no cron, or if it refuses to tell:
  /// to take that for an empty crontab would delete what is in it.
  private func crontab() throws(ScheduleError) -> [UInt8] {
    guard let result = commands.run(["crontab", "-l"]) else {
      throw ScheduleError(
        .program, "there is no program 'crontab' on this machine; install cron, or use --with systemd")
    }
    if result.status == 0 { return result.output }
    let message = String(decoding: result.errors, as: UTF8.self)
    // The words of Debian, Fedora, macOS and FreeBSD, then those of BusyBox.
    let isAbsent =
      message.contains("no crontab for") || (message.contains("can't open") && message.contains("No such file"))
    if result.output.isEmpty, isAbsent { return [] }
    throw ScheduleError(
      .program, "'crontab -l' fails, so nothing was changed: \(result.reason ?? "it does not say why")")
  }

  private func lines(_ text: [UInt8]) -> Lines {
    var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Writes the crontab, and reads it again.
  private func write(_ lines: Lines) throws(ScheduleError) {
    let text = lines.isEmpty ? [] : Array(lines.joined(separator: [0x0a])) + [0x0a]
    guard let result = commands.run(["crontab", "-"], input: text), result.status == 0 else {
      throw ScheduleError(.program, "'crontab -' fails, so that the crontab stays as it is")
    }
    guard try self.lines(crontab()) == self.lines(text) else {
      throw ScheduleError(.program, "the crontab is not as it was written; look at it with 'crontab -l'")
    }
  }

  private func mark(_ line: ArraySlice<UInt8>) -> ScheduleMark? {
    // The line was signed without its end.
    ScheduleMark(String(decoding: line, as: UTF8.self))
  }

  func installLine(_ line: String, _ schedule: Schedule) throws -> ScheduleChanges {
    let new = Array(line.utf8.dropLast())[...]
    var lines = try lines(crontab())
    let places = lines.indices.filter { mark(lines[$0]) != nil }
    for place in places where lines[place] != new {
      try checkReplaceable(mark(lines[place]), "the line of ccstore in the crontab", schedule)
    }
    func change(_ action: ScheduleChanges.Action) -> ScheduleChanges {
      ScheduleChanges(changes: [.init(scheduler: .cron, place: SchedulePlaces.crontab, action: action)])
    }
    guard let first = places.first else {
      try write(lines + [new])
      return change(.created)
    }
    if places.count == 1, lines[first] == new { return change(.unchanged) }
    lines[first] = new
    for place in places.dropFirst().reversed() { lines.remove(at: place) }
    try write(lines)
    return change(.replaced)
  }

  /// Removes the line. With `isNamed`, an error of cron is thrown; otherwise it counts as a crontab without the line.
  func removeLine(_ changes: inout ScheduleChanges, isNamed: Bool) throws {
    let text: [UInt8]
    do { text = try crontab() } catch {
      if isNamed { throw error }
      return
    }
    let lines = lines(text)
    let isOurs = lines.map { mark($0)?.isIntact }
    guard isOurs.contains(where: { $0 != nil }) else { return }
    if isOurs.contains(true) {
      try write(zip(lines, isOurs).filter { $0.1 != true }.map(\.0))
      changes.changes.append(.init(scheduler: .cron, place: SchedulePlaces.crontab, action: .removed))
    }
    if isOurs.contains(false) {
      changes.changes.append(.init(scheduler: .cron, place: SchedulePlaces.crontab, action: .left))
    }
  }

  func foundLine() -> InstalledSchedule? {
    guard let text = try? crontab() else { return nil }
    for line in lines(text) {
      guard let mark = mark(line), line.first != UInt8(ascii: "#") else { continue }
      return InstalledSchedule(
        scheduler: .cron, places: [SchedulePlaces.crontab], timing: mark.timing,
        state: mark.isIntact ? .intact : .changed, command: String(decoding: line, as: UTF8.self), store: mark.store)
    }
    return nil
  }
}
