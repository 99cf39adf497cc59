import FileIO
import SegmentedLog
import SessionLog

extension SourceReader {
  mutating func addSource(_ item: WorkItem) {
    builder.begin(.source)
    builder.set(.source, item.number)
    builder.set(.origin, context.machine.id)
    builder.set(.root, item.rootPath.bytes)
    builder.set(.path, item.file.path)
    builder.set(.form, item.form.rawValue)
    builder.set(.host, context.machine.name)
    builder.end()
  }

  mutating func addProgress(_ cursor: SourceCursor) {
    guard cursor.length > 0 else { return }
    begin(.progress, of: cursor)
    setBase(cursor.base)
    setKeyedMD5(cursor)
    builder.end()
  }

  mutating func addDecision(
    _ cursor: SourceCursor, _ decision: FileDecision, _ status: FileStatus, isSettled: Bool
  ) {
    let reason = decision.reason
    begin(.decision, of: cursor)
    builder.set(.size, status.size)
    builder.set(.mtime, status.modified)
    if isSettled {
      builder.set(.ctime, status.changed)
      builder.set(.inode, Int64(bitPattern: status.inode))
      builder.set(.device, Int64(bitPattern: status.device))
    }
    builder.set(.reason, reason.rawValue)
    let before = cursor.item.stored ?? cursor.related
    if let before {
      builder.set(.oldLength, before.generation.length)
      if before.erased.isEmpty, !before.generation.md5.isEmpty { builder.set(.oldMD5, before.generation.md5) }
    }
    builder.set(.rules, DecisionReason.rules)
    if cursor.base == nil, reason == .diverged || reason == .copy, let related = cursor.related {
      builder.set(.related, related.source)
      builder.set(.relatedGeneration, related.number)
    } else {
      setBase(cursor.base)
    }
    setKeyedMD5(cursor)
    if let before, !before.erased.isEmpty {
      let known = before.generation
      let sealed = known.md5.isEmpty ? known.keyedMD5 : context.erasureFilter.seal(known.md5)
      if !sealed.isEmpty { builder.set(.oldKeyedMD5, sealed) }
    }
    if decision.isTorn { builder.set(.options, DecisionOptions.torn) }
    builder.end()
  }

  private mutating func begin(_ kind: EventKind, of cursor: SourceCursor) {
    builder.begin(
      kind, of: GenerationKey(source: cursor.item.number, generation: cursor.generation), length: cursor.length,
      lines: cursor.lines, endsOpen: cursor.endsOpen, md5: cursor.erased.isEmpty ? cursor.md5 : nil)
  }

  /// Sets the keyed MD5 if some of the bytes are erased. The MD5 itself would let anyone test a guess of these bytes.
  private mutating func setKeyedMD5(_ cursor: SourceCursor) {
    guard !cursor.erased.isEmpty else { return }
    let sealed = context.erasureFilter.seal(cursor.md5)
    if !sealed.isEmpty { builder.set(.keyedMD5, sealed) }
  }

  private mutating func setBase(_ base: GenerationBase?) {
    guard let base else { return }
    builder.set(.related, base.source)
    builder.set(.relatedGeneration, base.generation)
    builder.set(.baseLength, base.length)
  }
}
