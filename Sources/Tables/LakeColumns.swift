import Answers
import Operations
import Times

/// The type of a column of a lake. There is no null: an empty text, 0 or false stands where nothing is known.
package enum LakeType: Sendable {
  case text, integer, boolean
  /// RFC 3339 in UTC with milliseconds, of the years 1970 to 2099.
  case time

  /// A word for people.
  var name: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .boolean: "true or false"
    case .time: "time"
    }
  }
}

/// One column of a table of a lake: its name, type and unit, a sentence, and its value in a row.
package struct LakeColumn<Row>: Sendable {
  package let name: String
  package let type: LakeType
  package let unit: String?
  package let summary: String
  let write: @Sendable (Row, LakeFormat.Context, inout LakeLine) -> Void
}

/// A table of a lake.
package struct LakeShape<Row>: Sendable {
  package let table: LakeTable
  package let summary: String
  package let columns: [LakeColumn<Row>]

  func write(_ row: Row, _ context: LakeFormat.Context, _ line: inout LakeLine) {
    line.begin()
    for column in columns { column.write(row, context, &line) }
    line.end()
  }

  package var description: LakeTableDescription {
    LakeTableDescription(
      table: table, summary: summary,
      columns: columns.map {
        LakeTableDescription.Column(name: $0.name, type: $0.type, unit: $0.unit, summary: $0.summary)
      })
  }
}

/// A table of a lake without its values, for scripts and documentation.
package struct LakeTableDescription: Sendable {
  package struct Column: Sendable {
    package var name: String
    package var type: LakeType
    package var unit: String?
    package var summary: String
  }

  package var table: LakeTable
  package var summary: String
  package var columns: [Column]
}

extension LakeColumn {
  static func text(_ name: String, _ summary: String, _ get: @escaping @Sendable (Row) -> [UInt8]) -> LakeColumn {
    let key = LakeLine.Key(name)
    return LakeColumn(name: name, type: .text, unit: nil, summary: summary) { row, _, line in line.add(key, get(row)) }
  }

  static func integer(
    _ name: String, _ unit: String?, _ summary: String, _ get: @escaping @Sendable (Row) -> Int64
  ) -> LakeColumn {
    let key = LakeLine.Key(name)
    return LakeColumn(name: name, type: .integer, unit: unit, summary: summary) { row, _, line in
      line.add(key, get(row))
    }
  }

  static func boolean(_ name: String, _ summary: String, _ get: @escaping @Sendable (Row) -> Bool) -> LakeColumn {
    let key = LakeLine.Key(name)
    return LakeColumn(name: name, type: .boolean, unit: nil, summary: summary) { row, _, line in
      line.add(key, get(row))
    }
  }

  /// `get`: milliseconds since 1970-01-01 UTC.
  static func time(_ name: String, _ summary: String, _ get: @escaping @Sendable (Row) -> Int64) -> LakeColumn {
    let key = LakeLine.Key(name)
    return LakeColumn(name: name, type: .time, unit: nil, summary: summary) { row, _, line in
      line.add(key, Array(Time.rfc3339(get(row)).utf8))
    }
  }

  /// The id of the store.
  static var store: LakeColumn {
    let key = LakeLine.Key("store")
    return LakeColumn(name: "store", type: .text, unit: nil, summary: "The id of the store that has written the row.") {
      _, context, line in
      line.add(key, context.store)
    }
  }

  /// The last event that was known when the row was written.
  static var head: LakeColumn {
    let (key, name) = (LakeLine.Key("head"), "head")
    return LakeColumn(
      name: name, type: .integer, unit: nil,
      summary: "The last event of the store that the row knows; of several rows the one with the highest is the newest."
    ) { _, context, line in line.add(key, Int64(clamping: context.head)) }
  }
}
