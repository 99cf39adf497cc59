/// The target of a request: the path and the parameters after it.
struct RequestTarget: Sendable, Equatable {
  /// The segments of the path, percent-decoded; one empty segment for `/`.
  var path: [String]
  /// The parameters in their order, percent-decoded.
  var query: [Parameter]

  struct Parameter: Sendable, Equatable {
    var name, value: String
  }

  /// Parses the target. Returns nil if it does not begin with a slash, if an escape is malformed, or if decoded text is
  /// not UTF-8 or has a NUL in it.
  ///
  /// Segments are decoded after they are separated, so that an escaped slash stays within its segment. Segments such as
  /// `..` keep their place and have no meaning.
  init?(_ text: String) {
    let utf8 = text.utf8
    guard utf8.first == UInt8(ascii: "/") else { return nil }
    let end = utf8.firstIndex(of: UInt8(ascii: "?")) ?? utf8.endIndex
    path = []
    for segment in utf8[..<end].dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let decoded = Self.decoded(segment, plusIsSpace: false) else { return nil }
      path.append(decoded)
    }
    query = []
    guard end != utf8.endIndex else { return }
    for part in utf8[utf8.index(after: end)...].split(separator: UInt8(ascii: "&")) {
      let equals = part.firstIndex(of: UInt8(ascii: "="))
      guard let name = Self.decoded(part[..<(equals ?? part.endIndex)], plusIsSpace: true),
        let value = Self.decoded(
          equals.map { part[part.index(after: $0)...] } ?? part[..<part.startIndex], plusIsSpace: true)
      else { return nil }
      query.append(Parameter(name: name, value: value))
    }
  }

  private static func decoded(_ bytes: Substring.UTF8View.SubSequence, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else { return nil }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    guard !decoded.contains(0) else { return nil }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
