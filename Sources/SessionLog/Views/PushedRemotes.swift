import Bytes
import FileIO
import SegmentedLog
import SystemPackage
public import Times

/// What this machine has pushed of a store to one remote: a line of a note outside of the store.
public struct PushedRemote: Sendable, Equatable {
  /// The place of the remote, without what may be a password or a key in it.
  public var place: String
  /// The number of the epoch that was pushed, from 1.
  public var epoch: Int
  /// The last event that the remote has of the store.
  public var sequence: UInt64
  /// The first 8 bytes of the chain hash after it. It is replaced with the next push: old hashes confirm guesses about
  /// what was purged.
  package var chain: UInt64
  /// The time of the push.
  public var time: Instant
  /// The epochs that the present one has replaced and that may not be removed completely yet.
  package var replaced: [Int]
  /// The same of the chain hash that this store has there now, where it was purged since the push; nil where it was not.
  /// Without it, another log of the same store cannot be told from a purged one.
  package var purgedChain: UInt64?
  /// The end of the log as the purge that was begun last leaves it: the log of a store that has it was purged since the
  /// push, even where the purge was interrupted before it has noted `purgedChain`. It is kept until such a log is
  /// pushed: a push that began before the purge may note last what it has done.
  package var purging: Mark?

  /// The number of an event, and the first 8 bytes of the chain hash after it.
  package struct Mark: Sendable, Equatable {
    package var sequence: UInt64
    package var chain: UInt64
  }

  package init(
    place: String, epoch: Int, sequence: UInt64, chain: UInt64, time: Instant, replaced: [Int] = [],
    purgedChain: UInt64? = nil
  ) {
    (self.place, self.epoch, self.sequence, self.chain) = (place, epoch, sequence, chain)
    (self.time, self.replaced, self.purgedChain) = (time, replaced, purgedChain)
  }

  fileprivate var line: String {
    let epochs = replaced.isEmpty ? "-" : replaced.map(String.init).joined(separator: ",")
    let mark = purging.map { "?\($0.sequence):\(String($0.chain, radix: 16))" } ?? ""
    let purged = (purgedChain.map { String($0, radix: 16) } ?? "-") + mark
    return "\(epoch) \(sequence) \(String(chain, radix: 16)) \(time.milliseconds) \(epochs) \(purged) \(place)\n"
  }

  /// Returns nil if a line is not such a note.
  fileprivate init?(line: some StringProtocol) {
    let fields = line.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: false)
    guard fields.count == 7, let epoch = Int(fields[0]), (1...9999).contains(epoch), let sequence = UInt64(fields[1]),
      let chain = UInt64(fields[2], radix: 16), let time = Int64(fields[3]), !fields[6].isEmpty
    else { return nil }
    let purge = fields[5].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard purge[0] == "-" || UInt64(purge[0], radix: 16) != nil else { return nil }
    let replaced = fields[4] == "-" ? [] : fields[4].split(separator: ",").compactMap { Int($0) }
    self.init(
      place: String(fields[6]), epoch: epoch, sequence: sequence, chain: chain,
      time: Instant(milliseconds: time), replaced: replaced, purgedChain: UInt64(purge[0], radix: 16))
    let mark = purge.dropFirst().first?.split(separator: ":") ?? []
    if mark.count == 2, let sequence = UInt64(mark[0]), let chain = UInt64(mark[1], radix: 16) {
      purging = Mark(sequence: sequence, chain: chain)
    }
  }
}

extension Store {
  private static var remotesTitle: String { "ccstore remotes 1" }

  private func remotesFile(_ store: UUID16) -> FilePath? { stateDirectory?.appending("\(store).remotes") }

  /// Returns what this machine has pushed of the store, by the places of remotes; empty if nothing was noted, or there is
  /// no store. No remote is asked.
  public func pushedRemotes() -> [PushedRemote] {
    guard let uuid = try? openDirectory().uuid else { return [] }
    return pushedRemotes(of: uuid)
  }

  package func pushedRemotes(of store: UUID16) -> [PushedRemote] {
    (try? remotes(of: store))?.compactMap { $0 } ?? []
  }

  /// Returns one note for each line of the file, nil for a line that is not one. Throws where there is no such file.
  private func remotes(of store: UUID16) throws -> [PushedRemote?] {
    guard let file = remotesFile(store) else { return [] }
    let bytes = try fileSystem.contents(file, limit: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard lines.first.map(String.init) == Self.remotesTitle else { return [nil] }
    let notes = lines.dropFirst().map { PushedRemote(line: $0) }
    // A last line that is cut off may still look like a note.
    return bytes.last == 0x0a ? notes : notes.dropLast() + [nil]
  }

  /// Where notes about remotes are that cannot be read, so that `pushedRemotes` lacks some; nil where there are none.
  package func unreadableRemotes(of store: UUID16) -> FilePath? {
    guard let file = remotesFile(store) else { return nil }
    do {
      if try fileSystem.exists(asideName(file)) { return asideName(file) }
      guard try fileSystem.exists(file) else { return nil }
      return try remotes(of: store).allSatisfy { $0 != nil } ? nil : file
    } catch { return file }
  }

  /// The name under which a file of notes that cannot be read is kept once there are new ones.
  private func asideName(_ file: FilePath) -> FilePath {
    file.removingLastComponent().appending((file.lastComponent?.string ?? "") + ".unreadable")
  }

  /// Notes what was pushed to a remote, durably, in place of what was noted before; nil: takes the note out. Nothing is
  /// kept without a state directory. Throws `FileError`.
  package func notePushed(_ remote: PushedRemote?, to place: String, of store: UUID16) throws {
    guard let folder = stateDirectory, let file = remotesFile(store) else { return }
    let known = pushedRemotes(of: store)
    let notes = known.filter { $0.place != place } + (remote.map { [$0] } ?? [])
    guard notes != known else { return }
    try fileSystem.makeDirectories(folder)
    let draft = folder.appending(".\(store).remotes.\(hexadecimal(entropy.bytes(4)))")
    defer { try? fileSystem.remove(draft) }
    if (try? remotes(of: store))?.contains(nil) == true {
      let aside = asideName(file)
      let isTaken = try fileSystem.exists(aside)
      try fileSystem.rename(
        file, to: isTaken ? folder.appending("\(aside.lastComponent!.string)-\(hexadecimal(entropy.bytes(4)))") : aside)
    }
    let text = Self.remotesTitle + "\n" + notes.map(\.line).joined()
    try fileSystem.replace(file, draft: draft) { (handle) throws(FileError) in
      try handle.write(Array(text.utf8), at: 0)
    }
  }
}

extension Digest {
  /// The first 8 bytes as a number, the first of them in the highest bits.
  package var leadingBytes: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

extension Store {
  /// Returns the notes about remotes that have the beginning of a log, as it is before a purge.
  package func pushedRemotes(having log: LogReader) -> [PushedRemote] {
    pushedRemotes(of: log.directory.uuid).filter { remote in
      guard let chain = try? log.chain(after: remote.sequence) else { return false }
      return chain.leadingBytes == remote.purgedChain ?? remote.chain
    }
  }

  /// Notes, right before a purge replaces this log, how the new one will end. Remotes have what it was before: were the
  /// purge interrupted right after that, nobody would know it. A failure to write the note is ignored.
  package func notePurge(of log: LogReader, willEnd head: LogHead) {
    for var remote in pushedRemotes(having: log) {
      remote.purging = PushedRemote.Mark(sequence: head.sequence, chain: head.chain.leadingBytes)
      try? notePushed(remote, to: remote.place, of: log.directory.uuid)
    }
  }

  /// Notes that remotes have what this log was before a purge, so that a push may replace it. To be called after a
  /// purge, and before the notes are used: the purge may have been interrupted. A failure to write the note is ignored:
  /// then a push asks. Cost without such a purge: reads the notes.
  package func settlePurges(_ log: LogReader) {
    for var remote in pushedRemotes(of: log.directory.uuid) {
      guard let mark = remote.purging, let end = try? log.chain(after: mark.sequence), end.leadingBytes == mark.chain,
        let chain = try? log.chain(after: remote.sequence), chain.leadingBytes != remote.chain
      else { continue }
      remote.purgedChain = chain.leadingBytes
      try? notePushed(remote, to: remote.place, of: log.directory.uuid)
    }
  }
}

extension Store {
  /// Forgets what this machine has pushed of the store to a remote. Nothing happens when nothing was noted. Throws
  /// `fileFailed`.
  public func forgetPushed(to place: String) throws {
    guard let uuid = try? openDirectory().uuid else { return }
    try throwingStoreErrors { try notePushed(nil, to: place, of: uuid) }
  }
}
