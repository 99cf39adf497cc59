extension UInt8 {
  /// True for the ASCII digits 0 to 9.
  @inline(__always) package var isDigit: Bool { self &- UInt8(ascii: "0") <= 9 }

  /// The value of an ASCII hexadecimal digit, 0 to 15, in either case; nil for any other byte.
  package var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
