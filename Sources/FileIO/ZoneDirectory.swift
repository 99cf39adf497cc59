import Synchronization
import SystemPackage
import Times

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time zones that this machine knows by name.
package enum ZoneDirectory {
  /// The zones that were asked for. A name that does not exist is not kept, so that their number is limited.
  private static let known = Mutex<[String: Zone]>([:])

  /// The longest file that is read in bytes; those of the database have at most a few thousand.
  private static let fileMax = 1 << 20

  /// Returns the zone of a name such as `Europe/Berlin`; nil if the machine has none. Without a directory of zones only
  /// UTC is known. Unlike the zone of the process, several zones can be used at the same time.
  package static func zone(named name: String) -> Zone? {
    if name == "UTC" { return .utc }
    if let zone = known.withLock({ $0[name] }) { return zone }
    guard let path = path(name), let bytes = try? POSIXFileSystem().contents(path, limit: fileMax),
      let zone = Zone(name: name, file: bytes)
    else { return nil }
    known.withLock { $0[name] = zone }
    return zone
  }

  /// Returns the path of a zone's file; nil where a name would leave the directory, or is none that zones have.
  private static func path(_ name: String) -> FilePath? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      !part.isEmpty && part.first != "."
        && part.utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
            || [0x2b, 0x2d, 0x2e, 0x5f].contains(byte)
        }
    }
    guard isName, name.utf8.count <= 64 else { return nil }
    let directory = ProcessEnvironment.variables(["TZDIR"])["TZDIR"].flatMap { $0.isEmpty ? nil : $0 }
    return FilePath(directory ?? "/usr/share/zoneinfo").appending(name)
  }

  /// The time zone of the process: that of the variable `TZ`, else of the machine. It is called `local` where nobody
  /// knows its name.
  package static func machineZone(environment: [String: String]) -> Zone {
    .process(name: machineZoneName(environment))
  }

  private static func machineZoneName(_ environment: [String: String]) -> String {
    if let name = environment["TZ"], !name.isEmpty { return name }
    if let path = realpath("/etc/localtime", nil) {
      defer { free(path) }
      let name = String(cString: path)
      if let range = name.firstRange(of: "/zoneinfo/") { return String(name[range.upperBound...]) }
    }
    return "local"
  }
}
