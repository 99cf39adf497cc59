import Foundation
import SystemPackage

/// Real transcripts: those in `$CCSTORE_CORPUS`, otherwise in `../shared/corpus` next to the project.
public enum Corpus {
  /// The directory with the `projects` folder; nil where there is none.
  public static let path: String? = {
    let named = ProcessInfo.processInfo.environment["CCSTORE_CORPUS"]
    let path = named ?? projectRoot.removingLastComponent().appending("shared/corpus").string
    return FileManager.default.fileExists(atPath: path + "/projects") ? path : nil
  }()

  public static var isPresent: Bool { path != nil }

  private struct Absent: Error, CustomStringConvertible { var description: String }

  /// The directory with the `projects` folder; throws where there is none.
  public static func required() throws -> String {
    guard let path else { throw Absent(description: "no transcripts; CCSTORE_CORPUS names none") }
    return path
  }

  /// The paths of all files, relative to the corpus and sorted.
  public static func files() throws -> [String] {
    let path = try required()
    let names = FileManager.default.enumerator(atPath: path + "/projects")?.compactMap { $0 as? String } ?? []
    var isDirectory: ObjCBool = false
    return names.map { "projects/" + $0 }.filter {
      FileManager.default.fileExists(atPath: "\(path)/\($0)", isDirectory: &isDirectory) && !isDirectory.boolValue
    }.sorted()
  }

  /// The bytes of a file whose path is relative to the corpus.
  public static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(required())/\(name)")))
  }
}
