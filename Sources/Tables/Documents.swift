/// A document that a command prints with `--json`, or writes.
package struct DocumentDescription: Sendable {
  /// The way in which the values stand in the document.
  package enum Form: Sendable {
    case object, array
    /// NDJSON: an object on each line.
    case lines
  }

  /// The name of the command.
  package let command: String
  /// The document of the command, such as `with --purge`; nil for its usual one.
  package let variant: String?
  package let form: Form
  package let shape: ShapeDescription

  private init(_ command: String, _ variant: String? = nil, _ form: Form = .object, _ shape: ShapeDescription) {
    (self.command, self.variant, self.form, self.shape) = (command, variant, form, shape)
  }

  /// Every document, in the order of the page that `ccstore json` prints.
  package static let all: [DocumentDescription] = [
    DocumentDescription("ingest", nil, .object, Shapes.ingest.description),
    DocumentDescription("preview", nil, .object, Shapes.preview.description),
    DocumentDescription("status", nil, .object, Shapes.status.description),
    DocumentDescription("reset", nil, .object, Shapes.reset.description),
    DocumentDescription("conflicts", nil, .array, Shapes.conflict.description),
    DocumentDescription("sessions", nil, .array, Shapes.session.description),
    DocumentDescription("sessions", "with --page", .object, Shapes.sessionPage.description),
    DocumentDescription("show", nil, .lines, Shapes.record.description),
    DocumentDescription("show", "with --turns", .object, Shapes.turns.description),
    DocumentDescription("show", "with --outline", .object, Shapes.outline.description),
    DocumentDescription("search", nil, .lines, Shapes.match.description),
    DocumentDescription("search", "with --page", .object, Shapes.hits.description),
    DocumentDescription("search", "with --count", .lines, Shapes.searchedSession.description),
    DocumentDescription("search", "with --sessions-with-matches", .lines, Shapes.sessionWithMatches.description),
    DocumentDescription("usage", nil, .object, Shapes.usage.description),
    DocumentDescription("tools", nil, .object, Shapes.tools.description),
    DocumentDescription("files", nil, .object, Shapes.files.description),
    DocumentDescription("files", "with --diff", .object, Shapes.fileEdits.description),
    DocumentDescription("log", nil, .object, Shapes.activity.description),
    DocumentDescription("diff", nil, .object, Shapes.versionDiff.description),
    DocumentDescription("statusline", nil, .object, Shapes.statusLine.description),
    DocumentDescription("drift", nil, .object, Shapes.drift.description),
    DocumentDescription("export", nil, .object, Shapes.export.description),
    DocumentDescription("export", "as csv", .object, Shapes.exportedTables.description),
    DocumentDescription("export", "as html or markdown", .object, Shapes.exportedDocuments.description),
    DocumentDescription("export", "as a snapshot", .object, Shapes.exportedSnapshot.description),
    DocumentDescription("export", "as a lake", .object, Shapes.exportedLake.description),
    DocumentDescription("import", nil, .object, Shapes.importReport.description),
    DocumentDescription("push", nil, .object, Shapes.push.description),
    DocumentDescription("pull", nil, .object, Shapes.pull.description),
    DocumentDescription("remote", nil, .object, Shapes.remotes.description),
    DocumentDescription("fork-identity", nil, .object, Shapes.forkIdentity.description),
    DocumentDescription("restore", nil, .object, Shapes.restore.description),
    DocumentDescription("serve", nil, .object, Shapes.serverPlace.description),
    DocumentDescription("open", nil, .object, Shapes.openedPage.description),
    DocumentDescription("resume", nil, .object, Shapes.resumption.description),
    DocumentDescription("move", nil, .object, Shapes.movedSession.description),
    DocumentDescription("prune", nil, .object, Shapes.prune.description),
    DocumentDescription("replay", nil, .object, Shapes.replay.description),
    DocumentDescription("compact", nil, .object, Shapes.compact.description),
    DocumentDescription("compact", "with --purge", .object, Shapes.purge.description),
    DocumentDescription("erase", nil, .object, Shapes.erase.description),
    DocumentDescription("erase", "with --list", .array, Shapes.erasure.description),
    DocumentDescription("verify", nil, .object, Shapes.verify.description),
    DocumentDescription("verify", "of a snapshot", .object, Shapes.verifiedSnapshot.description),
    DocumentDescription("verify", "of a remote", .object, Shapes.verifiedRemote.description),
    DocumentDescription("repair", nil, .object, Shapes.repair.description),
    DocumentDescription("repair", "with --rebuild-manifest", .object, Shapes.rebuiltManifest.description),
    DocumentDescription("repair", "with --accept-earlier", .object, Shapes.acceptedEarlier.description),
    DocumentDescription("doctor", nil, .object, Shapes.doctor.description),
    DocumentDescription("schedule", nil, .object, Shapes.scheduleDocument.description),
    DocumentDescription("mcp", nil, .object, Shapes.mcpClients.description),
  ]

  /// The tables of `export --format csv`, by the names of their files without ending.
  package static let tables: [(name: String, shape: ShapeDescription)] = [
    ("sessions", Shapes.session.description), ("usage", Shapes.response.description),
    ("decisions", Shapes.decision.description), ("runs", Shapes.run.description),
  ]

  /// The documents of `ccstore mcp`, by the names of the tools.
  package static let answers: [(name: String, shape: ShapeDescription)] = [
    ("usage", Shapes.groupedUsage.description), ("status", Shapes.briefStatus.description),
  ]
}
