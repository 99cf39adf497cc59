import Bytes
import FileIO

/// The files of a remote. One listing is the state: a file whose length is not the one that its name says does not
/// exist, and nothing else on the remote counts.
struct RemoteListing: Sendable {
  /// By store: what the remote holds of it.
  private(set) var stores: [UUID16: RemoteStore] = [:]
  /// The number of files that are no objects. They are left alone.
  private(set) var others = 0

  /// The largest number of objects of which a remote is listed. Memory: 150 bytes for each.
  static let objectsMax = 20_000_000
  /// The largest sum of the lengths that names of objects state: no disk and no cloud has as much, and every sum of some
  /// of them is a number.
  static let bytesMax: Int64 = 1 << 60

  init() {}

  /// Adds a file. `path` is below the place of the remote. Throws `limit` when there are too many.
  mutating func add(path: some StringProtocol, bytes: Int64) throws(StoreError) {
    guard let object = RemoteObject(path: path) else {
      others += 1
      return
    }
    stores[object.store, default: RemoteStore(store: object.store)].add(object, bytes: bytes)
    count += 1
    guard count <= Self.objectsMax else {
      throw StoreError(.limit, "the remote has more than \(Self.objectsMax) objects")
    }
    total += object.bytes
    guard total <= Self.bytesMax else {
      throw StoreError(.limit, "the names of the objects of the remote state more than \(Self.bytesMax) bytes")
    }
  }

  private var count = 0
  private var total: Int64 = 0
}

/// What a remote holds of one store.
struct RemoteStore: Sendable {
  var store: UUID16
  /// By epoch: the whole objects.
  private(set) var objects: [Int: [RemoteObject]] = [:]
  /// Files that an interrupted upload has left under the names of objects.
  private(set) var torn: [RemoteObject] = []

  init(store: UUID16) { self.store = store }

  mutating func add(_ object: RemoteObject, bytes: Int64) {
    if bytes == object.bytes { objects[object.epoch, default: []].append(object) } else { torn.append(object) }
  }

  var all: [RemoteObject] { objects.values.flatMap { $0 } }
  var bytes: Int64 { all.reduce(0) { $0 + $1.bytes } }

  /// The numbers of the epochs, the lowest first.
  var epochs: [Int] { objects.keys.sorted() }

  /// What the objects of an epoch make up.
  func history(_ epoch: Int) -> RemoteHistory { RemoteHistory(epoch: epoch, objects[epoch] ?? []) }

  /// The epoch that reaches furthest, and of several the last one. One that is just being pushed is passed over until it
  /// is complete. nil without any object.
  var current: RemoteHistory? {
    epochs.map(history).max { ($0.head.sequence, $0.epoch) < ($1.head.sequence, $1.epoch) }
  }
}

/// The objects of one epoch of a store, put together: each begins where another one ends.
struct RemoteHistory: Sendable {
  var epoch: Int
  /// The objects from the beginning to `head`, as few as possible.
  private(set) var objects: [RemoteObject] = []
  /// The furthest place that is reached from the beginning; before the first event where nothing is.
  private(set) var head = RemotePoint.beginning
  /// The other places at which what is reached from the beginning ends, in order: the store was copied, and both copies
  /// have grown since, or a compaction has moved the ends of commits.
  private(set) var otherEnds: [RemotePoint] = []
  /// Objects that are not reached from the beginning: what is before them is not visible yet, or was removed.
  private(set) var unreachable: [RemoteObject] = []
  /// Every object of the epoch.
  let all: [RemoteObject]
  /// By place: the object that reaches it, of several the one with the fewest objects before it.
  private var last: [RemotePoint: RemoteObject] = [:]

  /// Cost: n log n.
  init(epoch: Int, _ all: [RemoteObject]) {
    (self.epoch, self.all) = (epoch, all)
    var steps = [RemotePoint.beginning: 0]
    var starts: Set<RemotePoint> = []
    // Where an object begins, everything that ends there comes before it in this order.
    for object in all.sorted(by: { ($0.start, $0.end, $0.name) < ($1.start, $1.end, $1.name) }) {
      guard let step = steps[object.start] else {
        unreachable.append(object)
        continue
      }
      starts.insert(object.start)
      if step + 1 < steps[object.end] ?? .max {
        steps[object.end] = step + 1
        last[object.end] = object
      }
    }
    guard let head = last.keys.max() else { return }
    self.head = head
    objects = path(to: head)
    otherEnds = last.keys.filter { $0 != head && !starts.contains($0) }.sorted()
  }

  /// Returns the objects from the beginning to a place that is reached.
  func path(to end: RemotePoint) -> [RemoteObject] {
    var path: [RemoteObject] = []
    var place = end
    while let object = last[place] {
      path.append(object)
      place = object.start
    }
    return path.reversed()
  }

  /// True when a place is reached from the beginning.
  func reaches(_ point: RemotePoint) -> Bool { point == .beginning || last[point] != nil }

  /// The ends of `objects` and the beginning, the last first.
  var points: [RemotePoint] { ([.beginning] + objects.map(\.end)).reversed() }

  /// The object of `objects` inside of which event `sequence` lies, so that the names do not tell the chain hash there;
  /// nil where an object ends there or none reaches it.
  func object(around sequence: UInt64) -> RemoteObject? {
    var (low, high) = (0, objects.count)
    while low < high {
      let middle = (low + high) / 2
      if objects[middle].end.sequence <= sequence { low = middle + 1 } else { high = middle }
    }
    guard low < objects.count, objects[low].start.sequence < sequence else { return nil }
    return objects[low]
  }

  /// The other ends that are no part of what leads to `head`, as far as names tell.
  var forks: [RemotePoint] { otherEnds.filter { object(around: $0.sequence) == nil } }

  /// The other ends inside of an object. Cost: log n.
  func otherEnds(inside object: RemoteObject) -> ArraySlice<RemotePoint> { Self.places(otherEnds, inside: object) }

  /// Those of some places, which are in order, that lie inside of an object. Cost: log n.
  static func places(_ places: [RemotePoint], inside object: RemoteObject) -> ArraySlice<RemotePoint> {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].sequence <= object.start.sequence { low = middle + 1 } else { high = middle }
    }
    return places[low...].prefix { $0.sequence < object.end.sequence }
  }

  /// The fork that branches off first: its end, and the last place that leads both to it and to `head`; nil where there
  /// is none. Cost: n.
  var firstFork: (end: RemotePoint, branch: RemotePoint)? {
    let points = Set(points)
    var known: [RemotePoint: RemotePoint] = [:]
    var first: (end: RemotePoint, branch: RemotePoint)?
    for end in forks {
      var trail: [RemotePoint] = []
      var place = end
      while !points.contains(place), known[place] == nil, let object = last[place] {
        trail.append(place)
        place = object.start
      }
      let branch = points.contains(place) ? place : known[place] ?? .beginning
      for point in trail { known[point] = branch }
      if first.map({ branch < $0.branch }) ?? true { first = (end, branch) }
    }
    return first
  }
}
