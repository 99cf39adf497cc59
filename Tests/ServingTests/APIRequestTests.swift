import Testing

@testable import Serving

@Suite("requests to the API")
struct APIRequestTests {
  @Test("a request keeps its parameters in their order")
  func order() {
    let request = APIRequest("GET", ["sessions"], query: [("b", "1"), ("a", "2")])
    #expect(request.query.map(\.name) == ["b", "a"])
  }
}
