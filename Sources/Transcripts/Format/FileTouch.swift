/// A call that reads or writes a file.
package struct FileTouch: Sendable, Equatable {
  /// The id of the call; empty if it has none.
  package var call: [UInt8]
  /// The path as the call gives it.
  package var path: [UInt8]
  package var isWrite: Bool

  package init(call: [UInt8], path: [UInt8], isWrite: Bool) {
    (self.call, self.path, self.isWrite) = (call, path, isWrite)
  }
}
