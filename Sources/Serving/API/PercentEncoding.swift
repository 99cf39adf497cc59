import Bytes

/// Percent-encoding of addresses, as RFC 3986 describes it.
package enum PercentEncoding {
  /// Returns the text without its encoding; nil if a percent sign is not followed by two hexadecimal digits, or the
  /// bytes are not UTF-8. `plusIsSpace` is right for parameters.
  package static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case 0x25:
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      case 0x2b where plusIsSpace: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Returns the text with everything encoded but letters, digits and `-._~`.
  package static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + hexadecimal([byte]).uppercased()
      }
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

extension APIRequest {
  /// Reads the target of a request for the API, which is a path below `/api/v1` with parameters. Throws a problem if
  /// its percent-encoding is malformed, or returns nil if it is not below `/api/v1`.
  ///
  /// The segments of the path are decoded one by one, so that an encoded slash does not divide a segment. Nothing is
  /// resolved: `..` is a segment like any other, and names nothing.
  package init?(
    method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []
  ) throws(APIProblem) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    guard path.starts(with: ["", "api", "v1"]) else { return nil }
    var segments: [String] = []
    for segment in path.dropFirst(3) {
      guard let text = PercentEncoding.decoded(segment) else {
        throw APIProblem(.badParameter, "The percent-encoding of the path is malformed, or not UTF-8.")
      }
      segments.append(text)
    }
    if segments == [""] { segments = [] }
    var query: [(name: String, value: String)] = []
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decoded(sides[0], plusIsSpace: true) else {
        throw APIProblem(.badParameter, "The percent-encoding of a parameter's name is malformed, or not UTF-8.")
      }
      guard let value = PercentEncoding.decoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true) else {
        throw APIProblem(name, "its percent-encoding is malformed, or not UTF-8.")
      }
      query.append((name, value))
    }
    self.init(method, segments, query: query, headers: headers, body: body)
  }
}
