#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for reading a file piece by piece: what has been used is dropped from the front, what is read is added at the end.
///
/// It grows only when one piece does not fit, and by `realloc`, so that a long line is not in memory twice.
package struct ReadBuffer: ~Copyable {
  private var memory: UnsafeMutableRawPointer
  package private(set) var capacity: Int
  /// Bytes that are there.
  package private(set) var count = 0

  package init(capacity: Int) {
    self.capacity = capacity
    memory = malloc(capacity)!
  }

  deinit { free(memory) }

  /// The bytes that are there. Valid until the buffer is changed.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

  package mutating func removeAll() { count = 0 }

  /// Drops bytes from the front.
  package mutating func removeFirst(_ dropped: Int) {
    precondition(dropped <= count)
    guard dropped > 0 else { return }
    memmove(memory, memory + dropped, count - dropped)
    count -= dropped
  }

  /// Makes room for at least one more byte: doubles up to `limit`.
  package mutating func makeRoom(limit: Int) {
    guard count == capacity else { return }
    precondition(capacity < limit)
    capacity = min(limit, capacity * 2)
    memory = realloc(memory, capacity)!
  }

  /// Gives memory above `size` back, when nothing is in it.
  package mutating func shrink(to size: Int) {
    guard count == 0, capacity > size else { return }
    capacity = size
    memory = realloc(memory, size)!
  }

  /// Reads from a file into the free space, at most `limit` bytes; how many.
  package mutating func read(_ file: any FileHandle, at offset: Int64, limit: Int) throws(FileError) -> Int {
    let free = min(capacity - count, limit)
    guard free > 0 else { return 0 }
    let read = try file.read(into: UnsafeMutableRawBufferPointer(start: memory + count, count: free), at: offset)
    count += read
    return read
  }
}
