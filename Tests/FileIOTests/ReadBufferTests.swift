import FileIO
import TestSupport
import Testing

@Suite("read buffer")
struct ReadBufferTests {
  private let content: [UInt8]
  private let file: any FileHandle

  init() throws {
    var random = Seeded(7)
    content = random.bytes(10_000)
    let fileSystem = MemoryFileSystem()
    fileSystem["/file"] = content
    file = try fileSystem.open("/file", followLinks: true)
  }

  @Test("a read buffer holds what was read, without what was dropped from its front")
  func dropsFromTheFront() throws {
    var buffer = ReadBuffer(capacity: 100)
    _ = try buffer.read(file, at: 0, limit: 60)
    buffer.removeFirst(25)
    _ = try buffer.read(file, at: 60, limit: 20)
    #expect([UInt8](buffer.bytes) == Array(content[25..<80]))
  }

  @Test("a read buffer reads at most as many bytes as fit")
  func capacity() throws {
    var buffer = ReadBuffer(capacity: 100)
    let counts = try (0..<2).map { _ in try buffer.read(file, at: 0, limit: 1000) }
    #expect(counts == [100, 0])
  }

  @Test("a read buffer reads at most as many bytes as the limit allows")
  func limit() throws {
    var buffer = ReadBuffer(capacity: 100)
    let count = try buffer.read(file, at: 0, limit: 7)
    #expect(count == 7)
  }

  @Test("a read buffer reads nothing past the end of the file")
  func end() throws {
    var buffer = ReadBuffer(capacity: 100)
    let counts = [try buffer.read(file, at: 9990, limit: 100), try buffer.read(file, at: 10_000, limit: 100)]
    #expect(counts == [10, 0])
  }

  @Test("a full read buffer doubles its capacity up to the limit and keeps its bytes")
  func growth() throws {
    var buffer = ReadBuffer(capacity: 100)
    var capacities: [Int] = []
    for _ in 0..<3 {
      _ = try buffer.read(file, at: Int64(buffer.count), limit: .max)
      buffer.makeRoom(limit: 700)
      capacities.append(buffer.capacity)
    }
    let bytes = [UInt8](buffer.bytes)
    #expect(capacities == [200, 400, 700])
    #expect(bytes == Array(content[..<bytes.count]))
  }

  @Test("a read buffer with room left does not grow")
  func noGrowth() throws {
    var buffer = ReadBuffer(capacity: 100)
    _ = try buffer.read(file, at: 0, limit: 99)
    buffer.makeRoom(limit: 1000)
    let capacity = buffer.capacity
    #expect(capacity == 100)
  }

  @Test("a read buffer shrinks only when it is empty")
  func shrinking() throws {
    var buffer = ReadBuffer(capacity: 1000)
    _ = try buffer.read(file, at: 0, limit: 10)
    buffer.shrink(to: 100)
    var capacities = [buffer.capacity]
    buffer.removeAll()
    buffer.shrink(to: 100)
    capacities.append(buffer.capacity)
    #expect(capacities == [1000, 100])
  }

  @Test(
    "a read buffer is a window that moves over the file correctly, whatever the steps",
    arguments: 0..<50 as Range<UInt64>)
  func window(seed: UInt64) throws {
    var random = Seeded(seed)
    var buffer = ReadBuffer(capacity: Int.random(in: 1...64, using: &random))
    var (start, isRight) = (0, true)
    while start + buffer.count < content.count {
      buffer.makeRoom(limit: 1 << 20)
      _ = try buffer.read(file, at: Int64(start + buffer.count), limit: Int.random(in: 1...500, using: &random))
      isRight = isRight && buffer.bytes.elementsEqual(content[start..<start + buffer.count])
      let dropped = Int.random(in: 0...buffer.count, using: &random)
      buffer.removeFirst(dropped)
      start += dropped
    }
    #expect(isRight, "seed \(seed)")
  }
}
