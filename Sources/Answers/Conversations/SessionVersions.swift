import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// The stored versions of the files of a session.
public struct SessionVersions: Sendable, Equatable {
  /// A stored version of a file.
  public struct Version: Sendable, Equatable {
    /// The number of the version, from 0.
    public var generation: Int
    /// The number of lines.
    public var records: Int64
    /// The length in bytes.
    public var bytes: Int64
    /// The MD5 as 32 hexadecimal digits; empty if lines of it were erased or lost.
    public var md5: String
    /// The sequence number of the first record of its own; nil if all of its bytes are those of another file.
    public var firstSequence: UInt64?
    /// The decision with which it began; nil for the first version of a file that is no copy of another one.
    public var decision: ConflictReport?
  }

  /// A file with its versions, the oldest first.
  public struct File: Sendable, Equatable {
    /// The path below the root.
    public var path: String
    /// True if it is a main transcript.
    public var isMain: Bool
    /// True if the file is not on disk, as far as the store knows.
    public var isMissing: Bool
    public var versions: [Version]
  }

  /// The id of the session.
  public var session: String
  /// The main transcripts first, then those of subagents, each by path.
  public var files: [File]
}

extension StoreView {
  /// Returns the versions of the files of a session, with the decisions that began them. Throws `noSuchSession`. Cost:
  /// reads no record.
  public func versions(of name: String) throws -> SessionVersions {
    try throwingStoreErrors {
      let known = try projections([.sessions, .conflicts])
      let (reader, sync) = (try reader(of: name), known.sync.state)
      var query = ConflictsQuery()
      query.sessions.session = reader.session.id.text
      var decisions: [String: [Int64: ConflictReport]] = [:]
      // A session may have no decision that a person would look at, and files of other names.
      for decision in (try? conflicts(query)) ?? [] {
        decisions[decision.new.path, default: [:]][decision.new.generation] = decision
      }
      let files = reader.files.compactMap { file -> SessionVersions.File? in
        guard let source = sync.sources[Int(file.source)] else { return nil }
        let path = sync.path(file.source) ?? ""
        let versions = source.generations.enumerated().map { number, generation in
          let isWhole = sync.erased(in: GenerationKey(source: file.source, generation: Int64(number))).isEmpty
          return SessionVersions.Version(
            generation: number, records: generation.lines, bytes: generation.length,
            md5: isWhole ? hexadecimal(generation.md5) : "",
            firstSequence: generation.firstSequence > 0 ? generation.firstSequence : nil,
            decision: decisions[path]?[Int64(number)])
        }
        return SessionVersions.File(
          path: file.path.text, isMain: file.isMain, isMissing: source.isMissing, versions: versions)
      }
      return SessionVersions(session: reader.session.id.text, files: files)
    }
  }
}
