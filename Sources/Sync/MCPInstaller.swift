import FileIO
import SystemPackage
import Transcripts

/// What was done to the settings of one client.
package struct MCPChange: Sendable, Equatable {
  package enum Action: String, Sendable {
    case added, replaced, unchanged, removed
    /// There was nothing to remove.
    case absent
    /// The file has something in it that must not be changed, so it stays as it is.
    case refused
    /// The file cannot be read or written.
    case failed
  }

  package var client: MCPClient
  /// The absolute path of the settings.
  package var file: String
  package var action: Action
  /// The program and arguments that stood there before and were replaced or removed; nil where there were none.
  package var previous: [String]?
  /// Why it was refused or has failed, as one sentence without a full stop; nil otherwise.
  package var reason: String?

  init(_ client: MCPClient, _ file: String, _ action: Action, previous: [String]? = nil, reason: String? = nil) {
    (self.client, self.file, self.action) = (client, file, action)
    (self.previous, self.reason) = (previous, reason)
  }
}

/// Puts this program as a server of the Model Context Protocol into the settings of clients, and takes it out again.
///
/// An entry of somebody else under the same name is never changed unless that is asked for, and nothing but the entry
/// ever is. A file is written under another name and renamed, so that it has all of the old bytes or all of the new ones
/// at any time; one that another program changes meanwhile is read again.
package struct MCPInstaller: Sendable {
  private let fileSystem: any FileSystem
  private let environment: [String: String]
  private let user: UInt32
  /// Larger settings are refused, in bytes.
  package static let sizeMax = 16 << 20
  /// The number of times that a file is tried that another program keeps changing.
  private static let attempts = 3

  /// `environment` gives the home directory and the variables of `MCPClient.variables`, `user` is the number of the user
  /// to whom the settings must belong.
  package init(fileSystem: any FileSystem, environment: [String: String], user: UInt32 = Users.current) {
    (self.fileSystem, self.environment, self.user) = (fileSystem, environment, user)
  }

  /// Returns the clients of which there is a trace on this machine, in the order of the table.
  package func presentClients() -> [MCPClient] {
    MCPClient.allCases.filter { client in
      client.traces(environment: environment).contains { (try? fileSystem.exists(FilePath($0))) == true }
    }
  }

  /// Returns the settings of a client, as absolute paths.
  package func files(of client: MCPClient) -> [String] { client.files(environment: environment) }

  /// Puts an entry into the settings of clients. Settings that do not exist are made. With `replaces`, an entry of
  /// somebody else under the same name is replaced. What cannot be done for one client keeps no other from being
  /// changed. Cost: reading and writing each file once.
  package func install(_ entry: MCPServerEntry, into clients: [MCPClient], replaces: Bool = false) -> [MCPChange] {
    change(clients) { client, file, old throws(MCPSettingsProblem) in
      let format = client.format
      let found = try format.found(in: old)
      if case .other(let other) = found, !replaces {
        throw MCPSettingsProblem(
          "has an entry '\(MCPServerEntry.name)' that ccstore has not made and \(other.summary), and stays as it is; "
            + "'ccstore mcp install --client \(client.rawValue) --replace' replaces it")
      }
      let new = try format.adding(entry, to: old)
      guard try format.found(in: new) == .ours(entry) else {
        throw MCPSettingsProblem("cannot be changed without a doubt, and stays as it is")
      }
      let action: MCPChange.Action = new == old ? .unchanged : found == .none ? .added : .replaced
      return (new, MCPChange(client, file, action, previous: new == old ? nil : found.words))
    }
  }

  /// Takes the entry out of the settings of clients, where `install` has put it.
  package func remove(from clients: [MCPClient]) -> [MCPChange] {
    change(clients) { client, file, old throws(MCPSettingsProblem) in
      let format = client.format
      switch try format.found(in: old) {
      case .none: return (old, MCPChange(client, file, .absent))
      case .other(let entry):
        throw MCPSettingsProblem(
          "has an entry '\(MCPServerEntry.name)' that ccstore has not made and \(entry.summary), and stays as it is; "
            + "remove \(format.place) from it by hand")
      case .ours(let entry):
        let new = try format.removing(from: old)
        guard try format.found(in: new) == .none else {
          throw MCPSettingsProblem("cannot be changed without a doubt, and stays as it is")
        }
        return (new, MCPChange(client, file, .removed, previous: entry.words))
      }
    }
  }

  private typealias Edit =
    (MCPClient, _ file: String, _ old: [UInt8]) throws(MCPSettingsProblem) -> (new: [UInt8], change: MCPChange)

  private func change(_ clients: [MCPClient], _ edit: Edit) -> [MCPChange] {
    clients.flatMap { client in
      files(of: client).map { file in
        do {
          for _ in 0..<Self.attempts {
            let settings = try SettingsFile(file, fileSystem, user: user)
            let (new, change) = try edit(client, file, settings.bytes ?? [])
            if try new == settings.bytes ?? [] || settings.replace(with: new) { return change }
          }
          return MCPChange(
            client, file, .refused,
            reason: "\(file) is being changed by another program; close \(client.name), then run the command again")
        } catch let problem as MCPSettingsProblem {
          let isWhole = problem.reason.contains("stays as it is")
          let ending = isWhole ? "" : ", and stays as it is; correct it, then run the command again"
          return MCPChange(client, file, .refused, reason: "\(file) \(problem.reason)\(ending)")
        } catch let error as FileError {
          return MCPChange(client, file, .failed, reason: error.description)
        } catch { return MCPChange(client, file, .failed, reason: "\(error)") }
      }
    }
  }
}

extension MCPEntryFound {
  /// The program with its arguments; nil where there is no entry.
  fileprivate var words: [String]? {
    switch self {
    case .none: nil
    case .ours(let entry): entry.words
    case .other(let entry): entry.words
    }
  }
}
