/// The difference between two texts, word by word. A word is a run of letters, digits and underscores; every newline
/// and every other character is one by itself, and spaces that follow one another are one.
package struct WordDiff: Sendable, Equatable {
  package enum Change: String, Sendable { case kept, lost, new }

  /// A run of words with the same change.
  package struct Part: Sendable, Equatable {
    package var change: Change
    package var text: String

    package init(_ change: Change, _ text: String) { (self.change, self.text) = (change, text) }
  }

  /// The parts in order. Those that are not new make up the old text, those that are not lost the new one.
  package private(set) var parts: [Part] = []

  /// Finds the smallest set of words to remove and to add. When more than `LineDiff.differencesMax` words differ,
  /// everything between the common beginning and the common end counts as replaced. Texts are compared by their bytes.
  /// Cost: proportional to words times differences. Memory: 2.6 MB, and 40 bytes for each word.
  package init(_ old: String, _ new: String) {
    let (old, new) = (Self.words(Array(old.utf8)), Self.words(Array(new.utf8)))
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
    add(.kept, old[..<start])
    addMiddle(Array(old[start..<old.count - end]), Array(new[start..<new.count - end]))
    add(.kept, old[(old.count - end)...])
  }

  private mutating func addMiddle(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    func number(_ word: ArraySlice<UInt8>) -> Int32 {
      if let known = numbers[word] { return known }
      numbers[word] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    guard !old.isEmpty, !new.isEmpty, let path = LineDiff.path(old.map(number), new.map(number)) else {
      add(.lost, old[...])
      add(.new, new[...])
      return
    }
    var (x, y) = (0, 0)
    for change in path {
      switch change {
      case .kept: add(.kept, old[x...x])
      case .removed: add(.lost, old[x...x])
      case .added: add(.new, new[y...y])
      }
      if change != .added { x += 1 }
      if change != .removed { y += 1 }
    }
  }

  private mutating func add(_ change: Change, _ words: ArraySlice<ArraySlice<UInt8>>) {
    guard !words.isEmpty else { return }
    let text = String(decoding: words.joined(), as: UTF8.self)
    if parts.last?.change == change {
      parts[parts.count - 1].text += text
    } else {
      parts.append(Part(change, text))
    }
  }

  private enum Class {
    case word, space, other

    init(_ byte: UInt8) {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x80...: self = .word
      case 0x20, 0x09: self = .space
      default: self = .other
      }
    }
  }

  /// Splits UTF-8 into words. Bytes from 0x80 on stay together, so that no character is divided.
  private static func words(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    var start = 0
    while start < text.count {
      let kind = Class(text[start])
      var end = start + 1
      if kind != .other { while end < text.count, Class(text[end]) == kind { end += 1 } }
      words.append(text[start..<end])
      start = end
    }
    return words
  }
}
