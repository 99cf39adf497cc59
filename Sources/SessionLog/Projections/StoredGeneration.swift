/// A generation with which a file is compared.
package struct StoredGeneration: Sendable {
  package var source: Int64
  package var number: Int64
  package var generation: Generation
  /// The erased bytes, including those in the part that it takes from its bases.
  package var erased: OffsetRanges

  package init(source: Int64, number: Int64, generation: Generation, erased: OffsetRanges) {
    (self.source, self.number, self.generation, self.erased) = (source, number, generation, erased)
  }
}
