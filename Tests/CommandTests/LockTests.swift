import Foundation
import Testing

/// The lock of a store, held by the test as another ingest would hold it.
struct HeldLock: ~Copyable {
  private let descriptor: Int32

  init(_ store: String) throws {
    descriptor = open(store + "/LOCK", O_RDWR | O_CLOEXEC)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Unexpected("cannot lock \(store)") }
  }

  deinit {
    // Unlocked explicitly, since a child that another test is starting may have a copy of the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  consuming func release() {}
}

@Suite("two processes at the same time")
struct LockTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    try work.append("p/s.jsonl", line(3))
  }

  @Test("an ingest during another ingest exits with 75 and one sentence")
  func second() throws {
    let lock = try HeldLock(work.store)
    let outcome = try work.run("ingest", work.root)
    lock.release()
    #expect(outcome.code == 75)
    #expect(outcome.saysOneSentence)
  }

  @Test("an ingest during another ingest writes nothing")
  func secondWritesNothing() throws {
    let before = try fingerprint(work.store)
    let lock = try HeldLock(work.store)
    _ = try work.run("ingest", work.root)
    lock.release()
    #expect(try fingerprint(work.store) == before)
  }

  @Test("ingest --wait waits for the lock and finishes when the lock is free")
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
    "commands that only read work while the store is locked",
    arguments: [
      ["status"], ["sessions"], ["show", "s"], ["replay", "--verify"], ["verify"],
    ])
  func reader(_ command: [String]) throws {
    let lock = try HeldLock(work.store)
    let outcome = try work.ccstore(command + ["--store", work.store])
    lock.release()
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test("six parallel ingests with --wait succeed and store everything once")
  func six() throws {
    let all = try (0..<6).map { _ in try work.start(["ingest", work.root, "--wait", "--store", work.store]) }
    let outcomes = try all.map { try $0.outcome() }
    #expect(outcomes.allSatisfy { $0.code == 0 })
    #expect(try work.exported("p/s.jsonl") == lines(0..<4))
    #expect(try work.json("status")["stored", "records"].integer == 4)
    #expect(try work.damage() == nil)
  }

  @Test("six parallel ingests with --wait that create the store leave an intact store")
  func sixCreate() throws {
    let store = work.path + "/fresh"
    let all = try (0..<6).map { _ in try work.start(["ingest", work.root, "--wait", "--store", store]) }
    let outcomes = try all.map { try $0.outcome() }
    #expect(outcomes.allSatisfy { $0.code == 0 }, "\(outcomes.map(\.errors))")
    #expect(try work.ccstore(["verify", "--store", store]).code == 0)
  }

  @Test("an ingest after a killed one gets the lock")
  func killed() throws {
    let running = try work.start(["ingest", work.root, "--store", work.store])
    running.kill()
    _ = try running.outcome()
    #expect(try work.run("ingest", work.root).code == 0)
  }
}
