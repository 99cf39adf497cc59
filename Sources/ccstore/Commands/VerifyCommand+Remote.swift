import ArgumentParser
import FileIO
import Operations
import SystemPackage
import Tables

extension VerifyCommand {
  /// Returns the remote that the argument stands for; nil when it is the name of a file. A directory is a remote, and so
  /// is what no file has as its name and rclone or the settings know.
  func remotePlace(_ text: String) throws -> RemotePlace? {
    let status = try? POSIXFileSystem().status(FilePath(text), followLinks: true)
    if status?.kind == .directory {
      return try RemotePlace(Environment.absolute(text)) { $0 }
    }
    let isRemote = !only.isEmpty || text.contains(":") || RemoteSettings.isName(text) && !text.hasSuffix(".ccsnap")
    guard status == nil, isRemote else {
      guard only.isEmpty else { throw Failure("--only is for a remote, and \(text) is a file", code: ExitStatus.usage) }
      return nil
    }
    do { return try Environment.remoteSettings.place(text) } catch let error as StoreError
      where error.code == .noSuchRemote
    {
      throw Failure(
        "there is no file and no remote '\(text)'; 'ccstore remote list' lists the remotes", code: ExitStatus.noInput)
    }
  }

  func verify(_ place: RemotePlace) throws {
    if againstSources { throw Failure("--against-sources is for the store", code: ExitStatus.usage) }
    let line = common.progress()
    let result = try common.open().verify(options.remote(at: place), only: only) { done, total in
      line?.show("", done: done, total: total)
    }
    line?.end()
    if common.json {
      say(json: Shapes.verifiedRemote.json(result))
    } else if !common.quiet {
      for finding in result.findings {
        say(
          note:
            "\(finding.severity.rawValue): store \(finding.store): \(finding.object.isEmpty ? "" : finding.object + ": ")\(finding.message)"
        )
      }
      say(
        note:
          "\(result.isOK ? "intact" : "damaged"): \(Format.count(Int64(result.stores), "store")), \(Format.count(Int64(result.objects), "file")), \(Format.megabytes(result.bytes)), \(Format.count(Int64(result.events), "event")) checked"
      )
    }
    guard !result.isOK else { return }
    let count = Format.count(Int64(result.findings.count { $0.severity == .error }), "finding")
    throw Failure(
      "\(result.remote) is damaged: \(count); nothing was changed; remove a damaged file there and push again from the machine of the store",
      code: ExitStatus.damaged)
  }
}
