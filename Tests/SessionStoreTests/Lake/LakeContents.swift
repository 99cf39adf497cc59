import CZlib
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Operations

/// The rows of a lake, as a program that knows gzip and JSON reads them.
struct LakeContents: Equatable {
  /// The lines by table, sorted.
  var lines: [String: [String]] = [:]

  /// `files` are the files of a directory by their paths below it.
  init(_ files: [String: [UInt8]]) throws {
    for (path, bytes) in files where path.hasSuffix(".ndjson.gz") {
      let table = String(path.prefix { $0 != "/" })
      #expect(
        path.wholeMatch(of: /[a-z_]+\/day=\d{4}-\d\d-\d\d\/[0-9a-f-]{36}-\d{12}-\d{12}\.ndjson\.gz/) != nil, "\(path)")
      let text = try Self.inflated(bytes)
      #expect(text.allSatisfy { $0 < 0x7f && ($0 >= 0x20 || $0 == 0x0a) }, "\(path) is ASCII")
      lines[table, default: []] += text.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
    }
    for table in lines.keys { lines[table]!.sort() }
  }

  init(_ directory: FilePath) throws { try self.init(try contentsOfTree(directory)) }

  /// Returns the objects of a table.
  func rows(_ table: String) throws -> [[String: Any]] {
    try (lines[table] ?? []).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// The newest row of each session and response, and all other rows, without what says when they were written.
  func state() throws -> [String: Set<String>] {
    var state: [String: Set<String>] = [:]
    for table in lines.keys {
      var newest: [String: (head: Int, text: String)] = [:]
      for var row in try rows(table) {
        let head = row.removeValue(forKey: "head") as? Int ?? 0
        let text = String(
          decoding: try JSONSerialization.data(withJSONObject: row, options: .sortedKeys), as: UTF8.self)
        let key =
          switch table {
          case "sessions": "\(row["session"]!)"
          case "responses": "\(row["response"]!) \(row["part"]!)"
          default: text
          }
        if newest[key].map({ $0.head < head }) ?? true { newest[key] = (head, text) }
      }
      state[table] = Set(newest.values.map(\.text))
    }
    return state
  }

  /// Decompresses a file that must be one member and nothing else.
  static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    try #require(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var (input, output) = (bytes, [UInt8]())
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let result: Int32 = input.withUnsafeMutableBufferPointer { input in
      (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
      while true {
        let result = buffer.withUnsafeMutableBufferPointer { room in
          (stream.next_out, stream.avail_out) = (room.baseAddress, UInt32(room.count))
          return inflate(&stream, Z_NO_FLUSH)
        }
        output += buffer[..<(buffer.count - Int(stream.avail_out))]
        if result != Z_OK { return result }
      }
    }
    #expect(result == Z_STREAM_END && stream.avail_in == 0, "the file is one whole member")
    return output
  }
}
