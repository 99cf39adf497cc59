import CChecksum
import Crypto
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("MD5")
struct MD5Tests {
  @Test("every length up to 200 gives what the library gives, at once and byte by byte")
  func shortMessages() {
    var random = Seeded(TestSettings.seed)
    for count in 0...200 {
      let message = random.bytes(count)
      var (whole, byBytes) = (MD5(), MD5())
      message.withUnsafeBytes { bytes in
        whole.advance(to: count, in: bytes)
        for index in 0..<count { byBytes.advance(to: 1, in: UnsafeRawBufferPointer(rebasing: bytes[index...])) }
      }
      #expect(whole.digest == library(message[...]), "\(count) bytes")
      #expect(byBytes.digest == library(message[...]), "\(count) bytes, one by one")
    }
  }

  @Test(
    "up to eight messages side by side give what the library gives, with AVX2 and without, and on the way",
    arguments: 0..<100 as Range<UInt64>)
  func lanes(seed: UInt64) {
    var random = Seeded(TestSettings.seed &+ seed)
    let count = Int(seed % 8) + 1
    let longest = [2, 64, 300].randomElement(using: &random)!
    let messages = (0..<count).map { _ in random.bytes(64 * Int.random(in: 0...longest, using: &random)) }
    for hash in [ccs_md5_lanes, ccs_md5_lanes_portable] {
      let results = sideBySide(messages, hash)
      for (message, result) in zip(messages, results) {
        #expect(digest(result.end, message.count) == library(message[...]))
        #expect(result.marks.count == message.count / Int(CCS_MD5_MARK))
        for (index, mark) in result.marks.enumerated() {
          let length = (index + 1) * Int(CCS_MD5_MARK)
          #expect(digest(mark, length) == library(message[..<length]))
        }
      }
    }
  }

  @Test(
    "files read in windows by any number of threads have the library's hash wherever it is asked for",
    arguments: 0..<20 as Range<UInt64>)
  func windows(seed: UInt64) throws {
    var random = Seeded(TestSettings.seed &+ seed)
    let processors = Int.random(in: 1...3, using: &random)
    let files = (0..<Int.random(in: 1...24, using: &random)).map { _ in
      random.bytes(Int.random(in: 0...[200, 40_000, 400_000].randomElement(using: &random)!, using: &random))
    }
    let threads = Int.random(in: 1...12, using: &random)
    let wrong = hashAll(files.count, processors: processors, threads: threads) { index, lanes in
      Self.hasLibraryHash(files[index], seed &* 100 &+ UInt64(index), lanes)
    }
    #expect(wrong == [], "\(processors) processors, \(threads) threads")
  }

  @Test("every real transcript has the library's hash", .enabled(if: Corpus.isThere))
  func corpus() throws {
    let files = try Corpus.transcripts.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0.string))) }
    let wrong = hashAll(files.count, processors: 2, threads: MD5Lanes.threads(processors: 2)) { index, lanes in
      Self.hasLibraryHash(files[index], UInt64(index), lanes, window: 512 << 10)
    }
    #expect(wrong.map { Corpus.transcripts[$0] } == [])
  }

  /// Reads `file` as an ingest does: in windows that begin with what was left of the one before.
  private static func hasLibraryHash(
    _ file: [UInt8], _ seed: UInt64, _ lanes: MD5Lanes, window fixed: Int? = nil
  ) -> Bool {
    var random = Seeded(seed)
    var (md5, reference) = (MD5(), Insecure.MD5())
    var isSame = true
    var end = 0
    return file.withUnsafeBytes { file in
      while end < file.count {
        var start = Int(md5.length)
        end = min(file.count, end + (fixed ?? Int.random(in: 1...100_000, using: &random)))
        md5.look(ahead: UnsafeRawBufferPointer(rebasing: file[start..<end]), with: lanes)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let place = Int.random(in: start...end, using: &random)
          md5.advance(to: place - start, in: UnsafeRawBufferPointer(rebasing: file[start..<end]))
          reference.update(bufferPointer: UnsafeRawBufferPointer(rebasing: file[start..<place]))
          isSame = isSame && md5.digest == Array(reference.finalize()) && md5.length == Int64(place)
          start = place
        }
      }
      let rest = UnsafeRawBufferPointer(rebasing: file[Int(md5.length)...])
      reference.update(bufferPointer: rest)
      md5.advance(to: rest.count, in: rest)
      return isSame && md5.digest == Array(reference.finalize())
    }
  }

  /// Does something for each index on threads that share lanes; where it was wrong.
  private func hashAll(
    _ count: Int, processors: Int, threads: Int, _ body: @Sendable (Int, MD5Lanes) -> Bool
  ) -> [Int] {
    let lanes = MD5Lanes(processors: processors)
    let state = Mutex((next: 0, wrong: [Int]()))
    watched(orElse: "lanes hang") {
      withoutActuallyEscaping(body) { body in
        let group = DispatchGroup()
        for thread in 0..<threads {
          DispatchQueue(label: "lane \(thread)").async(group: group) {
            while true {
              let index = state.withLock { state in
                defer { state.next += 1 }
                return state.next
              }
              guard index < count else { break }
              lanes.enter()
              let isRight = body(index, lanes)
              lanes.leave()
              if !isRight { state.withLock { $0.wrong.append(index) } }
            }
          }
        }
        group.wait()
      }
    }
    return state.withLock { $0.wrong.sorted() }
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

  /// Of a message of so many bytes, whole blocks, that led to `state`.
  private func digest(_ state: ccs_md5_state, _ count: Int) -> [UInt8] {
    var hash = ccs_md5_begin()
    (hash.state, hash.length) = (state, UInt64(count))
    var digest = [UInt8](repeating: 0, count: 16)
    ccs_md5_finish(&hash, &digest)
    return digest
  }

  private func library(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(Insecure.MD5.hash(data: bytes)) }
}
