import Answers
import Operations
import SessionLog
import Sync
import Tables

extension APIRoute {
  /// The routes that answer from the store alone.
  static let table: [APIRoute] =
    storeRoutes + sessionRoutes + oneSessionRoutes + questionRoutes + diskRoutes

  private static let storeRoutes: [APIRoute] = [
    APIRoute(
      "GET", "", "getRoot", "What there is: the version, the addresses, and the end of the log.",
      contents: [Content(APIAnswer.json, Shapes.enveloped(Shapes.server).description)]
    ) { call in
      try call.answer(Shapes.enveloped(Shapes.server)) { call, _ in
        ServerDescription(
          name: "ccstore", version: call.context.version, isReadOnly: call.context.isReadOnly,
          zone: call.context.zone.name, prices: call.context.prices.source,
          routes: call.api.routes.map { .init($0.method, $0.template, $0.summary) })
      }
    },
    APIRoute(
      "GET", "openapi.json", "getDescription", "This API in OpenAPI 3.1.", basis: .everything,
      contents: [Content(APIAnswer.json)]
    ) { call in
      let document = OpenAPI.document(call.api.routes, version: call.context.version).text(pretty: false)
      return APIAnswer(200, .bytes(Array(document.utf8), contentType: APIAnswer.json))
    },
    get("health", "getHealth", "Whether the store can be read, and the latest run.", basis: .everything, Shapes.health)
    {
      call, view in
      ServerHealth(
        version: call.context.version, run: try view.sync.runs.last,
        damage: view.store.losses.all.map(\.description), time: call.context.now())
    },
    get(
      "status", "getStatus", "What is stored, and how that compares with the disk, as ccstore status says it.",
      [.asOf, .zone], basis: .everything, Shapes.servedStatus
    ) { call, view in
      try view.status(home: call.context.home)
    },
    get(
      "facets", "getFacets", "The values that filters may have, with counts.", APIParameter.period + [.asOf],
      Shapes.facets
    ) { call, view in
      try view.facets(call.period)
    },
  ]
}
