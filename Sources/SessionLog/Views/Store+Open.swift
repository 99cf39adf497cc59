import FileIO
public import SegmentedLog
public import SystemPackage

extension Store {
  /// The store of this user: see `defaultPath(environment:)`. It need not exist yet; `ingest` makes it.
  public static var `default`: Store {
    let environment = ProcessEnvironment.places
    return Store(
      at: defaultPath(environment: environment), stateDirectory: stateDirectory(environment: environment))
  }

  /// Returns a store that exists. Throws `LogError`: `notAStore` where there is none, `damaged` where it cannot be read.
  public static func open(at path: FilePath) throws(LogError) -> Store {
    let store = Store(at: path)
    _ = try LogReader(try StoreDirectory.open(path, fileSystem: store.fileSystem))
    return store
  }

  /// Makes an empty store in a directory that is empty or absent, durably. Throws `StoreExists` where there is a store,
  /// `LogError` where none can be made.
  public static func create(at path: FilePath) throws -> Store {
    let store = Store(at: path)
    if (try? StoreDirectory.open(path, fileSystem: store.fileSystem)) != nil { throw StoreExists(path: path) }
    let writer = try store.openWriter()
    // Somebody else was faster.
    if writer.head.sequence > 0 { throw StoreExists(path: path) }
    return store
  }
}

/// There is a store already where a new one was to be made.
public struct StoreExists: Error, CustomStringConvertible {
  public var path: FilePath

  public var description: String { "there is a store at \(path) already" }
}
