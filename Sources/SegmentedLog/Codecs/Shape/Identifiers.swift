import FileIO

/// Identifiers that are a known beginning and random digits and letters: they take 6 bits a character. FORMAT.md, Values.
enum Identifiers {
  /// What identifiers of the Anthropic API and of others begin with. An encoder's choice: blocks name those that they use.
  static let prefixes: [[UInt8]] = [
    "toolu_01", "msg_01", "req_011C", "srvtoolu_01", "toolu_bdrk_01", "toolu_vrtx_01", "msg_bdrk_01", "msg_vrtx_01",
    "req_vrtx_011C", "call_", "gen-", "chatcmpl-",
  ].map { Array($0.utf8) }

  /// Fewer random characters are not worth it.
  private static let charactersMin = 12

  /// The index of the prefix that `text` begins with, where only digits and letters follow.
  static func prefix(of text: UnsafeRawBufferPointer) -> Int? {
    for (index, prefix) in prefixes.enumerated()
    where text.count >= prefix.count + charactersMin && text[prefix.count - 1] == prefix[prefix.count - 1]
      && text[0] == prefix[0] && text.starts(with: prefix)
      && text[prefix.count...].allSatisfy({ BinaryText.isBase62($0) })
    {
      return index
    }
    return nil
  }

  /// Bytes of `count` characters.
  @inline(__always)
  static func packedLength(_ count: Int) -> Int { (6 * count + 7) / 8 }
}
