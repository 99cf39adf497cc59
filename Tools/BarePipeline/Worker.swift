import Bytes
import CChecksum
import CLZ4
import FileIO
import SystemPackage
import Transcripts

/// Bytes that are hashed, scanned and compressed at once.
let window = 512 << 10

/// Part of a file: at most `window` bytes.
struct Piece: Sendable {
  let path: FilePath
  let offset: Int64
  let count: Int

  /// All files below a directory, cut into pieces.
  static func all(below directory: FilePath, _ fileSystem: POSIXFileSystem) throws -> [Piece] {
    try fileSystem.list(directory).flatMap { entry in
      let path = directory.appending(bytes: entry.name)
      if entry.status.kind == .directory { return try all(below: path, fileSystem) }
      guard entry.status.kind == .regular else { return [] }
      let size = Int(entry.status.size)
      return stride(from: 0, to: size, by: window).map {
        Piece(path: path, offset: Int64($0), count: min(window, size - $0))
      }
    }
  }
}

/// What came of all pieces.
struct Totals: Sendable {
  var bytes = 0
  var lines = 0
  var records = 0
  var compressed = 0
  /// A sum of everything that was computed, so that no compiler removes the work.
  var residue: UInt32 = 0

  static func += (sum: inout Totals, other: Totals) {
    sum.bytes += other.bytes
    sum.lines += other.lines
    sum.records += other.records
    sum.compressed += other.compressed
    sum.residue ^= other.residue
  }
}

/// Does to pieces what an ingest does to them. One a thread.
struct Worker: ~Copyable {
  /// Pieces that are hashed side by side.
  static let lanes = Int(CCS_MD5_LANES)

  /// Lines that are hashed together.
  private static let messagesMax = 4096

  private(set) var totals = Totals()
  private let fileSystem: POSIXFileSystem
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: lanes * window, alignment: 64)
  private let encoded = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Int(LZ4_compressBound(CInt(window))), alignment: 64)
  private var lines: [UnsafeRawBufferPointer] = []
  private var digests = [UInt8](repeating: 0, count: 32 * Self.messagesMax)
  private var state = ScanState()

  init(_ fileSystem: POSIXFileSystem) { self.fileSystem = fileSystem }

  deinit {
    memory.deallocate()
    encoded.deallocate()
  }

  /// At most `lanes` pieces.
  mutating func work(_ pieces: ArraySlice<Piece>) throws {
    var windows: [UnsafeRawBufferPointer] = []
    for piece in pieces {
      let room = UnsafeMutableRawBufferPointer(
        rebasing: memory[windows.count * window..<windows.count * window + piece.count])
      let file = try fileSystem.open(piece.path, followLinks: false)
      defer { file.close() }
      let count = try file.read(into: room, at: piece.offset)
      windows.append(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
    var all = windows.map {
      ccs_md5_lane(state: ccs_md5_start(), bytes: $0.baseAddress, blocks: $0.count / 64, marks: nil)
    }
    ccs_md5_lanes(&all, all.count)
    for lane in all { totals.residue ^= lane.state.words.0 }
    for window in windows { work(window) }
  }

  private mutating func work(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count {
      let end = bytes.firstIndex(of: 0x0a, from: start).map { $0 + 1 } ?? bytes.count
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      if case .record = ClaudeCode.scan(line.assumingMemoryBound(to: UInt8.self), &state) { totals.records += 1 }
      if lines.count == Self.messagesMax { hash() }
      lines.append(line)
      start = end
    }
    hash()
    let stored = LZ4_compress_default(
      bytes.baseAddress, encoded.baseAddress, CInt(bytes.count), CInt(encoded.count))
    totals.residue ^= ccs_crc32c(0, bytes.baseAddress, bytes.count) ^ ccs_crc32c(0, encoded.baseAddress, Int(stored))
    totals.bytes += bytes.count
    totals.compressed += Int(stored)
  }
  private mutating func hash() {
    digests.withUnsafeMutableBufferPointer { digests in
      let messages = lines.enumerated().map { index, line in
        ccs_message(bytes: line.baseAddress, count: line.count, digest: digests.baseAddress! + 32 * index)
      }
      ccs_sha256_all(messages, messages.count)
    }
    totals.residue ^= UInt32(digests[0])
    totals.lines += lines.count
    lines.removeAll(keepingCapacity: true)
  }
}
