import CChecksum

/// Settings of the memory allocator for a program that uses the log. They are made once, when the program starts; memory is
/// released whenever it will be idle.
package enum Allocator {
  /// Lets the allocator keep up to 256 MiB of freed memory for the buffers of later blocks. Without it, a third of the
  /// time of reading a compacted store goes into pages that the kernel clears again and again. The process never grows
  /// beyond its peak.
  package static func retainFreed() { ccs_keep_freed_memory(256 << 20) }

  /// Gives each thread an arena of its own. Without it, two threads that allocate much and pass little to each other
  /// spend half of their time waiting for each other. Call it before the first thread is started.
  package static func usePerThreadArenas() { ccs_part_memory() }

  /// Lets all threads share two arenas, and gives back what is freed, for a program that runs for days and is idle most
  /// of the time. Call it before the first thread is started.
  package static func shareArenas() { ccs_share_memory() }

  /// Gives freed memory back to the system, also where it lies between pieces that are in use. Cost: milliseconds.
  package static func releaseFreed() { ccs_release_memory() }
}
