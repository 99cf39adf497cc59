import Transcripts

extension SourceState {
  /// The agent that has written the source. No event states it yet.
  package var agent: Agent { .unstated }

  /// The format of that agent.
  package var format: any AgentFormat.Type { agent.format }

  /// The session that the path names; nil if it names none.
  package var session: [UInt8]? { format.session(of: path) }

  /// True for the main transcript of a session, false for those of subagents.
  package var isMain: Bool { format.isMain(path) }
}

extension RootState {
  /// The agent whose files lie below the root. No event states it yet.
  package var agent: Agent { .unstated }
}
