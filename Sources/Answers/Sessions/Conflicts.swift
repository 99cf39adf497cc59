import Bytes
import SessionLog

/// A decision that a person may want to look at, and where both versions are.
public struct ConflictReport: Sendable, Equatable {
  /// A generation of a file.
  public struct Version: Sendable, Equatable {
    public var path: String
    /// From 0; what `export --generation` and `show --generation` take.
    public var generation: Int64
    /// 32 hexadecimal digits; empty where lines of the version were erased, because it would tell whether a guess of them is right.
    public var md5: String
    /// Bytes.
    public var length: Int64
  }

  /// Of the decision's event.
  public var sequence: UInt64
  /// When the run began, milliseconds since 1970 UTC.
  public var time: Int64
  /// The number of the run; 0 for a run of another store.
  public var run: Int64
  /// The session that the file belongs to by its name; empty for files of no session.
  public var session: String
  public var reason: DecisionReason
  /// What was stored before, or what the other copy is.
  public var old: Version
  /// The version that the decision was about.
  public var new: Version
  /// Version of the rules that decided.
  public var rules: Int64
}

extension Store {
  /// Every decision that was not a plain insert, append or skip, oldest first; of one session, given by its id or the beginning of it.
  public func conflicts(session: String? = nil) throws -> [ConflictReport] {
    let log = try openLog()
    let projections = try Projections(log)
    let sync = projections.sync.state
    let all = projections.conflicts.state.counted.filter { !$0.isForgotten(sync) && $0.isSaid(sync) }.map {
      $0.report(sync)
    }
    guard let session else { return all }
    let found = all.filter { $0.session.hasPrefix(session) }
    if found.isEmpty { _ = try projections.session(named: session) }
    return found
  }
}

extension Conflict {
  /// Whether nothing is left of the file that it is about.
  fileprivate func isForgotten(_ sync: SyncState) -> Bool {
    sync.sources.indices.contains(Int(source)) && sync.isForgotten(source: Int(source))
  }

  /// Whether it counts: what another store has decided does for the sources that it made known, and between them.
  fileprivate func isSaid(_ sync: SyncState) -> Bool {
    guard let home else { return true }
    return [source, related?.source ?? source].allSatisfy {
      $0 >= 0 && $0 < sync.sources.count && sync.sources[Int($0)]?.home == home
    }
  }

  fileprivate func report(_ sync: SyncState) -> ConflictReport {
    func path(_ number: Int64) -> String {
      guard number >= 0, number < sync.sources.count, let source = sync.sources[Int(number)] else { return "?" }
      return sync.roots[source.root].path.text + "/" + source.path.text
    }
    let file = sync.sources.indices.contains(Int(source)) ? sync.sources[Int(source)] : nil
    let old = related ?? GenerationKey(source: source, generation: generation - 1)
    func md5(_ bytes: [UInt8], _ key: GenerationKey) -> String {
      sync.erased(in: key).isEmpty ? hexadecimal(bytes) : ""
    }
    return ConflictReport(
      sequence: sequence, time: time, run: run, session: file.flatMap { TranscriptPath.session($0.path) }?.text ?? "",
      reason: reason,
      old: ConflictReport.Version(
        path: path(old.source), generation: old.generation, md5: md5(oldMD5, old), length: oldLength),
      new: ConflictReport.Version(
        path: path(source), generation: generation,
        md5: md5(newMD5, GenerationKey(source: source, generation: generation)), length: newLength),
      rules: rules)
  }
}
