import Bytes

extension ResponseKey {
  /// Makes the key of a call over all files, as `ToolsState` and `FilesState` have it. `mark` is that of the call;
  /// `message` and `uuid` are those of the record with the call, nil if it has none.
  package init(ofCall mark: UInt32, message: String?, uuid: String?) {
    var writer = ByteWriter()
    writer.fixed(mark)
    writer.append(Array((message ?? uuid ?? "").utf8))
    self.init(of: writer.bytes)
  }
}
