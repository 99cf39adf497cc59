import Bytes
import SegmentedLog

/// Checks that the contents of every event are possible: the types, ranges, widths and texts of its columns, the
/// columns that its kind requires, the numbers of sources and generations in their order, the paths, and that the base
/// of each generation exists. FORMAT.md, Values of columns.
///
/// This is the one place where the contents of a log from a stranger are examined before anything relies on them:
/// `verify` and `import` pass it every block in order. `GenerationCheck` checks that records follow each other and give
/// their MD5. Memory: 100 bytes per generation that events mention.
package struct EventCheck {
  /// The state of one generation after the events taken so far.
  fileprivate struct Track {
    /// The end of its records, or the length that an event states.
    var end: Int64
    /// The offset of the first record of its own; nil before that record.
    var start: Int64?
    /// The base that the first event with a length states; nil before that event.
    var base: GenerationBase??
    /// True after a `lost` event for this generation.
    var hasLost = false
    /// The end of its erased bytes.
    var erasedEnd: Int64 = 0
  }

  /// The columns that identify a source. Within one store each combination occurs once, except in logs of versions up
  /// to commit 9c6b51a.
  private struct Name: Hashable {
    var home, origin, root, path: [UInt8]
  }

  /// The number of findings after which the check stops.
  static let findingsMax = 100
  /// The number of `source` events that may have the same name.
  static let namesMax = 16

  private let store: UUID16
  private let known: SyncState
  /// True if the events before the first one are unknown; whatever they may have said is then accepted.
  private let isPart: Bool
  /// Numbers that were not below the sequence number of the event that gave them. Old versions gave them a second time.
  private var late = Set<Int64>()
  private var names: [Name: Int] = [:]
  /// True once `names` has those of `known`.
  private var knowsNames = false
  /// The number of events that are neither records nor pieces.
  package private(set) var others: UInt64 = 0
  /// The number of generations by source.
  private var generationCounts: [Int64: Int64] = [:]
  private var tracks: [GenerationKey: Track] = [:]
  /// The findings so far, at most 100.
  package private(set) var findings: [Finding] = []

  /// Starts a check. `store` is the store whose log it is. `known` is the state before the first event that will be
  /// taken. `isPart` says that this state is unknown.
  package init(_ store: UUID16, after known: SyncState = SyncState(), isPart: Bool = false) {
    (self.store, self.known, self.isPart) = (store, known, isPart)
  }

  /// Checks the events of a block from row `first` on. After 100 findings it does nothing. Throws if a column cannot be
  /// decoded.
  package mutating func fold(_ block: EventBlock, from first: Int = 0) throws {
    guard findings.count < Self.findingsMax else { return }
    let count = findings.count
    try checkColumns(block, from: first)
    // A block with columns of wrong types or values is not examined further.
    guard findings.count == count else { return }
    let columns = try CheckedColumns(BlockColumns(block), block)
    for row in first..<block.count {
      if let problem = problem(columns, row) { note(block, row, problem) }
    }
  }

  private mutating func note(_ block: EventBlock, _ row: Int, _ problem: String) {
    guard findings.count < Self.findingsMax else { return }
    findings.append(Finding(file: "seg", "event \(block.firstSequence + UInt64(row)) \(problem)"))
  }

  // MARK: Columns

  private mutating func checkColumns(_ block: EventBlock, from first: Int) throws {
    let kinds = try block.kinds()
    for id in block.columns {
      let isCount = (Column.firstCount.rawValue..<Column.firstCount.rawValue + UInt8(RunCounts.fields.count)).contains(
        id)
      guard let column = isCount ? .firstCount : Column(rawValue: id) else { continue }
      guard block.isInteger(id) == column.isInteger else {
        note(block, first, "or one after it holds column \(id), '\(column.name)', as the wrong type")
        continue
      }
      if column.isInteger {
        guard let range = column.range else { continue }
        let values = try block.integers(id)
        for row in first..<block.count {
          guard let value = values[row], !range.contains(value) else { continue }
          note(
            block, row,
            "has \(value) as its '\(column.name)', which is from \(range.lowerBound) to \(range.upperBound)")
          break
        }
      } else {
        let values = try block.bytes(id)
        var isGood = [Bool](repeating: false, count: values.entryCount)
        for row in first..<block.count {
          guard let entry = values.entry(row), !isGood[entry] else { continue }
          // The session that an erasure names may be known from the name of a file only, which may be any bytes.
          if column == .session, kinds[row] != Int64(EventKind.record.rawValue) { continue }
          if let problem = values.withBytes(ofEntry: entry, { column.problem($0) }) {
            note(block, row, "has a '\(column.name)' that \(problem)")
            break
          }
          isGood[entry] = true
        }
      }
    }
  }

  // MARK: Events

  /// Returns the problem of an event in words that follow its number; nil if it has none.
  private mutating func problem(_ columns: CheckedColumns, _ row: Int) -> String? {
    guard let kind = columns.block.kind(row) else { return nil }
    if kind != .record, kind != .piece { others += 1 }
    if let missing = columns.missing(kind, row) { return "has no '\(missing.name)', which its kind must have" }
    if let column = columns.unexpectedColumn(kind, row) {
      return "has a '\(column.name)', which its kind does not have"
    }
    if columns.homes[row] == store.bytes { return "names its own store as the one that it came from" }
    switch kind {
    case .source: return checkSource(columns, row)
    case .record, .piece, .progress, .decision, .missing, .lost, .erasure, .mended, .pruned:
      return checkGeneration(kind, columns, row)
    case .foreign:
      // Another store may describe the part that it has of this one.
      guard columns.homes.entry(row) != nil || columns.store[row] != store.bytes else {
        return "says that events of its own store are another's"
      }
      return nil
    case .runStarted, .runFinished, .reset, .imported, .earlier: return nil
    }
  }

  private mutating func checkSource(_ columns: CheckedColumns, _ row: Int) -> String? {
    guard let number = columns.source[row], let path = columns.path[row], let root = columns.root[row] else {
      return nil
    }
    guard columns.block.isSourceNumber(number, row) else {
      return "gives a source the number \(number), which is too large"
    }
    if late.contains(number), columns.homes.entry(row) == nil {
      tracks = tracks.filter { $0.key.source != number }
    } else if generationCounts[number] != nil || isKnown(number) {
      return "gives a source the number \(number), which another one has"
    }
    let sequence = columns.block.block.firstSequence + UInt64(row)
    if UInt64(number) < sequence { late.remove(number) } else { late.insert(number) }
    generationCounts[number] = 0
    if let problem = StoredPath.problem(path) { return "has an impossible path: \(problem)" }
    if let problem = StoredPath.problem(root: root) { return "has an impossible root: \(problem)" }
    if !knowsNames {
      knowsNames = true
      for source in known.sources.lazy.compactMap({ $0 }) {
        let root = known.roots[source.root]
        names[
          Name(home: source.home?.bytes ?? [], origin: root.origin, root: root.path, path: source.path), default: 0] +=
          1
      }
    }
    let name = Name(home: columns.homes[row] ?? [], origin: columns.origin[row] ?? [], root: root, path: path)
    names[name, default: 0] += 1
    return names[name]! > Self.namesMax ? "makes a file known that \(Self.namesMax) events have made known before" : nil
  }

  private mutating func checkGeneration(_ kind: EventKind, _ columns: CheckedColumns, _ row: Int) -> String? {
    guard let source = columns.source[row] else { return nil }
    guard source >= 0 else {
      // The source may belong to another store, about which nothing needs to be known.
      return columns.homes[row] == nil ? "has a negative number of a source, \(source)" : nil
    }
    guard isSource(source) else { return "is of source \(source), which no event has made known" }
    guard let generation = columns.generation[row] else {
      return kind == .missing || (kind == .decision && columns.length[row] == nil) ? nil : "has no 'generation'"
    }
    let key = GenerationKey(source: source, generation: generation)
    if let problem = open(key, kind) { return problem }
    let (offset, length) = (columns.offset[row] ?? 0, columns.length[row] ?? 0)
    var track = tracks[key] ?? Track(key, known)
    defer { tracks[key] = track }
    switch kind {
    case .record, .piece:
      if columns.length[row] != nil, columns.bodies[row] ?? 0 > 0 { return "is erased and has a body" }
      if track.start == nil { track.start = offset }
      track.end = max(track.end, offset + columns.length(ofBody: row))
    case .lost:
      track.hasLost = true
      track.end = max(track.end, offset + length)
    case .erasure:
      track.erasedEnd = max(track.erasedEnd, offset + length)
    case .progress, .decision:
      return checkBase(columns.base(row), length: length, of: key, &track)
    default: break
    }
    return nil
  }

  /// Returns whether an earlier event has introduced the source, or may have.
  private func isSource(_ number: Int64) -> Bool { isPart || generationCounts[number] != nil || isKnown(number) }

  private func isKnown(_ number: Int64) -> Bool {
    number < known.sources.count && known.sources[Int(number)] != nil
  }

  /// Checks the number of a generation: the generations of a source are begun in order.
  private mutating func open(_ key: GenerationKey, _ kind: EventKind) -> String? {
    let known = known.sources.indices.contains(Int(key.source)) ? known.sources[Int(key.source)] : nil
    let count = generationCounts[key.source] ?? Int64(known?.generations.count ?? 0)
    if key.generation < count { return nil }
    let isNew = [.record, .piece, .progress, .decision, .lost].contains(kind)
    if isPart {
      generationCounts[key.source] = key.generation + 1
      return nil
    }
    guard isNew, key.generation == count else {
      return "is of version \(key.generation) of source \(key.source), which has \(count)"
    }
    generationCounts[key.source] = count + 1
    return nil
  }

  private func checkBase(
    _ base: GenerationBase?, length: Int64, of key: GenerationKey, _ track: inout Track
  ) -> String? {
    track.end = max(track.end, length)
    if let known = track.base {
      guard known == base || isPart else { return "says that its version is built on other bytes than before" }
      return nil
    }
    track.base = .some(base)
    guard let base else { return nil }
    if length > 0, base.length > length {
      return "says that its version has \(length) bytes, of which \(base.length) are another's"
    }
    if base.key == key { return "says that a version is built on itself" }
    guard base.source >= 0, isSource(base.source) else {
      return "says that its version is built on source \(base.source), which no event has made known"
    }
    if let start = track.start, start != base.length, !track.hasLost, !isPart {
      return "says that its version has \(base.length) bytes from another one, and its own begin at \(start)"
    }
    return nil
  }

  // MARK: The end

  /// Returns all findings, including those that only the end of the log reveals: the base of each generation must
  /// exist, must be long enough, and must not in turn be built on that generation. `sync` is the state at the end of
  /// the log.
  package func findings(_ sync: SyncState) -> [Finding] {
    guard !isPart else { return findings }
    var findings = findings
    var sound = Set<GenerationKey>()
    for key in tracks.keys.sorted() {
      guard findings.count < Self.findingsMax else { break }
      let end = max(tracks[key]!.end, sync.generation(key)?.length ?? 0)
      var problem = self.problem(key, sync, &sound)
      if tracks[key]!.erasedEnd > end { problem = "has \(end) bytes, and what is erased of it continues after them" }
      guard let problem else { continue }
      let path = sync.path(key.source) ?? "source \(key.source)"
      findings.append(Finding(file: path, "version \(key.generation) \(problem)"))
    }
    return findings
  }

  private func problem(_ key: GenerationKey, _ sync: SyncState, _ sound: inout Set<GenerationKey>) -> String? {
    var way = Set<GenerationKey>()
    var next = key
    while !sound.contains(next) {
      guard way.insert(next).inserted else { return "is built on itself, by way of others" }
      guard let base = sync.generation(next)?.base else { break }
      guard let other = sync.generation(base.key) else {
        return "is built on version \(base.generation) of source \(base.source), which is not there"
      }
      guard base.length <= other.length else {
        return
          "is built on \(base.length) bytes of version \(base.generation) of source \(base.source), which has \(other.length)"
      }
      next = base.key
    }
    sound.formUnion(way)
    return nil
  }
}

extension EventCheck.Track {
  /// Makes the state of a generation before the first event that is checked.
  fileprivate init(_ key: GenerationKey, _ known: SyncState) {
    let generation = known.generation(key)
    end = generation?.length ?? 0
    let isStated = generation?.unstated?.areAll != true
    start = isStated ? nil : generation?.unstated?.offset
    // A version of 0 bytes is stated, too, unless a repair has lost what was, or its number was given again.
    base = generation.flatMap {
      let isKnown = $0.length > 0 || $0.base != nil || $0.lostBytes == 0 && $0.repeated.isEmpty
      return isStated && isKnown ? .some($0.base) : nil
    }
    hasLost = generation.map { $0.lostBytes > 0 } ?? false
  }
}

/// The columns that a check reads, row by row.
private struct CheckedColumns {
  let block: BlockColumns
  let source, generation, offset, length, number: IntegerView
  let path, root, origin: BytesView
  let homes, store: BytesView
  let bodies: IntegerColumn
  private let related, relatedGeneration, baseLength: IntegerView
  private let dropped: DroppedBodies?
  /// By kind, the columns that the kind must have, each with a test whether a row has it.
  private var required: [[(column: Column, isThere: (Int) -> Bool)]]

  init(_ columns: BlockColumns, _ block: EventBlock) throws {
    self.block = columns
    source = try columns.view(integers: .source)
    generation = try columns.view(integers: .generation)
    offset = try columns.view(integers: .offset)
    length = try columns.view(integers: .length)
    number = try columns.view(integers: .number)
    related = try columns.view(integers: .related)
    relatedGeneration = try columns.view(integers: .relatedGeneration)
    baseLength = try columns.view(integers: .baseLength)
    path = try columns.view(bytes: .path)
    root = try columns.view(bytes: .root)
    origin = try columns.view(bytes: .origin)
    homes = try columns.view(bytes: .home)
    store = try columns.view(bytes: .store)
    bodies = try block.bodyLengths()
    dropped = try block.droppedBodies()
    required = [[(column: Column, isThere: (Int) -> Bool)]](repeating: [], count: 256)
    for kind in EventKind.allCases {
      required[Int(kind.rawValue)] = try kind.required.map { column in
        if column.isInteger {
          let view = try columns.view(integers: column)
          return (column, { view[$0] != nil })
        }
        let view = try columns.view(bytes: column)
        return (column, { view.entry($0) != nil })
      }
    }
  }

  /// Returns a column that an event of this kind must have and this one lacks.
  func missing(_ kind: EventKind, _ row: Int) -> Column? {
    required[Int(kind.rawValue)].first { !$0.isThere(row) }?.column
  }

  /// Returns a column with the number of a source in an event that refers to no source.
  func unexpectedColumn(_ kind: EventKind, _ row: Int) -> Column? {
    let isForeign = homes.entry(row) != nil
    switch kind {
    case .source: return number[row] != nil && !isForeign ? .number : related[row] != nil ? .related : nil
    case .progress, .decision: return number[row] != nil ? .number : nil
    case .record, .piece, .missing, .lost, .erasure, .mended, .pruned:
      return number[row] != nil ? .number : related[row] != nil ? .related : nil
    case .runStarted, .runFinished, .reset, .foreign, .imported, .earlier:
      return source[row] != nil ? .source : number[row] != nil ? .number : related[row] != nil ? .related : nil
    }
  }

  /// Returns the number of bytes of the file that a record or piece stands for.
  func length(ofBody row: Int) -> Int64 { length[row] ?? dropped?[row].map { Int64($0.length) } ?? bodies[row] ?? 0 }

  func base(_ row: Int) -> GenerationBase? {
    guard let source = related[row], let length = baseLength[row] else { return nil }
    return GenerationBase(source: source, generation: relatedGeneration[row] ?? 0, length: length)
  }
}

extension EventKind {
  /// The columns without which an event of the kind says nothing.
  fileprivate var required: [Column] {
    switch self {
    case .source: [.source, .origin, .root, .path]
    case .record: [.source, .generation, .line, .offset]
    case .piece: [.source, .generation, .offset]
    case .progress: [.source, .generation, .length]
    case .decision: [.source, .reason]
    case .runStarted, .runFinished: [.run]
    case .missing: [.source]
    case .reset: []
    case .lost, .erasure: [.source, .generation, .offset, .length]
    case .pruned: [.source, .generation, .length]
    case .foreign: [.store, .position, .events]
    case .imported: [.store, .sequence]
    case .mended: [.source, .generation]
    case .earlier: [.sequence]
    }
  }
}
