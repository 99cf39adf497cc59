import Answers
import SessionLog
import Tables
import Times

extension Tool {
  private static let groupings: [UsageGrouping] = [.day, .week, .month, .model, .project, .session, .branch, .tool]

  static let usage = Tool(
    name: "usage",
    summary:
      "Tokens and cost as JSON. cost_usd is null where no price is known.",
    arguments: [
      Argument("by", .choice(groupings.map(\.rawValue)), usual: "day"), .since, .until, .project,
      Argument("model", .text), Argument("session", .text), .limit(1...60, 14),
    ], shape: Shapes.groupedUsage.description
  ) { view, arguments, context in
    var query = UsageQuery()
    query.grouping = arguments.text("by").flatMap(UsageGrouping.init(rawValue:)) ?? .day
    query.zone = context.zone
    query.period = try arguments.period(context.zone, now: context.now)
    query.project = arguments.text("project")
    query.model = arguments.text("model")
    query.session = arguments.text("session")
    query.limit = arguments.integer("limit") ?? 14
    let report = try view.usage(query)
    return .document { lost in Shapes.groupedUsage.json(Shapes.GroupedUsage(report, lost: lost)) }
  }
}
