import FileIO
public import SegmentedLog
import SessionLog
public import Times

/// The rows of an answer that are asked for.
public struct PageRequest: Sendable {
  /// The maximum number of rows, from 1.
  public var limit: Int
  /// The place where the page before ended; nil for the first page.
  public var cursor: PageCursor?
  /// When the first page was asked for; ignored with a cursor, which knows it.
  public var time: Instant

  /// Makes the request for the page that follows a cursor, or for the first page of now.
  public init(limit: Int = 50, cursor: PageCursor? = nil) {
    self.init(limit: limit, cursor: cursor, time: Instant(milliseconds: SystemClock().milliseconds))
  }

  /// Makes the same request, where the first page was asked for at a time.
  public init(limit: Int, cursor: PageCursor?, time: Instant) {
    (self.limit, self.cursor, self.time) = (limit, cursor, cursor?.time ?? time)
  }
}

/// Some rows of an answer that may have many.
public struct Page<Row: Sendable>: Sendable {
  /// The rows in the order asked for.
  public var rows: [Row]
  /// The number of rows on all pages.
  public var total: Int
  /// False if there may be more rows than `total` says, because not all of them were looked for.
  public var isTotalExact = true
  /// The end of the log that all pages are of.
  public var head: LogHead
  /// When the latest run of an ingest before that end began; nil without one.
  public var asOf: Instant?
  /// The place where the next page begins; nil on the last page.
  public var next: PageCursor?
  /// The place after the last of these rows, also where no row follows.
  let end: PageCursor
}

extension Page {
  /// Returns the page with other rows.
  func map<Other>(_ row: (Row) throws -> Other) rethrows -> Page<Other> {
    Page<Other>(
      rows: try rows.map(row), total: total, isTotalExact: isTotalExact, head: head, asOf: asOf, next: next, end: end)
  }

  /// Returns the page with its first rows only, at most `count`; the next page begins after these.
  package func prefix(_ count: Int) -> Page {
    guard count < rows.count else { return self }
    var page = self
    page.rows = Array(rows.prefix(count))
    page.next = end.moved(back: rows.count - count)
    return page
  }
}

extension StoreView {
  /// Returns one page of `all`, the rows of an answer of this view in a fixed order. `question` says what was asked in
  /// a form that is the same for the same question; a cursor of another one is refused. Throws `cursorMismatch` or
  /// `cursorExpired`.
  func page<Row>(_ all: [Row], _ request: PageRequest, question: String) throws -> Page<Row> {
    let sync = try sync
    if let cursor = request.cursor {
      guard cursor.isOf(question) else { throw StoreError.cursorMismatch }
      // An erasure takes rows from the pages before, so that their number says nothing any more.
      guard cursor.isOf(head), cursor.erasure == sync.lastErasure else { throw StoreError.cursorExpired }
    }
    let first = min(request.cursor?.rows ?? 0, all.count)
    let end = first + min(max(1, request.limit), all.count - first)
    let place = PageCursor(head, time: request.time, erasure: sync.lastErasure, rows: end, question: question)
    return Page(
      rows: Array(all[first..<end]), total: all.count, head: head,
      asOf: sync.runs.last.map { Instant(milliseconds: $0.started) }, next: end < all.count ? place : nil, end: place)
  }
}

extension Store {
  /// Makes the view that a page is of: that of the cursor's first page, else that of `position`, else of the end.
  ///
  /// Such a view is bound to its position. What depends on files outside of the store is as the store knew it then, and
  /// so the same on all pages. Throws `cursorExpired` or `noSuchPosition`.
  public func view(for request: PageRequest, at position: LogPosition? = nil) throws -> StoreView {
    if let cursor = request.cursor {
      do { return try view(at: .sequence(cursor.sequence)) } catch let error as StoreError
        where error.code == .noSuchPosition
      { throw StoreError.cursorExpired }
    }
    return try throwingStoreErrors { try view(at: position ?? .sequence(openLog().head.sequence)) }
  }
}
