import Bytes

extension LineScanner {
  /// Appends the text of a string to `out` as UTF-8, with its escapes resolved.
  ///
  /// `bytes` are those that a ``Span`` of a scanned line covers. Half a surrogate pair becomes U+FFFD, because UTF-8
  /// cannot hold it. Invalid escapes, which a scanned line does not have, are copied as they are. Cost: linear.
  package static func unescape(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
    out.reserveCapacity(out.count + bytes.count)
    var rest = bytes[...]
    while let backslash = rest.firstIndex(of: .backslash) {
      out.append(contentsOf: rest[..<backslash])
      rest = rest[backslash...]
      if let scalar = takeEscape(&rest) {
        out.append(contentsOf: scalar.utf8)
      } else {
        out.append(.backslash)
        rest = rest.dropFirst()
      }
    }
    out.append(contentsOf: rest)
  }

  /// Puts the beginning of a string into `out`, with its escapes resolved: at least `count` bytes if the string has
  /// that many. `bytes` are those that a ``Span`` of a scanned line covers. Cost: linear in `count`.
  package static func unescapeBeginning(
    _ bytes: UnsafeBufferPointer<UInt8>, atLeast count: Int, into out: inout [UInt8]
  ) {
    // An escape takes at most six bytes for one byte of text, so this prefix suffices; an escape cut at its end is
    // dropped.
    let head = UnsafeBufferPointer(rebasing: bytes.prefix(count * 6))
    let end = head.count < count * 6 ? head.count : wholeEscapes(head)
    out.removeAll(keepingCapacity: true)
    unescape(UnsafeBufferPointer(rebasing: head[..<end]), into: &out)
  }

  /// Returns the length of the longest prefix that does not end within an escape, when `bytes` was cut from a longer
  /// string.
  private static func wholeEscapes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // The walk begins at the start, because only what precedes a backslash tells whether it begins an escape. The two
    // halves of a surrogate pair count as two escapes of six bytes each.
    var index = 0
    while index < bytes.count {
      let length = bytes[index] != 0x5c ? 1 : index + 1 < bytes.count && bytes[index + 1] == 0x75 ? 6 : 2
      if index + length > bytes.count { return index }
      index += length
    }
    return index
  }

  /// Removes the escape at the start of `bytes` and returns its character; nil, and removes nothing, when it is not
  /// valid.
  private static func takeEscape(_ bytes: inout Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
    if let high = codeUnit(bytes) {
      bytes = bytes.dropFirst(6)
      if let scalar = Unicode.Scalar(high) { return scalar }
      guard high < 0xDC00, let low = codeUnit(bytes), low & 0xFC00 == 0xDC00 else { return "\u{FFFD}" }
      bytes = bytes.dropFirst(6)
      return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF))
    }
    let scalar: Unicode.Scalar
    switch bytes.dropFirst().first {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    default: return nil
    }
    bytes = bytes.dropFirst(2)
    return scalar
  }

  /// Returns the UTF-16 code unit of the `\uXXXX` at the start of `bytes`; nil when there is none.
  private static func codeUnit(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32? {
    let escape = bytes.prefix(6)
    guard escape.count == 6, escape.starts(with: [.backslash, UInt8(ascii: "u")]) else { return nil }
    var unit: UInt32 = 0
    for byte in escape.dropFirst(2) {
      guard let digit = byte.hexadecimalDigit else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
