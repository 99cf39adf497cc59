import Answers
import ArgumentParser
import FileIO
import Operations
import SegmentedLog
import SessionLog
import Tables

/// Implements `compact --purge`.
enum Purge {
  static func run(_ common: CommonOptions, wait: Bool) throws {
    let line = common.progress()
    let stop = StopSignal.shared
    let store = common.open()
    let report = try store.purge(
      retry: { SharedOption.retry(wait: wait) && !stop.isRaised },
      progress: { done, total in line?.show("", done: done, total: total) },
      checkStop: { if stop.isRaised { throw LogError.interrupted } })
    line?.end()
    defer { if report.segments > 0 { store.keepRecentUsage() } }
    for name in report.left {
      complain(
        "\(name) in the store is a directory that ccstore did not make; it was left alone, and may hold anything")
    }
    if common.json {
      say(json: Shapes.purge.json(report))
      return
    }
    if common.quiet { return }
    if report.segments == 0 {
      say(note: "nothing in the store's files is erased and still there")
    } else {
      say(
        note:
          "took \(Format.count(Int64(report.events), "event")) out of \(Format.count(Int64(report.segments), "segment")): \(Format.megabytes(report.bytesBefore)) before, \(Format.megabytes(report.bytesAfter)) now"
      )
      say(note: "chain is now \(report.head.chain): hashes that were noted before are those of the store as it was")
    }
    for name in report.removed { say(note: "removed \(name)") }
    // A remote to which the store was pushed after the purge has none of it.
    for remote in store.pushedRemotes() where remote.purgedChain != nil {
      say(note: "\(remote.place) still has it. To replace it there:  \(common.command("ccstore push", [remote.place]))")
    }
  }
}
