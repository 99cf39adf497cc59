import SegmentedLog
import SessionLog

/// A value with the moment of the store that it is of, as the HTTP API answers it.
package struct Enveloped<Value: Sendable>: Sendable {
  package var value: Value
  /// The end of the log that was asked.
  package var head: LogHead
  /// What a damaged store could not give.
  package var losses: [Loss]

  package init(_ value: Value, head: LogHead, losses: [Loss] = []) {
    (self.value, self.head, self.losses) = (value, head, losses)
  }
}

/// All rows of an answer that has them as an array.
package struct Rows<Row: Sendable>: Sendable {
  package var rows: [Row]
  /// The number of rows there are.
  package var total: Int

  package init(_ rows: [Row], total: Int? = nil) { (self.rows, self.total) = (rows, total ?? rows.count) }
}

extension Shapes {
  /// The most losses that an answer lists. It says how many there are.
  package static let lossesMax = 100

  /// The document of the HTTP API for a shape of the program: its keys, after the head of the log where it has none of
  /// its own, and what a damaged store could not give.
  package static func enveloped<Value: Sendable>(_ shape: Shape<Value>) -> Shape<Enveloped<Value>> {
    let head = head
    let hasHead = shape.description.has("head")
    let keys: Field<Enveloped<Value>> = keys(of: shape) { $0.value }
    let end: Field<Enveloped<Value>> = object("head", "The end of the log that was asked.", head) { $0.head }
    return Shape(shape.name, shape.summary, fields: (hasHead ? [] : [end]) + [keys] + losses())
  }

  /// The document of the HTTP API for rows that the program prints as an array; `key` is what they are called.
  package static func enveloped<Row: Sendable>(
    rows key: String, _ sentence: String, _ shape: Shape<Row>
  ) -> Shape<Enveloped<Rows<Row>>> {
    enveloped(
      Shape<Rows<Row>>(key, sentence) {
        integer("total", nil, "The rows that there are.") { $0.total }
        objects(key, sentence, shape) { $0.rows }
      })
  }

  private static func losses<Value: Sendable>() -> [Field<Enveloped<Value>>] {
    let sentence = "What could not be given, a sentence each, at most \(lossesMax); the answer holds all the rest."
    return [
      strings("lost", sentence) { (answer: Enveloped<Value>) in
        answer.losses.prefix(lossesMax).map(\.description)
      }.only("where the store is damaged") { !$0.losses.isEmpty }
    ]
  }
}

extension ShapeDescription {
  /// Returns whether the shape has a key, also by way of another shape whose keys stand in it.
  fileprivate func has(_ key: String) -> Bool {
    fields.contains { field in
      if case .keys(let shape) = field.type { return shape.has(key) }
      return field.key == key
    }
  }
}
