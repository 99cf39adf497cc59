import SessionLog
public import Transcripts

extension MessageBuilder {
  /// Adds a record of an entry, in the order of its records. `bytes` is its line; nil if it is lost.
  package mutating func add(_ record: RecordOutline, _ bytes: [UInt8]?) {
    if message.time == nil { message.time = record.time }
    guard let bytes else {
      return add(.unreadable(line: record.line, reason: "its bytes are lost", text: ""))
    }
    let isShort = bytes.count <= LineScanner.maximumLength
    let value = isShort ? bytes.withUnsafeBufferPointer { JSONValue.parse($0) } : nil
    guard let value, case .object = value else {
      if record.continues || bytes.allSatisfy({ $0 <= 0x20 }) { return }
      let reason = record.defect?.reason ?? LineDefect.notAnObject.reason
      return add(.unreadable(line: record.line, reason: reason, text: String(decoding: bytes, as: UTF8.self)))
    }
    message.agent.format.read(value, record.kind, isInner: record.innerKind != nil, into: &self)
  }
}

extension Message {
  /// Makes the message that consists of one record.
  public init(_ record: SessionRecord) {
    var builder = MessageBuilder(record.outline.kind, agent: record.agent)
    builder.add(record.outline, record.bytes)
    self = builder.message
  }
}
