import Answers
import Testing

@Suite("amounts of money")
struct MoneyTests {
  @Test("an amount is written in dollars with as many places as it has, at least two")
  func text() {
    #expect("\(Money.zero)" == "$0.00")
    #expect("\(Money(dollars: 1234.5))" == "$1234.50")
    #expect("\(Money(dollars: 0.000003))" == "$0.000003")
    #expect("\(Money(picodollars: -250_000_000_001))" == "-$0.250000000001")
  }

  @Test("sums are exact in every order")
  func sums() {
    let tenth: Money = 0.1
    #expect((0..<10).reduce(into: Money.zero) { sum, _ in sum += tenth } == 1)
    #expect(tenth * 3 - tenth == 0.2 && tenth * -1 < 0)
    #expect(Money(dollars: 0.1 + 0.2) == 0.3)
  }

  @Test("an amount is rounded to the nearest place, halves away from zero")
  func rounding() {
    #expect(
      [0.5, 1.4999994, 1.4999995].map { Money(dollars: $0).fixed(places: 6) } == ["0.500000", "1.499999", "1.500000"])
    #expect(Money(dollars: -0.005).fixed(places: 2) == "-0.01" && Money(dollars: -0.0049).fixed(places: 2) == "0.00")
    #expect(Money(picodollars: 3).scaled(by: 0.5).picodollars == 2)
  }

  @Test("amounts that are too large become the largest one")
  func limits() {
    let most = Money(picodollars: .max)
    #expect(most + most == most && most * .max == most && most * .min < 0)
    #expect(Money(dollars: .infinity) == most && Money(dollars: .nan) == 0)
  }
}
