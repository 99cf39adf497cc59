/// Names one generation of a source. Both numbers count from 0.
package struct GenerationKey: Hashable {
  package var source: Int64
  package var generation: Int64

  package init(source: Int64, generation: Int64) {
    (self.source, self.generation) = (source, generation)
  }
}
