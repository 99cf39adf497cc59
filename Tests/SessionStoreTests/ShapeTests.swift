import Answers
import Bytes
import SessionLog
import Sync
import Testing

@testable import Tables

@Suite("shapes of documents and tables")
struct ShapeTests {
  /// Every field of every document and table, with the place where it stands.
  private func fields() -> [(place: String, field: FieldDescription)] {
    var all: [(String, FieldDescription)] = []
    func add(_ shape: ShapeDescription, _ place: String) {
      for field in shape.fields {
        if case .keys(let part) = field.type {
          add(part, place)
          continue
        }
        all.append((place + field.key, field))
        if let part = field.type.shape { add(part, place + field.key + ".") }
      }
    }
    for document in DocumentDescription.all {
      add(document.shape, "\(document.command)\(document.variant.map { " \($0)" } ?? ""): ")
    }
    for table in DocumentDescription.tables { add(table.shape, "table \(table.name): ") }
    return all
  }

  @Test("every key is in snake case, occurs once in its object, and has a sentence that ends with a full stop")
  func sentences() {
    let all = fields()
    #expect(all.count > 300)
    #expect(Dictionary(grouping: all, by: \.place).filter { $0.value.count > 1 }.keys.sorted() == [])
    for (place, field) in all {
      #expect(field.key.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(place)")
      #expect(
        field.summary.hasSuffix(".") && field.summary.first?.isUppercase == true || field.summary.contains(":"),
        "\(place)")
    }
  }

  @Test("a key whose name has a unit says the same unit")
  func units() {
    for (place, field) in fields() {
      if field.key.hasSuffix("_ms") { #expect(field.unit == "milliseconds", "\(place)") }
      if field.key.hasSuffix("_bytes") || field.key == "bytes" {
        if case .integer = field.type { #expect(field.unit == "bytes", "\(place)") }
      }
      if field.key.hasSuffix("_tokens") { #expect(field.unit == "tokens", "\(place)") }
      if field.key == "cost_usd" { #expect(field.unit == "US dollars" && field.isNullable, "\(place)") }
    }
  }

  @Test("the row of a table has a value for each of its titles, and no value that is an object")
  func rows() {
    let session = Shapes.session.row(Shapes.ListedSession(.unknown))
    #expect(session.count == Shapes.session.titles.count)
    let run = Shapes.run.row(RunState(number: 1, syncKey: "default", started: 0))
    #expect(run.count == Shapes.run.titles.count)
    for value in session + run {
      if case .object = value { Issue.record("\(value)") }
    }
    #expect(Shapes.session.titles.contains("cost_usd") && !Shapes.session.titles.contains("shared_records"))
  }

  @Test("a key with a condition is left out where the condition does not hold")
  func conditions() {
    var listed = Shapes.ListedSession(.unknown)
    #expect(!Shapes.session.members(listed).contains { $0.0 == "shared_records" })
    listed.lineage = Lineage(session: "s", forkedFrom: "t", sharedRecords: 7)
    #expect(Shapes.session.line(listed).hasSuffix(#","shared_records":7}"#))
  }

  @Test("the pages name every command of the list, and explain every key of it")
  func pages() throws {
    let overview = DocumentPage.overview
    for document in DocumentDescription.all {
      #expect(overview.contains("\n\(document.command)"), "\(document.command)")
      let details = try #require(DocumentPage.details(of: document.command))
      for field in document.shape.fields where !field.key.isEmpty {
        #expect(details.contains("\(field.key)  ("), "\(document.command) \(field.key)")
      }
    }
    #expect(DocumentPage.details(of: "nothing") == nil)
  }

  @Test("decimal numbers have the places asked for, and are rounded to the nearest")
  func decimals() {
    #expect(Decimal.fixed(1.0000005, places: 6) == "1.000001" || Decimal.fixed(1.0000005, places: 6) == "1.000000")
    #expect(Decimal.fixed(0.1, places: 6) == "0.100000")
    #expect(Decimal.fixed(-0.0000001, places: 6) == "0.000000")
    #expect(Decimal.fixed(-2.5, places: 2) == "-2.50")
    #expect(Decimal.fixed(12, places: 0) == "12")
  }
}
