public import FileIO
import SegmentedLog
public import SystemPackage

extension Store {
  /// The store of this user: see `defaultPath(environment:)`. It need not exist yet; `ingest` makes it.
  public static var `default`: Store {
    let environment = ProcessEnvironment.places
    return Store(
      at: defaultPath(environment: environment), stateDirectory: stateDirectory(environment: environment))
  }

  /// Returns a store that exists. Throws `notAStore` where there is none, `damaged` where it
  /// cannot be read.
  public static func open(at path: FilePath) throws(StoreError) -> Store {
    let store = Store(at: path)
    do throws(LogError) {
      _ = try LogReader(try StoreDirectory.open(path, fileSystem: store.fileSystem))
    } catch { throw error.storeError }
    return store
  }

  /// Makes an empty store in a directory that is empty or absent, durably. Throws `storeExists` where there is a store,
  /// and other errors where none can be made.
  public static func create(at path: FilePath) throws(StoreError) -> Store {
    let store = Store(at: path)
    let exists = StoreError(.storeExists, "there is a store at \(path) already", path: path)
    if (try? StoreDirectory.open(path, fileSystem: store.fileSystem)) != nil { throw exists }
    let isNew: Bool
    // The log has events when somebody else was faster.
    do throws(LogError) { isNew = try store.openWriter().head.sequence == 0 } catch { throw error.storeError }
    guard isNew else { throw exists }
    return store
  }
}
