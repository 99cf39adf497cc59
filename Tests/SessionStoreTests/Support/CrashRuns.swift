import FileIO
import TestSupport

@testable import SegmentedLog

extension CrashStore {
  /// Makes a store of some small segments, and files of which it has all bytes, on a disk of its own.
  static func filled(_ seed: UInt64) throws -> SimulatedFileSystem {
    var sources = CrashSources(seed: seed)
    var volume = SimulatedVolume()
    for _ in 0..<2 {
      for (path, bytes) in sources.step().sorted(by: { $0.key < $1.key }) {
        try volume.put(bytes, at: root.appending(path))
      }
      let disk = SimulatedFileSystem(volume)
      try ingest(disk, entropy: 1)
      volume = disk.volume
    }
    return SimulatedFileSystem(volume)
  }
}

extension SimulatedVolume {
  /// What may be on this disk after the process has ended, each with a name: everything, everything but what was not
  /// synced, and that with some of the rest.
  func imagesAfterFailure(_ random: inout Seeded) -> [(name: String, image: SimulatedVolume)] {
    [
      ("no power cut", self), ("nothing unsynced", image(.none)), ("random", image(.random(seed: random.next()))),
    ]
  }
}

extension CrashTally {
  /// Checks each moment of a disk with one of the two extreme images in turn, and with `images` random images. The last
  /// argument of `check` says whether the work was over. What it throws is a problem.
  mutating func forEachImage(
    of moments: [SimulatedFileSystem.Moment], _ place: String, images: Int, _ random: inout Seeded,
    check: (inout CrashTally, SimulatedFileSystem, Bool) throws -> Void
  ) {
    for (index, moment) in moments.enumerated() {
      var policies: [CrashPolicy] = [index % 2 == 0 ? .none : .all]
      for _ in 0..<images { policies.append(.random(seed: random.next())) }
      for policy in policies {
        self.images += 1
        do { try check(&self, SimulatedFileSystem(moment.volume.image(policy)), moment.next == nil) } catch {
          problems.append("\(place), before \(moment.next.map { "\($0)" } ?? "the end"), \(policy): \(error)")
        }
      }
    }
  }

  /// Lets each of `operations` fail that can fail, and checks what is left: as it is, after a power cut that loses
  /// everything unsynced, and after one that loses some of it. The last argument of `check` says whether the work
  /// succeeded all the same. What it throws is a problem.
  mutating func forEachFault(
    _ failure: DiskFailure, _ operations: [SimulatedFileSystem.Operation], _ volume: SimulatedVolume,
    _ random: inout Seeded, _ work: (SimulatedFileSystem) throws -> Void,
    check: (inout CrashTally, SimulatedFileSystem, Bool) throws -> Void
  ) {
    for index in operations.indices where failure.concerns(operations[index]) {
      let disk = SimulatedFileSystem(volume)
      disk.record()
      disk.fail(failure.fault(at: index))
      var isDone = true
      do { try work(disk) } catch { isDone = false }
      for (name, image) in disk.volume.imagesAfterFailure(&random) {
        images += 1
        do { try check(&self, SimulatedFileSystem(image), isDone) } catch {
          problems.append("\(failure) at \(operations[index]), \(name): \(error)")
        }
      }
    }
  }
}
