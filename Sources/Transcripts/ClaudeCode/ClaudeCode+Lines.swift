/// The columns that Claude Code's lines fill.
extension ClaudeCode {
  package static let scannerVersion: Int64 = 2

  package static let identifierPrefixes = IdentifierPrefixes.all

  package static func scan(_ line: UnsafeBufferPointer<UInt8>, _ state: inout ScanState) -> ScanResult {
    LineScanner.scan(line) { cursor throws(ScanFailure) in
      var reader = RecordReader(cursor)
      try reader.readRecord()
      cursor = reader.cursor
      return reader.fields
    }
  }

  package static func speech(
    of fields: LineFields, in line: UnsafeBufferPointer<UInt8>, atLeast count: Int, _ scratch: inout [UInt8]
  ) -> Speech {
    var reader = SpeechReader()
    for span in [fields.prompt] + fields.furtherTexts {
      LineScanner.unescapeBeginning(span.bytes(in: line), atLeast: count, into: &scratch)
      // A text without a tag in its beginning was typed in full. With a tag, the whole block is needed to classify it.
      if UserText.mayHoldBlocks(scratch), span.count > scratch.count {
        scratch.removeAll(keepingCapacity: true)
        LineScanner.unescape(span.bytes(in: line), into: &scratch)
      }
      scratch.withUnsafeBufferPointer { reader.add($0) }
    }
    return reader.speech
  }

  package static func isSynthetic(model: UnsafeRawBufferPointer) -> Bool { isSynthetic(model) }

  static func isSynthetic(_ model: some Sequence<UInt8>) -> Bool { model.elementsEqual("<synthetic>".utf8) }

  package static func recordType(_ name: UnsafeRawBufferPointer) -> RecordType {
    let name = name.assumingMemoryBound(to: UInt8.self)
    return switch name.count {
    case 4 where name.spells("user"): .user
    case 8 where name.spells("progress"): .progress
    case 9 where name.spells("assistant"): .assistant
    case 10 where name.spells("attachment"): .attachment
    default: .other
    }
  }

  package static func isGenerated(prompt: UnsafeRawBufferPointer) -> Bool {
    prompt.first == 0x3c || prompt.starts(with: "Caveat: ".utf8) || prompt.starts(with: "[Request interrupted".utf8)
  }
}
