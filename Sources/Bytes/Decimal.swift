/// Decimal numbers as text, without the C library's locale.
package enum Decimal {
  /// Returns a number with a fixed number of digits after the point, at most 9, rounded to the nearest: `12.345000`. A
  /// number that is too large, from 9e18 / 10^`places` on, is replaced by the largest possible one.
  package static func fixed(_ number: Double, places: Int) -> String {
    let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
    let scaled = Int64(min((abs(number) * Double(scale)).rounded(), 9e18))
    let rest = String(scaled % scale)
    let sign = number < 0 && scaled > 0 ? "-" : ""
    let whole = "\(sign)\(scaled / scale)"
    return places == 0 ? whole : whole + "." + String(repeating: "0", count: places - rest.count) + rest
  }
}
