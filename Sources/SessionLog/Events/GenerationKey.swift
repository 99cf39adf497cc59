/// A source's generation.
package struct GenerationKey: Hashable {
  package var source: Int64
  package var generation: Int64

  package init(source: Int64, generation: Int64) {
    (self.source, self.generation) = (source, generation)
  }
}
