import FileIO
import TestSupport

@testable import SegmentedLog

extension CrashTally {
  /// Runs `body` at each moment of a random history.
  mutating func tryHistory(_ seed: UInt64, _ body: (inout CrashTally, CrashHistory, CrashMoment) -> Void) {
    do {
      let history = try CrashHistory(seed: seed)
      for moment in history.moments { body(&self, history, moment) }
    } catch {
      (images, lost) = (images + 1, lost + 1)
      problems.append("history \(seed): \(error)")
    }
  }

  /// Recovers an image and checks what a power cut at any moment of the recovery leaves; from some of these images
  /// again, down to a depth.
  mutating func checkRecoveries(
    of image: SimulatedVolume, _ promised: Promised, _ segmentSize: UInt64, depth: Int, _ place: String,
    _ random: inout Seeded
  ) {
    let disk = SimulatedFileSystem(image)
    disk.record()
    var found = promised
    do {
      let head = try CrashLog.writer(disk, segmentSize: segmentSize, entropy: 3).head
      if Int(head.sequence) == promised.ifCommitted.count { found = Promised(acknowledged: promised.ifCommitted) }
    } catch {
      problems.append("\(place): \(error)")
      return
    }
    for moment in disk.moments {
      // What a writer has found when it is open counts as acknowledged.
      let promised = moment.next == nil ? found : promised
      let policies: [CrashPolicy] = [.none, .all, .random(seed: random.next()), .random(seed: random.next())]
      let place = "\(place), recovery before \(moment.next.map { "\($0)" } ?? "the end")"
      for policy in policies {
        let image = moment.volume.image(policy)
        check(image, promised, segmentSize: segmentSize) { "\(place), \(policy)" }
        guard depth > 1, random.oneIn(20) else { continue }
        checkRecoveries(of: image, promised, segmentSize, depth: depth - 1, "\(place), \(policy)", &random)
      }
    }
  }

  /// Runs a session during which an operation fails, and then one that is undisturbed, and checks power cuts during the
  /// second: at one moment in `every`, and at the end.
  mutating func checkNextSession(
    after fault: SimulatedFileSystem.Fault, _ place: String, every: Int, _ random: inout Seeded
  ) {
    do {
      let history = try CrashHistory(fault: fault)
      for (index, moment) in history.moments.enumerated()
      where random.oneIn(every) || index == history.moments.count - 1 {
        for policy: CrashPolicy in [.none, .all, .random(seed: random.next()), .random(seed: random.next())] {
          check(moment.volume.image(policy), moment.promised, segmentSize: history.segmentSize) {
            "\(place), before \(moment.next), \(policy)"
          }
        }
      }
    } catch {
      problems.append("\(place): \(error)")
    }
  }

  /// Flips one bit of what an image promises to hold. Then either a reader, a verification and a writer report damage,
  /// or everything acknowledged is there.
  mutating func checkDamage(
    _ image: SimulatedVolume, _ promised: Promised, _ segmentSize: UInt64, _ random: inout Seeded,
    _ label: () -> String
  ) {
    images += 1
    do {
      let place = random.pick(try promisedBytes(SimulatedFileSystem(image)))
      let path = CrashLog.path.appending(place.file)
      let offset = Int.random(in: place.range, using: &random)
      var (damaged, bytes) = (image, image.contents(path)!)
      bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try damaged.put(bytes, at: path)
      let disk = SimulatedFileSystem(damaged)
      var verifier = LogVerifier(try CrashLog.directory(disk))
      let isReported = try !verifier.run().isOK
      _ = try CrashLog.writer(disk, segmentSize: segmentSize, entropy: 2)
      guard place.file.hasPrefix("seg/") else { throw CrashFailure("a writer continues with a damaged \(place.file)") }
      let log = try LogReader(CrashLog.directory(disk))
      let isWhole = try log.damage == nil && log.events().starts(with: promised.acknowledged)
      count(isReported ? "reported" : "harmless")
      guard isReported || isWhole else { throw CrashFailure("a flip in \(place.file) at \(offset) goes unseen") }
    } catch is LogError {
      count("reported")
    } catch {
      lost += 1
      problems.append("\(label()): \(error)")
    }
  }

  /// The ranges of files in which no crash can have changed a byte.
  private func promisedBytes(_ disk: SimulatedFileSystem) throws -> [(file: String, range: Range<Int>)] {
    let directory = try CrashLog.directory(disk)
    let manifest = try directory.manifest()!
    let name = Manifest.path(manifest.generation)
    var places = [(StoreDirectory.identityFile, 0..<100), (name, 0..<manifest.encoded().count)]
    for entry in manifest.segments {
      var length = entry.length
      if entry.state == .active {
        let opened = try directory.openSegment(entry)
        let promised = try directory.promise(entry, directory.acknowledgedEnd())
        length = try SegmentScan(
          opened.reader, header: opened.header, promised: promised, limit: opened.length
        ).promised
      }
      places.append((entry.id.path, 0..<Int(length)))
    }
    return places
  }
}
