import Foundation

/// The bytes of a file.
func contents(of path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else { throw Unexpected("cannot read \(path)") }
  return [UInt8](data)
}

/// Calls `body` with a path given as bytes, which need not be UTF-8.
func withPath<Value>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Value) rethrows -> Value {
  try (path + [0]).withUnsafeBufferPointer { bytes in
    try bytes.withMemoryRebound(to: CChar.self) { try body($0.baseAddress!) }
  }
}

/// The result of `lstat`; nil where it fails.
func status(_ path: [UInt8]) -> stat? {
  var raw = stat()
  return withPath(path) { lstat($0, &raw) } == 0 ? raw : nil
}

extension stat {
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }

  var modifiedTime: timespec {
    #if canImport(Darwin)
      st_mtimespec
    #else
      st_mtim
    #endif
  }

  /// The modification time in nanoseconds since 1970.
  var modified: Int { modifiedTime.tv_sec * 1_000_000_000 + modifiedTime.tv_nsec }
}

/// The paths of the regular files below `directory`, relative to it and sorted. Links are not followed.
func regularFiles(below directory: [UInt8]) throws -> [[UInt8]] {
  guard let stream = withPath(directory, { opendir($0) }) else {
    throw Unexpected("cannot list \(String(decoding: directory, as: UTF8.self))")
  }
  defer { closedir(stream) }
  var files: [[UInt8]] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 1) {
        [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0)))
      }
    }
    if name == [0x2e] || name == [0x2e, 0x2e] { continue }
    let path = directory + [0x2f] + name
    guard let found = status(path) else { continue }
    if found.isRegular { files.append(name) }
    if found.isDirectory { files += try regularFiles(below: path).map { name + [0x2f] + $0 } }
  }
  return files.sorted { $0.lexicographicallyPrecedes($1) }
}

/// The differences between two trees in the names and bytes of their regular files; empty where the trees are the same.
func differences(_ expected: String, _ found: String) throws -> [String] {
  let (expected, found) = (Array(expected.utf8), Array(found.utf8))
  let (left, right) = (try regularFiles(below: expected), try regularFiles(below: found))
  let (names, others) = (Set(left), Set(right))
  var list = left.filter { !others.contains($0) }.map { "lost: \(printable($0))" }
  list += right.filter { !names.contains($0) }.map { "invented: \(printable($0))" }
  for name in left where others.contains(name) {
    if let place = firstDifference(expected + [0x2f] + name, found + [0x2f] + name) {
      list.append("changed: \(printable(name)) at byte \(place)")
    }
  }
  return list
}

/// The regular files below `expected` that do not exist below `found` with the same bytes.
func lost(of expected: String, in found: String) throws -> [String] {
  try differences(expected, found).filter { !$0.hasPrefix("invented") }
}

private func printable(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

/// Compares in pieces, so that large files need little memory.
private func firstDifference(_ a: [UInt8], _ b: [UInt8]) -> Int? {
  let (a, b) = (withPath(a) { open($0, O_RDONLY | O_CLOEXEC) }, withPath(b) { open($0, O_RDONLY | O_CLOEXEC) })
  defer {
    close(a)
    close(b)
  }
  let size = 1 << 20
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * size, alignment: 16)
  defer { buffer.deallocate() }
  let (left, right) = (buffer.baseAddress!, buffer.baseAddress! + size)
  var place = 0
  while true {
    let (first, second) = (read(a, left, size), read(b, right, size))
    guard first >= 0, second >= 0 else { return place }
    let shared = min(first, second)
    if memcmp(left, right, shared) != 0 {
      return place + (0..<shared).first { buffer[$0] != buffer[size + $0] }!
    }
    if first != second { return place + shared }
    if first == 0 { return nil }
    place += shared
  }
}

/// Every file of a small tree with its bytes and its modification time, which a command that only reads must not
/// change.
func fingerprint(_ directory: String) throws -> [String: Fingerprint] {
  var found: [String: Fingerprint] = [:]
  for name in try regularFiles(below: Array(directory.utf8)) {
    let path = "\(directory)/\(printable(name))"
    found[printable(name)] = Fingerprint(
      modified: status(Array(path.utf8))?.modified ?? 0, bytes: try contents(of: path))
  }
  return found
}

struct Fingerprint: Equatable {
  var modified: Int
  var bytes: [UInt8]
}
