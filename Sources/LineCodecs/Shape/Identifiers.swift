/// Identifiers that are a known prefix and random digits and letters: they take 6 bits a character. FORMAT.md, Values.
///
/// Which prefixes there are is the encoder's choice: a block names those that it uses, and a decoder needs no list.
package struct Identifiers: Sendable {
  /// At most 32, none of them empty or longer than 255 bytes.
  package let prefixes: [[UInt8]]

  /// Identifiers stay as they are.
  package static let none = Identifiers(prefixes: [])

  package init(prefixes: [[UInt8]]) {
    precondition(prefixes.count <= ValueCode.prefixesMax && prefixes.allSatisfy { 1...255 ~= $0.count })
    self.prefixes = prefixes
  }

  /// Fewer random characters are not worth it.
  private static let charactersMin = 12

  /// The index of the prefix that `text` begins with, where only digits and letters follow.
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

  /// Bytes of `count` characters.
  @inline(__always)
  package static func packedLength(_ count: Int) -> Int { (6 * count + 7) / 8 }
}
