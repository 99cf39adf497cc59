import Bytes
import FileIO
import LineCodecs

extension StoreDirectory {
  /// Removes all checkpoints, durably.
  package func removeCheckpoints() throws(LogError) {
    let names = try names(in: "snap")
    guard !names.isEmpty else { return }
    try io { () throws(FileError) in
      for name in names { try fileSystem.remove(file("snap/" + name)) }
      try fileSystem.syncDirectory(file("snap"))
    }
  }

  /// Returns the paths of a projection's checkpoints relative to the store's directory, oldest first.
  func checkpointNames(of name: String) throws(LogError) -> [String] {
    try names(in: "snap").filter {
      $0.hasPrefix(name + "-") && $0.hasSuffix(".snap") && $0.utf8.count == name.utf8.count + 22
    }
    .map { "snap/" + $0 }
  }
}
