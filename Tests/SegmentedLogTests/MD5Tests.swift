import Bytes
import CChecksum
import Dispatch
import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog
@testable import Sync

@Suite("MD5")
struct MD5Tests {
  /// The examples of RFC 1321, A.5.
  @Test(
    "MD5 of the messages in RFC 1321 gives the digests printed there",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
      ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
      ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
      (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ])
  func known(message: String, hash: String) {
    var (fast, bytes) = (RunningMD5(), Array(message.utf8))
    bytes.withUnsafeMutableBytes { fast.update(UnsafeRawBufferPointer($0)) }
    #expect(hexadecimal(fast.digest) == hash && hexadecimal(reference(bytes[...])) == hash)
  }

  @Test("MD5 of every length up to 200 agrees with the reference, added at once and byte by byte")
  func shortMessages() {
    var random = Seeded(TestSettings.seed)
    for count in 0...200 {
      let message = random.bytes(count)
      var (whole, byBytes) = (MD5(), MD5())
      message.withUnsafeBytes { bytes in
        whole.advance(to: count, in: bytes)
        for index in 0..<count { byBytes.advance(to: 1, in: UnsafeRawBufferPointer(rebasing: bytes[index...])) }
      }
      #expect(whole.digest == reference(message[...]), "\(count) bytes")
      #expect(byBytes.digest == reference(message[...]), "\(count) bytes, one by one")
    }
  }

  @Test(
    "MD5 of up to eight messages in parallel lanes agrees with the reference, with and without AVX2",
    arguments: 0..<100 as Range<UInt64>)
  func lanes(seed: UInt64) {
    var random = Seeded(TestSettings.seed &+ seed)
    let count = Int(seed % 8) + 1
    let longest = [2, 64, 300].randomElement(using: &random)!
    let messages = (0..<count).map { _ in random.bytes(64 * Int.random(in: 0...longest, using: &random)) }
    for hash in [ccs_md5_lanes, ccs_md5_lanes_portable] {
      let results = sideBySide(messages, hash)
      for (message, result) in zip(messages, results) {
        #expect(digest(result.end, message.count) == reference(message[...]))
        #expect(result.marks.count == message.count / Int(CCS_MD5_MARK))
        for (index, mark) in result.marks.enumerated() {
          let length = (index + 1) * Int(CCS_MD5_MARK)
          #expect(digest(mark, length) == reference(message[..<length]))
        }
      }
    }
  }

  @Test(
    "files read in windows have the reference MD5 at every offset, even where they changed after hashing ahead",
    arguments: 0..<30 as Range<UInt64>)
  func windows(seed: UInt64) throws {
    var random = Seeded(TestSettings.seed &+ seed)
    let files = (0..<Int.random(in: 1...24, using: &random)).map { _ in
      random.bytes(Int.random(in: 0...[200, 40_000, 400_000].randomElement(using: &random)!, using: &random))
    }
    let read = files.map { file in
      Int.random(in: 0..<3, using: &random) > 0 ? file : Self.changed(file, &random)
    }
    let threads = Int.random(in: 1...4, using: &random)
    let wrong = try hashAll(files, threads: threads) { index, marks in
      Self.hasStandardHash(read[index], seed &* 100 &+ UInt64(index), marks)
    }
    #expect(wrong == [], "\(threads) threads")
  }

  @Test("every real transcript has the reference MD5", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let files = try Corpus.transcripts.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0.string))) }
    let wrong = try hashAll(files, threads: 2) { index, marks in
      Self.hasStandardHash(files[index], UInt64(index), marks, window: 256 << 10)
    }
    #expect(wrong.map { Corpus.transcripts[$0] } == [])
  }

  @Test(
    "an MD5 state computed ahead is used only where the bytes that lead to it are unchanged"
  )
  func marks() {
    var random = Seeded(TestSettings.seed)
    let step = MD5Checkpoints.step
    let message = random.bytes(4 * step)
    let wrong = ccs_md5_state()
    let hasher = ReadaheadHasher([])
    for same in 0...4 {
      for asked in 1...4 {
        let marks = MD5Checkpoints { hasher.hash($0, upTo: $1) }
        marks.append(
          (0..<4).map { index in
            let checksum = message[index * step..<(index + 1) * step].withUnsafeBytes {
              ccs_crc32c(0, $0.baseAddress, step)
            }
            return MD5Checkpoints.Mark(state: wrong, checksum: index == same ? ~checksum : checksum)
          }, isEnd: true)
        var md5 = MD5(ahead: marks)
        message.withUnsafeBytes { message in
          md5.prefetch(message)
          md5.advance(to: asked * step, in: message)
        }
        let taken = min(asked, same)
        let expected = taken == 0 ? reference(message[..<(asked * step)]) : continued(wrong, message, taken, asked)
        #expect(md5.digest == expected, "\(same) the same, \(asked) hashed")
      }
    }
  }

  @Test("files are hashed ahead eight at a time, and only as far as they are read")
  func distance() throws {
    let disk = MemoryFileSystem()
    let files = (0..<20).map { ReadaheadHasher.File(FilePath("/\($0)"), size: 256 << 10, in: disk) }
    var random = Seeded(TestSettings.seed)
    for file in files { disk[file.path] = random.bytes(Int(file.size)) }
    let hasher = ReadaheadHasher(files)
    let marks = try #require(hasher.begin(0))
    #expect(disk.log.count { $0.name == "read" } == 0)
    #expect(marks.known(0..<16).count == 16)
    #expect(disk.log.filter { $0.name == "read" }.map(\.path) == files[..<8].map(\.path))
    #expect(marks.known(16..<64).count == 48)
    #expect(marks.known(64..<1000).count == 0)
    disk.clearLog()
    #expect(hasher.begin(1)?.known(0..<64).count == 64)
    #expect(disk.log.count { $0.name == "read" } == 0)
    // A lane of a file that nobody reads any more continues with the next file.
    hasher.begin(8)?.abandon()
    #expect(hasher.begin(9)?.known(0..<16).count == 16)
    #expect(disk.log.filter { $0.name == "read" }.map(\.path) == files[9..<17].map(\.path))
  }

  @Test("a file is hashed at most 32 MB ahead of its reader, and further as the reader advances")
  func farAhead() throws {
    let disk = MemoryFileSystem()
    let file = [UInt8](repeating: 7, count: 40 << 20)
    let files = (0..<2).map { ReadaheadHasher.File(FilePath("/\($0)"), size: Int64(file.count), in: disk) }
    for file in files { disk[file.path] = [UInt8](repeating: 7, count: Int(file.size)) }
    let hasher = ReadaheadHasher(files)
    let (first, second) = (try #require(hasher.begin(0)), try #require(hasher.begin(1)))
    let steps = file.count / MD5Checkpoints.step
    #expect(first.known(0..<steps).count == steps)
    #expect(second.distance == (32 << 20) / MD5Checkpoints.step)
    #expect(second.known(0..<steps).count == steps)
    var md5 = MD5(ahead: second)
    file.withUnsafeBytes { file in
      md5.prefetch(file)
      md5.advance(to: file.count, in: file)
    }
    #expect(md5.digest == reference(file[...]))
  }

  @Test("short, missing and irregular files, and those read already, are not hashed ahead")
  func leftAlone() throws {
    let disk = MemoryFileSystem()
    try disk.makeDirectory("/folder")
    disk["/short"] = [UInt8](repeating: 7, count: 16 << 10 - 1)
    for index in 0..<10 { disk[FilePath("/\(index)")] = [UInt8](repeating: 7, count: 64 << 10) }
    let paths = ["/folder", "/short", "/missing"].map { FilePath($0) } + (0..<10).map { FilePath("/\($0)") }
    let hasher = ReadaheadHasher(
      paths.map { ReadaheadHasher.File($0, size: Int64(disk[$0]?.count ?? 1 << 20), in: disk) })
    // There are lanes for eight files; a file that is read before its turn belongs to no lane.
    #expect(hasher.begin(12) == nil)
    let marks = paths.indices.dropLast().map { index in
      let marks = hasher.begin(index)
      defer { marks?.abandon() }
      return marks.map { $0.known(0..<16).count }
    }
    #expect(marks == [nil, nil, nil] + [Int?](repeating: 16, count: 9))
  }

  /// The file with bytes changed, cut off or added.
  private static func changed(_ file: [UInt8], _ random: inout Seeded) -> [UInt8] {
    var file = file
    switch Int.random(in: 0..<3, using: &random) {
    case 0: if !file.isEmpty { file[Int.random(in: 0..<file.count, using: &random)] ^= 1 }
    case 1: file.removeLast(Int.random(in: 0...file.count, using: &random))
    default: file += random.bytes(Int.random(in: 0...20_000, using: &random))
    }
    return file
  }

  /// Reads `file` as an ingest does: in windows that begin with the rest of the previous one.
  private static func hasStandardHash(
    _ file: [UInt8], _ seed: UInt64, _ marks: MD5Checkpoints?, window fixed: Int? = nil
  ) -> Bool {
    var random = Seeded(seed)
    var (md5, reference) = (MD5(ahead: marks), ReferenceMD5())
    var isSame = true
    var end = 0
    return file.withUnsafeBytes { file in
      while end < file.count {
        var start = Int(md5.length)
        end = min(file.count, end + (fixed ?? Int.random(in: 1...100_000, using: &random)))
        md5.prefetch(UnsafeRawBufferPointer(rebasing: file[start..<end]))
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let place = Int.random(in: start...end, using: &random)
          md5.advance(to: place - start, in: UnsafeRawBufferPointer(rebasing: file[start..<end]))
          reference.update(UnsafeRawBufferPointer(rebasing: file[start..<place]))
          isSame = isSame && md5.digest == reference.digest && md5.length == Int64(place)
          start = place
        }
      }
      let rest = UnsafeRawBufferPointer(rebasing: file[Int(md5.length)...])
      reference.update(rest)
      md5.advance(to: rest.count, in: rest)
      return isSame && md5.digest == reference.digest
    }
  }

  /// Calls `body` for each file on several threads; returns the indexes of the files for which it returned false.
  private func hashAll(
    _ files: [[UInt8]], threads: Int, _ body: @Sendable (Int, MD5Checkpoints?) -> Bool
  ) throws -> [Int] {
    let disk = MemoryFileSystem()
    for (index, file) in files.enumerated() { disk[FilePath("/\(index)")] = file }
    let hasher = ReadaheadHasher(
      files.enumerated().map { ReadaheadHasher.File(FilePath("/\($0)"), size: Int64($1.count), in: disk) })
    let state = Mutex((next: 0, wrong: [Int]()))
    watched(orElse: "threads hang") {
      withoutActuallyEscaping(body) { body in
        let group = DispatchGroup()
        for thread in 0..<threads {
          DispatchQueue(label: "reader \(thread)").async(group: group) {
            while true {
              let index = state.withLock { state in
                defer { state.next += 1 }
                return state.next
              }
              guard index < files.count else { break }
              let marks = hasher.begin(index)
              let isRight = body(index, marks)
              marks?.abandon()
              if !isRight { state.withLock { $0.wrong.append(index) } }
            }
          }
        }
        group.wait()
      }
    }
    return state.withLock { $0.wrong.sorted() }
  }

  /// The digest of a hash that was in `state` after `taken` steps and continued up to `asked` steps.
  private func continued(_ state: ccs_md5_state, _ message: [UInt8], _ taken: Int, _ asked: Int) -> [UInt8] {
    var hash = ccs_md5_begin()
    (hash.state, hash.length) = (state, UInt64(taken * MD5Checkpoints.step))
    let rest = message[taken * MD5Checkpoints.step..<asked * MD5Checkpoints.step]
    rest.withUnsafeBytes { ccs_md5_update(&hash, $0.baseAddress, $0.count) }
    var digest = [UInt8](repeating: 0, count: 16)
    ccs_md5_finish(&hash, &digest)
    return digest
  }

  private func sideBySide(
    _ messages: [[UInt8]], _ hash: (UnsafeMutablePointer<ccs_md5_lane>, Int) -> Void
  ) -> [(marks: [ccs_md5_state], end: ccs_md5_state)] {
    let all = messages.flatMap { $0 }
    let room = UnsafeMutableBufferPointer<ccs_md5_state>.allocate(capacity: all.count / Int(CCS_MD5_MARK) + 1)
    defer { room.deallocate() }
    return all.withUnsafeBytes { all in
      var lanes: [ccs_md5_lane] = []
      var starts: [Int] = []
      var (place, mark) = (0, 0)
      for message in messages {
        lanes.append(
          ccs_md5_lane(
            state: ccs_md5_start(), bytes: all.baseAddress.map { $0 + place }, blocks: message.count / 64,
            marks: room.baseAddress! + mark))
        starts.append(mark)
        (place, mark) = (place + message.count, mark + message.count / Int(CCS_MD5_MARK))
      }
      lanes.withUnsafeMutableBufferPointer { hash($0.baseAddress!, $0.count) }
      return lanes.indices.map { index in
        (Array(room[starts[index]..<starts[index] + messages[index].count / Int(CCS_MD5_MARK)]), lanes[index].state)
      }
    }
  }

  /// The digest of a message of `count` bytes, in whole blocks, that led to `state`.
  private func digest(_ state: ccs_md5_state, _ count: Int) -> [UInt8] {
    var hash = ccs_md5_begin()
    (hash.state, hash.length) = (state, UInt64(count))
    var digest = [UInt8](repeating: 0, count: 16)
    ccs_md5_finish(&hash, &digest)
    return digest
  }

  private func reference(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var reference = ReferenceMD5()
    bytes.withUnsafeBytes { reference.update($0) }
    return reference.digest
  }
}
