import Bytes
import SegmentedLog
import SessionLog
import Transcripts

/// Reads the rows of a lake that a range of events gives. Threads may share it.
package struct LakeReader: Sendable {
  /// The range; nil if there is nothing in it.
  package let range: ClosedRange<UInt64>?
  private let log: LogReader
  private let sync: SyncState
  private let erased: ErasedRanges
  private let times: LakeTimes?
  private let machines: [[UInt8]]
  /// By source number, the session whose folder the source is in.
  private let owners: [[UInt8]?]

  /// Prepares the rows of the events after `sequence`. Cost: reads their envelopes.
  package init(_ view: StoreView, after sequence: UInt64) throws {
    (log, sync) = (view.log, try view.sync)
    erased = ErasedRanges(sync)
    range = sequence < view.head.sequence ? sequence + 1...view.head.sequence : nil
    times = try range.map { [log, erased] in try LakeTimes(log, $0, erased) }
    machines = sync.machineNames.map { Array($0.utf8) }
    owners = sync.sources.map { source in
      source.flatMap { $0.format.isNested($0.path) ? $0.session ?? [] : nil }
    }
  }

  /// The range in pieces of a few megabytes, each of which `read` can read alone. Throws `LogError`.
  package func pieces() throws -> [ClosedRange<UInt64>] {
    guard let range else { return [] }
    var pieces: [ClosedRange<UInt64>] = []
    func add(_ start: UInt64, _ last: UInt64) {
      guard last >= range.lowerBound, start <= range.upperBound else { return }
      pieces.append(max(start, range.lowerBound)...min(last, range.upperBound))
    }
    for extent in log.extents where extent.next > range.lowerBound && extent.first <= range.upperBound {
      let blocks =
        try log.blocks(of: extent) ?? [BlockExtent(first: extent.first, count: Int(extent.next - extent.first))]
      var (start, last, bytes) = (UInt64(0), UInt64(0), 0)
      for block in blocks where block.count > 0 {
        if start == 0 { start = block.first }
        last = block.first + UInt64(block.count) - 1
        bytes += block.bodyBytes
        guard bytes >= Self.pieceBytes else { continue }
        add(start, last)
        (start, bytes) = (0, 0)
      }
      if start > 0 { add(start, last) }
    }
    return pieces
  }

  private static let pieceBytes = 2 << 20

  /// Calls `body` with the rows of the lines with these sequence numbers: each as a record, and its calls of tools.
  package func read(_ range: ClosedRange<UInt64>, _ body: (LakeRow) throws -> Void) throws {
    var texts: [TextField] = []
    try log.forEachScannedBlock(in: range) { block in
      let columns = try LakeColumns(block, erased)
      var bodies: BlockBodies?
      for row in 0..<block.count where columns.isLine(row) {
        guard let number = columns.source[row], sync.sources.indices.contains(Int(clamping: number)),
          let source = sync.sources[Int(number)]
        else { continue }
        if bodies == nil { bodies = try log.bodies(of: block) }
        guard bodies!.isIntact(row..<row + 1) else { continue }
        let place = place(columns, row, source, number)
        try bodies!.withBody(row) { line in
          let line = Self.withoutTerminator(line)
          try body(.record(columns.record(row, place, line, source.format, &texts)))
          try calls(columns, row, place, line, source.format, body)
        }
      }
    }
  }

  private func place(_ columns: LakeColumns, _ row: Int, _ source: SourceState, _ number: Int64) -> LakePlace {
    let sequence = columns.block.block.firstSequence + UInt64(row)
    let stated = columns.time[row].flatMap { LakeTimes.range.contains($0) ? $0 : nil }
    return LakePlace(
      sequence: sequence, machine: machines[Int(number)],
      session: owners[Int(number)] ?? columns.session[row] ?? source.session ?? [], path: source.path,
      generation: columns.generation[row] ?? 0, line: columns.line[row] ?? 0, time: stated ?? times?[sequence] ?? 0,
      isTimed: stated != nil)
  }

  private static func withoutTerminator(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = line.count
    if end > 0, line[end - 1] == 0x0a { end -= 1 }
    if end > 0, line[end - 1] == 0x0d { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: line[..<end])
  }

  /// Calls `body` with the calls of tools in a line, their results, and the files that they name.
  private func calls(
    _ columns: LakeColumns, _ row: Int, _ place: LakePlace, _ line: UnsafeRawBufferPointer,
    _ format: any AgentFormat.Type, _ body: (LakeRow) throws -> Void
  ) throws {
    guard columns.hasCalls(row), columns.isValid(row), line.count <= LineScanner.maximumLength else { return }
    let line = line.assumingMemoryBound(to: UInt8.self)
    var namesFiles = false
    for (index, block) in format.toolBlocks(in: line).enumerated() {
      let id = block.call.isEmpty ? "\(place.sequence)/\(index)" : block.call
      var call = LakeToolCall(
        place: place, call: Array(id.utf8), isResult: false, name: [], input: Array("null".utf8), isInputCut: false,
        isError: false, resultBytes: 0)
      switch block.content {
      case .call(let name, let input):
        call.name = Array(name.utf8)
        if format.fileTools.contains(name) { namesFiles = true }
        let text = Array(input.text.utf8)
        if text.count <= LakeRecord.textMax { call.input = text } else { call.isInputCut = true }
      case .result(let isError, let bytes):
        (call.isResult, call.isError, call.resultBytes) = (true, isError, bytes)
      }
      try body(.toolCall(call))
    }
    guard namesFiles else { return }
    for touch in format.fileTouches(in: line) {
      try body(.file(LakeFileCall(place: place, call: touch.call, file: touch.path, isWrite: touch.isWrite)))
    }
  }
}

/// The columns of a block that rows are made of.
private struct LakeColumns {
  let block: BlockColumns
  let source, generation, line, time: IntegerColumn
  let session: BytesColumn
  private let piece, defect, flags: IntegerColumn
  private let uuid, parent, type, subtype, message, request, model, cwd, branch, version, agent: BytesColumn
  private let calls, results: BytesColumn
  private let isErased: ErasedRows

  init(_ block: EventBlock, _ erased: ErasedRanges) throws {
    let block = try BlockColumns(block)
    self.block = block
    isErased = try ErasedRows(block, erased)
    (source, generation) = (try block.integers(.source), try block.integers(.generation))
    (line, time) = (try block.integers(.line), try block.integers(.timestamp))
    (piece, defect, flags) = (try block.integers(.piece), try block.integers(.defect), try block.integers(.flags))
    (uuid, parent, session) = (try block.bytes(.uuid), try block.bytes(.parent), try block.bytes(.session))
    (type, subtype) = (try block.bytes(.type), try block.bytes(.subtype))
    (message, request, model) = (try block.bytes(.message), try block.bytes(.request), try block.bytes(.model))
    (cwd, branch) = (try block.bytes(.cwd), try block.bytes(.branch))
    (version, agent) = (try block.bytes(.version), try block.bytes(.agent))
    (calls, results) = (try block.bytes(.calls), try block.bytes(.results))
  }

  /// True for the first record of a line that is not erased.
  func isLine(_ row: Int) -> Bool {
    block.kind(row) == .record && !isErased[row] && !RecordForm(rawValue: piece[row] ?? 0).contains(.continues)
  }

  /// True if the line is a valid record that is stored as a whole.
  func isValid(_ row: Int) -> Bool { defect[row] == nil && (piece[row] ?? 0) == 0 }

  func hasCalls(_ row: Int) -> Bool { calls[row] != nil || results[row] != nil }

  /// `texts` is memory that is used again.
  func record(
    _ row: Int, _ place: LakePlace, _ line: UnsafeRawBufferPointer, _ format: any AgentFormat.Type,
    _ texts: inout [TextField]
  ) -> LakeRecord {
    let reason = defect[row].flatMap { UInt8(exactly: $0) }.flatMap(LineDefect.init)?.reason
    let isJSON = isValid(row) && !line.isEmpty
    let text = isJSON ? Self.text(of: line, format, &texts) : Array(line.prefix(LakeRecord.textMax + 1))
    let isRawCut = line.count > LakeRecord.textMax || (piece[row] ?? 0) != 0
    return LakeRecord(
      place: place, uuid: uuid[row] ?? [], parent: parent[row] ?? [], type: type[row] ?? [],
      subtype: subtype[row] ?? [], message: message[row] ?? [], request: request[row] ?? [], model: model[row] ?? [],
      cwd: cwd[row] ?? [], branch: branch[row] ?? [], version: version[row] ?? [], agent: agent[row] ?? [],
      isSidechain: LineFlags(rawValue: UInt32(truncatingIfNeeded: flags[row] ?? 0)).contains(.isSidechain),
      bytes: Int64(line.count), defect: Array((reason ?? "").utf8), text: Self.cut(text),
      isTextCut: text.count > LakeRecord.textMax, raw: isJSON && !isRawCut ? Array(line) : Array("null".utf8),
      isRawCut: isRawCut)
  }

  /// Returns the searched texts of a line, each on lines of its own, and at least one byte more than may be kept of
  /// longer ones.
  private static func text(
    of line: UnsafeRawBufferPointer, _ format: any AgentFormat.Type, _ texts: inout [TextField]
  ) -> [UInt8] {
    let bytes = line.assumingMemoryBound(to: UInt8.self)
    var text: [UInt8] = []
    guard format.texts(of: bytes, at: .absent, isValid: true, into: &texts) else { return text }
    for field in texts where text.count <= LakeRecord.textMax {
      if !text.isEmpty { text.append(0x0a) }
      let raw = field.span.bytes(in: bytes)
      if field.span.hasEscapes { LineScanner.unescape(raw, into: &text) } else { text.append(contentsOf: raw) }
    }
    return text
  }

  /// Returns the beginning of a text, cut between characters.
  private static func cut(_ text: [UInt8]) -> [UInt8] {
    guard text.count > LakeRecord.textMax else { return text }
    var end = LakeRecord.textMax
    while end > LakeRecord.textMax - 4, text[end] & 0xc0 == 0x80 { end -= 1 }
    return Array(text[..<end])
  }
}
