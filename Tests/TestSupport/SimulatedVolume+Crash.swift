/// What a power cut leaves of the operations that were not synced.
public enum CrashPolicy: Sendable, CustomStringConvertible {
  case none
  case all
  /// The given number of oldest operations.
  case first(Int)
  /// All operations except one, counted from 0.
  case without(Int)
  /// Any of them, with writes in pieces, with old, zero or garbage bytes where a piece is missing, and with file sizes
  /// that do not fit.
  case random(seed: UInt64)

  public var description: String {
    switch self {
    case .none: "nothing unsynced"
    case .all: "everything unsynced"
    case .first(let count): "the first \(count) unsynced operations"
    case .without(let index): "all unsynced operations but number \(index)"
    case .random(let seed): "random, seed \(seed)"
    }
  }
}

extension SimulatedVolume {
  /// The positions of the operations that a power cut may lose, ascending.
  private var unsynced: [Int] {
    var orders = Set<Int>()
    for file in files {
      for write in file.writes { orders.insert(write.order) }
      for change in file.attributes.changes { orders.insert(change.order) }
    }
    for directory in directories {
      for change in directory.changes { orders.insert(change.order) }
      for change in directory.attributes.changes { orders.insert(change.order) }
    }
    return orders.sorted()
  }

  /// The policies for none, all, each prefix and each one missing.
  public var exhaustivePolicies: [CrashPolicy] {
    let count = unsynced.count
    var policies: [CrashPolicy] = [.none]
    if count > 0 { policies.append(.all) }
    if count > 1 {
      policies += (1..<count).map { .first($0) } + (0..<count - 1).map { .without($0) }
    }
    return policies
  }

  /// The disk as it may be after a power cut now; all of it is durable.
  public func image(_ policy: CrashPolicy) -> SimulatedVolume {
    switch policy {
    case .none: return image { _ in false }
    case .all: return image { _ in true }
    case .first(let count):
      let orders = unsynced
      guard count < orders.count else { return image { _ in true } }
      return image { $0 < orders[count] }
    case .without(let index):
      let missing = unsynced[index]
      return image { $0 != missing }
    case .random(let seed):
      var damage = RandomLoss(seed)
      return damage.image(of: self)
    }
  }

  private func image(_ survives: (Int) -> Bool) -> SimulatedVolume {
    var image = self
    for file in files.indices where files[file].isUnsettled {
      var contents = files[file].durable
      for write in files[file].writes where survives(write.order) {
        contents.replace(at: write.offset, with: write.bytes[...])
      }
      image.files[file].become(contents)
    }
    for directory in directories.indices where !directories[directory].changes.isEmpty {
      var entries = directories[directory].durable
      for change in directories[directory].changes where survives(change.order) { entries.apply(change) }
      image.directories[directory].become(entries)
    }
    image.settleAttributes(survives)
    return image
  }
}

/// A power cut that loses operations at random.
private struct RandomLoss {
  private enum Filling: CaseIterable { case old, zero, garbage }

  private var random: Seeded
  /// The share of operations and pieces that are lost, in percent.
  private let loss: Int
  /// The number of bytes in a piece.
  private let sector: Int
  private let fillings: [Filling]

  init(_ seed: UInt64) {
    random = Seeded(seed)
    loss = random.pick([5, 20, 50, 80])
    sector = random.pick([512, 512, 4096])
    fillings = random.pick([[.old], [.zero], [.garbage], Filling.allCases])
  }

  mutating func image(of volume: SimulatedVolume) -> SimulatedVolume {
    var image = volume
    for file in volume.files.indices where volume.files[file].isUnsettled {
      image.files[file].become(contents(of: volume.files[file]))
    }
    for directory in volume.directories.indices where !volume.directories[directory].changes.isEmpty {
      var entries = volume.directories[directory].durable
      for change in volume.directories[directory].changes where !isLost() { entries.apply(change) }
      image.directories[directory].become(entries)
    }
    image.settleAttributes { _ in !isLost() }
    return image
  }

  private mutating func isLost() -> Bool { random.next() % 100 < UInt64(loss) }

  private mutating func contents(of file: SimulatedVolume.File) -> [UInt8] {
    var contents = file.durable
    for write in file.writes where !isLost() { apply(write, to: &contents) }
    if random.oneIn(3) { resize(&contents, durable: file.durable.count, seen: file.contents.count) }
    return contents
  }

  /// Applies a write sector by sector; bytes outside the written range never change.
  private mutating func apply(_ write: SimulatedVolume.Write, to contents: inout [UInt8]) {
    var start = write.offset
    let end = write.offset + write.bytes.count
    while start < end {
      let next = min(end, (start / sector + 1) * sector)
      let piece = write.bytes[start - write.offset..<next - write.offset]
      if !isLost() {
        contents.replace(at: start, with: piece)
      } else {
        switch random.pick(fillings) {
        case .old: break
        case .zero: contents.replace(at: start, with: [UInt8](repeating: 0, count: piece.count)[...])
        case .garbage: contents.replace(at: start, with: random.bytes(piece.count)[...])
        }
      }
      start = next
    }
  }

  /// Sets any of the sizes that the file may have had, since the size is unsynced like the bytes.
  private mutating func resize(_ contents: inout [UInt8], durable: Int, seen: Int) {
    let size = random.oneIn(2) ? max(seen, durable) : Int.random(in: durable...max(seen, durable), using: &random)
    if size < contents.count {
      contents.removeLast(contents.count - size)
    } else {
      contents.append(contentsOf: repeatElement(0, count: size - contents.count))
    }
  }
}

extension SimulatedVolume.File {
  fileprivate var isUnsettled: Bool { !writes.isEmpty || hasLostWrites }

  fileprivate mutating func become(_ contents: [UInt8]) {
    (self.contents, durable, writes, hasLostWrites) = (contents, contents, [], false)
  }
}

extension SimulatedVolume.Directory {
  fileprivate mutating func become(_ entries: [[UInt8]: SimulatedVolume.Entry]) {
    (self.entries, durable, changes) = (entries, entries, [])
  }
}

extension [[UInt8]: SimulatedVolume.Entry] {
  fileprivate mutating func apply(_ change: SimulatedVolume.Change) {
    for (name, entry) in change.names { self[name] = entry }
  }
}
