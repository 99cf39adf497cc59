import Bytes
import CChecksum
import FileIO
import Synchronization
import SystemPackage

/// Computes the MD5 of files shortly before they are read, eight files at a time in the lanes of the processor, which
/// takes as long as one file.
///
/// Threads read the files of a list roughly in order. The first thread that needs an MD5 that is not known yet hashes
/// the next bytes of the files in the lanes: its own file, files that other threads read, and files that come next. The
/// other threads wait when they need the result. Files that cannot be opened or read are left to their readers.
package final class ReadaheadHasher: Sendable {
  /// A file and the number of bytes that it probably has.
  package struct File: Sendable {
    package let path: FilePath
    /// In bytes.
    package let size: Int64
    package let fileSystem: any FileSystem

    package init(_ path: FilePath, size: Int64, in fileSystem: any FileSystem) {
      (self.path, self.size, self.fileSystem) = (path, size, fileSystem)
    }
  }

  /// The number of bytes of a lane that are hashed at once. Those of all lanes fit in a processor's cache.
  private static let window = 64 << 10
  /// The size in bytes below which files are left to their readers.
  private static let sizeMin: Int64 = 16 << 10
  /// The number of steps by which a lane may be ahead of the reader of its file. More steps would only take memory, 20
  /// bytes each.
  private static let distanceMax = (32 << 20) / MD5Checkpoints.step

  private struct Lane {
    let file: any FileHandle
    let marks: MD5Checkpoints
    var offset: Int64 = 0
    var state = ccs_md5_start()
  }

  private struct State {
    /// The index of the first file that was not considered yet. Every file before it is in a lane, has been hashed, or
    /// is left to its reader.
    var next = 0
    /// The files from `next` on that a reader has opened, which are left to their readers, too.
    var begun = Set<Int>()
    /// The marks of files in lanes that no reader has opened yet.
    var marks: [Int: MD5Checkpoints] = [:]
    var lanes: [Lane] = []
    var memory: [UInt8] = []
    var states: [ccs_md5_state] = []
  }

  private let files: [File]
  private let state = Mutex(State())
  /// True while a thread has `state` to itself. The others sleep in the meantime: with the mutex alone they would spin
  /// in the kernel for as long.
  private let isBusy = Atomic(false)
  private let freed = EventCount()

  /// Prepares to hash `files` in the order in which they will be read.
  package init(_ files: [File]) { self.files = files }

  /// Begins to read a file. Returns the marks that are known so far and will become known while the file is read; nil
  /// if there will be none. The marks must not outlive this object.
  package func begin(_ index: Int) -> MD5Checkpoints? {
    alone { state in
      fill(&state)
      if index >= state.next { state.begun.insert(index) }
      return state.marks.removeValue(forKey: index)
    }
  }

  /// Hashes until `count` steps of a file are known, or all up to its end.
  package func hash(_ marks: MD5Checkpoints, upTo count: Int) {
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

  /// Opens the next files while lanes are free.
  private func fill(_ state: inout State) {
    state.lanes.removeAll { $0.marks.isAbandoned }
    while state.lanes.count < CCS_MD5_LANES, state.next < files.count {
      let index = state.next
      state.next += 1
      guard state.begun.remove(index) == nil, files[index].size >= Self.sizeMin,
        let file = try? files[index].fileSystem.open(files[index].path, followLinks: false),
        (try? file.status())?.kind == .regular
      else { continue }
      let marks = MD5Checkpoints { [unowned self] marks, end in hash(marks, upTo: end) }
      state.marks[index] = marks
      state.lanes.append(Lane(file: file, marks: marks))
    }
  }

  /// Hashes the next window of each lane that is not too far ahead, and removes the lanes that have reached the end of
  /// their file.
  private func step(_ state: inout State, for marks: MD5Checkpoints) {
    let steps = Self.window / MD5Checkpoints.step
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
          ccs_crc32c(0, $0.baseAddress! + step * MD5Checkpoints.step, MD5Checkpoints.step)
        }
        return MD5Checkpoints.Mark(state: state.states[step], checksum: checksum)
      }
      state.lanes[lane].offset += Int64(count * MD5Checkpoints.step)
      state.lanes[lane].marks.append(marks, isEnd: count < steps)
      if count < steps { state.lanes.remove(at: lane) }
    }
  }

  /// Reads the window of a lane. Returns the number of whole steps read, which is smaller than the window only at the
  /// end of the file, or nil if the lane has to wait for its reader.
  private func read(_ lane: Lane, _ index: Int, for marks: MD5Checkpoints, _ memory: inout [UInt8]) -> Int? {
    guard lane.marks === marks || lane.marks.distance < Self.distanceMax else { return nil }
    return memory.withUnsafeMutableBytes { memory in
      let window = UnsafeMutableRawBufferPointer(rebasing: memory[index * Self.window..<(index + 1) * Self.window])
      return ((try? lane.file.read(into: window, at: lane.offset)) ?? 0) / MD5Checkpoints.step
    }
  }

  private func run(_ state: inout State, _ counts: [Int]) {
    let starts = state.lanes.map(\.state)
    let ends = state.memory.withUnsafeBytes { memory in
      state.states.withUnsafeMutableBufferPointer { marks in
        var lanes = starts.enumerated().map { lane, start in
          ccs_md5_lane(
            state: start, bytes: memory.baseAddress! + lane * Self.window,
            blocks: counts[lane] * MD5Checkpoints.step / 64,
            marks: marks.baseAddress! + lane * Self.window / MD5Checkpoints.step)
        }
        ccs_md5_lanes(&lanes, lanes.count)
        return lanes.map(\.state)
      }
    }
    for lane in ends.indices { state.lanes[lane].state = ends[lane] }
  }
}
