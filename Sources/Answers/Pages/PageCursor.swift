import Bytes
import FileIO
import SegmentedLog
public import Times

/// The place in an answer where its next page begins. As text it is a word for programs to keep and give back.
///
/// It names the end of the log that the first page was of. The next page is of the same end, whatever was stored since,
/// so that pages neither skip nor repeat a row.
public struct PageCursor: Sendable, Equatable, LosslessStringConvertible {
  /// The sequence number of the last event of the log as the first page saw it.
  public let sequence: UInt64
  /// When the first page was asked for. Times such as `7d` count from then.
  public let time: Instant
  /// The sequence number of the last erasure that the first page knew; 0 without one.
  let erasure: UInt64
  /// The beginning of the chain hash after the last event.
  private let chain: [UInt8]
  /// The number of rows on the pages before.
  private(set) var rows: Int
  /// A hash of the question.
  private let question: UInt64

  private static let version: UInt8 = 1
  private static let chainBytes = 8
  /// The years 1970 to 9999. What is added to a time, such as a week, cannot overflow.
  private static let times: Range<Int64> = 0..<253_402_300_800_000

  init(_ head: LogHead, time: Instant, erasure: UInt64 = 0, rows: Int, question: String) {
    (sequence, self.time, self.erasure, self.rows) = (head.sequence, time, erasure, rows)
    (chain, self.question) = (Array(head.chain.bytes.prefix(Self.chainBytes)), Self.hash(question))
  }

  /// Reads the text of a cursor; nil if it is none.
  public init?(_ description: String) {
    guard let all = bytes(hexadecimal: description), all.count > 4 else { return nil }
    let read: PageCursor? = all.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try? PageCursor(decoding: &reader, checksum: crc32c(Array(all.dropLast(4))))
    }
    guard let read else { return nil }
    self = read
  }

  private init(decoding reader: inout ByteReader, checksum: UInt32) throws(ByteError) {
    guard try reader.u8() == Self.version else { throw .malformed }
    (sequence, time, erasure) = (try reader.fixed(), Instant(milliseconds: try reader.fixed()), try reader.fixed())
    guard Self.times.contains(time.milliseconds) else { throw .malformed }
    chain = [UInt8](try reader.bytes(Self.chainBytes))
    guard let rows = Int(exactly: try reader.fixed(UInt64.self)) else { throw .malformed }
    self.rows = rows
    question = try reader.fixed()
    let known: UInt32 = try reader.fixed()
    guard known == checksum, reader.remaining == 0 else { throw .malformed }
  }

  public var description: String {
    var writer = ByteWriter()
    writer.u8(Self.version)
    writer.fixed(sequence)
    writer.fixed(time.milliseconds)
    writer.fixed(erasure)
    writer.append(chain)
    writer.fixed(UInt64(rows))
    writer.fixed(question)
    writer.fixed(crc32c(writer.bytes))
    return hexadecimal(writer.bytes)
  }

  /// The number of rows on the pages before.
  package var rowsBefore: Int { rows }

  /// Returns the place that is `count` rows earlier.
  func moved(back count: Int) -> PageCursor {
    var cursor = self
    cursor.rows = max(0, rows - count)
    return cursor
  }

  /// Returns whether the cursor was given for this question.
  func isOf(_ question: String) -> Bool { self.question == Self.hash(question) }

  /// Returns whether `head` is the end of the log that the cursor names.
  func isOf(_ head: LogHead) -> Bool {
    head.sequence == sequence && head.chain.bytes.prefix(Self.chainBytes).elementsEqual(chain)
  }

  private static func hash(_ question: String) -> UInt64 {
    Array(question.utf8).withUnsafeBytes { sha256Prefix(of: $0).high }
  }
}

extension StoreError {
  /// The cursor was given for another question.
  static var cursorMismatch: StoreError { StoreError(.cursorMismatch, "the cursor belongs to another question") }
  /// The store has changed so that the former pages cannot be continued.
  static var cursorExpired: StoreError {
    StoreError(
      .cursorExpired,
      "the cursor does not fit this store: something was erased or purged since, or it is the cursor of another store")
  }
}
