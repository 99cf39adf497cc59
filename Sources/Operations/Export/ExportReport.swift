public import SegmentedLog

/// The files that an export has written, renamed or left out.
public struct ExportReport: Sendable {
  /// The number of files that were written, including incomplete ones.
  public var files = 0
  /// The number of bytes that were written.
  public var bytes: Int64 = 0
  /// Files that got another name: the path below the target, and the new name. A file is renamed when its name is now
  /// that of a folder, when it is another store's version of a file that is also here, or when the target's file system
  /// takes the name for that of another file.
  public var renamed: [(from: String, to: String)] = []
  /// Files of which damage has destroyed a part: the path that was written, which ends in `.incomplete`, and the byte
  /// ranges of the file that are missing.
  public var incomplete: [(path: String, lost: [Range<Int64>])] = []
  /// Files that were not written because the requested version was dropped on request.
  public var dropped: [String] = []
  /// Files that could not be written, by their path in the store or below the target, and the reason. All other files
  /// are written.
  public var failed: [(path: String, reason: String)] = []
  /// The number of files that were left out because they are erased.
  public var erasedFiles = 0
  /// The number of files that were written without some of their lines, because those are erased.
  public var filesWithErasedLines = 0
  /// The head of the log at the position that was exported.
  public var head = LogHead(sequence: 0, chain: .zero)
}
