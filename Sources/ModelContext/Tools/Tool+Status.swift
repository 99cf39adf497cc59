import Answers
import FileIO
import SegmentedLog
import SessionLog
import Sync
import Tables

extension Tool {
  static let status = Tool(
    name: "status",
    summary: "How recent and complete the store is, as JSON.",
    arguments: [], shape: Shapes.briefStatus.description
  ) { view, _, context in
    let losses = LossLog()
    let status = try context.server.store.noting(losses, view.log.cancellation).status(home: context.server.home)
    let lost = losses.all.count
    return .document { Shapes.briefStatus.json(Shapes.BriefStatus(status, lost: max(lost, $0))) }
  }
}

extension Store {
  /// Returns the same store, whose questions note damage in `losses` and end when `cancellation` is cancelled.
  fileprivate func noting(_ losses: LossLog, _ cancellation: Cancellation?) -> Store {
    Store(
      at: path, fileSystem: fileSystem, clock: clock, entropy: entropy, machine: machine, losses: losses,
      cancellation: cancellation)
  }
}
