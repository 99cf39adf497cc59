/// An amount of US dollars, in whole trillionths of a dollar.
///
/// A list price of a token is a whole number of them, so sums are exact and do not depend on their order. Amounts
/// beyond 10^25 dollars become that.
public struct Money: Sendable, Hashable, Comparable, AdditiveArithmetic, CustomStringConvertible {
  /// Trillionths of a dollar; negative for an amount below zero.
  public let picodollars: Int128

  private static let limit: Int128 = 10_000_000_000_000_000_000_000_000_000_000_000_000
  private static let perDollar: Int128 = 1_000_000_000_000

  public static let zero = Money(picodollars: 0)

  /// Creates an amount of trillionths of a US dollar; what is beyond the range becomes the largest or the smallest
  /// amount.
  public init(picodollars: Int128) { self.picodollars = min(max(picodollars, -Self.limit), Self.limit) }

  /// Creates the amount of trillionths nearest to a number of dollars; zero for what is not a number.
  public init(dollars: Double) {
    let scaled = (dollars * 1e12).rounded()
    let isSmall = abs(scaled) < 1e37
    self.init(picodollars: scaled.isNaN ? 0 : isSmall ? Int128(scaled) : scaled < 0 ? -Self.limit : Self.limit)
  }

  /// The number of dollars, rounded to the nearest `Double`.
  public var dollars: Double { Double(picodollars) / 1e12 }

  /// The amount with as many decimal places as it has, at least two: `$1234.50`, `$0.000003`, `-$0.25`.
  public var description: String {
    let text = fixed(places: 12)
    let kept = text.dropLast(10) + text.suffix(10).reversed().drop { $0 == "0" }.reversed()
    return picodollars < 0 ? "-$" + kept.dropFirst() : "$" + kept
  }

  public static func + (one: Money, other: Money) -> Money { Money(picodollars: one.picodollars + other.picodollars) }

  public static func - (one: Money, other: Money) -> Money { Money(picodollars: one.picodollars - other.picodollars) }

  public static func < (one: Money, other: Money) -> Bool { one.picodollars < other.picodollars }

  /// Returns the amount as many times.
  public static func * (amount: Money, count: Int64) -> Money {
    let (product, overflow) = amount.picodollars.multipliedReportingOverflow(by: Int128(count))
    return Money(picodollars: !overflow ? product : (amount.picodollars < 0) == (count < 0) ? limit : -limit)
  }

  /// Returns the amount multiplied by a factor, which counts to the millionth and is at most a million.
  package func scaled(by factor: Double) -> Money {
    let millionths = Int64((min(max(factor, 0), 1e6) * 1e6).rounded())
    return Money(picodollars: Self.quotient((self * millionths).picodollars, by: 1_000_000))
  }

  /// Returns the dollars with a number of decimal places, at most 12, rounded to the nearest: `12.345000`.
  package func fixed(places: Int) -> String {
    let scale = (0..<places).reduce(Int128(1)) { scale, _ in scale * 10 }
    let scaled = Self.quotient(picodollars, by: Self.perDollar / scale)
    let (whole, rest) = scaled.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
    let digits = String(rest)
    let text = places == 0 ? "" : "." + String(repeating: "0", count: places - digits.count) + digits
    return (scaled < 0 ? "-" : "") + String(whole) + text
  }

  /// Returns the quotient rounded to the nearest, halves away from zero.
  private static func quotient(_ number: Int128, by divisor: Int128) -> Int128 {
    let half = divisor / 2
    return (number < 0 ? number - half : number + half) / divisor
  }
}

extension Money: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A number of dollars.
  public init(floatLiteral dollars: Double) { self.init(dollars: dollars) }

  /// A number of dollars.
  public init(integerLiteral dollars: Int64) { self.init(picodollars: Int128(dollars) * Self.perDollar) }
}
