import Bytes
import FileIO
import TestSupport
import Transcripts

@testable import Answers
@testable import Operations
@testable import SessionLog

/// What a store with erasures must give: every version of every file, and which bytes of it are hidden. How far a file
/// was stored and what it is based on are taken from the store; what is hidden is determined here.
struct ErasureModel {
  struct Version {
    var bytes: [UInt8] = []
    /// True for each byte that is hidden.
    var hidden: [Bool] = []
    /// The offset at which the bytes begin that are not those of another version.
    var start = 0
    var base: (path: String, version: Int)?
    /// The offsets at which records begin.
    var records: [Int] = []
  }

  private(set) var versions: [String: [Version]] = [:]
  /// The files that an erasure names.
  private var touched: Set<String> = []
  private var lines: Set<[UInt8]> = []
  private var files: Set<[UInt8]> = []

  /// Records what is on disk after an ingest.
  mutating func note(_ disk: [String: [UInt8]], _ sync: SyncState) {
    var paths: [Int64: String] = [:]
    for (number, source) in sync.sources.enumerated() { paths[Int64(number)] = source?.path.text }
    // The bases of other files come first.
    for number in paths.keys.sorted(by: { depth($0, sync) < depth($1, sync) }) {
      let path = paths[number]!
      guard let bytes = disk[path], let current = sync.current(number) else { continue }
      let base = current.generation.base.map { (paths[$0.source]!, Int($0.generation), Int($0.length)) }
      add(Array(bytes.prefix(Int(current.generation.length))), path, Int(current.number), base)
    }
  }

  private func depth(_ number: Int64, _ sync: SyncState) -> Int {
    var depth = 0
    var base = sync.current(number)?.generation.base
    while let found = base {
      depth += 1
      base = sync.generation(GenerationKey(source: found.source, generation: found.generation))?.base
    }
    return depth
  }

  private mutating func add(_ bytes: [UInt8], _ path: String, _ number: Int, _ base: (String, Int, Int)?) {
    var version = versions[path].flatMap { $0.indices.contains(number) ? $0[number] : nil } ?? Version()
    if versions[path] == nil { versions[path] = [] }
    if version.records.isEmpty, version.bytes.isEmpty, let base {
      version.base = (base.0, base.1)
      version.start = base.2
      version.bytes = Array(bytes.prefix(base.2))
      version.hidden = (0..<base.2).map { isHidden(base.0, base.1, $0) }
    }
    if path.hasSuffix(".jsonl") {
      while version.bytes.count < bytes.count {
        let position = version.bytes.count
        let end = bytes[position...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count
        let piece = Array(bytes[position..<end])
        let continues = position > 0 && version.bytes[position - 1] != 0x0a
        let isLastHidden = position > 0 && isHidden(version, position - 1)
        let isHidden = continues && isLastHidden || lines.contains(Self.content(piece))
        version.records.append(position)
        version.bytes += piece
        version.hidden += piece.map { _ in isHidden }
      }
    } else if version.bytes.count < bytes.count {
      version.records = [0]
      version.bytes = bytes
      version.hidden = bytes.map { _ in files.contains(bytes) }
    }
    if number == versions[path]!.count { versions[path]!.append(version) } else { versions[path]![number] = version }
  }

  private func isHidden(_ path: String, _ number: Int, _ offset: Int) -> Bool {
    isHidden(versions[path]![number], offset)
  }

  private func isHidden(_ version: Version, _ offset: Int) -> Bool {
    if offset < version.start, let base = version.base { return isHidden(base.path, base.version, offset) }
    return version.hidden[offset]
  }

  private func isForgotten(_ path: String, _ number: Int) -> Bool {
    let version = versions[path]![number]
    if version.bytes.isEmpty { return touched.contains(path) }
    return version.bytes.indices.allSatisfy { isHidden(version, $0) }
  }

  /// The content of a line without white space at its ends, since white space need not be hidden.
  private static func content(_ piece: [UInt8]) -> [UInt8] {
    var piece = piece
    if piece.last == 0x0a { piece.removeLast() }
    if piece.last == 0x0d { piece.removeLast() }
    return piece
  }

  private static func isBlank(_ piece: [UInt8]) -> Bool { piece.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) } }

  /// Hides all files of a session.
  mutating func erase(session: String) {
    let paths = versions.keys.filter { Agent.unstated.format.session(of: Array($0.utf8))?.text == session }.sorted()
    let empty = paths.filter(hasEmptyVersion)
    for path in paths {
      for number in versions[path]!.indices where hideRecords(path, number, below: .max) { touched.insert(path) }
    }
    touched.formUnion(empty)
  }

  /// Hides a file, and the same lines in other files of its session.
  mutating func erase(source path: String) {
    guard let known = versions[path] else { return }
    let isEmpty = hasEmptyVersion(path)
    found = []
    for number in known.indices {
      var (place, limit) = ((path: path, version: number), Int.max)
      while true {
        if hideRecords(place.path, place.version, below: limit) { touched.insert(place.path) }
        let version = versions[place.path]![place.version]
        guard let base = version.base else { break }
        limit = min(limit, version.start)
        place = base
      }
    }
    if let session = Agent.unstated.format.session(of: Array(path.utf8)) { closeOver(found, session.text) }
    if isEmpty { touched.insert(path) }
  }

  /// The contents of the lines that were just hidden.
  private var found: Set<[UInt8]> = []

  /// Returns whether a file that is still exported has a version without bytes of its own, which an erasure names, too.
  private func hasEmptyVersion(_ path: String) -> Bool {
    versions[path]!.contains { $0.records.isEmpty }
      && !versions[path]!.indices.allSatisfy { isForgotten(path, $0) }
  }

  /// Hides the records of a version that begin below an offset and notes their contents; returns false where there were
  /// none.
  private mutating func hideRecords(_ path: String, _ number: Int, below limit: Int) -> Bool {
    let version = versions[path]![number]
    let isLines = path.hasSuffix(".jsonl")
    var line: [[UInt8]] = []
    var any = false
    for (index, start) in version.records.enumerated() where start < limit && !version.hidden[start] {
      let end = index + 1 < version.records.count ? version.records[index + 1] : version.bytes.count
      let piece = Array(version.bytes[start..<end])
      for offset in start..<end { versions[path]![number].hidden[offset] = true }
      any = true
      guard isLines else {
        files.insert(piece)
        continue
      }
      if start > 0, version.bytes[start - 1] == 0x0a || start == version.start { remember(&line) }
      line.append(piece)
    }
    remember(&line)
    return any
  }

  private mutating func remember(_ line: inout [[UInt8]]) {
    for content in contents(line) {
      lines.insert(content)
      found.insert(content)
    }
    line = []
  }

  /// The contents by which a line is recognised: the whole of it, and its pieces where it came in several or has no
  /// end.
  private func contents(_ line: [[UInt8]]) -> [[UInt8]] {
    let whole = Self.content(line.flatMap { $0 })
    let pieces = line.count > 1 || line.last?.last != 0x0a ? line.map(Self.content) : []
    return ([whole] + pieces).filter { !Self.isBlank($0) }
  }

  private mutating func closeOver(_ found: Set<[UInt8]>, _ session: String) {
    for path in versions.keys
    where path.hasSuffix(".jsonl") && Agent.unstated.format.session(of: Array(path.utf8))?.text == session {
      for number in versions[path]!.indices {
        let version = versions[path]![number]
        var line: [(start: Int, end: Int)] = []
        func isLineChosen() -> Bool {
          let whole = Self.content(line.flatMap { version.bytes[$0.start..<$0.end] })
          return !Self.isBlank(whole) && found.contains(whole)
        }
        var chosen: [[(start: Int, end: Int)]] = []
        for (index, start) in version.records.enumerated() where !version.hidden[start] {
          let end = index + 1 < version.records.count ? version.records[index + 1] : version.bytes.count
          let begins = start == 0 || version.bytes[start - 1] == 0x0a
          if begins || line.isEmpty {
            if isLineChosen() { chosen.append(line) }
            line = []
          }
          line.append((start, end))
        }
        if isLineChosen() { chosen.append(line) }
        for line in chosen {
          for piece in line { for offset in piece.start..<piece.end { versions[path]![number].hidden[offset] = true } }
          var pieces = line.map { Array(version.bytes[$0.start..<$0.end]) }
          remember(&pieces)
          touched.insert(path)
        }
      }
    }
  }

  var generations: Int { versions.values.map(\.count).max() ?? 0 }

  /// The contents that the store should give for a generation; nil stands for the latest.
  func expected(_ number: Int?) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (path, known) in versions {
      let wanted = number ?? known.count - 1
      guard known.indices.contains(wanted), !isForgotten(path, wanted) else { continue }
      files[path] = known[wanted].bytes.indices.filter { !isHidden(known[wanted], $0) }.map { known[wanted].bytes[$0] }
    }
    return files
  }
}
