import Answers
import Operations
import SegmentedLog
import SessionLog
import Sync
import Times

/// What the HTTP API is, for `GET /api/v1`.
package struct ServerDescription: Sendable {
  /// An address.
  package struct Route: Sendable {
    package var method, path, summary: String

    package init(_ method: String, _ path: String, _ summary: String) {
      (self.method, self.path, self.summary) = (method, path, summary)
    }
  }

  package var name: String
  package var version: String
  package var isReadOnly: Bool
  package var zone, prices: String
  package var routes: [Route]

  package init(
    name: String, version: String, isReadOnly: Bool, zone: String, prices: String, routes: [Route]
  ) {
    (self.name, self.version, self.isReadOnly) = (name, version, isReadOnly)
    (self.zone, self.prices, self.routes) = (zone, prices, routes)
  }
}

/// Whether the server can answer, for `GET /api/v1/health`.
package struct ServerHealth: Sendable {
  package var version: String
  /// The latest run; nil before the first one.
  package var run: RunState?
  package var damage: [String]
  package var time: Instant

  package init(version: String, run: RunState?, damage: [String], time: Instant) {
    (self.version, self.run, self.damage, self.time) = (version, run, damage, time)
  }
}

/// One session with the command that continues it.
package struct ServedSession: Sendable {
  package var summary: SessionSummary
  package var resumption: Resumption

  package init(_ summary: SessionSummary, _ resumption: Resumption) {
    (self.summary, self.resumption) = (summary, resumption)
  }
}

extension Shapes {
  package static let server = Shape<ServerDescription>("server", "What there is.") {
    string("name", "The name of the program.") { $0.name }
    string("version", "Its version.") { $0.version }
    boolean("read_only", "Whether requests that write are refused.") { $0.isReadOnly }
    string("tz", "The time zone of days where a request names none.") { $0.zone }
    string("prices", "Where the prices are from.") { $0.prices }
    objects("routes", "All addresses.", serverRoute) { $0.routes }
  }

  private static let serverRoute = Shape<ServerDescription.Route>("route", "An address.") {
    string("method", "GET, POST or DELETE.") { $0.method }
    string("path", "Its path; what stands in braces is to be replaced.") { $0.path }
    string("summary", "What it is, in a sentence.") { $0.summary }
  }

  package static let health = Shape<ServerHealth>("health", "Whether the server can answer from its store.") {
    boolean("ready", "True: a store that cannot be opened is a problem instead.") { _ in true }
    boolean("damaged", "Whether damage was met.") { !$0.damage.isEmpty }
    strings(
      "damage", "What is wrong with the store as far as this server has read it, a sentence each, at most \(lossesMax)."
    ) {
      Array($0.damage.prefix(lossesMax))
    }
    string("version", "The version of the program.") { $0.version }
    time("time", "The time of the server.") { $0.time }
    object("last_run", "The latest run; null before the first one.", run, orNull: { $0.run })
  }

  package static let servedStatus = storeStatus

  package static let servedSession = Shape<ServedSession>("session", "One session.") {
    keys(of: session) { ListedSession($0.summary) }
    string("short_id", "The shortest unique beginning of its id in this store, at least 8 characters.") {
      $0.summary.shortID
    }
    object("resume", "The command that continues it.", resumption) { $0.resumption }
  }

  package static let facets = Shape<Facets>("facets", "The values that filters may have.") {
    integer("sessions", "sessions", "Sessions in the period, without those in which nobody says anything.") {
      $0.sessions
    }
    objects(FacetKey.projects.rawValue, "Working directories, those with the most sessions first.", facet) {
      $0.projects
    }
    objects("models", "Models that answered.", facet) { $0.models }
    objects("branches", "The latest branches of sessions.", branchFacet) { $0.branches }
    objects("tools", "Tools that were called in the period.", toolFacet) { $0.tools }
    objects("machines", "Machines from which files come.", facet) { $0.machines }
    time("oldest", "The time of the earliest record.", orNull: { $0.oldest })
    time("newest", "The time of the latest record.", orNull: { $0.newest })
  }

  /// Keys that are words of an agent as well.
  private enum FacetKey: String {
    case projects
  }

  private static let facet = Shape<Facets.Value>("facet", "A value of a filter.") {
    string("key", "The value.") { $0.key }
    integer("sessions", "sessions", "Sessions that have it.") { $0.count }
    time("last", "The time of the latest record of these sessions.", orNull: { $0.last })
  }

  private static let branchFacet = Shape<Facets.Branch>("branch_facet", "A branch of a project.") {
    string("key", "Its name.") { $0.key }
    string("project", "The working directory; empty where the records do not say.") { $0.project }
    integer("sessions", "sessions", "Sessions that were on it last.") { $0.count }
  }

  private static let toolFacet = Shape<Facets.Value>("tool_facet", "A tool.") {
    string("key", "Its name.") { $0.key }
    integer("calls", "calls", "Calls of it.") { $0.count }
  }
}
