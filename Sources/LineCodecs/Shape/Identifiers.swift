/// The prefixes of identifiers that continue with random digits and letters. Such an identifier takes 6 bits for each
/// character after its prefix. FORMAT.md, Values.
///
/// The encoder chooses the prefixes: a block names those that it uses, so a decoder needs no list.
package struct Identifiers: Sendable {
  /// The prefixes: at most 32, each of 1 to 255 bytes.
  package let prefixes: [[UInt8]]

  /// No prefixes: identifiers are stored as other strings are.
  package static let none = Identifiers(prefixes: [])

  /// Creates a list of at most 32 prefixes, each of 1 to 255 bytes.
  package init(prefixes: [[UInt8]]) {
    precondition(prefixes.count <= ValueCode.prefixesMax && prefixes.allSatisfy { 1...255 ~= $0.count })
    self.prefixes = prefixes
  }

  /// The minimum number of characters after a prefix; fewer are not worth it.
  private static let charactersMin = 12

  /// Returns the index of the prefix with which `text` begins, when at least 12 characters follow and all are ASCII
  /// digits or letters; else nil.
  package func prefix(of text: UnsafeRawBufferPointer) -> Int? {
    for (index, prefix) in prefixes.enumerated()
    where text.count >= prefix.count + Self.charactersMin && text[prefix.count - 1] == prefix[prefix.count - 1]
      && text[0] == prefix[0] && text.starts(with: prefix)
      && text[prefix.count...].allSatisfy({ BinaryText.isBase62($0) })
    {
      return index
    }
    return nil
  }

  /// Returns the number of bytes that `count` characters take.
  @inline(__always)
  package static func packedLength(_ count: Int) -> Int { (6 * count + 7) / 8 }
}
