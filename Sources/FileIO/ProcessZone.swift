import Times

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Zone {
  /// Returns the time zone of this process: that of the environment variable `TZ`, or else of the machine. `name` is
  /// only a label.
  package static func process(name: String) -> Zone {
    Zone(name: name) { seconds in
      var time = time_t(seconds)
      var parts = tm()
      return localtime_r(&time, &parts) == nil ? 0 : Int64(parts.tm_gmtoff)
    }
  }
}
