import Bytes
import FileIO
public import SegmentedLog
public import SystemPackage
public import Times

/// Describes a store that ends before the last event that this machine has seen of it, or has other events there.
public struct EarlierStore: Sendable, Equatable {
  /// The last event that this machine knew.
  public var known: LogHead
  /// When it was noted.
  public var time: Instant
  /// The present end of the store.
  public var head: LogHead

  /// True if events are missing; false if other events have taken their place.
  public var isShorter: Bool { head.sequence < known.sequence }
}

/// A note about the end of a store, kept outside of it: a file of three lines in the state directory.
struct KnownHead: Equatable {
  var store: UUID16
  var head: LogHead
  /// When the note was written, in milliseconds since 1970-01-01 UTC.
  var time: Int64
  /// The path where the store was.
  var path: String

  func encoded() -> [UInt8] {
    Array("ccstore head 1\n\(store) \(head.sequence) \(head.chain) \(time)\n\(path)\n".utf8)
  }

  init(store: UUID16, head: LogHead, time: Int64, path: String) {
    (self.store, self.head, self.time, self.path) = (store, head, time, path)
  }

  /// Returns nil if the bytes are not such a file.
  init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0a, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3, lines[0].elementsEqual("ccstore head 1".utf8), lines[2].last == 0x0a else { return nil }
    let fields = lines[1].split(separator: 0x20).map { $0.text }
    guard fields.count == 4, let store = UUID16(fields[0]), let sequence = UInt64(fields[1]),
      let chain = Self.digest(fields[2]), let time = Int64(fields[3])
    else { return nil }
    self.init(
      store: store, head: LogHead(sequence: sequence, chain: chain), time: time, path: lines[2].dropLast().text)
  }

  private static func digest(_ text: String) -> Digest? {
    guard let bytes = bytes(hexadecimal: text), bytes.count == 32 else { return nil }
    return Digest(bytes: bytes)
  }
}

extension ArraySlice<UInt8> {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}

extension Store {
  /// Returns the directory of the files that note how far each store was written: `$XDG_STATE_HOME/ccstore`, else
  /// `~/.local/state/ccstore`.
  public static func stateDirectory(environment: [String: String]) -> FilePath {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return FilePath(state).appending("ccstore") }
    return FilePath(Users.home(environment: environment)).appending(".local/state/ccstore")
  }

  private func knownFile(_ store: UUID16) -> FilePath? { stateDirectory?.appending("\(store).head") }

  private func knownHead(_ store: UUID16) -> KnownHead? {
    guard let file = knownFile(store), let bytes = try? fileSystem.contents(file, limit: 16 << 10),
      let known = KnownHead(bytes), known.store == store
    else { return nil }
    return known
  }

  /// Returns how the store differs from what this machine has seen of it, if it ends earlier or has other events there:
  /// it was restored from an older copy, or a copy of it is continued elsewhere. Returns nil if it does not differ, or
  /// if nothing was noted. A store at another place than the noted one is not compared unless `anywhere` is true.
  public func earlierThanKnown(anywhere: Bool = false) throws -> EarlierStore? {
    try throwingStoreErrors {
      let log = try openLog()
      return earlier(log, anywhere: anywhere)
    }
  }

  /// Returns the same for an open log.
  package func earlier(_ log: LogReader, anywhere: Bool) -> EarlierStore? {
    guard let known = knownHead(log.directory.uuid), anywhere || known.path == placeName else { return nil }
    let earlier = EarlierStore(known: known.head, time: Instant(milliseconds: known.time), head: log.head)
    if earlier.isShorter { return earlier }
    if log.head.sequence == known.head.sequence { return log.head == known.head ? nil : earlier }
    guard known.head.sequence > 0, let chain = try? log.chain(after: known.head.sequence) else { return nil }
    return chain == known.head.chain ? nil : earlier
  }

  private var placeName: String { ((try? fileSystem.resolve(path)) ?? path).string }

  /// Records the end of the store after it was acknowledged. A note about a later state stays as it is. `isPurge` says
  /// that a purge has just changed the chain hashes. `isCopy` says that the store may be a copy of the noted one: a
  /// note for another path then stays as it is. A failure to write the note is ignored.
  package func recordHead(_ directory: StoreDirectory, isPurge: Bool = false, isCopy: Bool = false) {
    guard let folder = stateDirectory, let file = knownFile(directory.uuid), let log = try? LogReader(directory) else {
      return
    }
    if let known = knownHead(directory.uuid) {
      if isCopy, known.path != placeName { return }
      if isPurge ? log.head.sequence < known.head.sequence : earlier(log, anywhere: true) != nil { return }
    }
    let known = KnownHead(store: directory.uuid, head: log.head, time: clock.milliseconds, path: placeName)
    do {
      try fileSystem.makeDirectories(folder)
      let draft = folder.appending(".\(directory.uuid).\(hexadecimal(entropy.bytes(4)))")
      defer { try? fileSystem.remove(draft) }
      try fileSystem.replace(file, draft: draft, isDurable: false) { (handle) throws(FileError) in
        try handle.write(known.encoded(), at: 0)
      }
    } catch {}
  }
}
