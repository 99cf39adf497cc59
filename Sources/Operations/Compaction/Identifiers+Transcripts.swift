import LineCodecs
import Transcripts

extension Identifiers {
  /// Those that compaction and purge store in fewer bytes.
  static let inTranscripts = Identifiers(prefixes: IdentifierPrefixes.all)
}
