import FileIO
import SessionLog
import SystemPackage
import Transcripts

/// A file below a root, with the source as which it is stored.
package struct SourceFile: Sendable {
  /// The number of its source; nil if nothing of it is stored.
  package var number: Int64?
  package var root: FilePath
  package var file: DiscoveredFile
  /// A file system that reaches the file without leaving the root.
  package var fileSystem: any FileSystem

  /// The absolute path.
  package var path: FilePath { root.appending(bytes: file.path) }
}

extension Store {
  /// Returns the files below `roots` that the formats of their agents claim, with their sources, in the order of
  /// discovery, and the directories that could not be read. Links are not followed, and roots of which any file is
  /// taken are left out. Cost: one `readdir` for each directory and one `stat` for each entry.
  package func sourceFiles(below roots: [TranscriptRoot], _ sync: SyncState) -> (
    files: [SourceFile], failures: [FileError]
  ) {
    var options = SyncOptions(workers: 1)
    options.roots = roots.filter { !$0.takesAnyFile }
    let discoveries = Discoveries(options, known: [], store: path, fileSystem: fileSystem)
    let asked = Set(options.roots)
    var sources = KnownSources(sync, origin: machine.id, fileSystem: fileSystem)
    var files: [SourceFile] = []
    for (part, numbers) in zip(discoveries.parts, sources.numbers(of: discoveries)) where asked.contains(part.root) {
      for (file, number) in zip(part.discovery.files, numbers) {
        files.append(
          SourceFile(
            number: number.map(Int64.init), root: part.root.path, file: file, fileSystem: part.discovery.fileSystem))
      }
    }
    return (files, discoveries.parts.flatMap(\.discovery.failures))
  }
}
