import Bytes
import CChecksum
import FileIO
import Synchronization
import SystemPackage

/// Hashes files a little before they are read, by eight side by side, which takes as long as one.
///
/// Threads read the files of a list, in about its order. One that comes to bytes of which the MD5 is not known yet hashes on, for itself and for those
/// that are read by others or come next; the others wait for it when they need what it is about to find out. What cannot be opened or read is left to
/// its reader.
package final class AheadHasher: Sendable {
  /// A file, and how many bytes it probably has.
  package struct File: Sendable {
    package let path: FilePath
    package let size: Int64
    package let fileSystem: any FileSystem

    package init(_ path: FilePath, size: Int64, in fileSystem: any FileSystem) {
      (self.path, self.size, self.fileSystem) = (path, size, fileSystem)
    }
  }

  /// Bytes of a lane that are hashed at once: those of all lanes stay in a processor's cache.
  private static let window = 64 << 10
  /// Shorter files are left to their readers: bytes.
  private static let sizeMin: Int64 = 16 << 10
  /// Steps that a file may be ahead of its reader. More would only take memory: 20 bytes each.
  private static let distanceMax = (32 << 20) / MD5Marks.step

  private struct Lane {
    let file: any FileHandle
    let marks: MD5Marks
    var offset: Int64 = 0
    var state = ccs_md5_start()
  }

  private struct State {
    /// Of the files before, each is being hashed, has been, or is left to its reader.
    var next = 0
    /// Those behind, which are left to their readers too.
    var begun = Set<Int>()
    /// Of files that nobody reads yet.
    var marks: [Int: MD5Marks] = [:]
    var lanes: [Lane] = []
    var memory: [UInt8] = []
    var states: [ccs_md5_state] = []
  }

  private let files: [File]
  private let state = Mutex(State())
  /// Whether a thread has `state` to itself. The others sleep meanwhile: the mutex alone would let them spin in the kernel for as long.
  private let isBusy = Atomic(false)
  private let freed = Signal()

  package init(_ files: [File]) { self.files = files }

  /// Begins to read a file: what is known of it, and will be on the way through it. nil: nothing. The marks must not outlive this.
  package func begin(_ index: Int) -> MD5Marks? {
    alone { state in
      fill(&state)
      if index >= state.next { state.begun.insert(index) }
      return state.marks.removeValue(forKey: index)
    }
  }

  /// Hashes on until so many steps of a file are known, or its end.
  package func hash(_ marks: MD5Marks, upTo count: Int) {
    alone { state in
      while !marks.isKnown(upTo: count) {
        fill(&state)
        step(&state, for: marks)
      }
    }
  }

  private func alone<Result>(_ body: (inout State) -> Result) -> Result {
    while true {
      let seen = freed.count
      if !isBusy.exchange(true, ordering: .acquiring) { break }
      freed.wait(after: seen)
    }
    defer {
      isBusy.store(false, ordering: .releasing)
      freed.notify()
    }
    return state.withLock { (state: inout sending State) in body(&state) }
  }

  /// Takes up the next files where there are lanes for them.
  private func fill(_ state: inout State) {
    state.lanes.removeAll { $0.marks.isAbandoned }
    while state.lanes.count < CCS_MD5_LANES, state.next < files.count {
      let index = state.next
      state.next += 1
      guard state.begun.remove(index) == nil, files[index].size >= Self.sizeMin,
        let file = try? files[index].fileSystem.open(files[index].path, followLinks: false),
        (try? file.status())?.kind == .regular
      else { continue }
      let marks = MD5Marks { [unowned self] marks, end in hash(marks, upTo: end) }
      state.marks[index] = marks
      state.lanes.append(Lane(file: file, marks: marks))
    }
  }

  /// Hashes what comes next of each lane that is not too far ahead; those that have come to their end are taken out.
  private func step(_ state: inout State, for marks: MD5Marks) {
    let steps = Self.window / MD5Marks.step
    if state.memory.isEmpty {
      state.memory = [UInt8](repeating: 0, count: Int(CCS_MD5_LANES) * Self.window)
      state.states = [ccs_md5_state](repeating: ccs_md5_start(), count: Int(CCS_MD5_LANES) * steps)
    }
    let counts = state.lanes.indices.map { lane in read(state.lanes[lane], lane, for: marks, &state.memory) }
    run(&state, counts.map { $0 ?? 0 })
    for lane in state.lanes.indices.reversed() {
      guard let count = counts[lane] else { continue }
      let first = lane * steps
      let marks = (first..<first + count).map { step in
        let checksum = state.memory.withUnsafeBytes {
          ccs_crc32c(0, $0.baseAddress! + step * MD5Marks.step, MD5Marks.step)
        }
        return MD5Marks.Mark(state: state.states[step], checksum: checksum)
      }
      state.lanes[lane].offset += Int64(count * MD5Marks.step)
      state.lanes[lane].marks.append(marks, isEnd: count < steps)
      if count < steps { state.lanes.remove(at: lane) }
    }
  }

  /// Whole steps that were read into the window of a lane: fewer than it has room for at the end of the file. nil: the lane has to wait.
  private func read(_ lane: Lane, _ index: Int, for marks: MD5Marks, _ memory: inout [UInt8]) -> Int? {
    guard lane.marks === marks || lane.marks.distance < Self.distanceMax else { return nil }
    return memory.withUnsafeMutableBytes { memory in
      let window = UnsafeMutableRawBufferPointer(rebasing: memory[index * Self.window..<(index + 1) * Self.window])
      return ((try? lane.file.read(into: window, at: lane.offset)) ?? 0) / MD5Marks.step
    }
  }

  private func run(_ state: inout State, _ counts: [Int]) {
    let starts = state.lanes.map(\.state)
    let ends = state.memory.withUnsafeBytes { memory in
      state.states.withUnsafeMutableBufferPointer { marks in
        var lanes = starts.enumerated().map { lane, start in
          ccs_md5_lane(
            state: start, bytes: memory.baseAddress! + lane * Self.window, blocks: counts[lane] * MD5Marks.step / 64,
            marks: marks.baseAddress! + lane * Self.window / MD5Marks.step)
        }
        ccs_md5_lanes(&lanes, lanes.count)
        return lanes.map(\.state)
      }
    }
    for lane in ends.indices { state.lanes[lane].state = ends[lane] }
  }
}
