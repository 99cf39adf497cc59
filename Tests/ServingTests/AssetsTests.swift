import Bytes
import FileIO
import SystemPackage
import Testing

@testable import Serving

@Suite("the files of the dashboard")
struct AssetsTests {
  static let files = POSIXFileSystem()
  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .appending("Sources/Serving/Dashboard")

  @Test("each constant was made of its files as they stand", arguments: Assets.all.map(\.name))
  func madeOfItsFiles(_ name: String) throws {
    let asset = try #require(Assets.all.first { $0.name == name })
    let bytes = try asset.sources.flatMap { try Self.files.contents(Self.folder.appending($0)) }
    #expect(Digest(of: bytes).description == asset.sourceDigest, "run Tools/embed-dashboard")
    #expect(Digest(of: Array(asset.text.utf8)).description == asset.digest)
  }

  @Test("each file of the folder is a part of what is served")
  func complete() throws {
    let names = try Self.files.list(Self.folder).map { String(decoding: $0.name, as: UTF8.self) }
    #expect(Set(names) == Set(Assets.all.flatMap(\.sources)))
  }

  @Test("the dashboard is small: at most 80 kB in all")
  func size() {
    #expect(Assets.all.reduce(0) { $0 + $1.text.utf8.count } <= 80_000)
  }

  @Test("the page is at the root, and the other files have their names")
  func paths() throws {
    guard case .bytes(let page, let type)? = Assets.answer("/")?.body else {
      Issue.record("there is no page")
      return
    }
    #expect(type == "text/html; charset=utf-8")
    #expect(String(decoding: page, as: UTF8.self).contains("app.js"))
    #expect(Assets.answer("/app.js")?.status == 200)
    #expect(Assets.answer("/index.html") == nil)
  }

  @Test(
    "no other path leads to a file",
    arguments: [
      "", "app.js", "//app.js", "/app.js/", "/./app.js", "/../app.js", "/APP.JS", "/app%2ejs", "/%61pp.js", "/app.js\0",
      "/app.js?x", "/Assets.swift", "/etc/passwd", "/\u{ff0e}\u{ff0e}/app.js",
    ])
  func otherPaths(_ path: String) { #expect(Assets.answer(path) == nil) }

  @Test("a file that the browser has already is not sent again")
  func notModified() throws {
    let answer = try #require(Assets.answer("/style.css"))
    let tag = try #require(answer.headers.first { $0.name == "ETag" }?.value)
    for field in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      #expect(Assets.answer("/style.css", ifNoneMatch: field)?.status == 304)
    }
    for field in ["", "\"other\"", String(tag.dropLast())] {
      #expect(Assets.answer("/style.css", ifNoneMatch: field)?.status == 200)
    }
  }

  @Test("the page has no inline script or style, and asks no other host")
  func contentPolicy() throws {
    for asset in Assets.all {
      for text in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "<style"]
      {
        #expect(!asset.text.contains(text), "\(asset.name) has \(text)")
      }
      let addresses = asset.text.split(separator: "http").dropFirst().map { $0.prefix(40) }
      #expect(
        addresses.allSatisfy { $0.hasPrefix("://www.w3.org/") || !$0.hasPrefix("://") && !$0.hasPrefix("s://") },
        "\(asset.name) names an address: \(addresses)")
    }
    let page = try #require(Assets.all.first { $0.name == "index.html" }).text
    #expect(!page.contains("style=") && !page.contains("onclick"))
  }
}
