import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Transcripts

@Suite("discovery of transcripts")
struct DiscoveryTests {
  @Test(
    "a discovery lists files directory by directory, by the bytes of their names, for any number of folders",
    arguments: [3, 64, 201])
  func order(folders: Int) throws {
    let disk = MemoryFileSystem()
    try disk.makeDirectory("/root")
    func write(_ path: String) throws { _ = try disk.create(FilePath("/root/" + path)) }
    var expected: [String] = []
    for number in 0..<folders {
      let name = "folder-\(String(repeating: "0", count: 4 - String(number).count))\(number)"
      try disk.makeDirectory(FilePath("/root/" + name))
      try disk.makeDirectory(FilePath("/root/" + name + "/inner"))
      try write(name + "/a.jsonl")
      try write(name + "/inner/b.jsonl")
      try write(name + "/z.jsonl")
      try write(name + "~beside.jsonl")
      expected += [name + "/a.jsonl", name + "/inner/b.jsonl", name + "/z.jsonl", name + "~beside.jsonl"]
    }
    let discovery = Discovery(TranscriptRoot(path: "/root", scope: ""), fileSystem: disk)
    #expect(discovery.files.map { String(decoding: $0.path, as: UTF8.self) } == expected)
    #expect(discovery.failures.isEmpty)
  }
}
