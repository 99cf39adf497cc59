import Bytes
import CChecksum
import LineCodecs

/// The running hash over all logical events, in order: FORMAT.md, Chain.
package struct Chain: Sendable, Equatable {
  /// The chain hash after the last event that was added.
  package private(set) var digest: Digest

  /// Starts from the chain hash before the next event; zero is the hash of an empty log.
  package init(_ digest: Digest = .zero) { self.digest = digest }

  /// Extends the chain by 32-byte event hashes: `H(n) = SHA-256(H(n−1) ‖ h(n))` for each of them. Costs 0.1 µs a hash.
  package mutating func extend(eventHashes: [UInt8]) {
    precondition(eventHashes.count % 32 == 0)
    var head = digest.bytes
    eventHashes.withUnsafeBytes { hashes in
      ccs_sha256_chain(&head, hashes.baseAddress?.assumingMemoryBound(to: UInt8.self), hashes.count / 32)
    }
    digest = Digest(bytes: head)
  }
}

/// Builds the canonical envelopes of events, field by field, and hashes them. The hashes of many events are computed
/// together, because hashing two messages at once takes hardly longer than hashing one.
struct EventHasher: ~Copyable {
  private struct Event {
    /// The end of its envelope in `envelopes`.
    var end: Int
    /// The body that is still to be hashed; nil when its hash is already in the envelope.
    var body: UnsafeRawBufferPointer?
  }

  private var envelopes = ByteBuffer()
  private var events: [Event] = []
  private var messages: [ccs_message] = []
  /// The start in `envelopes` of the event that was begun.
  private var start = 0

  /// The envelope of the event that was begun, as far as it has been built.
  var envelope: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: envelopes.bytes[start...]) }

  /// The number of envelope bytes that wait for `finish`.
  var pendingBytes: Int { envelopes.count }

  mutating func begin(kind: UInt8) {
    start = envelopes.count
    envelopes.append(kind)
    envelopes.fixed(UInt16(0))
  }

  @inline(__always)
  mutating func add(_ column: UInt8, integer: Int64) {
    countField()
    envelopes.fixed(UInt16(column))
    envelopes.fixed(integer)
  }

  @inline(__always)
  mutating func add(_ column: UInt8, bytes: UnsafeRawBufferPointer) {
    countField()
    envelopes.fixed(UInt16(column) | 1 << 8)
    envelopes.fixed(UInt32(bytes.count))
    envelopes.append(bytes)
  }

  /// Ends the event. The bytes of `body` must stay valid at the same address until `finish`.
  mutating func end(body: UnsafeRawBufferPointer) {
    envelopes.fixed(UInt64(body.count))
    envelopes.withRoom(for: 32) { $0.initialize(repeating: 0, count: 32) }
    events.append(Event(end: envelopes.count, body: body))
  }

  /// Ends an event whose body has been dropped.
  mutating func end(_ body: DroppedBody) {
    envelopes.fixed(UInt64(body.length))
    body.hash.bytes.withUnsafeBytes { envelopes.append($0) }
    events.append(Event(end: envelopes.count, body: nil))
  }

  /// Appends the hash `h` of each event since the last call to `hashes`, 32 bytes each.
  mutating func finish(into hashes: inout [UInt8]) {
    messages.removeAll(keepingCapacity: true)
    for event in events {
      guard let body = event.body else { continue }
      messages.append(ccs_message(bytes: body.baseAddress, count: body.count, digest: envelopes.base + event.end - 32))
    }
    hashAll(messages)
    messages.removeAll(keepingCapacity: true)
    let first = hashes.count
    hashes.append(contentsOf: repeatElement(0, count: 32 * events.count))
    hashes.withUnsafeMutableBytes { hashes in
      var place = hashes.baseAddress?.assumingMemoryBound(to: UInt8.self).advanced(by: first)
      var start = 0
      for event in events {
        messages.append(ccs_message(bytes: envelopes.base + start, count: event.end - start, digest: place!))
        place = place?.advanced(by: 32)
        start = event.end
      }
      hashAll(messages)
    }
    events.removeAll(keepingCapacity: true)
    envelopes.removeAll()
  }

  @inline(__always)
  private func countField() {
    let place = envelopes.base + start + 1
    place[0] &+= 1
    if place[0] == 0 { place[1] += 1 }
  }
}
