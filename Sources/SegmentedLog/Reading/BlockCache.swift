import Synchronization

/// Decoded bodies of the blocks that were read last, shared by all readers of one log. Those that have not been used
/// for longest give way.
package final class BlockCache: Sendable {
  /// Where a block lies: a segment's name is never used again.
  struct Key: Hashable {
    var segment: SegmentID
    /// The offset of the EVENTS frame, in bytes.
    var offset: UInt64
  }

  private struct Entry {
    var bodies: BlockBodies
    /// When it was last asked for.
    var use: UInt64
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var size = 0
    var uses: UInt64 = 0
  }

  /// The largest number of bytes of bodies that are kept.
  package let limit: Int
  private let state = Mutex(State())

  package init(limit: Int) { self.limit = limit }

  /// The number of bytes of bodies that are kept now.
  package var size: Int { state.withLock { $0.size } }

  /// The bodies of a block, loaded where they are not kept. What is damaged or larger than a quarter of the limit is
  /// not kept.
  func bodies(_ key: Key, _ load: () throws(LogError) -> BlockBodies) throws(LogError) -> BlockBodies {
    let known = state.withLock { state -> BlockBodies? in
      state.uses += 1
      guard let index = state.entries.index(forKey: key) else { return nil }
      state.entries.values[index].use = state.uses
      return state.entries.values[index].bodies
    }
    if let known { return known }
    let bodies = try load()
    if bodies.lost.isEmpty, !bodies.isLost, bodies.memory <= limit / 4 { keep(key, bodies) }
    return bodies
  }

  /// Frees all bodies.
  package func removeAll() {
    // They are freed after the lock, with the state that held them.
    _ = state.withLock { state in
      defer { (state.entries, state.size) = ([:], 0) }
      return state.entries
    }
  }

  private func keep(_ key: Key, _ bodies: BlockBodies) {
    state.withLock { state in
      guard state.entries[key] == nil else { return }
      while state.size + bodies.memory > limit, let oldest = state.entries.min(by: { $0.value.use < $1.value.use }) {
        state.size -= oldest.value.bodies.memory
        state.entries[oldest.key] = nil
      }
      state.entries[key] = Entry(bodies: bodies, use: state.uses)
      state.size += bodies.memory
    }
  }
}

extension BlockBodies {
  /// Bytes of memory.
  fileprivate var memory: Int { storage.count + 8 * ends.count + 128 }
}
