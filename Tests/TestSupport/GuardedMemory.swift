import Foundation
import Synchronization

/// Calls `body` with the bytes directly before a page that may not be accessed, so that reading one byte too far ends
/// the process instead of passing unnoticed.
public func withGuarded<Result>(_ bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result)
  -> Result
{
  let memory = GuardedMemory.take(holding: bytes.count)
  defer { memory.giveBack() }
  return body(memory.fill(with: bytes))
}

/// Memory whose next page may not be accessed. It is kept for the next test, since mapping is slow.
private struct GuardedMemory: @unchecked Sendable {
  private let end: UnsafeMutablePointer<UInt8>
  private let capacity: Int

  private static let unused = Mutex<[GuardedMemory]>([])

  static func take(holding count: Int) -> GuardedMemory {
    let kept = unused.withLock { memories in
      memories.lastIndex { $0.capacity >= count }.map { memories.remove(at: $0) }
    }
    return kept ?? GuardedMemory(atLeast: max(count, 64 << 10))
  }

  func giveBack() { Self.unused.withLock { $0.append(self) } }

  private init(atLeast count: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    capacity = (count + page - 1) / page * page
    let base = mmap(nil, capacity + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let base, base != MAP_FAILED, mprotect(base + capacity, page, PROT_NONE) == 0 else {
      fatalError("no guarded memory: errno \(errno)")
    }
    end = (base + capacity).assumingMemoryBound(to: UInt8.self)
  }

  func fill(with bytes: some Collection<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let line = UnsafeMutableBufferPointer(start: end - bytes.count, count: bytes.count)
    _ = line.update(fromContentsOf: bytes)
    return UnsafeBufferPointer(line)
  }
}
