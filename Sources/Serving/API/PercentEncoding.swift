import Bytes

/// Percent-encoding of the segments of addresses, as RFC 3986 describes it.
package enum PercentEncoding {
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
}
