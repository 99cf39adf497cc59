import CChecksum
import Dispatch
import FileIO
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// What an ingest cannot do without, and nothing else: read, find the lines, scan them, MD5, SHA-256, LZ4, CRC-32C. No
// events, no columns, no order, nothing decoded again and nothing written. `Tools/bench` says which share of its
// throughput an ingest reaches.
//
//     bare-pipeline DIR [THREADS]
//
// Prints what it read and made of it.

/// Keeps the first error.
let state = Mutex((next: 0, totals: Totals(), error: String?.none))
let arguments = CommandLine.arguments
guard arguments.count > 1, ccs_sha256_is_hardware() != 0 else {
  print("usage: bare-pipeline DIR [THREADS], on a processor with instructions for SHA-256")
  exit(64)
}
let fileSystem = POSIXFileSystem()
let pieces = try Piece.all(below: FilePath(arguments[1]), fileSystem)
DispatchQueue.concurrentPerform(iterations: arguments.count > 2 ? Int(arguments[2]) ?? 2 : 2) { _ in
  var worker = Worker(fileSystem)
  do {
    while true {
      let start = state.withLock { state in
        defer { state.next += Worker.lanes }
        return state.next
      }
      guard start < pieces.count else { break }
      try worker.work(pieces[start..<min(start + Worker.lanes, pieces.count)])
    }
  } catch {
    state.withLock { $0.error = $0.error ?? String(describing: error) }
  }
  let totals = worker.totals
  state.withLock { $0.totals += totals }
}
let (totals, error) = state.withLock { ($0.totals, $0.error) }
if let error {
  print(error)
  exit(66)
}
print(
  "\(totals.bytes) bytes, \(totals.lines) lines, \(totals.records) records, \(totals.compressed) bytes compressed (\(totals.residue))"
)
