import FileIO
import SessionStore
import SystemPackage
import Transcripts

/// The files through which the user's own programs learn the token of a server. Only the user can read them.
package struct TokenFiles: Sendable {
  /// The token.
  package let token: String
  /// The file that holds the token.
  package let file: FilePath
  /// A page that leads to the dashboard. A browser is given its name, because everybody can read the arguments of a
  /// program.
  package let page: FilePath

  /// Writes both files. Throws `FileError`, and `ServerError` where others could replace them.
  package init(_ token: AccessToken, port: Int) throws {
    let environment = ProcessEnvironment.places
    let name = "XDG_RUNTIME_DIR"
    let directory = AccessToken.directory(
      runtime: ProcessEnvironment.variables([name])[name], state: Store.stateDirectory(environment: environment))
    try self.init(token, port: port, in: directory)
  }

  /// Does the same in another directory.
  package init(_ token: AccessToken, port: Int, in directory: FilePath) throws {
    self.token = token.text
    file = directory.appending("serve-\(port).token")
    page = directory.appending("serve-\(port).html")
    try token.write(to: file)
    // A token and a port need no escape.
    try AccessToken.write(
      """
      <!doctype html>
      <meta charset="utf-8">
      <meta name="referrer" content="no-referrer">
      <meta http-equiv="refresh" content="0; url=http://127.0.0.1:\(port)/#\(token.text)">
      <title>ccstore</title>

      """, to: page)
  }

  /// Removes both files.
  package func remove() {
    for path in [file, page] { try? POSIXFileSystem().remove(path) }
  }
}
