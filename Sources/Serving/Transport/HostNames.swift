/// The names under which a server answers, with their ports. Everything else in the field Host is refused, so that a
/// foreign name that leads to this machine (DNS rebinding) gives nothing away.
package struct HostNames: Sendable {
  /// The port that the server listens at; nil for a socket file, where the port does not matter.
  private let port: Int?
  /// True if any address in digits is allowed: the server listens at all addresses of the machine.
  private let allowsAddresses: Bool
  private let allowed: [Host]

  /// A name or an address, in lower case, with the port where one is stated.
  package struct Host: Sendable, Equatable {
    package var name: String
    package var port: Int?

    /// Parses `name`, `name:port`, `1.2.3.4:port` or `[::1]:port`. Returns nil for anything else, such as an empty name
    /// or one with characters that no name has.
    package init?(_ text: String) {
      let text = text.lowercased()
      var rest: Substring
      if text.hasPrefix("[") {
        guard let end = text.firstIndex(of: "]") else { return nil }
        name = String(text[...end])
        rest = text[text.index(after: end)...]
        guard name.utf8.count > 4, name.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
        else { return nil }
      } else {
        let end = text.firstIndex(of: ":") ?? text.endIndex
        name = String(text[..<end])
        rest = text[end...]
        let isName = name.utf8.allSatisfy {
          switch $0 {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
          default: false
          }
        }
        guard isName, !name.isEmpty else { return nil }
      }
      if rest.isEmpty { return }
      guard rest.removeFirst() == ":", !rest.isEmpty, rest.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
        let number = UInt16(rest)
      else { return nil }
      port = Int(number)
    }

    /// True for an address in digits, as it stands in a field Host: no name can be mistaken for it.
    package var isAddress: Bool {
      if name.hasPrefix("[") { return true }
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 4
        && parts.allSatisfy { part in
          UInt8(part) != nil && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && (part == "0" || part.first != "0")
        }
    }

    /// The address as it is listened at, without brackets.
    package var address: String { name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name }

    /// True if it stands for all addresses of the machine.
    package var isEveryAddress: Bool { name == "0.0.0.0" || name == "[::]" }
  }

  /// `exposed` are the hosts beyond those of this machine alone that the user has named.
  package init(port: Int?, exposed: [Host] = []) {
    self.port = port
    allowsAddresses = exposed.contains(where: \.isEveryAddress)
    allowed = exposed
  }

  private static let own: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

  /// Returns whether the server answers to a request for this host.
  package func contains(_ text: String) -> Bool {
    guard let host = Host(text) else { return false }
    let hasPort = port == nil || host.port == port || (port == 80 && host.port == nil)
    if hasPort, Self.own.contains(host.name) || (allowsAddresses && host.isAddress) { return true }
    return allowed.contains { allowed in
      guard allowed.name == host.name, !allowed.isEveryAddress else { return false }
      // A proxy in front of the server may listen at the usual port, which browsers do not state.
      return allowed.port != nil ? allowed.port == host.port : hasPort || host.port == nil
    }
  }

  /// Returns whether a page of this origin belongs to the server.
  package func contains(origin: String) -> Bool {
    for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
      return contains(String(origin.dropFirst(scheme.count)))
    }
    return false
  }
}
