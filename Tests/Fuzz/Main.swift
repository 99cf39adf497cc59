import CLibFuzzer
import Foundation
import TestSupport

/// Runs `ccstore-fuzz --list`, `ccstore-fuzz --prepare TARGET DIR`, and `ccstore-fuzz TARGET` with libFuzzer's own
/// arguments. Tools/fuzz calls all three.
@main
enum Main {
  /// The target that this process runs.
  static let target = allTargets.first { CommandLine.arguments.dropFirst().contains($0.name) }

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "--list" {
      for target in allTargets { print(target.name) }
    } else if let target, arguments.first == "--prepare", arguments.count == 3 {
      try prepare(target, in: URL(fileURLWithPath: arguments.last!))
    } else if let target, arguments.first == target.name {
      fuzz(target)
    } else {
      FileHandle.standardError.write(
        Data("usage: ccstore-fuzz --list | --prepare TARGET DIR | TARGET [OPTION…] [DIR…]\n".utf8))
      exit(64)
    }
  }

  /// Writes the seeds to `seeds/` and the tokens to `tokens` in a directory.
  private static func prepare(_ target: any FuzzTarget.Type, in directory: URL) throws {
    let seeds = directory.appendingPathComponent("seeds")
    try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
    for (number, seed) in try target.seeds().enumerated() {
      try Data(seed).write(to: seeds.appendingPathComponent(String(number)))
    }
    let lines = target.tokens.map { token in
      "\""
        + token.map { (0x10...0xff).contains($0) ? "\\x" + String($0, radix: 16) : "\\x0" + String($0, radix: 16) }
        .joined() + "\"\n"
    }
    try Data(lines.joined().utf8).write(to: directory.appendingPathComponent("tokens"))
  }

  /// Hands the process to libFuzzer, which returns only when the time is over or something has failed.
  private static func fuzz(_ target: any FuzzTarget.Type) {
    var words = [CommandLine.arguments[0], "-max_len=\(target.lengthMax)"] + CommandLine.arguments.dropFirst(2)
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    words.removeAll()
    var count = CInt(pointers.count - 1)
    let code = pointers.withUnsafeMutableBufferPointer { buffer in
      var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &start) { data, size in
        Main.target!.run([UInt8](UnsafeBufferPointer(start: data, count: size)))
        return 0
      }
    }
    exit(code)
  }
}

/// Called by libFuzzer for every new input: makes its own mutation, and in most cases repairs the checksums.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ capacity: Int, _ seed: UInt32) -> Int {
  let count = LLVMFuzzerMutate(data, size, capacity)
  var random = Seeded(UInt64(seed))
  if random.oneIn(16) { return count }
  var bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
  Main.target!.repair(&bytes, using: &random)
  precondition(bytes.count <= capacity)
  for (index, byte) in bytes.enumerated() { data[index] = byte }
  return bytes.count
}
