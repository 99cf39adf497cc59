/// A file of the dashboard as it is served: a constant that Tools/embed-dashboard has made of files of the folder
/// Dashboard.
struct Asset: Sendable {
  /// Its path without the slash; `index.html` is served at `/`.
  var name: String
  var contentType: String
  /// SHA-256 of `text`, in hexadecimal digits.
  var digest: String
  /// The files that it was made of, sorted by name.
  var sources: [String]
  /// SHA-256 of these files, one after another.
  var sourceDigest: String
  var text: String
}

/// The files of the dashboard. They hold nothing of the store and need no token: the page asks the API with its own.
package enum Assets {
  static let all = [indexHTML, styleCSS, appJS]

  private static let byPath = Dictionary(
    uniqueKeysWithValues: all.map { (path: $0.name == "index.html" ? "/" : "/\($0.name)", asset: $0) })

  /// The answer to `GET path`, such as `/` or `/app.js`; nil where the dashboard has no such file. `path` is without its
  /// query and as it stands in the request: a percent sign or a second slash is part of no name, so that no path leads
  /// anywhere else.
  ///
  /// - Parameter ifNoneMatch: The header field of the same name. Where it has the `ETag` of the file, or `*`, the answer
  ///   is 304 without a body.
  package static func answer(_ path: String, ifNoneMatch: String? = nil) -> APIAnswer? {
    guard let asset = byPath[path] else { return nil }
    let tag = "\"\(asset.digest.prefix(16))\""
    // A page is asked for again each time, so that it is of the program that answers; the tag makes that cheap.
    let headers = [(name: "ETag", value: tag), (name: "Cache-Control", value: "no-cache")]
    let matches = (ifNoneMatch ?? "").split(separator: ",").map { entry in
      let text = entry.drop { $0 == " " }
      return text.hasPrefix("W/") ? text.dropFirst(2) : text
    }
    if matches.contains(where: { $0 == tag || $0 == "*" }) { return APIAnswer(304, headers: headers, .none) }
    return APIAnswer(200, headers: headers, .bytes(Array(asset.text.utf8), contentType: asset.contentType))
  }
}
