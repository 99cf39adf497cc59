// swift-tools-version: 6.2
import PackageDescription

/// What uses the library as a stranger does: only its product, only what is public. Tools/test builds and runs it.
let package = Package(
  name: "Client",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ccstore", path: "../..")],
  targets: [
    .executableTarget(name: "Client", dependencies: [.product(name: "SessionStore", package: "ccstore")])
  ]
)
