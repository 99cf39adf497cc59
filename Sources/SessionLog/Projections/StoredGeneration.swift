/// A generation that a file is compared with.
package struct StoredGeneration: Sendable {
  package var source: Int64
  package var number: Int64
  package var generation: Generation
  /// Which of its bytes are forgotten, those included that it has from others.
  package var erased: OffsetRanges

  package init(source: Int64, number: Int64, generation: Generation, erased: OffsetRanges) {
    (self.source, self.number, self.generation, self.erased) = (source, number, generation, erased)
  }
}
