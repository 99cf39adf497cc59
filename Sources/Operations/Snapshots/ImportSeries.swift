import SegmentedLog

/// What imports into one store leave to the next one, so that each costs what is new in it.
struct ImportSeries {
  /// A writer that several imports use.
  final class OpenWriter {
    var writer: LogWriter

    init(_ writer: consuming LogWriter) { self.writer = writer }
  }

  /// True when the store stays locked between two imports, until `unlock`.
  var keepsLock = false
  var basis: MergeBasis?
  private var open: OpenWriter?

  /// Returns the writer of the import before, else a new one.
  mutating func takeWriter(_ make: () throws -> LogWriter) rethrows -> OpenWriter {
    // An import that fails leaves a writer that may not be used any more.
    defer { open = nil }
    return try open ?? OpenWriter(try make())
  }

  /// Keeps a writer for the next import. One that has found that events are missing notes them once only.
  mutating func keep(_ writer: OpenWriter) {
    open = keepsLock && writer.writer.shortfall == nil ? writer : nil
  }

  /// Lets other programs write to the store.
  mutating func unlock() { open = nil }
}
