import SessionStore
import Sync
import Tables
import Transcripts

/// What the body of a request to start something may say.
struct JobOptions {
  private var values: [String: JSONValue] = [:]

  /// The keys of the body of `POST /runs`. Where to read is not among them: no request names a path.
  static let runKeys: [APIRoute.BodyKey] = [
    .init("full", .boolean, "True to read every file, also those that seem unchanged."),
    .init("dry_run", .boolean, "True to count what would be stored, and to store nothing."),
    .init("max_files", .integer, "How many new or changed files may be read, from 1 to 1000000."),
    .init("skip_existing", .boolean, "True to leave the files of sessions alone that the store knows."),
    .init("sync_key", .string, "The key under which the run is remembered."),
  ]

  /// Takes the members of a body, which must be an object; an empty body has none. Throws `APIProblem`.
  init(_ bytes: [UInt8], _ keys: [APIRoute.BodyKey]) throws(APIProblem) {
    guard !bytes.isEmpty else { return }
    guard case .object(let members)? = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }) else {
      throw APIProblem(.badBody, "The body must be a JSON object, or empty.")
    }
    for member in members {
      guard keys.contains(where: { $0.key == member.key }) else {
        let known = keys.map(\.key).joined(separator: ", ")
        throw Self.fault(
          member.key.shortened, known.isEmpty ? "the body has no keys here." : "the body may have \(known).")
      }
      guard values.updateValue(member.value, forKey: member.key) == nil else {
        throw Self.fault(member.key, "it is given twice.")
      }
    }
  }

  private static func fault(_ key: String, _ detail: String) -> APIProblem {
    APIProblem(.badBody, "\(key): \(detail)", [APIProblem.Fault(key, detail)])
  }

  /// Changes the options of an ingest as the body says.
  func apply(to options: inout SyncOptions) throws(APIProblem) {
    if try flag("full") { options.mode = .full }
    if try flag("dry_run") { options.mode = .dry }
    options.skipExisting = try flag("skip_existing")
    if let value = values["max_files"] {
      guard let number = value.intValue, (1...1_000_000).contains(number) else {
        throw Self.fault("max_files", "it must be a whole number from 1 to 1000000.")
      }
      options.maxFiles = number
    }
    if let value = values["sync_key"] {
      guard let key = value.stringValue, !key.isEmpty, key.utf8.count <= APIParameter.textMax else {
        throw Self.fault("sync_key", "it must be a text of 1 to \(APIParameter.textMax) bytes.")
      }
      options.syncKey = key
    }
  }

  private func flag(_ key: String) throws(APIProblem) -> Bool {
    guard let value = values[key] else { return false }
    guard let flag = value.boolValue else { throw Self.fault(key, "it must be true or false.") }
    return flag
  }
}
