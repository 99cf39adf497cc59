import FileIO
import SystemPackage

/// The extended attributes of a file or directory, and how much of them is durable.
struct SimulatedAttributes: Sendable {
  private(set) var values: [String: [UInt8]] = [:]
  private var durable: [String: [UInt8]] = [:]
  /// What was set since the last sync, oldest first.
  private(set) var changes: [(order: Int, name: String, value: [UInt8])] = []

  mutating func set(_ name: String, _ value: [UInt8], order: Int) {
    values[name] = value
    changes.append((order, name, value))
  }

  mutating func sync() { (durable, changes) = (values, []) }

  /// Loses the unsynced changes that do not survive; the rest becomes durable.
  mutating func settle(_ survives: (Int) -> Bool) {
    values = durable
    for change in changes where survives(change.order) { values[change.name] = change.value }
    sync()
  }
}

extension SimulatedVolume {
  mutating func settleAttributes(_ survives: (Int) -> Bool) {
    for file in files.indices where !files[file].attributes.changes.isEmpty {
      files[file].attributes.settle(survives)
    }
    for directory in directories.indices where !directories[directory].attributes.changes.isEmpty {
      directories[directory].attributes.settle(survives)
    }
  }
}

extension SimulatedFileSystem {
  package func attribute(_ name: String, of path: FilePath) throws(FileError) -> [UInt8]? {
    try read("attribute", .inspect, path) { state throws(Errno) in
      switch state.volume.entry(path) {
      case .file(let file): state.volume.files[file].attributes.values[name]
      case .directory(let directory): state.volume.directories[directory].attributes.values[name]
      case nil: throw .noSuchFileOrDirectory
      }
    }
  }

  package func setAttribute(_ name: String, _ value: [UInt8], of path: FilePath) throws(FileError) {
    try change("setAttribute", .setAttribute, path) { state throws(Errno) in
      guard let entry = state.volume.entry(path) else { throw .noSuchFileOrDirectory }
      let order = state.volume.tick()
      switch entry {
      case .file(let file): state.volume.files[file].attributes.set(name, value, order: order)
      case .directory(let directory): state.volume.directories[directory].attributes.set(name, value, order: order)
      }
    }
  }
}
