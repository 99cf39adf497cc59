import FileIO
import SystemPackage
import Transcripts

// MARK: - Hooks in the settings of an agent

extension ScheduleInstaller {
  private func agent() throws(ScheduleError) -> any AgentHooks.Type {
    guard let hooks else { throw ScheduleError(.unsuitable, "\(Agent.unstated.name) has no hooks") }
    return hooks
  }

  private func unusable(_ path: String, _ problem: HookProblem) -> ScheduleError {
    ScheduleError(.refused, "\(path) \(problem.reason), and stays as it is; correct it, then run the command again")
  }

  func installHook(_ command: String, _ schedule: Schedule) throws -> ScheduleChanges {
    let hooks = try agent()
    var changes = ScheduleChanges()
    var edits: [(path: String, old: [UInt8], new: [UInt8])] = []
    // All files are looked at before the first one is written.
    for path in hooks.files(environment: environment) {
      let old = try settings(path)
      let (found, cleaned, new): ([HookCommand], [UInt8], [UInt8])
      do throws(HookProblem) {
        found = try hooks.commands(in: old ?? []).filter { $0.command != command }
        cleaned = try hooks.removing(from: old ?? []) { $0 != command && ScheduleMark($0)?.isIntact == true }
        new = try hooks.adding(command, to: cleaned)
      } catch { throw unusable(path, error) }
      for one in found {
        if var mark = ScheduleMark(one.command) {
          mark.isIntact = mark.isIntact && one.isAlone
          try checkReplaceable(mark, "the hook of ccstore in \(path)", schedule)
        } else if Self.runsUs(one.command) {
          changes.others.append(one.command)
        }
      }
      edits.append((path, old ?? [], new))
      let action: ScheduleChanges.Action = new == old ? .unchanged : cleaned == (old ?? []) ? .created : .replaced
      changes.changes.append(.init(scheduler: .hook, place: path, action: action))
    }
    for (index, edit) in edits.enumerated() where edit.old != edit.new {
      changes.changes[index].backup = try rewrite(edit.path, from: edit.old, to: edit.new)
    }
    return changes
  }

  func removeHook(_ changes: inout ScheduleChanges) throws {
    guard let hooks else { return }
    for path in hooks.files(environment: environment) {
      // A file that cannot be read must not keep the other schedules from being removed.
      guard let old = try? settings(path) else { continue }
      let found: [HookCommand]
      let new: [UInt8]
      do throws(HookProblem) {
        found = try hooks.commands(in: old).filter { ScheduleMark($0.command) != nil }
        new = try hooks.removing(from: old) { ScheduleMark($0)?.isIntact == true }
      } catch {
        // What cannot be understood is not changed, and is named where a mark stands in it.
        if ScheduleMark(String(decoding: old, as: UTF8.self)) != nil {
          changes.changes.append(.init(scheduler: .hook, place: path, action: .left))
        }
        continue
      }
      if new != old {
        let backup = try rewrite(path, from: old, to: new)
        changes.changes.append(.init(scheduler: .hook, place: path, action: .removed, backup: backup))
      }
      if found.contains(where: { !$0.isAlone || ScheduleMark($0.command)?.isIntact != true }) {
        changes.changes.append(.init(scheduler: .hook, place: path, action: .left))
      }
    }
  }

  func foundHooks() -> [InstalledSchedule] {
    guard let hooks else { return [] }
    return hooks.files(environment: environment).compactMap { path in
      guard let bytes = try? settings(path), let commands = try? hooks.commands(in: bytes) else { return nil }
      let ours = commands.compactMap { found in ScheduleMark(found.command).map { (found, $0) } }
      guard let (first, mark) = ours.first else { return nil }
      let isIntact = ours.allSatisfy { $0.0.isAlone && $0.1.isIntact }
      let isWhole = (try? hooks.adding(first.command, to: bytes)) == bytes
      return InstalledSchedule(
        scheduler: .hook, places: [path], timing: mark.timing,
        state: !isIntact ? .changed : isWhole ? .intact : .incomplete, command: first.command, store: mark.store)
    }
  }

  private static func runsUs(_ command: String) -> Bool { command.contains("ccstore") && command.contains("ingest") }

  /// Returns the contents of a settings file; nil if it does not exist. Throws for a link that leads nowhere.
  private func settings(_ path: String) throws -> [UInt8]? {
    let path = FilePath(path)
    do throws(FileError) { return try fileSystem.contents(path, limit: 16 << 20) } catch {
      guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else { throw error }
      if try fileSystem.identity(path) == nil { return nil }
      throw ScheduleError(.refused, "\(path) is a link that leads nowhere, and stays as it is")
    }
  }

  /// Rewrites a settings file, through symbolic links, and returns the path of a copy of what it was; nil if it did
  /// not exist. The file has all of the old bytes or all of the new ones at any time.
  private func rewrite(_ path: String, from old: [UInt8], to new: [UInt8]) throws -> String? {
    var target = FilePath(path)
    try fileSystem.makeDirectories(target.removingLastComponent())
    let isThere = try fileSystem.exists(target)
    if isThere { target = try fileSystem.resolve(target) }
    let backup = isThere ? try keep(old, of: target) : nil
    let draft = target.sibling(".ccstore-draft")
    try fileSystem.replace(target, draft: draft) { (file) throws(FileError) in
      try file.write(new, at: 0)
      if isThere { try fileSystem.copyPermissions(from: target, to: draft) }
    }
    return backup
  }

  /// Copies a file within its folder under a name that is free, or that holds the same already.
  private func keep(_ bytes: [UInt8], of path: FilePath) throws -> String {
    guard try fileSystem.contents(path, limit: 16 << 20) == bytes else {
      throw ScheduleError(.refused, "\(path) was changed meanwhile; run the command again")
    }
    for number in 1... {
      let backup = path.sibling(".ccstore-backup" + (number == 1 ? "" : "-\(number)"))
      if try fileSystem.identity(backup) == nil {
        let file = try fileSystem.create(backup)
        try file.write(bytes, at: 0)
        try file.sync()
        try fileSystem.copyPermissions(from: path, to: backup)
        return backup.string
      }
      if try fileSystem.contents(backup, limit: 16 << 20) == bytes { return backup.string }
    }
    return ""
  }
}

extension FilePath {
  /// A name in the same directory that begins with the name of the file.
  fileprivate func sibling(_ ending: String) -> FilePath {
    removingLastComponent().appending((lastComponent?.string ?? "") + ending)
  }
}
