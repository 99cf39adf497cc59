#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A buffer for reading a file in pieces: used bytes are removed at the front, new ones are read to the end.
///
/// It grows only when one piece does not fit, and by `realloc`, so that a long line is not in memory twice.
package struct ReadBuffer: ~Copyable {
  private var memory: UnsafeMutableRawPointer
  /// The number of bytes that fit without growing.
  package private(set) var capacity: Int
  /// The number of bytes in the buffer.
  package private(set) var count = 0

  /// Creates an empty buffer with room for `capacity` bytes.
  package init(capacity: Int) {
    self.capacity = capacity
    memory = malloc(capacity)!
  }

  deinit { free(memory) }

  /// The bytes in the buffer. They are valid until the buffer is changed.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

  /// Removes all bytes and keeps the memory.
  package mutating func removeAll() { count = 0 }

  /// Removes bytes at the front. Cost: the remaining bytes are moved.
  package mutating func removeFirst(_ dropped: Int) {
    precondition(dropped <= count)
    guard dropped > 0 else { return }
    memmove(memory, memory + dropped, count - dropped)
    count -= dropped
  }

  /// Makes room for at least one more byte: a full buffer doubles, up to `limit` bytes, which its capacity must be
  /// below.
  package mutating func makeRoom(limit: Int) {
    guard count == capacity else { return }
    precondition(capacity < limit)
    capacity = min(limit, capacity * 2)
    memory = realloc(memory, capacity)!
  }

  /// Reduces the memory to `size` bytes when the buffer is empty and has more.
  package mutating func shrink(to size: Int) {
    guard count == 0, capacity > size else { return }
    capacity = size
    memory = realloc(memory, size)!
  }

  /// Reads at most `limit` bytes of a file from `offset` on into the free space, and returns how many were read.
  package mutating func read(_ file: any FileHandle, at offset: Int64, limit: Int) throws(FileError) -> Int {
    let free = min(capacity - count, limit)
    guard free > 0 else { return 0 }
    let read = try file.read(into: UnsafeMutableRawBufferPointer(start: memory + count, count: free), at: offset)
    count += read
    return read
  }
}
