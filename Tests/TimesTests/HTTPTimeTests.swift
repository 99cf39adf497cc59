import Testing
import Times

@Suite("times in header fields of HTTP")
struct HTTPTimeTests {
  @Test(
    "a time has its day of the week, and leap years and times before 1970 are right",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777_999, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (Int64.min, "Mon, 01 Jan 0001 00:00:00 GMT"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
  func known(milliseconds: Int64, text: String) { #expect(Time.http(milliseconds) == text) }
}
