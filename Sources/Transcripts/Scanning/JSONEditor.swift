/// Adds and removes parts of a JSON text. Everything else keeps its bytes, and what is added is laid out as the text
/// around it: on lines of its own, with the same indentation and line ends, or on the same line.
package struct JSONEditor {
  package private(set) var bytes: [UInt8]
  private(set) var outline: JSONOutline
  /// One step of indentation, and the end of a line; nil indentation: the text is on one line.
  private let step: [UInt8]?
  private let lineEnd: [UInt8]

  /// Returns nil if the text is not JSON.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count <= LineScanner.maximumLength, bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }) != nil else {
      return nil
    }
    self.bytes = bytes
    outline = JSONOutline(bytes)
    let firstEnd = bytes.firstIndex(of: 0x0a)
    lineEnd = firstEnd.map { $0 > 0 && bytes[$0 - 1] == 0x0d } == true ? [0x0d, 0x0a] : [0x0a]
    let container = outline.root
    let isContainer = outline.isObject(container) || outline.isArray(container)
    let parts =
      !isContainer
      ? [] : outline.isObject(container) ? outline.members(container).map(\.range) : outline.elements(container)
    if let first = parts.first {
      let indent = Self.indentation(bytes[(container.lowerBound + 1)..<first.lowerBound])
      step = indent.map { $0.isEmpty ? [0x20, 0x20] : $0 }
    } else {
      step = [0x20, 0x20]
    }
  }

  /// Adds a member at the end of an object.
  package mutating func add(_ key: String, _ value: JSONValue, to object: Range<Int>) {
    insert(into: object, after: outline.members(object).map(\.range)) { editor, indent in
      JSONValue.string(key).text.utf8 + [0x3a] + (editor.step == nil ? [] : [0x20]) + editor.text(value, indent)
    }
  }

  /// Adds an element at the end of an array.
  package mutating func add(_ value: JSONValue, to array: Range<Int>) {
    insert(into: array, after: outline.elements(array)) { editor, indent in editor.text(value, indent) }
  }

  /// Removes a part of a container, given all its parts, with the comma that separates it from another one.
  package mutating func remove(_ index: Int, of parts: [Range<Int>], in container: Range<Int>) {
    let range: Range<Int> =
      if parts.count == 1 {
        (container.lowerBound + 1)..<(container.upperBound - 1)
      } else if index > 0 {
        parts[index - 1].upperBound..<parts[index].upperBound
      } else {
        parts[0].lowerBound..<parts[1].lowerBound
      }
    replace(range, [])
  }

  private mutating func replace(_ range: Range<Int>, _ text: [UInt8]) {
    bytes.replaceSubrange(range, with: text)
    outline = JSONOutline(bytes)
  }

  /// Inserts a part at the end of a container. `text` returns it for the indentation of its line; nil: it stays on
  /// one line.
  private mutating func insert(
    into container: Range<Int>, after parts: [Range<Int>],
    _ text: (_ editor: JSONEditor, _ indent: [UInt8]?) -> [UInt8]
  ) {
    if let first = parts.first, let last = parts.last {
      if let indent = Self.indentation(bytes[(container.lowerBound + 1)..<first.lowerBound]) {
        replace(last.upperBound..<last.upperBound, [0x2c] + lineEnd + indent + text(self, indent))
      } else {
        replace(last.upperBound..<last.upperBound, [0x2c] + (step == nil ? [] : [0x20]) + text(self, nil))
      }
      return
    }
    let inside = (container.lowerBound + 1)..<(container.upperBound - 1)
    guard let step else { return replace(inside, text(self, nil)) }
    let before = bytes[..<container.lowerBound]
    let line = before[((before.lastIndex(of: 0x0a) ?? -1) + 1)...]
    let outer = Array(line.prefix { $0 == 0x20 || $0 == 0x09 })
    let indent = outer + step
    replace(inside, lineEnd + indent + text(self, indent) + lineEnd + outer)
  }

  /// Returns a value as text whose lines after the first have an indentation; nil: it is on one line.
  private func text(_ value: JSONValue, _ indent: [UInt8]?) -> [UInt8] {
    var writer = JSONWriter(pretty: indent != nil)
    value.write(to: &writer)
    writer.escapeHidden()
    guard let indent, let step else { return writer.bytes }
    let lines = writer.bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
      let depth = line.prefix { $0 == 0x20 }.count
      return Array(repeatElement(step, count: depth / 2).joined()) + line.dropFirst(depth)
    }
    return Array(lines.joined(separator: lineEnd + indent))
  }

  /// Returns the indentation before a part when it begins a line; nil if it does not.
  private static func indentation(_ space: ArraySlice<UInt8>) -> [UInt8]? {
    space.lastIndex(of: 0x0a).map { Array(space[($0 + 1)...]) }
  }
}
