import Bytes
import FileIO
import LineCodecs

/// A checkpoint: the state of a projection as of some event, saved so that it need not be folded again. It is derived
/// from the log, which always takes precedence.
package struct Checkpoint: Sendable, Equatable {
  static let headerLength = 128

  /// The name of the projection, at most 16 ASCII characters.
  package var name: String
  /// The version of the projection. A state of another version is discarded.
  package var version: UInt16
  /// The last event that was folded, and the chain hash after it.
  package var head: LogHead
  /// The state in the projection's own encoding.
  package var state: [UInt8]

  /// Creates a checkpoint. `state` has at most 1 GiB.
  package init(name: String, version: UInt16, head: LogHead, state: [UInt8]) {
    precondition(name.utf8.count <= 16 && state.count <= Format.checkpointLengthMax)
    (self.name, self.version, self.head, self.state) = (name, version, head, state)
  }

  /// Returns the sequence number of the last event folded, according to a file's name without folder; nil when the name
  /// is not that of a checkpoint.
  package static func sequence(ofName name: String) -> UInt64? {
    guard name.hasSuffix(".snap"), let dash = name.lastIndex(of: "-") else { return nil }
    let digits = name[name.index(after: dash)...].dropLast(5)
    return digits.utf8.count == 16 ? UInt64(digits, radix: 16) : nil
  }

  /// The path relative to the store's directory.
  package var path: String { "snap/\(name)-\(hexadecimal(head.sequence.bigEndianBytes)).snap" }

  /// Returns the bytes of the file.
  package func encoded(store: UUID16, compress: Bool = true) -> [UInt8] {
    let payload = DerivedPayload(state, compress: compress)
    var writer = ByteWriter(magic: Format.checkpointMagic, capacity: Self.headerLength + payload.stored.count)
    writer.fixed(version)
    writer.u8(payload.codec)
    writer.u8(0)
    writer.append(name.utf8)
    writer.zeros(16 - name.utf8.count)
    writer.append(store.bytes)
    writer.fixed(head.sequence)
    writer.append(head.chain.bytes)
    payload.encode(into: &writer)
    return writer.bytes
  }

  /// Decodes a checkpoint. `file` is its path relative to the store's directory, which must match the content. Throws
  /// `damaged`, with a finding of severity `notice` when it is not intact or belongs to another store.
  package static func decode(_ bytes: [UInt8], file: String, store: UUID16) throws(LogError) -> Checkpoint {
    let checkpoint: Checkpoint? = try decodeFile(
      bytes, named: file, kind: "checkpoint", magic: Format.checkpointMagic, checksumAt: 124
    ) { (reader) throws(ByteError) in
      let version: UInt16 = try reader.fixed()
      let codec = try reader.u8()
      try reader.zeros(1)
      let name = [UInt8](try reader.bytes(16))
      let owner = UUID16(try reader.bytes(16))
      let head = LogHead(sequence: try reader.fixed(), chain: try reader.digest())
      guard owner == store, name.allSatisfy({ $0 < 0x80 }), name.drop(while: { $0 != 0 }).allSatisfy({ $0 == 0 }),
        let state = try DerivedPayload.decode(&reader, codec: codec)
      else { return nil }
      let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
      return Checkpoint(name: text, version: version, head: head, state: state)
    }
    guard let checkpoint, checkpoint.path == file else {
      throw .damaged(Finding(.notice, file: file, "this checkpoint is not intact; it is derived and can be deleted"))
    }
    return checkpoint
  }
}
