import Answers
import FileIO
import Operations
import SystemPackage
import Times

/// A directory into which documents are written. Each document has a temporary name until it is complete.
struct DocumentDirectory {
  private let target: FilePath
  private let fileSystem: any FileSystem
  /// Reaches what lies below the directory without following links.
  private let inside: any FileSystem

  init(_ target: FilePath, fileSystem: any FileSystem) {
    (self.target, self.fileSystem) = (target, fileSystem)
    inside = fileSystem.confined(to: [target])
  }

  private var draft: FilePath { target.appending(".ccstore-export") }

  /// Creates the directory. Throws `targetIsFile` or `targetNotEmpty` when it is a file or not empty.
  func prepare() throws {
    try fileSystem.requireNewDirectory(target)
    try fileSystem.makeDirectories(target)
  }

  /// Writes one file. `body` receives a function that appends bytes to it; when it throws, nothing of the file is left.
  /// The bytes are durable before the file gets its name. Cost: one sync of the file.
  func write(_ name: String, _ body: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws {
    _ = try inside.writeExclusively(target.appending(name), draft: draft) { file in try body { try file.append($0) } }
  }

  /// Makes the names of the files durable.
  func finish() throws { try inside.syncDirectory(target) }
}

/// Makes unique file names for documents: the day, words of the title, and the short id.
struct DocumentNames {
  private let format: DocumentFormat
  private var taken: Set<String> = ["index"]

  init(_ format: DocumentFormat) { self.format = format }

  mutating func name(_ session: SessionSummary) -> String {
    let day = session.started.map { String($0.description.prefix(10)) }
    let parts = [day, Self.words(session.title, limit: 48), Self.words(session.shortID, limit: 80)]
    let words = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "-")
    let base = words.isEmpty ? "session" : words
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return "\(name).\(format.ending)"
  }

  /// Lower-case ASCII letters and digits, with a dash in place of everything else, cut between words to at most `limit`
  /// characters.
  private static func words(_ text: String, limit: Int) -> String {
    var words = ""
    for word in text.prefix(400).lowercased().split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber) }) {
      if words.isEmpty {
        words = String(word.prefix(limit))
      } else if words.count + 1 + word.count <= limit {
        words += "-" + word
      } else {
        break
      }
    }
    return words
  }
}
