import CChecksum
public import FileIO
import Synchronization
public import SystemPackage

/// Hashes files a little before other threads read them: eight side by side, which takes as long as one.
///
/// One thread calls `run`. The others call `begin` and `end` with each file, in about the order of the list, and never wait: what has not been hashed
/// by then they hash themselves. A file that cannot be read is left to them as well.
public final class AheadHasher: Sendable {
  /// A file, and how many bytes it probably has.
  public struct File: Sendable {
    public let path: FilePath
    public let size: Int64

    public init(_ path: FilePath, size: Int64) { (self.path, self.size) = (path, size) }
  }

  /// Bytes that a lane reads at once.
  private static let window = 64 << 10
  /// Shorter files are left to their readers: bytes.
  private static let sizeMin: Int64 = 16 << 10

  private struct State {
    /// The next file that nobody has begun, unless it is among `begun`.
    var next = 0
    /// Those behind `next` that are being read already.
    var begun = Set<Int>()
    /// Of files that are hashed and not read to their end.
    var marks: [Int: MD5Marks] = [:]
    var isStopped = false
  }

  private let files: [File]
  private let fileSystem: any FileSystem
  private let distanceMax: Int
  private let state = Mutex(State())
  private let changed = Signal()

  /// `distanceMax`: bytes that may be hashed and not read yet, about. The default leaves room for eight large files under way and a few that are
  /// ready; a mark takes 20 bytes for 4096.
  public init(_ files: [File], fileSystem: any FileSystem, distanceMax: Int = 32 << 20) {
    (self.files, self.fileSystem, self.distanceMax) = (files, fileSystem, distanceMax)
  }

  /// What is known of a file, and will be while it is read. nil: it has not been begun here, and will not be.
  public func begin(_ index: Int) -> MD5Marks? {
    state.withLock { state in
      if index >= state.next { state.begun.insert(index) }
      return state.marks[index]
    }
  }

  /// The file has been read.
  public func end(_ index: Int) {
    state.withLock { $0.marks.removeValue(forKey: index) }?.abandon()
  }

  /// Lets `run` return soon.
  public func stop() {
    state.withLock { $0.isStopped = true }
    changed.notify()
  }

  /// Hashes until there is nothing left that nobody reads.
  public func run() {
    var lanes: [Lane] = []
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(CCS_MD5_LANES) * Self.window, alignment: 64)
    defer { memory.deallocate() }
    while waitForRoom() {
      while lanes.count < CCS_MD5_LANES, let lane = nextLane() { lanes.append(lane) }
      if lanes.isEmpty { return }
      step(&lanes, memory)
    }
  }

  private struct Lane {
    let file: any FileHandle
    let marks: MD5Marks
    var offset: Int64 = 0
    var state = ccs_md5_start()
  }

  /// Waits while enough is hashed that is not read yet; false when the end has come.
  private func waitForRoom() -> Bool {
    while true {
      let seen = changed.count
      let (isStopped, distance) = state.withLock { state in
        (state.isStopped, state.marks.values.reduce(0) { $0 + $1.distance } * MD5Marks.step)
      }
      if isStopped { return false }
      if distance < distanceMax { return true }
      changed.wait(after: seen)
    }
  }

  /// The next file that nobody reads, opened.
  private func nextLane() -> Lane? {
    while let (index, marks) = claim() {
      if let file = try? fileSystem.open(files[index].path, followLinks: false) {
        if (try? file.status())?.kind == .regular { return Lane(file: file, marks: marks) }
        file.close()
      }
      end(index)
    }
    return nil
  }

  private func claim() -> (Int, MD5Marks)? {
    state.withLock { state in
      while state.next < files.count {
        let index = state.next
        state.next += 1
        if state.begun.remove(index) != nil || files[index].size < Self.sizeMin { continue }
        let marks = MD5Marks(changed: changed)
        state.marks[index] = marks
        return (index, marks)
      }
      return nil
    }
  }

  /// Hashes what comes next of each lane; those that have come to their end are taken out.
  private func step(_ lanes: inout [Lane], _ memory: UnsafeMutableRawBufferPointer) {
    var counts: [Int] = []
    for (index, lane) in lanes.enumerated() {
      let window = UnsafeMutableRawBufferPointer(
        rebasing: memory[index * Self.window..<(index + 1) * Self.window])
      counts.append(((try? lane.file.read(into: window, at: lane.offset)) ?? 0) / MD5Marks.step)
    }
    var states = [ccs_md5_state](repeating: ccs_md5_start(), count: lanes.count * Self.window / MD5Marks.step)
    hash(&lanes, counts, memory, &states)
    for index in lanes.indices.reversed() {
      let marks = (0..<counts[index]).map { step in
        let start = memory.baseAddress! + index * Self.window + step * MD5Marks.step
        return MD5Marks.Mark(
          state: states[index * Self.window / MD5Marks.step + step], checksum: ccs_crc32c(0, start, MD5Marks.step))
      }
      lanes[index].offset += Int64(counts[index] * MD5Marks.step)
      if !lanes[index].marks.append(marks) || counts[index] * MD5Marks.step < Self.window {
        lanes.remove(at: index).file.close()
      }
    }
  }

  private func hash(
    _ lanes: inout [Lane], _ counts: [Int], _ memory: UnsafeMutableRawBufferPointer, _ states: inout [ccs_md5_state]
  ) {
    states.withUnsafeMutableBufferPointer { states in
      var all = lanes.indices.map { index in
        ccs_md5_lane(
          state: lanes[index].state, bytes: memory.baseAddress! + index * Self.window,
          blocks: counts[index] * MD5Marks.step / 64,
          marks: states.baseAddress! + index * Self.window / MD5Marks.step)
      }
      ccs_md5_lanes(&all, all.count)
      for index in lanes.indices { lanes[index].state = all[index].state }
    }
  }
}
