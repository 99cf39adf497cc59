import Bytes
import SegmentedLog

/// The MD5s that events state of the first bytes of generations, to be compared with these bytes once all events are
/// known. Memory: 100 bytes for each event.
struct StatedHashes {
  fileprivate struct Stated {
    var length: Int64
    var md5: [UInt8]
  }

  /// The state of one generation that is being read.
  fileprivate struct Reading {
    var hash = RunningMD5()
    /// Ascending by length.
    var stated: [Stated]
    var next = 0
  }

  private var byGeneration: [GenerationKey: [Stated]] = [:]

  /// Adds what an event states: the MD5 of the first `length` bytes.
  mutating func add(_ key: GenerationKey, _ length: Int64, _ md5: [UInt8]) {
    byGeneration[key, default: []].append(Stated(length: length, md5: md5))
  }

  /// Returns the generations, and the lengths, whose MD5 is another one, without those in `known`. `sync` is the state
  /// at the end of `log`.
  ///
  /// Bytes that later events erase count as long as they are there. Generations with second readings are left out: their
  /// events are about what stood there at the time. So are those of which only the final MD5 was added, which the caller
  /// compares. Throws if the log cannot be read. Cost: reads the blocks of these generations.
  func wrong(
    _ log: LogReader, _ sync: SyncState, except known: Set<GenerationKey>
  ) throws -> [(key: GenerationKey, length: Int64)] {
    var left = byGeneration.filter { key, stated in
      guard let generation = sync.generation(key), !known.contains(key), !sync.lacksBytes(key) else { return false }
      guard stated.count > 1 || !sync.erased(in: key).isEmpty || stated[0].length != generation.length else {
        return false
      }
      return sync.lineage(of: key).allSatisfy { $0.generation.repeated.isEmpty }
    }
    var wrong: [(key: GenerationKey, length: Int64)] = []
    while !left.isEmpty {
      // A walk reads at most one generation per source.
      let keys = Dictionary(left.keys.map { ($0.source, $0) }, uniquingKeysWith: min)
      var readings = keys.mapValues { key in Reading(stated: left[key]!.sorted { $0.length < $1.length }) }
      let reader = GenerationReader(log, sync, Array(keys.values), erased: ErasedRanges(repeatsOf: sync))
      try reader.run(
        dropped: { readings[$0] = nil },
        piece: { source, offset, bytes in
          // Bytes that are gone cannot be compared with anything.
          guard readings[source]?.hash.length == offset else {
            readings[source] = nil
            return
          }
          for length in readings[source]!.append(bytes, at: offset) { wrong.append((keys[source]!, length)) }
        })
      for key in keys.values { left[key] = nil }
    }
    return wrong
  }
}

extension StatedHashes.Reading {
  /// Takes the next bytes. Returns the lengths up to their end whose MD5 is another one than stated.
  fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> [Int64] {
    var (wrong, start) = ([Int64](), 0)
    while next < stated.count, stated[next].length <= offset + Int64(bytes.count) {
      let (length, md5) = (stated[next].length, stated[next].md5)
      next += 1
      guard length >= offset else { continue }
      let stop = Int(length - offset)
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))
      start = stop
      if hash.digest != md5 { wrong.append(length) }
    }
    hash.update(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    return wrong
  }
}
