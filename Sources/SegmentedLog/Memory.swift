import CChecksum

/// What a program that uses the log may say about memory, once, at its start.
package enum Memory {
  /// Keeps up to 256 MiB of memory that was freed for the buffers of the next blocks: a third of the time of reading a compacted store would go into
  /// pages that the kernel clears again and again. The process is never larger than its peak.
  package static func keepFreed() { ccs_keep_freed_memory(256 << 20) }

  /// Gives each thread memory of its own: where two allocate much and hand little to each other, half of their time goes into waiting for each other.
  /// Before the first thread is started.
  package static func part() { ccs_part_memory() }
}
