import FileIO
import SystemPackage
import Transcripts

/// The files below several roots. Every directory is visited once, however many roots, links and spellings lead to it.
struct Discoveries {
  struct Part {
    var root: TranscriptRoot
    var discovery: Discovery
    /// The directory or file that was visited, with links resolved; nil if it does not exist.
    var start: FilePath?
  }

  /// The parts in the order of the given roots, but roots that contain others come first; then the targets of links.
  private(set) var parts: [Part] = []
  private(set) var passedOver: [PassedOver] = []

  private let fileSystem: any FileSystem
  private let home: FilePath?
  private let user: UInt32
  /// The identities of the store's directory and of the directories of the first `parts` parts.
  private var visited: (directories: Set<FileIdentity>, parts: Int)
  private let known: Set<FilePath>

  /// Visits all roots of `options`. `known` are the paths of the roots that the store knows. `store` is its directory,
  /// which is not entered.
  init(_ options: SyncOptions, known: [[UInt8]], store: FilePath, fileSystem: any FileSystem) {
    (self.fileSystem, user) = (fileSystem, Users.current)
    self.known = Set(known.map { FilePath("").appending(bytes: $0) })
    home = options.home.flatMap { try? fileSystem.resolve(FilePath($0)) }
    let roots = options.roots
    let store = (try? fileSystem.status(store, followLinks: true))?.identity
    visited = (Set(store.map { [$0] } ?? []), 0)
    let files = fileSystem.confined(to: roots.map(\.base))
    let places = roots.map { (root: $0, start: try? fileSystem.resolve($0.start)) }
    // The outer one of nested roots gives its name to the files below both.
    let order = places.indices.sorted {
      let (one, other) = (places[$0].start?.components.count ?? 0, places[$1].start?.components.count ?? 0)
      return (one, $0) < (other, $1)
    }
    var later: [Int] = []
    for index in order {
      if let start = places[index].start, (try? fileSystem.status(start, followLinks: false))?.kind == .regular {
        later.append(index)
      } else {
        add(places[index].root, places[index].start, files)
      }
    }
    for index in later { addFile(places[index].root, places[index].start, files) }
    let links = parts.flatMap(\.discovery.links)
    if links.isEmpty { return }
    let targets = fileSystem.confined(to: links.compactMap { try? fileSystem.resolve($0.path) })
    for link in links { follow(link, targets) }
  }

  private mutating func add(_ root: TranscriptRoot, _ start: FilePath?, _ files: any FileSystem) {
    markVisited()
    let discovery = Discovery(root, excluding: visited.directories, fileSystem: files)
    passedOver += discovery.passedOver
    parts.append(Part(root: root, discovery: discovery, start: start))
  }

  private mutating func markVisited() {
    for part in parts[visited.parts...] { visited.directories.formUnion(part.discovery.directories.map(\.identity)) }
    visited.parts = parts.count
  }

  /// Adds a single file, whatever it is, unless it was found before.
  private mutating func addFile(_ root: TranscriptRoot, _ start: FilePath?, _ files: any FileSystem) {
    let discovery = Discovery(root, fileSystem: files)
    if let file = discovery.files.first {
      let isFound = parts.contains { part in
        part.discovery.files.contains {
          $0.directory == file.directory && $0.path.name.elementsEqual(file.path.name)
        }
      }
      if isFound { return }
    }
    parts.append(Part(root: root, discovery: discovery, start: start))
  }

  /// Follows a link in a folder of the agent, such as `projects`, to the folder of a project, if the folder belongs to
  /// the user and was not visited yet.
  private mutating func follow(_ link: Discovery.Link, _ files: any FileSystem) {
    guard let target = try? fileSystem.resolve(link.path),
      let status = try? fileSystem.status(target, followLinks: false)
    else { return skip(link, "a link that leads nowhere") }
    let isProject = link.relative.count { $0 == 0x2f } == 1 && link.agent.format.folder(of: link.relative) != nil
    guard isProject, status.kind == .directory else { return skip(link, "a link to \(target)") }
    markVisited()
    guard !visited.directories.contains(status.identity) else {
      return skip(link, "a link to \(target), which is looked at there")
    }
    guard status.owner == user || home.map({ target != $0 && target.starts(with: $0) }) ?? false else {
      return skip(link, "a link to \(target), which is neither in the home directory nor owned by the user")
    }
    guard let root = root(target, of: link.agent) else {
      return skip(link, "a link to \(target), where no transcripts of a project lie")
    }
    // The directory that the user owns must be the one that is visited, not another one that has replaced it meanwhile.
    guard (try? files.status(target, followLinks: false))?.identity == status.identity else {
      return skip(link, "a link to \(target), where something else was put meanwhile")
    }
    add(root, target, files)
    for inner in parts.last!.discovery.links { skip(inner, "a link below another link") }
  }

  /// Returns the target of a link as a root, named by its own path; nil if it holds no transcripts. `agent` is the one
  /// in whose root the link lies.
  private func root(_ target: FilePath, of agent: Agent) -> TranscriptRoot? {
    let finder = RootFinder(environment: home.map { ["HOME": $0.string] } ?? [:], fileSystem: fileSystem)
    return finder.project(target)
      ?? (known.contains(target) ? TranscriptRoot(path: target, scope: "", agent: agent) : nil)
  }

  private mutating func skip(_ link: Discovery.Link, _ note: String) {
    passedOver.append(PassedOver(path: link.path.string, reason: .link, note: note))
  }
}

extension [UInt8] {
  /// The last component of a path.
  package var name: ArraySlice<UInt8> { self[((lastIndex(of: 0x2f) ?? -1) + 1)...] }
}
