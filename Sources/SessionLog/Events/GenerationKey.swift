/// Names one generation of a source. Both numbers count from 0.
package struct GenerationKey: Hashable, Comparable {
  package var source: Int64
  package var generation: Int64

  package init(source: Int64, generation: Int64) {
    (self.source, self.generation) = (source, generation)
  }

  package static func < (a: GenerationKey, b: GenerationKey) -> Bool {
    (a.source, a.generation) < (b.source, b.generation)
  }
}
