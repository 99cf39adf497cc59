import Bytes

extension ByteCursor {
  /// Moves past a number, `true`, `false` or `null`. Throws at anything else.
  @inline(__always)
  mutating func scalar() throws(ScanFailure) {
    switch current {
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: try number()
    }
  }

  @inline(__always)
  mutating func literal(_ text: StaticString) throws(ScanFailure) {
    for index in 0..<text.utf8CodeUnitCount {
      try expect(text.utf8Start[index])
    }
  }

  /// Moves past `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  @inline(__always)
  mutating func number() throws(ScanFailure) {
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
  }

  /// Moves past one or more digits.
  @inline(__always)
  private mutating func digits() throws(ScanFailure) {
    guard current.isDigit else { throw unexpected() }
    repeat { position += 1 } while current.isDigit
  }

  /// Moves past a number and returns its integer part, clamped to 0...`Int64.max`.
  mutating func count() throws(ScanFailure) -> Int64 {
    let first = position
    try number()
    return Self.integerPart(UnsafeBufferPointer(start: first, count: position - first))
  }

  /// Returns the integer part of a number's text, clamped to 0...`Int64.max`. Cost: linear in the length of the text,
  /// whatever the exponent.
  static func integerPart(_ text: UnsafeBufferPointer<UInt8>) -> Int64 {
    if text.first == UInt8(ascii: "-") { return 0 }
    let isExponentMark = { (byte: UInt8) in byte | 0x20 == UInt8(ascii: "e") }
    let mantissa = text.prefix { !isExponentMark($0) }
    let integerDigits = mantissa.prefix { $0.isDigit }.count
    var remaining = integerDigits + exponent(text.dropFirst(mantissa.count + 1))

    var value: Int64 = 0
    for byte in mantissa where byte.isDigit && remaining > 0 {
      value = value.timesTen(plus: Int64(byte - UInt8(ascii: "0")))
      remaining -= 1
    }
    while remaining > 0, value > 0, value < .max {
      value = value.timesTen(plus: 0)
      remaining -= 1
    }
    return value
  }

  /// Returns the value of `[+-]?[0-9]*`, clamped to a number far greater than the length of any line.
  private static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var value: Int64 = 0
    for byte in text where byte.isDigit {
      value = value.timesTen(plus: Int64(byte - UInt8(ascii: "0")))
    }
    let magnitude = Int(min(value, 1 << 40))
    return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
  }
}

extension Int64 {
  /// Returns `self * 10 + digit`, or `Int64.max` when that is too large. `self` must not be negative.
  fileprivate func timesTen(plus digit: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: 10)
    if overflow { return .max }
    let (sum, carry) = product.addingReportingOverflow(digit)
    return carry ? .max : sum
  }
}
