import LineCodecs
import Transcripts

extension Identifiers {
  /// The identifiers that compaction and purge store in fewer bytes.
  static let inTranscripts = Identifiers(prefixes: Agent.formats.flatMap { $0.identifierPrefixes })
}
