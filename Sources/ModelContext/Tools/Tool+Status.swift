import Answers
import SessionLog
import Sync
import Tables

extension Tool {
  static let status = Tool(
    name: "status",
    summary: "How recent and complete the store is, as JSON.",
    arguments: [], shape: Shapes.briefStatus.description
  ) { view, _, context in
    let store = context.server.store
    let status = try store.status(home: context.server.home)
    return .document { lost in Shapes.briefStatus.json(Shapes.BriefStatus(status, lost: lost)) }
  }
}
