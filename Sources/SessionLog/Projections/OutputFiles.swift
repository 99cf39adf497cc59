import Bytes
import SegmentedLog

/// Maps files in `tool-results` to the calls whose output they hold. The record with the result of a call names the
/// file.
package struct OutputFiles: Sendable, Equatable {
  /// The facts that the record with the result states about itself.
  package struct Result: Sendable, Equatable {
    /// The uuid of the record; empty if it has none.
    package var uuid: [UInt8]
    /// The time of the record in milliseconds since 1970-01-01 UTC; nil if it has none.
    package var time: Int64?
    /// The marks of the calls that the record has results of, in the form of column `results`.
    package var marks: [UInt8]

    fileprivate func precedes(_ other: Result) -> Bool {
      if time != other.time { return (time ?? .max) < (other.time ?? .max) }
      return uuid.lexicographicallyPrecedes(other.uuid)
    }
  }

  private struct Name: Sendable, Hashable {
    var session: Int32
    var file: [UInt8]
  }

  private var results: [Name: Result] = [:]

  package init() {}

  /// Adds the result that names `file` in a session. Among several for one file the earliest counts.
  package mutating func add(_ result: Result, file: [UInt8], session: Int32) {
    let name = Name(session: session, file: file)
    if let known = results[name], !result.precedes(known) { return }
    results[name] = result
  }

  /// Returns the result that names `file` in a session; nil if none does.
  package func result(file: [UInt8], session: Int32) -> Result? { results[Name(session: session, file: file)] }

  /// Moves the results of one session to another.
  mutating func move(from old: Int32, to new: Int32) {
    for (name, result) in results where name.session == old {
      results[name] = nil
      add(result, file: name.file, session: new)
    }
  }

  mutating func renumber(_ number: (Int32) -> Int32) {
    results = Dictionary(
      results.map { (Name(session: number($0.key.session), file: $0.key.file), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  package func encode(into writer: inout ByteWriter) {
    writer.varint(results.count)
    let sorted = results.sorted {
      $0.key.session != $1.key.session
        ? $0.key.session < $1.key.session : $0.key.file.lexicographicallyPrecedes($1.key.file)
    }
    for (name, result) in sorted {
      writer.varint(UInt64(name.session))
      writer.sized(name.file)
      writer.sized(result.uuid)
      writer.sized(result.marks)
      writer.u8(result.time == nil ? 0 : 1)
      if let time = result.time { writer.zigzag(time) }
    }
  }

  /// Decodes the value. `sessions` is the number of sessions.
  package init(decoding reader: inout ByteReader, sessions: Int) throws(ByteError) {
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let name = Name(session: Int32(try reader.number(below: sessions)), file: try reader.sized())
      let (uuid, marks) = (try reader.sized(), try reader.sized())
      let time = try reader.u8() & 1 == 1 ? try reader.zigzag() : nil
      guard results.updateValue(Result(uuid: uuid, time: time, marks: marks), forKey: name) == nil else {
        throw .malformed
      }
    }
  }
}
