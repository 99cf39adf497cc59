import SystemPackage

/// A way in which an operation can fail.
public struct DiskFailure: Sendable, CustomStringConvertible {
  public var description: String
  private let errno: Errno
  private let effect: SimulatedFileSystem.Fault.Effect
  private let lasts: Bool
  /// The names of the operations that can fail in this way; nil stands for all.
  private let names: Set<String>?

  private init(
    _ description: String, _ errno: Errno, _ effect: SimulatedFileSystem.Fault.Effect = .nothing, lasts: Bool = false,
    of names: Set<String>? = nil
  ) {
    (self.description, self.errno, self.effect, self.lasts) = (description, errno, effect, lasts)
    self.names = names
  }

  private static let growing: Set = ["create", "makeDirectory", "write", "rename", "lock"]

  public static let all = [
    DiskFailure("an I/O error", .ioError),
    DiskFailure("a disk that dies", .ioError, lasts: true),
    DiskFailure("a full disk", .noSpace, of: growing),
    DiskFailure("a disk that stays full after half a write", .noSpace, .half, lasts: true, of: ["write"]),
    DiskFailure("half a write", .ioError, .half, of: ["write"]),
    DiskFailure(
      "an error of what has been done", .ioError, .everything, of: ["write", "create", "rename", "remove", "sync"]),
    DiskFailure("a sync that loses its pages", .ioError, .lostWrites, of: ["sync"]),
    DiskFailure("a sync that drops its pages", .ioError, .droppedPages, of: ["sync"]),
  ]

  public func concerns(_ operation: SimulatedFileSystem.Operation) -> Bool {
    names?.contains(operation.name) ?? true
  }

  public func fault(at index: Int) -> SimulatedFileSystem.Fault {
    SimulatedFileSystem.Fault(at: index, errno, effect, lasts: lasts)
  }
}
