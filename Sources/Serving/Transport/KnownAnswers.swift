import Synchronization

/// Keeps answers of the API with their tags, so that the same question is not answered again while its tag is the same.
///
/// Whether it is the same is asked of the API each time, as a browser would do, so that nothing is ever shown that is out
/// of date. A tag moves with the log, and so with each erasure.
final class KnownAnswers: Sendable {
  /// The number of bytes of answers that are kept.
  private static let bytesMost = 8 << 20
  /// The length of the longest answer that is kept, in bytes.
  private static let lengthMost = 1 << 20

  private struct Known {
    var answer: APIAnswer
    var tag: String
    var size: Int
    /// Grows with each use.
    var use: Int
  }

  private struct State {
    var known: [Key: Known] = [:]
    var bytes = 0
    var uses = 0
  }

  private struct Key: Hashable {
    var path: [String]
    /// Names and values in turn.
    var query: [String]
    var accept: String?
  }

  private let state = Mutex(State())

  /// Returns the answer to a request, made by `make` or known. Requests that state a tag of their own are only passed on.
  func answer(_ request: APIRequest, _ make: (APIRequest) -> APIAnswer) -> APIAnswer {
    guard request.method == "GET", request.headers["if-none-match"] == nil else { return make(request) }
    let key = Key(
      path: request.path, query: request.query.flatMap { [$0.name, $0.value] }, accept: request.headers["accept"])
    var request = request
    let known = state.withLock { state -> Known? in
      state.uses += 1
      state.known[key]?.use = state.uses
      return state.known[key]
    }
    if let known { request.headers["if-none-match"] = known.tag }
    let answer = make(request)
    if let known, answer.status == 304 { return known.answer }
    keep(answer, key)
    return answer
  }

  /// Forgets all answers.
  func removeAll() {
    state.withLock { ($0.known, $0.bytes) = ([:], 0) }
  }

  private func keep(_ answer: APIAnswer, _ key: Key) {
    let tag = answer.headers.first { $0.name == "ETag" }?.value
    guard answer.status == 200, let tag, case .bytes(let bytes, _) = answer.body, bytes.count <= Self.lengthMost else {
      return state.withLock { Self.remove(key, &$0) }
    }
    state.withLock { state in
      Self.remove(key, &state)
      while state.bytes + bytes.count > Self.bytesMost,
        let oldest = state.known.min(by: { $0.value.use < $1.value.use })
      {
        Self.remove(oldest.key, &state)
      }
      state.known[key] = Known(answer: answer, tag: tag, size: bytes.count, use: state.uses)
      state.bytes += bytes.count
    }
  }

  private static func remove(_ key: Key, _ state: inout State) {
    if let known = state.known.removeValue(forKey: key) { state.bytes -= known.size }
  }
}
