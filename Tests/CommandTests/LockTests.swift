import Foundation
import Testing

/// The lock of a store, held by the test as another ingest would.
struct HeldLock: ~Copyable {
  private let descriptor: Int32

  init(_ store: String) throws {
    descriptor = open(store + "/LOCK", O_RDWR | O_CLOEXEC)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Unexpected("cannot lock \(store)") }
  }

  deinit {
    // Not left to a child that another test is starting.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  consuming func release() {}
}

@Suite("Two at once")
struct LockTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    try work.append("p/s.jsonl", line(3))
  }

  @Test("the second ingest is one sentence and 75")
  func second() throws {
    let lock = try HeldLock(work.store)
    let outcome = try work.run("ingest", work.root)
    lock.release()
    #expect(outcome.code == 75)
    #expect(outcome.saysOneSentence)
  }

  @Test("the second ingest writes nothing")
  func secondWritesNothing() throws {
    let before = try fingerprint(work.store)
    let lock = try HeldLock(work.store)
    _ = try work.run("ingest", work.root)
    lock.release()
    #expect(try fingerprint(work.store) == before)
  }

  @Test("with --wait the second ingest waits, and finishes when the lock is free")
  func wait() throws {
    let lock = try HeldLock(work.store)
    let second = try work.start(["ingest", work.root, "--wait", "--store", work.store])
    usleep(500_000)
    let isWaiting = Foundation.kill(second.process, 0) == 0 && waitpid(second.process, nil, WNOHANG) == 0
    lock.release()
    let outcome = try second.outcome()
    #expect(isWaiting)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try work.exported("p/s.jsonl") == lines(0..<4))
  }

  @Test(
    "a reader does not mind the lock",
    arguments: [
      ["status"], ["sessions"], ["show", "s"], ["replay", "--verify"], ["verify"],
    ])
  func reader(_ command: [String]) throws {
    let lock = try HeldLock(work.store)
    let outcome = try work.ccstore(command + ["--store", work.store])
    lock.release()
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test("six real ingests with --wait all succeed, and store once")
  func six() throws {
    let all = try (0..<6).map { _ in try work.start(["ingest", work.root, "--wait", "--store", work.store]) }
    let outcomes = try all.map { try $0.outcome() }
    #expect(outcomes.allSatisfy { $0.code == 0 })
    #expect(try work.exported("p/s.jsonl") == lines(0..<4))
    #expect(try work.json("status")["stored", "records"].integer == 4)
    #expect(try work.damage() == nil)
  }

  @Test("six real ingests that make the store together leave an intact one")
  func sixCreate() throws {
    let store = work.path + "/fresh"
    let all = try (0..<6).map { _ in try work.start(["ingest", work.root, "--wait", "--store", store]) }
    let outcomes = try all.map { try $0.outcome() }
    #expect(outcomes.allSatisfy { $0.code == 0 }, "\(outcomes.map(\.errors))")
    #expect(try work.ccstore(["verify", "--store", store]).code == 0)
  }

  @Test("the lock of an ingest that was killed is free")
  func killed() throws {
    let running = try work.start(["ingest", work.root, "--store", work.store])
    running.kill()
    _ = try running.outcome()
    #expect(try work.run("ingest", work.root).code == 0)
  }
}
