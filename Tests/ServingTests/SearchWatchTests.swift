import NIOCore
import NIOPosix
import Testing

@testable import Serving

@Suite("searches that nobody waits for")
struct SearchWatchTests {
  private func channel() async throws -> any Channel {
    try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
  }

  private func end(of watch: SearchWatch) async throws {
    while !watch.cancellation.isCancelled { try await Task.sleep(for: .milliseconds(10)) }
    watch.end()
  }

  @Test("a search ends when its reader has left")
  func left() async throws {
    let channel = try await channel()
    let watch = SearchWatch(channel, seconds: 3600, isStopping: { false })
    #expect(!watch.cancellation.isCancelled)
    try await channel.close().get()
    try await end(of: watch)
    #expect(!watch.isLate)
  }

  @Test("a search ends when the server stops")
  func stopping() async throws {
    let channel = try await channel()
    let watch = SearchWatch(channel, seconds: 3600, isStopping: { true })
    try await end(of: watch)
    #expect(!watch.isLate)
    try await channel.close().get()
  }

  @Test("a search that takes too long ends, and the answer says so")
  func late() async throws {
    let channel = try await channel()
    let watch = SearchWatch(channel, seconds: 0, isStopping: { false })
    try await end(of: watch)
    #expect(watch.isLate)
    try await channel.close().get()
    let answer = TransportProblem.searchTooLong(seconds: 60).answer
    #expect(answer.status == 503)
    #expect(try answer.text.contains("too-slow") && answer.text.contains("60 seconds"))
  }
}
