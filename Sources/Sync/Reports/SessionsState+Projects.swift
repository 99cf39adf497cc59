import Bytes
import SessionLog

extension SessionsState {
  /// Returns the working directories, each once and sorted, of the sessions of which `machine` has stored a file.
  package func projects(of machine: [UInt8], _ sync: SyncState) -> [String] {
    var projects = Set<[UInt8]>()
    for session in sessions where session.project.first == 0x2f && !session.project.contains(0) {
      let isOwn = session.parts.contains { part in
        guard sync.sources.indices.contains(Int(part.source)), let source = sync.sources[Int(part.source)] else {
          return false
        }
        return sync.roots[source.root].origin == machine
      }
      if isOwn { projects.insert(session.project) }
    }
    return projects.map(\.text).sorted()
  }
}
