import Bytes
import SegmentedLog

/// Which files in `tool-results` hold the output of which call: the record with the call's result names the file.
package struct OutputFiles: Sendable, Equatable {
  /// What the record of the result says of itself.
  package struct Result: Sendable, Equatable {
    /// Empty where it has none.
    package var uuid: [UInt8]
    /// Milliseconds since 1970 UTC.
    package var time: Int64?
    /// Marks of the calls that it has results of, as column `results` has them.
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

  /// Of several that name one file the earliest stays.
  package mutating func add(_ result: Result, file: [UInt8], session: Int32) {
    let name = Name(session: session, file: file)
    if let known = results[name], !result.precedes(known) { return }
    results[name] = result
  }

  package func result(file: [UInt8], session: Int32) -> Result? { results[Name(session: session, file: file)] }

  /// Gives the results of one session to another.
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

  /// `sessions`: how many there are.
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
